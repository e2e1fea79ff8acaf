//! Whether what came of a drill is what was expected of it.

use serde::Serialize;

/// What came of an expectation. The worst of several wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// It came as expected: proven, or refuted by exactly what is known.
    Met,
    /// Something could not be decided.
    Open,
    /// Something was found that is not known, or something known was not found.
    NotMet,
}

impl Expectation {
    /// Folds what came of many. Nothing at all decides nothing.
    pub fn of_many(each: impl IntoIterator<Item = Self>) -> Self {
        each.into_iter().max().unwrap_or(Self::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_wins_and_nothing_at_all_meets_nothing() {
        use Expectation::{Met, NotMet, Open};
        assert_eq!(Expectation::of_many([Met, Met]), Met);
        assert_eq!(Expectation::of_many([Met, Open]), Open);
        assert_eq!(Expectation::of_many([NotMet, Open, Met]), NotMet);
        assert_eq!(Expectation::of_many([]), Open);
    }
}
