//! A part of a whole, exact.

use std::cmp::Ordering;
use std::fmt;

use serde::Serialize;

/// A part of a whole, such as 79 of 100 sessions. It is never rounded: two ratios are compared by
/// cross multiplication, so 1/2 equals 50/100. A part may be larger than its whole.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Ratio {
    part: u64,
    whole: u64,
}

impl Ratio {
    /// Makes the ratio of `part` to `whole`; none of a whole of nothing.
    pub const fn new(part: u64, whole: u64) -> Option<Self> {
        if whole == 0 { None } else { Some(Self { part, whole }) }
    }

    /// Returns the part.
    pub const fn part(self) -> u64 {
        self.part
    }

    /// Returns the whole; never zero.
    pub const fn whole(self) -> u64 {
        self.whole
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let cross = |part: u64, whole: u64| u128::from(part) * u128::from(whole);
        cross(self.part, other.whole).cmp(&cross(other.part, self.whole))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ratio {}

/// Prints as it was counted, e.g. `79 of 100`.
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.part, self.whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(part: u64, whole: u64) -> Ratio {
        Ratio::new(part, whole).expect("a whole above zero")
    }

    #[test]
    fn ratios_are_compared_without_rounding() {
        let most = u64::MAX;
        assert_eq!(ratio(1, 2), ratio(50, 100));
        assert!(ratio(799_999, 1_000_000) < ratio(80, 100));
        assert!(ratio(most - 1, most) < ratio(1, 1));
        assert!(ratio(most - 2, most - 1) < ratio(most - 1, most));
        assert!(ratio(3, 1) > ratio(2, 1));
    }

    #[test]
    fn a_part_of_nothing_is_no_ratio() {
        assert_eq!(Ratio::new(0, 0), None);
        assert_eq!(ratio(0, 5).to_string(), "0 of 5");
    }
}
