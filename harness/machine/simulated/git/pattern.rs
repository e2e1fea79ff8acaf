//! Regular expressions of `--grep` and `--author`.

use regex::{Regex, RegexBuilder};

use super::outcome::{Done, Halt};

/// The most bytes that a compiled expression takes.
const COMPILED_BYTES_MAX: usize = 1 << 20;

/// How an expression is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Basic POSIX, the default.
    Basic,
    /// Extended POSIX, `-E`.
    Extended,
    /// No expression at all, `-F`.
    Fixed,
}

/// Compiles an expression that is matched against single lines.
pub(super) fn compile(text: &str, dialect: Dialect, ignore_case: bool) -> Done<Regex> {
    let pattern = match dialect {
        Dialect::Basic => from_basic(text),
        Dialect::Extended => from_extended(text),
        Dialect::Fixed => Some(regex::escape(text)),
    };
    pattern
        .and_then(|pattern| {
            RegexBuilder::new(&pattern)
                .case_insensitive(ignore_case)
                .size_limit(COMPILED_BYTES_MAX)
                .build()
                .ok()
        })
        .ok_or_else(|| Halt::unmodelled(format!("log with the expression {text}")))
}

/// Turns a basic expression into the library's form; none where it holds what is not modelled.
fn from_basic(text: &str) -> Option<String> {
    let mut pattern = String::new();
    let mut characters = text.chars().peekable();
    let mut at_start = true;
    while let Some(character) = characters.next() {
        let starts = std::mem::replace(&mut at_start, false);
        match character {
            '\\' => match characters.next()? {
                group @ ('(' | '{' | '}' | '|' | '+' | '?' | ')') => {
                    at_start = matches!(group, '(' | '|');
                    pattern.push(group);
                }
                word @ ('b' | 'B' | 'w' | 'W' | 's' | 'S') => pattern.extend(['\\', word]),
                digit if digit.is_ascii_digit() => return None,
                literal => pattern.push_str(&regex::escape(&literal.to_string())),
            },
            '[' => take_class(&mut characters, &mut pattern)?,
            '*' if starts => pattern.push_str("\\*"),
            '^' if starts => {
                at_start = true;
                pattern.push('^');
            }
            '$' if characters.peek().is_none() => pattern.push('$'),
            '.' | '*' => pattern.push(character),
            literal => pattern.push_str(&regex::escape(&literal.to_string())),
        }
    }
    Some(pattern)
}

/// Turns an extended expression into the library's form.
fn from_extended(text: &str) -> Option<String> {
    let mut pattern = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next()? {
                digit if digit.is_ascii_digit() => return None,
                word @ ('b' | 'B' | 'w' | 'W' | 's' | 'S') => pattern.extend(['\\', word]),
                literal => pattern.push_str(&regex::escape(&literal.to_string())),
            },
            '[' => take_class(&mut characters, &mut pattern)?,
            '(' if characters.peek() == Some(&'?') => return None,
            other => pattern.push(other),
        }
    }
    Some(pattern)
}

/// Copies a class in brackets; the opening one is taken already.
fn take_class(
    characters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    pattern: &mut String,
) -> Option<()> {
    pattern.push('[');
    if characters.next_if_eq(&'^').is_some() {
        pattern.push('^');
    }
    if characters.next_if_eq(&']').is_some() {
        pattern.push_str("\\]");
    }
    loop {
        match characters.next()? {
            ']' => break,
            '[' if characters.peek() == Some(&':') => {
                pattern.push('[');
                pattern.extend(characters.by_ref().take_while(|inner| *inner != ']'));
                pattern.push(']');
            }
            special @ ('[' | '\\' | '&' | '~') => pattern.extend(['\\', special]),
            other => pattern.push(other),
        }
    }
    pattern.push(']');
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_mean_what_they_mean_to_git() {
        for (dialect, text, line, expected) in [
            (Dialect::Basic, "Phase 6", "Party Mode Phase 6: x", true),
            (Dialect::Basic, "a+", "a+", true),
            (Dialect::Basic, "a+", "aa", false),
            (Dialect::Basic, "a\\+b\\|c", "aab", true),
            (Dialect::Basic, "^*x", "*x", true),
            (Dialect::Basic, "[[:digit:]]$", "x1", true),
            (Dialect::Basic, "(x)", "(x)", true),
            (Dialect::Extended, "(x|y)+z", "xyz", true),
            (Dialect::Fixed, "a.b", "axb", false),
        ] {
            let found = compile(text, dialect, false).expect("an expression").is_match(line);
            assert_eq!(found, expected, "{text}");
        }
        assert!(compile("\\(a\\)\\1", Dialect::Basic, false).is_err());
    }
}
