//! A decimal number of a configuration, exact.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};

/// How many digits behind the point are kept.
const DIGITS: usize = 9;

/// 10 to the power of [`DIGITS`].
const SCALE: i128 = 1_000_000_000;

/// The most digits before the point.
const WHOLE_DIGITS_MAX: usize = 18;

/// A decimal number with up to 18 digits before and 9 behind the point, kept in billionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i128);

/// A text that is no decimal number of at most 18 and 9 digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no plain number")]
pub struct AmountError(String);

impl FromStr for Amount {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, AmountError> {
        read(text).map(Self).ok_or_else(|| AmountError(text.chars().take(40).collect()))
    }
}

fn read(text: &str) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_plain = |digits: &str, most: usize| {
        (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_plain(whole, WHOLE_DIGITS_MAX) || !is_plain(part, DIGITS) {
        return None;
    }
    let part: i128 = format!("{part:0<DIGITS$}").parse().ok()?;
    Some(sign * (whole.parse::<i128>().ok()? * SCALE + part))
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.abs() / SCALE, self.0.abs() % SCALE);
        write!(f, "{sign}{whole}")?;
        if part > 0 {
            write!(f, ".{}", format!("{part:0>DIGITS$}").trim_end_matches('0'))?;
        }
        Ok(())
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads the text of a number; a YAML number is its text.
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().expect(text)
    }

    #[test]
    fn numbers_are_compared_by_value_and_print_without_zeros_that_say_nothing() {
        assert_eq!(amount("50.0"), amount("50"));
        assert!(amount("0.000000001") > amount("0"));
        assert!(amount("-0.5") < amount("0") && amount("-1") < amount("-0.5"));
        let printed = ["50.0", "-0.25", "0004", "0.10"].map(|text| amount(text).to_string());
        assert_eq!(printed, ["50", "-0.25", "4", "0.1"]);
    }

    #[test]
    fn what_cannot_be_kept_exactly_is_no_number() {
        for text in
            ["", "-", ".5", "5.", "1e3", "four", "0.0000000001", "1234567890123456789", "1.2.3"]
        {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }
}
