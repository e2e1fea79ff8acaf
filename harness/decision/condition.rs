//! The conditions of a circuit breaker, held against signals.

use std::time::Duration;

use serde::Serialize;

use super::bound::is_crossed;
use super::plan::{Test, TestKind};
use super::seen::spoken;
use super::{Outcome, Signals};
use crate::audit::Violation;
use crate::determinism::Ratio;
use crate::runbook::Threshold;

/// One condition of a circuit breaker, as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// Its line in the runbook, from 1.
    pub line: u32,
    /// What it asks, e.g. `success rate <70% of the last 100 sessions`.
    pub asks: String,
    /// Whether it holds.
    pub outcome: Outcome,
    /// What was seen.
    pub evidence: String,
}

impl Test {
    /// Looks whether the condition holds.
    pub(super) fn look(&self, signals: &Signals) -> Condition {
        let (asks, (outcome, evidence)) = match &self.kind {
            TestKind::Violations { controls, bound, window } => {
                let named = controls.join(" or ");
                let asks = format!("violations of {named} {bound} in the last {}", spoken(*window));
                (asks, violations(signals, (controls, *window), bound))
            }
            TestKind::Success { bound, sessions } => {
                let asks = format!("success rate {bound} of the last {sessions} sessions");
                (asks, success(signals, bound, *sessions))
            }
        };
        Condition { line: self.line, asks, outcome, evidence }
    }
}

fn violations(
    signals: &Signals,
    (controls, window): (&[String], Duration),
    bound: &Threshold,
) -> (Outcome, String) {
    let log = &signals.log;
    let is_counted =
        |each: &&Violation| controls.contains(&each.control) && log.now.since(each.at) < window;
    let count = log.violations.iter().filter(is_counted).count();
    let said = format!("{count} violations");
    if Ratio::new(count as u64, 1).is_some_and(|count| is_crossed(bound, count)) {
        return (Outcome::Holds, said);
    }
    let are_all_kept = log.violations_beyond == 0 && window <= log.windows.violations;
    match (log.is_readable(), are_all_kept) {
        (true, true) => (Outcome::DoesNotHold, said),
        (true, false) => (Outcome::Unknown, format!("{said}, but not all were counted")),
        (false, _) => (Outcome::Unknown, format!("{said}, but the log cannot be read")),
    }
}

fn success(signals: &Signals, bound: &Threshold, sessions: usize) -> (Outcome, String) {
    let log = &signals.log;
    if !log.is_readable() {
        return (Outcome::Unknown, "the log cannot be read".to_owned());
    }
    let Some(rate) = log.success_rate(sessions).filter(|rate| rate.whole() == sessions as u64)
    else {
        let count = log.ended.len();
        return (Outcome::Unknown, format!("{count} sessions are judged, not {sessions}"));
    };
    let outcome = if is_crossed(bound, rate) { Outcome::Holds } else { Outcome::DoesNotHold };
    (outcome, format!("{rate} sessions ended with success"))
}
