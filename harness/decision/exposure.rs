//! The gap between what the matrix asks people to do and what the circuit breaker does by itself.

use super::{Criterion, Row, bound};
use crate::runbook::{Breaker, BreakerTest, Comparison, MatrixRow, Threshold};

/// A stretch in which the matrix calls for a rollback and the circuit breaker never trips. A
/// figure in it is answered by people or by nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    /// The row that calls for a rollback.
    pub row: Row,
    /// Its bound, where the stretch begins.
    pub matrix: Threshold,
    /// The line of the breaker's condition, from 1.
    pub line: u32,
    /// The breaker's bound, where the stretch ends.
    pub breaker: Threshold,
}

/// The name under which a circuit breaker asks for the success rate.
pub(super) const SUCCESS_RATE: &str = "session_success_rate";

/// Returns the stretch of success rates that the matrix acts on and the circuit breaker does not;
/// none where there is no such stretch.
pub fn exposure(breaker: &Breaker, matrix: &[MatrixRow]) -> Option<Exposure> {
    let (line, own) = breaker.conditions.iter().find_map(|condition| match &condition.test {
        BreakerTest::Crosses(own) if condition.signal == SUCCESS_RATE => {
            Some((condition.span.line, own))
        }
        BreakerTest::Crosses(_) | BreakerTest::AnyOf(_) | BreakerTest::Text(_) => None,
    })?;
    let rows = matrix.iter().enumerate();
    let asked = rows.filter_map(|(index, row)| match Criterion::of(row) {
        Criterion::SuccessRate(bound) => Some((Row::of(index, row), bound)),
        _ => None,
    });
    let (row, matrix) = asked.max_by_key(|(_, each)| (bound::limit(each), is_inclusive(each)))?;
    let reach = |bound: &Threshold| (bound::limit(bound), is_inclusive(bound));
    let are_lower_bounds = is_lower(own) && is_lower(&matrix);
    (are_lower_bounds && reach(own) < reach(&matrix)).then(|| Exposure {
        row,
        matrix,
        line,
        breaker: own.clone(),
    })
}

/// Returns whether a figure on the bound itself crosses it.
fn is_inclusive(bound: &Threshold) -> bool {
    bound.comparison == Comparison::AtMost
}

/// Returns whether low figures cross the bound.
fn is_lower(bound: &Threshold) -> bool {
    matches!(bound.comparison, Comparison::Below | Comparison::AtMost)
}
