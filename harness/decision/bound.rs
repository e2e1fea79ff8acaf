//! A bound of the runbook held against a figure.

use crate::determinism::Ratio;
use crate::runbook::{Comparison, Threshold, Unit};

/// Returns whether `figure` crosses `bound`, as strictly as it is written: of `<80%`, 80 of 100
/// does not. A percentage is held against a share of the whole, times and counts against the
/// figure itself.
pub(super) fn is_crossed(bound: &Threshold, figure: Ratio) -> bool {
    let limit = limit(bound);
    match bound.comparison {
        Comparison::Below => figure < limit,
        Comparison::AtMost => figure <= limit,
        Comparison::Above => figure > limit,
        Comparison::AtLeast => figure >= limit,
    }
}

/// Returns where the bound stands.
pub(super) fn limit(bound: &Threshold) -> Ratio {
    let whole = match bound.unit {
        Unit::Percent => 100_000,
        Unit::Times | Unit::Count => 1000,
    };
    Ratio::new(bound.bound_thousandths, whole).expect("the whole is above zero")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_crossed_as_strictly_as_it_is_written() {
        let table = [
            (Comparison::Below, [true, false, false]),
            (Comparison::AtMost, [true, true, false]),
            (Comparison::Above, [false, false, true]),
            (Comparison::AtLeast, [false, true, true]),
        ];
        let figures = |figures: [(u64, u64); 3]| {
            figures.map(|(part, whole)| Ratio::new(part, whole).expect("a whole above zero"))
        };
        let shares = figures([(799_999_999, 1_000_000_000), (4, 5), (800_000_001, 1_000_000_000)]);
        let times = figures([(159, 2), (160, 2), (161, 2)]);
        for (comparison, expected) in table {
            for (unit, figures) in
                [(Unit::Percent, shares), (Unit::Times, times), (Unit::Count, times)]
            {
                let subject = String::new();
                let bound = Threshold { subject, comparison, bound_thousandths: 80_000, unit };
                assert_eq!(figures.map(|figure| is_crossed(&bound, figure)), expected, "{bound}");
            }
        }
    }
}
