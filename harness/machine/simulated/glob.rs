//! Shell patterns as `fnmatch` matches them: `*`, `?`, `[..]`, `\` before a literal.
//!
//! `*` and `?` match a slash and a leading dot too, as `find -path` and `tar --exclude` want it.

/// Whether letters of both cases match each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// `a` is not `A`.
    Matters,
    /// `a` is `A`.
    Folded,
}

/// Returns whether `text` as a whole matches `pattern`.
pub(super) fn matches(pattern: &str, text: &str, case: Case) -> bool {
    let fold = |text: &str| -> Vec<char> {
        match case {
            Case::Matters => text.chars().collect(),
            Case::Folded => text.chars().map(|c| c.to_ascii_lowercase()).collect(),
        }
    };
    matches_chars(&fold(pattern), &fold(text))
}

/// Walks both, and on a mismatch goes back to the last star, which then takes one more.
fn matches_chars(pattern: &[char], text: &[char]) -> bool {
    let (mut at, mut here) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        if pattern.get(at) == Some(&'*') {
            star = Some((at, here));
            at += 1;
            continue;
        }
        let step = text.get(here).and_then(|letter| one(&pattern[at..], *letter));
        match (step, here == text.len() && at == pattern.len()) {
            (Some(length), _) => {
                at += length;
                here += 1;
            }
            (None, true) => return true,
            (None, false) => {
                let Some((star_at, taken)) = star.filter(|(_, taken)| *taken < text.len()) else {
                    return false;
                };
                star = Some((star_at, taken + 1));
                at = star_at + 1;
                here = taken + 1;
            }
        }
    }
}

/// Matches one letter against what the pattern begins with; returns the length of that piece.
fn one(pattern: &[char], letter: char) -> Option<usize> {
    match pattern {
        ['?', ..] => Some(1),
        ['\\', literal, ..] => (*literal == letter).then_some(2),
        ['[', rest @ ..] => match bracket(rest, letter) {
            Some((is_in, length)) => is_in.then_some(length + 1),
            None => (letter == '[').then_some(1),
        },
        [literal, ..] => (*literal == letter).then_some(1),
        [] => None,
    }
}

/// Reads a bracket expression behind its `[`: whether the letter is in it, and its length with the
/// `]`; none where it is not closed.
fn bracket(pattern: &[char], letter: char) -> Option<(bool, usize)> {
    let negated = matches!(pattern.first(), Some('!' | '^'));
    let start = usize::from(negated);
    let (mut at, mut found) = (start, false);
    while at == start || pattern.get(at) != Some(&']') {
        match &pattern[at.min(pattern.len())..] {
            [] => return None,
            ['[', ':', rest @ ..] => {
                let end = rest.windows(2).position(|pair| pair == [':', ']'])?;
                let name: String = rest[..end].iter().collect();
                found |= is_of_class(&name, letter);
                at += end + 4;
            }
            [low, '-', high, ..] if *high != ']' => {
                found |= (*low..=*high).contains(&letter);
                at += 3;
            }
            ['\\', literal, ..] => {
                found |= *literal == letter;
                at += 2;
            }
            [literal, ..] => {
                found |= *literal == letter;
                at += 1;
            }
        }
    }
    Some((found != negated, at + 1))
}

fn is_of_class(name: &str, letter: char) -> bool {
    match name {
        "alpha" => letter.is_ascii_alphabetic(),
        "digit" => letter.is_ascii_digit(),
        "alnum" => letter.is_ascii_alphanumeric(),
        "upper" => letter.is_ascii_uppercase(),
        "lower" => letter.is_ascii_lowercase(),
        "space" => letter.is_ascii_whitespace(),
        "punct" => letter.is_ascii_punctuation(),
        "xdigit" => letter.is_ascii_hexdigit(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_fnmatch_matches_them() {
        let table = [
            ("*.txt", "a.txt", true),
            ("*.txt", ".txt", true),
            ("*", "", true),
            ("?", "", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxbyy", false),
            ("./d/*", "./d/e/y", true),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[^a-c]x", "dx", true),
            ("[]a]", "]", true),
            ("[a", "[a", true),
            ("[[:digit:]]*", "7z", true),
            ("\\*", "*", true),
            ("\\*", "x", false),
            ("a\\?", "a?", true),
            ("", "", true),
            ("x", "", false),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(matches(pattern, text, Case::Matters), expected, "{pattern} {text}");
        }
        assert!(matches("OLD*", "old.txt", Case::Folded));
    }

    #[test]
    fn many_stars_do_not_take_for_ever() {
        let pattern = "*a".repeat(50);
        assert!(!matches(&pattern, &"a".repeat(2000).replace("aaaa", "aaab"), Case::Matters));
    }
}
