//! The decision matrix: which condition calls for which level, how soon, and who decides.

use std::time::Duration;

use super::Threshold;
use crate::runbook::Span;

/// One row of the decision matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// The whole row.
    pub span: Span,
    /// The condition without emphasis and without what stands in parentheses behind it.
    pub condition: String,
    /// What stands in parentheses behind it, e.g. `context leakage`.
    pub detail: Option<String>,
    /// The bound in the condition, e.g. `<80%`.
    pub threshold: Option<Threshold>,
    /// The level it calls for.
    pub level: u8,
    /// How soon; none where the cell is empty, missing or not understood (a diagnostic says so).
    pub urgency: Option<Urgency>,
    /// Who has to approve, all of them, as written; "A + B" are two.
    pub authorities: Vec<String>,
    /// The cells of further columns, with their headings.
    pub others: Vec<(String, String)>,
}

/// How soon a rollback has to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// At once.
    Immediate,
    /// Within this time.
    Within(Duration),
}
