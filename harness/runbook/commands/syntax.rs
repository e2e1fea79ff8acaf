//! Whether bash would read a command, asked of a grammar from a library.

use brush_parser::ast::Program;
use brush_parser::{ParseError, Parser};

use super::cut::{Piece, cut};

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

/// Returns the syntax tree of shell text in which no `<blank>` is left; none where bash would not
/// read it, or where asking would cost too much.
pub fn shell_tree(text: &str) -> Option<Program> {
    let is_fit = |piece: &Piece| match piece {
        Piece::Blank | Piece::Comment(_) => true,
        Piece::Command(lines) => {
            !lines.is_unfinished && !lines.has_select && lines.depth <= DEPTH_MAX
        }
    };
    let is_long = text.len() > COMMAND_BYTES_MAX || has_long_number(text);
    if is_long || !cut(text.lines()).iter().all(is_fit) {
        return None;
    }
    Parser::builder().build(text.as_bytes()).parse_program().ok()
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
    fn a_tree_is_given_only_for_what_bash_reads_at_a_bounded_cost() {
        assert_eq!(shell_tree("a | b\nc").map(|tree| tree.complete_commands.len()), Some(2));
        let nested = format!("{}a{}", "(".repeat(DEPTH_MAX + 1), ")".repeat(DEPTH_MAX + 1));
        for text in ["a )", "a 'b", "echo 99999999999>x", "select x in a; do b; done", &nested] {
            assert!(shell_tree(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_would_cost_too_much_is_not_asked() {
        assert_eq!(syntax_of("a", DEPTH_MAX + 1), Syntax::Unasked);
        assert_eq!(syntax_of("echo 99999999999>x", 0), Syntax::Unasked);
        assert_eq!(syntax_of(&"a ".repeat(COMMAND_BYTES_MAX), 0), Syntax::Unasked);
    }
}
