//! What a row of the decision matrix asks about.

use crate::runbook::Threshold;

/// The question of one row, as far as it is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criterion {
    /// Was one of these controls violated?
    Violation {
        /// The controls, e.g. `SEC-PM-004`.
        controls: Vec<String>,
    },
    /// Does the share of sessions that succeed cross this bound?
    SuccessRate(Threshold),
    /// Does the share of spawns that fail cross this bound?
    SpawnFailureRate(Threshold),
    /// Is the configuration wrong?
    BadConfiguration,
    /// Do rounds take this many times as long as usual?
    Performance {
        /// The bound, in times.
        bound: Threshold,
        /// Which rounds are asked about.
        span: RoundSpan,
    },
    /// Does the code do harm?
    CriticalBug,
    /// Has the code a hole?
    Vulnerability,
    /// Is somebody in the system?
    Compromise,
    /// Were there two or more critical violations, in at least two sessions?
    ManyCritical,
    /// Something else. The row is never guessed at.
    NotUnderstood,
}

/// Which rounds a question about performance is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundSpan {
    /// All in the window.
    Window,
    /// Those in the window that ended after the configuration changed.
    SinceConfigChange,
}
