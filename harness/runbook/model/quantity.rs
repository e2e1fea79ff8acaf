//! Figures of the runbook that decide something.

use std::fmt;
use std::time::Duration;

/// A bound that a measured figure has to cross.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// What is measured, as written, e.g. `Session success rate`.
    pub subject: String,
    /// On which side of the bound it trips.
    pub comparison: Comparison,
    /// The bound in thousandths of the unit, so that `0.5 %` is exact.
    pub bound_thousandths: u64,
    /// What the bound counts.
    pub unit: Unit,
}

/// On which side of its bound a threshold trips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

/// What a bound counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `%`
    Percent,
    /// `x`: times the usual figure.
    Times,
    /// Things.
    Count,
}

impl Threshold {
    /// Returns whether a figure, in thousandths of the unit, trips the threshold.
    pub const fn is_tripped_by(&self, figure_thousandths: u64) -> bool {
        match self.comparison {
            Comparison::Below => figure_thousandths < self.bound_thousandths,
            Comparison::AtMost => figure_thousandths <= self.bound_thousandths,
            Comparison::Above => figure_thousandths > self.bound_thousandths,
            Comparison::AtLeast => figure_thousandths >= self.bound_thousandths,
        }
    }
}

/// Prints the bound, e.g. `<80%` or `>2x`, without the subject.
impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.comparison {
            Comparison::Below => "<",
            Comparison::AtMost => "<=",
            Comparison::Above => ">",
            Comparison::AtLeast => ">=",
        })?;
        let (whole, part) = (self.bound_thousandths / 1000, self.bound_thousandths % 1000);
        write!(f, "{whole}")?;
        if part > 0 {
            write!(f, ".{}", format!("{part:03}").trim_end_matches('0'))?;
        }
        f.write_str(match self.unit {
            Unit::Percent => "%",
            Unit::Times => "x",
            Unit::Count => "",
        })
    }
}

/// The stretch of the past that a figure is measured over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// A time, as in "in last hour".
    Time(Duration),
    /// A number of sessions, as in "over last 100 sessions".
    Sessions(u32),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_trips_on_its_own_side_only() {
        let table = [
            (Comparison::Below, [true, false, false]),
            (Comparison::AtMost, [true, true, false]),
            (Comparison::Above, [false, false, true]),
            (Comparison::AtLeast, [false, true, true]),
        ];
        for (comparison, expected) in table {
            let bound = Threshold {
                subject: String::new(),
                comparison,
                bound_thousandths: 80_000,
                unit: Unit::Percent,
            };
            let tripped = [79_999, 80_000, 80_001].map(|figure| bound.is_tripped_by(figure));
            assert_eq!(tripped, expected, "{bound}");
        }
    }

    #[test]
    fn a_bound_prints_without_zeros_that_say_nothing() {
        let mut bound = Threshold {
            subject: String::new(),
            comparison: Comparison::AtLeast,
            bound_thousandths: 2_050,
            unit: Unit::Times,
        };
        assert_eq!(bound.to_string(), ">=2.05x");
        bound.bound_thousandths = 3_000;
        assert_eq!(bound.to_string(), ">=3x");
    }
}
