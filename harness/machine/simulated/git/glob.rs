//! Wildcards as git matches them.

/// Says whether `text` matches `pattern`.
///
/// With `by_parts`, `*` and `?` stop at a slash and `**` crosses it, as in ignore files; without,
/// `*` matches everything, as in pathspecs and lists of names.
pub(super) fn matches(pattern: &str, text: &str, by_parts: bool) -> bool {
    Matcher { by_parts, steps_left: STEPS_MAX }.run(pattern.as_bytes(), text.as_bytes(), true)
}

/// Says whether the text holds a wildcard.
pub(super) fn is_glob(text: &str) -> bool {
    text.contains(['*', '?', '[', '\\'])
}

/// The most steps of one match: beyond that nothing matches.
const STEPS_MAX: u32 = 200_000;

struct Matcher {
    by_parts: bool,
    steps_left: u32,
}

impl Matcher {
    /// Matches; `fresh` says that the pattern stands at its start or behind a slash.
    fn run(&mut self, pattern: &[u8], text: &[u8], fresh: bool) -> bool {
        let Some(left) = self.steps_left.checked_sub(1) else { return false };
        self.steps_left = left;
        let Some((&first, rest)) = pattern.split_first() else { return text.is_empty() };
        match first {
            b'*' => self.star(rest, text, fresh),
            b'?' => self.one(text, |_| true) && self.run(rest, &text[1..], false),
            b'[' => match Class::parse(rest) {
                Some((class, rest)) => {
                    self.one(text, |byte| class.holds(byte)) && self.run(rest, &text[1..], false)
                }
                None => false,
            },
            b'\\' => match rest.split_first() {
                Some((&literal, rest)) => {
                    text.first() == Some(&literal) && self.run(rest, &text[1..], false)
                }
                None => false,
            },
            literal => {
                text.first() == Some(&literal) && self.run(rest, &text[1..], literal == b'/')
            }
        }
    }

    fn one(&self, text: &[u8], holds: impl Fn(u8) -> bool) -> bool {
        text.first().is_some_and(|byte| !(self.by_parts && *byte == b'/') && holds(*byte))
    }

    fn star(&mut self, rest: &[u8], text: &[u8], fresh: bool) -> bool {
        let double = rest.first() == Some(&b'*');
        let behind = if double { &rest[1..] } else { rest };
        let whole_part = double && fresh && matches!(behind.first(), None | Some(b'/'));
        if self.by_parts && whole_part && behind.first() == Some(&b'/') {
            // `**/` matches no directory, or any number of them.
            if self.run(&behind[1..], text, true) {
                return true;
            }
        }
        let crosses = !self.by_parts || whole_part;
        for at in 0..=text.len() {
            if self.run(behind, &text[at..], false) {
                return true;
            }
            if text.get(at) == Some(&b'/') && !crosses {
                return false;
            }
        }
        false
    }
}

/// A class in brackets.
struct Class<'a> {
    inner: &'a [u8],
    negated: bool,
}

impl<'a> Class<'a> {
    /// Parses what follows `[`; returns the class and what follows `]`.
    fn parse(pattern: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let negated = matches!(pattern.first(), Some(b'!' | b'^'));
        let inner = if negated { &pattern[1..] } else { pattern };
        let end = 1 + inner.get(1..)?.iter().position(|byte| *byte == b']')?;
        Some((Self { inner: &inner[..end], negated }, &inner[end + 1..]))
    }

    fn holds(&self, byte: u8) -> bool {
        let mut at = 0;
        let mut found = false;
        while let Some(&low) = self.inner.get(at) {
            let high = match self.inner.get(at + 1..at + 3) {
                Some([b'-', high]) => Some(*high),
                _ => None,
            };
            found |= (low..=high.unwrap_or(low)).contains(&byte);
            at += if high.is_some() { 3 } else { 1 };
        }
        found != self.negated
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards_match_as_in_ignore_files() {
        for (pattern, text, expected) in [
            ("*.log", "a.log", true),
            ("*.log", "d/a.log", false),
            ("a/**/b", "a/b", true),
            ("a/**/b", "a/x/y/b", true),
            ("**/b", "b", true),
            ("a/**", "a/x/y", true),
            ("a/**", "a", false),
            ("a**b", "a/b", false),
            ("[a-c]?[!x]", "bzy", true),
            ("[a-c]?[!x]", "bzx", false),
            ("\\*", "*", true),
            ("\\*", "a", false),
            ("[", "[", false),
        ] {
            assert_eq!(matches(pattern, text, true), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn in_lists_of_names_a_star_crosses_slashes() {
        assert!(matches("*.md", "a/b.md", false) && matches("rel*/x", "rel/a/x", false));
        let hostile = "a*".repeat(60) + "b";
        assert!(!matches(&hostile, &"a".repeat(200), false));
    }
}
