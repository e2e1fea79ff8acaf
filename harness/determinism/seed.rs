//! Seeds: where all chance of a campaign comes from.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Draw;

/// The seed of one campaign, or of one subject in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Seed(u64);

/// A text that is neither a number nor a commit hash.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is no seed")]
pub struct SeedError(String);

impl SeedError {
    /// Returns what the user can do about it.
    pub const fn hint(&self) -> &'static str {
        "give a whole number from 0 to 18446744073709551615, or a commit hash of 7 to 64 hex digits"
    }
}

impl Seed {
    /// Makes a seed of a number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Returns the seed of one `subject`: equal for equal names, unrelated to every other one.
    pub fn child(self, subject: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0.to_le_bytes());
        hash.update(subject.as_bytes());
        Self(leading_u64(&hash.finalize()))
    }

    /// Returns the stream of draws of this seed.
    pub fn draw(self) -> Draw {
        Draw::from_number(self.0)
    }
}

impl FromStr for Seed {
    type Err = SeedError;

    fn from_str(text: &str) -> Result<Self, SeedError> {
        if !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && let Ok(number) = text.parse()
        {
            return Ok(Self(number));
        }
        let is_hash = (7..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
        if is_hash {
            let digest = Sha256::digest(text.to_ascii_lowercase().as_bytes());
            return Ok(Self(leading_u64(&digest)));
        }
        Err(SeedError(text.chars().take(80).collect()))
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn leading_u64(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).rev().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_commit_hash_are_seeds_and_other_text_is_not() {
        assert_eq!("7".parse::<Seed>().expect("a number"), Seed::new(7));
        assert!("3f786850e387550fdab836ed7e6dc881de23001b".parse::<Seed>().is_ok());
        for text in ["", "-1", "seven", "3.5", "12345g7", "abc"] {
            assert!(text.parse::<Seed>().is_err(), "{text}");
        }
    }

    #[test]
    fn children_differ_by_subject_and_repeat_by_name() {
        let seed = Seed::new(1);
        assert_eq!(seed.child("fleet"), seed.child("fleet"));
        assert_ne!(seed.child("fleet"), seed.child("operator"));
    }
}
