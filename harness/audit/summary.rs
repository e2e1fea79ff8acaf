//! What a log says at one instant: the figures that decisions are made from.

use std::time::Duration;

use serde::Serialize;

use super::Severity;
use crate::determinism::{Ratio, Tick};

/// How far back each figure of a [`Summary`] looks. A window of time is open at its old end: of
/// an hour, an event that is exactly one hour old is not in it, one of the present instant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Windows {
    /// How many of the sessions that ended last are judged.
    pub sessions: usize,
    /// How long a violation counts.
    pub violations: Duration,
    /// How long spawns and rounds count.
    pub rates: Duration,
    /// When the configuration changed: rounds behind it are also counted by themselves.
    pub changed_at: Option<Tick>,
}

/// What a log says at `now`. Events of the future, behind `now`, are counted as such and nowhere
/// else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The instant that it speaks of.
    pub now: Tick,
    /// How far back its figures look.
    pub windows: Windows,
    /// Sessions that have begun and not ended, by their name.
    pub open: Vec<OpenSession>,
    /// The sessions that ended last with success or failure, by the time of their end; at most
    /// as many as the window of sessions.
    pub ended: Vec<EndedSession>,
    /// Spawns in the window of rates.
    pub spawns: Spawns,
    /// Rounds in the window of rates.
    pub rounds: Rounds,
    /// Rounds in the window of rates that ended after the change of the configuration.
    pub rounds_since_change: Rounds,
    /// Violations in their window, by time.
    pub violations: Vec<Violation>,
    /// Violations in their window beyond the many that are kept one by one.
    pub violations_beyond: u64,
    /// What was read, and what could not be.
    pub lines: Lines,
}

/// A session at work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenSession {
    /// Its name.
    pub session: String,
    /// When it began.
    pub since: Tick,
}

/// A session that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EndedSession {
    /// Its name.
    pub session: String,
    /// When it ended.
    pub at: Tick,
    /// How it ended.
    pub ending: Ending,
}

/// How a session ended. Of two ends of one session at one instant the later variant counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It was stopped from outside (`feature_disabled`, `shutdown`): neither success nor failure.
    Stopped,
    /// It came to its end: `completed`, `user_exit`, `max_rounds`.
    Success,
    /// `error`, any reason that is not known, and none.
    Failure,
}

/// How many agents were started and how many were not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Spawns {
    /// Agents that were started.
    pub success: u64,
    /// Agents that could not be started.
    pub failed: u64,
}

/// How many rounds there were and how long they took together, for an exact mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Rounds {
    /// How many.
    pub count: u64,
    /// Their durations together, in milliseconds.
    pub sum_ms: u64,
}

/// A security event: a control was violated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// When.
    pub at: Tick,
    /// The control, e.g. `SEC-PM-004`.
    pub control: String,
    /// How grave; none where the line gives no severity that is known.
    pub severity: Option<Severity>,
    /// In which session; none where the line names none.
    pub session: Option<String>,
    /// The line of the log, from 1.
    pub line: u64,
}

/// What was read of a log. Empty lines are passed over but have their number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Lines {
    /// Lines that are not empty.
    pub read: u64,
    /// `SESSION_START` and `SESSION_END` of the first dialect, those of the future among them.
    pub session_events: u64,
    /// Events whose kind the first dialect does not have.
    pub unknown_kinds: Oddities,
    /// Events of the second dialect: the key `event` in place of `eventType`. They are counted
    /// and not read.
    pub second_dialect: Oddities,
    /// Events of the future.
    pub future: Oddities,
    /// Lines that are no events: torn, no JSON, without a time, or without what their kind needs.
    pub bad: Oddities,
}

/// Lines that are counted and not used, with the first few of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Oddities {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub first: Vec<Oddity>,
}

/// A line that is counted and not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Oddity {
    /// The line of the log, from 1.
    pub line: u64,
    /// What is odd about it.
    pub why: String,
}

impl Summary {
    /// Returns whether the log speaks the first dialect: whether it holds any session event. If it
    /// does not, that nothing was found in it means nothing.
    pub const fn is_readable(&self) -> bool {
        self.lines.session_events > 0
    }

    /// Returns the share of successes among the last `sessions` that are judged, and none where
    /// there is none.
    pub fn success_rate(&self, sessions: usize) -> Option<Ratio> {
        let last = &self.ended[self.ended.len().saturating_sub(sessions)..];
        let success = last.iter().filter(|session| session.ending == Ending::Success).count();
        Ratio::new(success as u64, last.len() as u64)
    }
}

impl Spawns {
    /// Returns how many were tried.
    pub const fn all(self) -> u64 {
        self.success + self.failed
    }

    /// Returns the share that failed; none where none was tried.
    pub const fn failure_rate(self) -> Option<Ratio> {
        Ratio::new(self.failed, self.all())
    }
}

impl Rounds {
    /// Returns the mean duration as a multiple of `usual_ms`; none without a round, or where the
    /// figures are beyond counting.
    pub fn times(self, usual_ms: u64) -> Option<Ratio> {
        Ratio::new(self.sum_ms, self.count.checked_mul(usual_ms)?)
    }
}
