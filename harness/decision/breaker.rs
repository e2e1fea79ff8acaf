//! The circuit breaker as a machine in time.

use serde::Serialize;

use super::Outcome;
use crate::determinism::Tick;

/// Where a circuit breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BreakerState {
    /// Its conditions were not seen to hold together.
    Quiet,
    /// They hold, and it waits for somebody to act.
    Alerted {
        /// The first alert: the first step at which both were seen to hold.
        since: Tick,
    },
    /// Nobody acted in time: it rolled back. It stays so until a new breaker is made.
    Tripped {
        /// The step at which it did.
        at: Tick,
    },
    /// Somebody acted in time. It is armed again as soon as a condition is seen not to hold.
    Intervened {
        /// When they did.
        at: Tick,
    },
}

/// One step of a circuit breaker; from and to are equal where nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// The step.
    pub at: Tick,
    /// Where it stood.
    pub from: BreakerState,
    /// Where it stands now.
    pub to: BreakerState,
    /// Its conditions, as they were seen.
    pub conditions: Vec<Condition>,
    /// What it waits for before it trips, one sentence each; empty once it tripped.
    pub waits_for: Vec<String>,
}

/// One condition of a circuit breaker, as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// Its line in the runbook, from 1.
    pub line: u32,
    /// What it asks, e.g. `session_success_rate <70%`.
    pub asks: String,
    /// Whether it holds.
    pub outcome: Outcome,
    /// What was seen.
    pub evidence: String,
}

impl Transition {
    /// Returns whether the breaker stands elsewhere than before.
    pub fn has_changed(&self) -> bool {
        self.from != self.to
    }
}
