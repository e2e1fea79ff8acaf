//! Which rows of the matrix hold.

use serde::Serialize;

use super::seen::Seen;
use super::{About, Criterion, Signals, claims, rates, violations};
use crate::determinism::Tick;
use crate::runbook::MatrixRow;

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

/// Looks at every row of `matrix`, in its order. The log has to be read at the `now` of the
/// signals, with the windows of their settings.
pub fn detect(matrix: &[MatrixRow], signals: &Signals) -> Vec<Detection> {
    let detection = |(index, row): (usize, &MatrixRow)| {
        let Seen { outcome, since, evidence } = look(row, signals);
        Detection { row: Row::of(index, row), outcome, at: signals.now, since, evidence }
    };
    matrix.iter().enumerate().map(detection).collect()
}

fn look(row: &MatrixRow, signals: &Signals) -> Seen {
    match Criterion::of(row) {
        Criterion::Violation { controls } => violations::of_controls(signals, &controls),
        Criterion::ManyCritical => violations::many_critical(signals),
        Criterion::SuccessRate(bound) => rates::success(signals, &bound),
        Criterion::SpawnFailureRate(bound) => rates::spawn_failures(signals, &bound),
        Criterion::Performance { bound, span } => {
            rates::performance(signals, &bound, span).and(claims::remarks_on_performance(signals))
        }
        Criterion::BadConfiguration => claims::bad_configuration(signals),
        Criterion::CriticalBug => claims::critical_bug(signals),
        Criterion::Vulnerability => {
            claims::reported(signals, About::Vulnerability, "a vulnerability")
        }
        Criterion::Compromise => claims::reported(signals, About::Compromise, "a compromise"),
        Criterion::NotUnderstood => Seen::unknown(format!(
            "line {}: nobody can detect '{}': its words are not understood",
            row.span.line, row.condition
        )),
    }
}

impl Row {
    /// Returns the place of the row that stands at `index`.
    pub(super) fn of(index: usize, row: &MatrixRow) -> Self {
        Self { index, line: row.span.line, condition: row.condition.clone() }
    }
}
