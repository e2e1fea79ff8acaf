//! The gap between what the matrix asks people to do and what the circuit breaker does by itself.

use super::Row;
use crate::runbook::Threshold;

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
