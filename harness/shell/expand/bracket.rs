//! Bracket expressions of patterns: `[a-z]`, `[!0-9]`, `[[:space:]]`.

use super::super::Stop;

/// A set of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bracket {
    is_negated: bool,
    members: Vec<Member>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Member {
    Range(char, char),
    Class(String),
}

impl Bracket {
    /// Reads what stands behind `[`, each letter with whether it was quoted, and returns it with
    /// its length; none where no `]` closes it.
    pub(super) fn read(letters: &[(char, bool)]) -> Result<Option<(Self, usize)>, Stop> {
        let is_negated = matches!(letters.first(), Some(('!' | '^', false)));
        let mut at = usize::from(is_negated);
        let first = at;
        let mut members = Vec::new();
        while let Some((letter, is_quoted)) = letters.get(at).copied() {
            if letter == ']' && !is_quoted && at > first {
                return Ok(Some((Self { is_negated, members }, at + 1)));
            }
            if letter == '/' {
                return Ok(None);
            }
            if letter == '['
                && !is_quoted
                && let Some((class, length)) = class(&letters[at..])?
            {
                members.push(Member::Class(class));
                at += length;
                continue;
            }
            let (from, width) = one(&letters[at..]);
            at += width;
            let ranges = letters.get(at) == Some(&('-', false))
                && letters.get(at + 1).is_some_and(|next| *next != (']', false));
            if ranges {
                let (to, width) = one(&letters[at + 1..]);
                at += 1 + width;
                members.push(Member::Range(from, to));
            } else {
                members.push(Member::Range(from, from));
            }
        }
        Ok(None)
    }

    /// Returns whether `letter` is in the set.
    pub(super) fn accepts(&self, letter: char) -> bool {
        let is_member = self.members.iter().any(|member| match member {
            Member::Range(from, to) => (*from..=*to).contains(&letter),
            Member::Class(name) => is_of_class(name, letter),
        });
        is_member != self.is_negated
    }
}

/// Returns one letter, a backslash before it stepped over, and how many were read.
fn one(letters: &[(char, bool)]) -> (char, usize) {
    match letters {
        [('\\', false), (escaped, _), ..] => (*escaped, 2),
        [(letter, _), ..] => (*letter, 1),
        [] => ('\0', 0),
    }
}

/// Reads `[:NAME:]`.
fn class(letters: &[(char, bool)]) -> Result<Option<(String, usize)>, Stop> {
    let Some((kind @ (':' | '.' | '='), false)) = letters.get(1).copied() else { return Ok(None) };
    let closes = |pair: &[(char, bool)]| pair[0].0 == kind && pair[1].0 == ']';
    let Some(length) = letters[2..].windows(2).position(closes) else { return Ok(None) };
    let name: String = letters[2..2 + length].iter().map(|(letter, _)| *letter).collect();
    if kind != ':' || !CLASSES.contains(&name.as_str()) {
        return Err(Stop::unmodelled(format!("[{kind}{name}{kind}] in a pattern")));
    }
    Ok(Some((name, length + 4)))
}

const CLASSES: &[&str] = &[
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
    "space", "upper", "word", "xdigit",
];

fn is_of_class(name: &str, letter: char) -> bool {
    match name {
        "alnum" => letter.is_alphanumeric(),
        "alpha" => letter.is_alphabetic(),
        "ascii" => letter.is_ascii(),
        "blank" => letter == ' ' || letter == '\t',
        "cntrl" => letter.is_control(),
        "digit" => letter.is_ascii_digit(),
        "graph" => !letter.is_whitespace() && !letter.is_control(),
        "lower" => letter.is_lowercase(),
        "print" => !letter.is_control(),
        "punct" => letter.is_ascii_punctuation(),
        "space" => letter.is_whitespace(),
        "upper" => letter.is_uppercase(),
        "word" => letter.is_alphanumeric() || letter == '_',
        _ => letter.is_ascii_hexdigit(),
    }
}
