//! The circuit breaker as a machine in time.

use std::time::Duration;

use serde::Serialize;

use super::plan::Plan;
use super::{Condition, Outcome, Settings, Signals};
use crate::determinism::Tick;
use crate::runbook;

/// A circuit breaker of a runbook, at work.
///
/// The *first alert* is the first step at which all of its conditions are seen to hold together.
/// From then on it waits. It trips at the first step, the wait or more behind the alert, at which
/// they still hold and nobody has acted since the alert; to act at the very end of the wait is in
/// time. While a condition cannot be decided, it does not trip, and its wait goes on. When a
/// condition is seen not to hold, the alert is over.
///
/// After somebody acted in time it does nothing until a condition is seen not to hold; with that it
/// is armed again. Once tripped it stays so. One that is switched off, or that is not understood,
/// stays quiet and says why.
#[derive(Debug, Clone)]
pub struct Breaker {
    plan: Result<Plan, String>,
    state: BreakerState,
}

/// Where a circuit breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BreakerState {
    /// Its conditions were not seen to hold together.
    Quiet,
    /// They hold, and it waits for somebody to act.
    Alerted {
        /// The first alert.
        since: Tick,
    },
    /// Nobody acted in time: it rolled back.
    Tripped {
        /// The step at which it did.
        at: Tick,
    },
    /// Somebody acted in time.
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

impl Breaker {
    /// Arms the breaker of a runbook.
    pub fn new(breaker: &runbook::Breaker, settings: &Settings) -> Self {
        let plan = if breaker.is_enabled {
            Plan::of(breaker, settings)
        } else {
            Err(format!("line {}: it is switched off", breaker.span.line))
        };
        Self { plan, state: BreakerState::Quiet }
    }

    /// Returns where it stands.
    pub const fn state(&self) -> BreakerState {
        self.state
    }

    /// Returns why it can never trip, if so: it is switched off, or not understood.
    pub fn obstacle(&self) -> Option<&str> {
        self.plan.as_ref().err().map(String::as_str)
    }

    /// Looks at the signals at `now`, which never goes back; `intervention` is when somebody acted
    /// last.
    pub fn step(&mut self, now: Tick, signals: &Signals, intervention: Option<Tick>) -> Transition {
        let from = self.state;
        let Ok(plan) = &self.plan else {
            let waits_for = self.obstacle().map(str::to_owned).into_iter().collect();
            return Transition { at: now, from, to: from, conditions: Vec::new(), waits_for };
        };
        let conditions: Vec<_> = plan.tests.iter().map(|test| test.look(signals)).collect();
        let outcome = conditions.iter().map(|it| it.outcome).min().unwrap_or(Outcome::Unknown);
        let to = from.next(now, outcome, plan.patience, intervention);
        let waits_for = to.waits_for(&conditions, plan.patience);
        self.state = to;
        Transition { at: now, from, to, conditions, waits_for }
    }
}

impl BreakerState {
    fn next(
        self,
        now: Tick,
        outcome: Outcome,
        patience: Duration,
        intervention: Option<Tick>,
    ) -> Self {
        let is_in_time =
            |at: &Tick, since: Tick| *at >= since && *at <= now && *at <= since + patience;
        match (self, outcome) {
            (Self::Tripped { .. }, _) => self,
            (_, Outcome::DoesNotHold) => Self::Quiet,
            (Self::Quiet, Outcome::Holds) => Self::Alerted { since: now },
            (Self::Quiet, Outcome::Unknown) | (Self::Intervened { .. }, _) => self,
            (Self::Alerted { since }, _) => {
                let is_over = now >= since + patience && outcome == Outcome::Holds;
                match intervention.filter(|at| is_in_time(at, since)) {
                    Some(at) => Self::Intervened { at },
                    None if is_over => Self::Tripped { at: now },
                    None => self,
                }
            }
        }
    }

    fn waits_for(self, conditions: &[Condition], patience: Duration) -> Vec<String> {
        let open = conditions.iter().filter(|it| it.outcome != Outcome::Holds);
        let mut waits: Vec<String> = open
            .map(|it| match it.outcome {
                Outcome::Unknown => format!("{}: cannot be decided, {}", it.asks, it.evidence),
                Outcome::DoesNotHold | Outcome::Holds => format!("{}: {}", it.asks, it.evidence),
            })
            .collect();
        match self {
            Self::Tripped { .. } => waits.clear(),
            Self::Alerted { since } => {
                waits.push(format!("nobody acts until {}", since + patience));
            }
            Self::Intervened { .. } => {
                waits.push("somebody acted: a condition has to be seen not to hold".to_owned());
            }
            Self::Quiet => {}
        }
        waits
    }
}

impl Transition {
    /// Returns whether the breaker stands elsewhere than before.
    pub fn has_changed(&self) -> bool {
        self.from != self.to
    }
}
