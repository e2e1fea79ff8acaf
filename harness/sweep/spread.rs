//! How long something took over many drills: percentiles by nearest rank, in whole milliseconds.

/// Values of many drills, some of which never came to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spread {
    /// What was reached, shortest first.
    reached: Vec<u64>,
    /// How many drills never reached it.
    never: usize,
}

impl Spread {
    /// Gathers one value a drill; none where a drill never came to it.
    pub fn of(values: impl IntoIterator<Item = Option<u64>>) -> Self {
        let mut spread = Self::default();
        for value in values {
            match value {
                Some(ms) => spread.reached.push(ms),
                None => spread.never += 1,
            }
        }
        spread.reached.sort_unstable();
        spread
    }

    /// Returns how many drills reached it.
    pub const fn count(&self) -> usize {
        self.reached.len()
    }

    /// Returns how many drills never reached it.
    pub const fn never(&self) -> usize {
        self.never
    }

    /// Returns the smallest value that at least `percent` of all drills kept to, by nearest rank. A
    /// drill that never came to it is slower than any other: none where the rank falls on one.
    pub fn percentile(&self, percent: usize) -> Option<u64> {
        let all = self.count() + self.never;
        let rank = (all * percent.min(100)).div_ceil(100).max(1);
        self.reached.get(rank - 1).copied()
    }

    /// Returns how many drills reached it within `limit` milliseconds.
    pub fn within(&self, limit: u64) -> usize {
        self.reached.partition_point(|ms| *ms <= limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_seen_by_nearest_rank() {
        let spread = Spread::of((1..=200).rev().map(|ms| Some(ms * 10)));
        let found = [0, 1, 50, 95, 99, 100].map(|percent| spread.percentile(percent));
        assert_eq!(found, [10, 20, 1000, 1900, 1980, 2000].map(Some));
        let few = Spread::of([Some(7), Some(3), Some(5)]);
        assert_eq!([33, 34, 50, 66, 67].map(|p| few.percentile(p)), [3, 5, 5, 5, 7].map(Some));
    }

    #[test]
    fn what_was_never_reached_is_slower_than_anything_and_never_fast() {
        let spread = Spread::of([Some(1), None, Some(2), None]);
        assert_eq!((spread.count(), spread.never()), (2, 2));
        assert_eq!([25, 50, 51, 100].map(|p| spread.percentile(p)), [Some(1), Some(2), None, None]);
        assert_eq!(Spread::of([None]).percentile(50), None);
        assert_eq!(Spread::default().percentile(50), None);
    }

    #[test]
    fn a_limit_is_kept_at_its_very_edge() {
        let spread = Spread::of([Some(60_000), Some(60_001), None]);
        assert_eq!([59_999, 60_000, 60_001].map(|limit| spread.within(limit)), [0, 1, 2]);
    }
}
