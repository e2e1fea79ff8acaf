//! Changes of one text: what is removed, replaced, or written otherwise.

use super::super::evaluate::{Flow, Unwind};
use super::super::grammar::Match;
use super::super::state::{lower, upper};
use super::fragment::Fragment;
use super::pattern::Pattern;

/// The longest text in which a pattern with `*` is replaced, in characters.
const REPLACED_MAX: usize = 20_000;

/// A part of the text that takes the place of a match.
pub(super) enum Replacing {
    Text(String),
    Match,
}

impl Replacing {
    pub(super) fn parts_of(fragment: &Fragment) -> Vec<Self> {
        let text = |part: &str| Self::Text(part.to_owned());
        if matches!(fragment, Fragment::Quoted(_)) {
            return vec![text(fragment.as_text())];
        }
        let mut parts = Vec::new();
        for part in fragment.as_text().split('&') {
            parts.extend([text(part), Self::Match]);
        }
        parts.pop();
        parts
    }
}

/// A change of one text.
pub(super) enum Changer {
    None,
    Prefix {
        longest: bool,
        pattern: Pattern,
    },
    /// The pattern is reversed.
    Suffix {
        longest: bool,
        pattern: Pattern,
    },
    Replace {
        at: Match,
        pattern: Pattern,
        text: Vec<Replacing>,
    },
    Case {
        upper: bool,
        every: bool,
        pattern: Option<Pattern>,
    },
}

impl Changer {
    pub(super) fn apply(&self, text: &str) -> Flow<String> {
        let letters: Vec<char> = text.chars().collect();
        Ok(match self {
            Self::None => text.to_owned(),
            Self::Prefix { longest, pattern } => {
                let length = if *longest {
                    pattern.longest(&letters)?
                } else {
                    pattern.shortest(&letters)?
                };
                letters[length.unwrap_or(0)..].iter().collect()
            }
            Self::Suffix { longest, pattern } => {
                let reversed: Vec<char> = letters.iter().rev().copied().collect();
                let length = if *longest {
                    pattern.longest(&reversed)?
                } else {
                    pattern.shortest(&reversed)?
                };
                letters[..letters.len() - length.unwrap_or(0)].iter().collect()
            }
            Self::Replace { at, pattern, text } => replace(&letters, *at, pattern, text)?,
            Self::Case { upper, every, pattern } => match pattern {
                None => cased(text, *upper, *every),
                Some(pattern) => cased_where(&letters, *upper, *every, pattern)?,
            },
        })
    }
}

pub(super) fn cased(text: &str, is_upper: bool, every: bool) -> String {
    let turn = if is_upper { upper } else { lower };
    let letters = text.chars().enumerate();
    letters.map(|(at, letter)| if every || at == 0 { turn(letter) } else { letter }).collect()
}

fn cased_where(letters: &[char], upper: bool, every: bool, pattern: &Pattern) -> Flow<String> {
    let mut text = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let letter = letter.to_string();
        let turns = (every || at == 0) && pattern.matches(&letter)?;
        text.push_str(&if turns { cased(&letter, upper, true) } else { letter });
    }
    Ok(text)
}

fn replace(letters: &[char], at: Match, pattern: &Pattern, with: &[Replacing]) -> Flow<String> {
    if pattern.has_star() && letters.len() > REPLACED_MAX {
        let what = format!("a pattern with * replaced in more than {REPLACED_MAX} characters");
        return Err(Unwind::unmodelled(what));
    }
    let mut text = String::new();
    let mut rest = letters;
    loop {
        let found = matched(rest, at, pattern)?;
        if let Some(length) = found {
            put(&rest[..length], with, &mut text);
            rest = &rest[length..];
        }
        let goes_on = match at {
            Match::Prefix => false,
            Match::First | Match::Suffix => found.is_none(),
            Match::Every => true,
        };
        if !goes_on || rest.is_empty() {
            text.extend(rest);
            return Ok(text);
        }
        if found.is_none() {
            text.extend(rest.first());
            rest = &rest[1..];
        }
    }
}

/// Returns how much of the start of `rest` is to be replaced; nothing is no match, but at an end
/// and in an empty text.
fn matched(rest: &[char], at: Match, pattern: &Pattern) -> Flow<Option<usize>> {
    let longest = pattern.longest(rest)?;
    Ok(longest.filter(|length| match at {
        Match::Prefix => true,
        Match::Suffix => *length == rest.len(),
        Match::First | Match::Every => *length > 0 || (rest.is_empty() && !pattern.is_empty()),
    }))
}

fn put(found: &[char], with: &[Replacing], into: &mut String) {
    for part in with {
        match part {
            Replacing::Text(text) => into.push_str(text),
            Replacing::Match => into.extend(found),
        }
    }
}
