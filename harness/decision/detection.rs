//! Which rows of the matrix hold.

use serde::Serialize;

use crate::determinism::Tick;

/// A row of the decision matrix, by its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its place in the matrix, from 0.
    pub index: usize,
    /// Its line in the runbook, from 1.
    pub line: u32,
    /// Its condition, as the runbook words it.
    pub condition: String,
}

/// What the signals say about one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detection {
    /// The row.
    pub row: Row,
    /// Whether it holds.
    pub outcome: Outcome,
    /// When it was looked at: the `now` of the signals.
    pub at: Tick,
    /// Since when it holds, where the signals say so: the first violation, the report, the change
    /// of the configuration. Rates have no such instant.
    pub since: Option<Tick>,
    /// What was seen, one sentence each: figures as they were counted, lines of the log.
    pub evidence: Vec<String>,
}

/// Whether a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was looked at and does not hold.
    DoesNotHold,
    /// Nobody can know: too few sessions, a log that cannot be read, a row not understood.
    Unknown,
    /// It holds.
    Holds,
}
