//! What was seen of one row, and the words for it.

use std::time::Duration;

use super::Outcome;
use crate::audit::{Oddities, Summary};
use crate::determinism::Tick;

/// How many lines, reports or faults the evidence of a row names one by one.
const NAMED_MAX: usize = 5;

/// What was seen of one row.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) outcome: Outcome,
    pub(super) since: Option<Tick>,
    pub(super) evidence: Vec<String>,
}

impl Seen {
    /// The row holds.
    pub(super) fn holds(since: Option<Tick>, evidence: Vec<String>) -> Self {
        Self { outcome: Outcome::Holds, since, evidence }
    }

    /// The row was looked at and does not hold.
    pub(super) fn not(why: impl Into<String>) -> Self {
        Self { outcome: Outcome::DoesNotHold, since: None, evidence: vec![why.into()] }
    }

    /// Nobody can know.
    pub(super) fn unknown(why: impl Into<String>) -> Self {
        Self { outcome: Outcome::Unknown, since: None, evidence: vec![why.into()] }
    }

    /// Adds what else was seen.
    pub(super) fn and(mut self, more: impl IntoIterator<Item = String>) -> Self {
        self.evidence.extend(more);
        self
    }

    /// Adds what the log holds that was not counted.
    pub(super) fn of_log(self, log: &Summary) -> Self {
        self.and(uncounted(log))
    }
}

/// Says why nothing can be concluded from what a log does not hold.
pub(super) fn unreadable(log: &Summary) -> Seen {
    Seen::unknown("the audit log holds no session event of the known dialect").of_log(log)
}

/// Says what stands in a log and was not counted.
fn uncounted(log: &Summary) -> Vec<String> {
    let said = |odd: &Oddities, what: &str| {
        let line = odd.first.first()?.line;
        Some(format!("not counted: {} {what}, the first in line {line}", odd.count))
    };
    let lines = &log.lines;
    [
        said(&lines.future, "of the future"),
        said(&lines.bad, "that cannot be read"),
        said(&lines.unknown_kinds, "of an unknown kind"),
        said(&lines.second_dialect, "of the second dialect"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Names the first few of many, and how many more there are.
pub(super) fn first_few(all: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut all = all.into_iter();
    let mut few: Vec<String> = all.by_ref().take(NAMED_MAX).collect();
    let more = all.count();
    if more > 0 {
        few.push(format!("and {more} more"));
    }
    few
}

/// Says a span of time in its largest whole unit, e.g. `1 h`, `15 min`, `58 s`, `1500 ms`.
pub(super) fn spoken(span: Duration) -> String {
    let ms = span.as_millis();
    let units = [(3_600_000, "h"), (60_000, "min"), (1000, "s")];
    let unit = units.iter().find(|(unit, _)| ms > 0 && ms.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{ms} ms"), |(unit, name)| format!("{} {name}", ms / unit))
}
