//! The address of a command: level, step or option or alternative, and number.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The address of a command in a runbook.
///
/// Prints as `L4.2.1` (level 4, step 2, command 1), `L3.3A.1` (option A of step 3), `L1.alt.1`
/// (first alternative) or `L1.alt2.1` (second alternative). Addresses sort in the order in which
/// an operator reads: steps, options behind the rest of their step, alternatives last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CommandAddress {
    /// The number of the level.
    pub level: u8,
    /// Where in the level.
    pub place: Place,
    /// The number of the command in its step, option or alternative, from 1.
    pub command: u32,
}

/// The part of a level that holds a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A step, or one of its options.
    Step {
        /// The number of the step.
        number: u32,
        /// The letter of the option, upper case.
        option: Option<char>,
    },
    /// An alternative method, from 1.
    Alternative(u32),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step { number, option: None } => write!(f, "{number}"),
            Self::Step { number, option: Some(letter) } => write!(f, "{number}{letter}"),
            Self::Alternative(1) => f.write_str("alt"),
            Self::Alternative(number) => write!(f, "alt{number}"),
        }
    }
}

impl fmt::Display for CommandAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "L{}.{}.{}", self.level, self.place, self.command)
    }
}

/// A text that is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no address of a command")]
pub struct AddressError(String);

impl AddressError {
    /// Returns what the user can do about it.
    pub const fn hint(&self) -> &'static str {
        "write level, step and command as in L4.2.1, an option as in L3.3A.1, an alternative as in \
         L1.alt.1"
    }
}

impl FromStr for CommandAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let read = || {
            let mut parts = text.strip_prefix(['L', 'l'])?.split('.');
            let level = number(parts.next()?)?;
            let place = place(parts.next()?)?;
            let command = number(parts.next()?)?;
            parts.next().is_none().then_some(Self { level, place, command })
        };
        read().ok_or_else(|| AddressError(text.chars().take(80).collect()))
    }
}

fn place(text: &str) -> Option<Place> {
    if let Some(rest) = text.strip_prefix("alt") {
        return match rest {
            "" => Some(Place::Alternative(1)),
            _ => number(rest).filter(|each| *each > 1).map(Place::Alternative),
        };
    }
    match text.chars().next_back()? {
        letter if letter.is_ascii_alphabetic() => Some(Place::Step {
            number: number(&text[..text.len() - 1])?,
            option: Some(letter.to_ascii_uppercase()),
        }),
        _ => Some(Place::Step { number: number(text)?, option: None }),
    }
}

/// Reads digits alone: no sign, and no zero in front of others.
fn number<N: FromStr>(digits: &str) -> Option<N> {
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = digits == "0" || !digits.starts_with('0');
    if is_plain && is_short { digits.parse().ok() } else { None }
}

impl From<CommandAddress> for String {
    fn from(address: CommandAddress) -> Self {
        address.to_string()
    }
}

impl TryFrom<String> for CommandAddress {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_of_an_address_reads_as_it_prints() {
        for text in ["L4.2.1", "L3.3A.1", "L1.alt.1", "L1.alt2.3", "L255.4294967295.1", "L0.1.1"] {
            assert_eq!(text.parse::<CommandAddress>().expect("an address").to_string(), text);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let table = [
            "",
            "L",
            "4.2.1",
            "L4.2",
            "L4.2.1.1",
            "L4..1",
            "L256.1.1",
            "L4.-2.1",
            "L4.2.+1",
            "L4.02.1",
            "L4.A.1",
            "L4.2AB.1",
            "L4.2É.1",
            "L4.alt1.1",
            "L4.alt0.1",
            "L4.2.1 ",
        ];
        for text in table {
            assert!(text.parse::<CommandAddress>().is_err(), "{text}");
        }
    }

    #[test]
    fn addresses_sort_as_an_operator_reads() {
        let texts = ["L1.2.9", "L1.2.10", "L1.2A.1", "L1.2B.1", "L1.10.1", "L1.alt.1", "L2.1.1"];
        let addresses: Vec<CommandAddress> =
            texts.iter().map(|text| text.parse().expect("an address")).collect();
        assert!(addresses.is_sorted());
    }

    #[test]
    fn an_address_is_one_text_in_json() {
        let address: CommandAddress = "L3.3B.2".parse().expect("an address");
        let json = serde_json::to_string(&address).expect("it serialises");
        assert_eq!(json, "\"L3.3B.2\"");
        assert_eq!(serde_json::from_str::<CommandAddress>(&json).expect("it reads"), address);
    }

    proptest! {
        #[test]
        fn printing_and_reading_an_address_are_inverse(
            level: u8, number: u32, letter in prop::option::of(prop::char::range('A', 'Z')),
            other in prop::option::of(1_u32..), command: u32,
        ) {
            let place = match other {
                Some(other) => Place::Alternative(other),
                None => Place::Step { number, option: letter },
            };
            let address = CommandAddress { level, place, command };
            prop_assert_eq!(address.to_string().parse(), Ok(address));
        }
    }
}
