//! Whether bash would read a command, asked of a grammar from a library.

use brush_parser::{ParseError, Parser};

/// The deepest nesting that the grammar is asked about: its time doubles with every parenthesis
/// that something is wrong in.
const DEPTH_MAX: usize = 10;

/// The longest command that the grammar is asked about.
const COMMAND_BYTES_MAX: usize = 64 * 1024;

/// What the grammar says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Syntax {
    /// Bash reads it.
    Right,
    /// Bash would complain; near this line of the command, from 0, where it is known.
    Wrong(Option<usize>),
    /// Too long or too deeply nested to be asked.
    Unasked,
}

/// Asks about one command whose blanks are masked. `depth` is how deeply it is nested.
pub(super) fn syntax_of(command: &str, depth: usize) -> Syntax {
    let is_costly = depth > DEPTH_MAX || command.len() > COMMAND_BYTES_MAX;
    if is_costly || has_long_number(command) {
        return Syntax::Unasked;
    }
    match Parser::builder().build(command.as_bytes()).parse_program() {
        Ok(_) => Syntax::Right,
        Err(ParseError::ParsingNear(place)) => Syntax::Wrong(place.line.checked_sub(1)),
        Err(ParseError::ParsingAtEndOfInput | ParseError::Tokenizing { .. }) => Syntax::Wrong(None),
    }
}

/// A file descriptor that no integer holds ends the library in a panic.
fn has_long_number(command: &str) -> bool {
    let mut digits = 0;
    command.bytes().any(|byte| {
        let is_too_long = digits > 8 && matches!(byte, b'<' | b'>');
        digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
        is_too_long
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_and_wrong_commands_are_told_apart() {
        let right =
            ["ls -l", "User: \"Start\"", "while read x; do y; done", "f() { a; }", "a | b && c &"];
        for command in right {
            assert_eq!(syntax_of(command, 1), Syntax::Right, "{command}");
        }
        for command in ["a )", "if a; fi", "a | | b", "for x in; y", "a ;; b", "done"] {
            assert!(matches!(syntax_of(command, 1), Syntax::Wrong(_)), "{command}");
        }
        assert_eq!(syntax_of("(\na\n) b\n", 1), Syntax::Wrong(Some(2)));
    }

    #[test]
    fn what_would_cost_too_much_is_not_asked() {
        assert_eq!(syntax_of("a", DEPTH_MAX + 1), Syntax::Unasked);
        assert_eq!(syntax_of("echo 99999999999>x", 0), Syntax::Unasked);
        assert_eq!(syntax_of(&"a ".repeat(COMMAND_BYTES_MAX), 0), Syntax::Unasked);
    }
}
