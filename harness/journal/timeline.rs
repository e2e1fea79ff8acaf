//! The marks of a rollback on the virtual clock, read off its journal.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Serialize;

use super::{Change, Event, Journal};
use crate::determinism::Tick;
use crate::world::Leaves;

/// One mark, in the order in which a rollback should reach them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// The condition is there.
    Present,
    /// The monitoring saw it.
    Detected,
    /// Somebody decided what to do.
    Decided,
    /// The last approval that the decision needs was given.
    Authorised,
    /// The operator typed the first command.
    Started,
    /// The service does what the level is for, and did until the end: the feature is off, or, where
    /// it stays on, the config is the one that stays.
    Mitigated,
    /// No session lives any more that lived when the service was mitigated.
    Drained,
    /// The last change to what production runs was made.
    Restored,
    /// The operator was done, the times of watching included.
    Verified,
}

/// The marks that a rollback reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Timeline(BTreeMap<Mark, Tick>);

impl Mark {
    /// All marks, in their order.
    pub const ALL: [Self; 9] = [
        Self::Present,
        Self::Detected,
        Self::Decided,
        Self::Authorised,
        Self::Started,
        Self::Mitigated,
        Self::Drained,
        Self::Restored,
        Self::Verified,
    ];

    /// Returns the word that reports use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Detected => "detected",
            Self::Decided => "decided",
            Self::Authorised => "authorised",
            Self::Started => "started",
            Self::Mitigated => "mitigated",
            Self::Drained => "drained",
            Self::Restored => "restored",
            Self::Verified => "verified",
        }
    }
}

impl Timeline {
    /// Reads the marks off a journal. `live` are the sessions that lived when it began.
    pub fn of(journal: &Journal, leaves: Leaves, live: &[String]) -> Self {
        let mut marks = BTreeMap::new();
        let mut mark = |mark, at: Option<Tick>| {
            if let Some(at) = at {
                marks.insert(mark, at);
            }
        };
        let detected = journal.entries().iter().find_map(|entry| match &entry.event {
            Event::Detected { since, .. } => Some((entry.at, *since)),
            _ => None,
        });
        mark(Mark::Present, detected.map(|(at, since)| since.unwrap_or(at)));
        mark(Mark::Detected, detected.map(|(at, _)| at));
        mark(Mark::Decided, journal.first(|event| matches!(event, Event::Decided { .. })));
        mark(Mark::Authorised, authorised(journal));
        let started = started(journal);
        mark(Mark::Started, started);
        let over = journal.last(|event| *event == Event::LevelEnded);
        if let (Some(started), Some(over)) = (started, over) {
            let mitigated = match leaves {
                Leaves::FeatureOff => off_for_good(journal, started),
                Leaves::FeatureOn => loaded_last(journal, started),
            };
            mark(Mark::Mitigated, mitigated);
            if leaves == Leaves::FeatureOff {
                mark(Mark::Drained, mitigated.and_then(|at| drained(journal, live, at)));
            }
            mark(Mark::Restored, changed_last(journal, started, over));
            mark(Mark::Verified, Some(over));
        }
        Self(marks)
    }

    /// Returns the instant of a mark; none where it was not reached.
    pub fn at(&self, mark: Mark) -> Option<Tick> {
        self.0.get(&mark).copied()
    }

    /// Returns the time from one mark to another; none where one of them was not reached.
    pub fn between(&self, from: Mark, to: Mark) -> Option<Duration> {
        Some(self.at(to)?.since(self.at(from)?))
    }

    /// Takes marks away that were reached in time only, not in truth.
    #[must_use]
    pub fn without(mut self, marks: &[Mark]) -> Self {
        self.0.retain(|mark, _| !marks.contains(mark));
        self
    }

    /// Returns the marks that were reached, in their order.
    pub fn marks(&self) -> impl Iterator<Item = (Mark, Tick)> {
        self.0.iter().map(|(mark, at)| (*mark, *at))
    }
}

/// The instant of the last approval; that of the decision where nobody had to approve.
fn authorised(journal: &Journal) -> Option<Tick> {
    let mut asked = BTreeSet::new();
    let mut given = BTreeMap::new();
    let mut decided = None;
    for entry in journal.entries() {
        match &entry.event {
            Event::Decided { .. } => decided = decided.or(Some(entry.at)),
            Event::ApprovalAsked { role } => {
                asked.insert(role);
            }
            Event::Approved { role, given: at, .. } => {
                given.insert(role, *at);
            }
            _ => {}
        }
    }
    let last = given.values().max().copied();
    (asked.len() == given.len()).then(|| last.or(decided)).flatten()
}

fn started(journal: &Journal) -> Option<Tick> {
    journal.commands().find(|command| !command.improvised).map(|command| command.started)
}

/// The instant from which on the feature is off to the end.
fn off_for_good(journal: &Journal, started: Tick) -> Option<Tick> {
    let since = journal.off_since().map(|index| journal.entries()[index].at);
    // What was off before the operator came was not mitigated by them.
    since.filter(|at| *at >= started)
}

fn loaded_last(journal: &Journal, started: Tick) -> Option<Tick> {
    let is_loaded = |event: &Event| matches!(event, Event::ConfigLoaded { .. });
    journal.last(is_loaded).filter(|at| *at >= started)
}

/// The instant at which the last session ended that lived at `mitigated`; none while one lives on.
fn drained(journal: &Journal, live: &[String], mitigated: Tick) -> Option<Tick> {
    let mut open: BTreeSet<&str> = live.iter().map(String::as_str).collect();
    let mut last = mitigated;
    for entry in journal.entries() {
        match &entry.event {
            Event::SessionStarted { session } => {
                open.insert(session);
            }
            Event::SessionEnded { session, .. } => {
                open.remove(session.as_str());
                last = last.max(entry.at);
            }
            _ => {}
        }
    }
    open.is_empty().then_some(last)
}

/// The instant of the last change to what production runs: its config or what is deployed.
fn changed_last(journal: &Journal, started: Tick, over: Tick) -> Option<Tick> {
    let is_change = |event: &Event| {
        matches!(
            event,
            Event::ServiceRestarted { .. }
                | Event::ConfigLoaded { .. }
                | Event::ConfigRejected { .. }
                | Event::Noticed { change: Change::ConfigValue { .. }, .. }
        )
    };
    let entries = journal.entries().iter();
    let changes = entries.filter(|entry| is_change(&entry.event));
    changes.map(|entry| entry.at).rfind(|at| (started..=over).contains(at))
}
