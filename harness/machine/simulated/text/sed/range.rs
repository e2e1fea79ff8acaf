//! Ranges of lines, while a script runs.

use super::script::{Guard, Pick, RangeEnd};

/// Whether a range is open, and where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    /// It is not open.
    Closed,
    /// Until a line of this number.
    UntilNumber(usize),
    /// Until the end that the script names.
    Open,
}

impl Range {
    /// Returns how a range is before the first line: closed, unless it starts at line 0.
    pub(super) fn before_first(guard: &Guard) -> Self {
        match guard.start {
            Some(Pick::Number(0)) => Self::Open,
            _ => Self::Closed,
        }
    }

    /// Returns how a range goes on behind line `number`, at which it starts.
    pub(super) fn from(number: usize, end: &RangeEnd) -> Self {
        let last = match end {
            RangeEnd::At(Pick::Number(last)) => *last,
            RangeEnd::Plus(count) => number.saturating_add(*count),
            RangeEnd::Multiple(0) => number,
            RangeEnd::Multiple(of) => number + of - number % of,
            RangeEnd::At(_) => return Self::Open,
        };
        if last > number { Self::UntilNumber(last) } else { Self::Closed }
    }
}
