//! The entries of one drill, in order.

use std::time::Duration;

use super::{CommandRecord, Entry, Event};
use crate::determinism::Tick;

/// What happened in one drill.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    entries: Vec<Entry>,
}

impl Journal {
    /// Adds what happened at `at`.
    pub fn record(&mut self, at: Tick, event: Event) {
        self.entries.push(Entry { at, event });
    }

    /// Returns everything, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the commands that ran, in order.
    pub fn commands(&self) -> impl Iterator<Item = &CommandRecord> {
        self.entries.iter().filter_map(|entry| match &entry.event {
            Event::CommandRan(record) => Some(record.as_ref()),
            _ => None,
        })
    }

    /// Returns the instant of the first entry that `is_wanted`.
    pub fn first(&self, is_wanted: impl Fn(&Event) -> bool) -> Option<Tick> {
        self.entries.iter().find(|entry| is_wanted(&entry.event)).map(|entry| entry.at)
    }

    /// Returns the instant of the last entry that `is_wanted`.
    pub fn last(&self, is_wanted: impl Fn(&Event) -> bool) -> Option<Tick> {
        self.entries.iter().rev().find(|entry| is_wanted(&entry.event)).map(|entry| entry.at)
    }

    /// Returns the place of the entry since which the service has had the feature off, to the end;
    /// none where it never had it off or has it on again.
    pub fn off_since(&self) -> Option<usize> {
        let events = self.entries.iter().map(|entry| &entry.event).enumerate();
        events.fold(None, |off, (index, event)| match event {
            Event::ConfigLoaded { feature_on: true } => None,
            Event::ConfigLoaded { feature_on: false } | Event::ConfigRejected { .. } => {
                off.or(Some(index))
            }
            _ => off,
        })
    }

    /// Returns how long the operator only watched in the last level, because the runbook asks for it.
    pub fn watched(&self) -> Duration {
        let is_start = |entry: &Entry| matches!(entry.event, Event::LevelStarted { .. });
        let begins = self.entries.iter().rposition(is_start).unwrap_or(0);
        let windows = self.entries[begins..].iter().map(|entry| match entry.event {
            Event::Watched { window_ms, .. } => window_ms,
            _ => 0,
        });
        Duration::from_millis(windows.sum())
    }

    /// Returns how long the operator worked in the last level, from its beginning to its end,
    /// without the times of mere watching; none where it has no end.
    pub fn work(&self) -> Option<Duration> {
        let began = self.last(|event| matches!(event, Event::LevelStarted { .. }))?;
        let ended = self.last(|event| *event == Event::LevelEnded)?;
        Some(ended.since(began).saturating_sub(self.watched()))
    }

    /// Returns the journal as JSON lines.
    pub fn to_lines(&self) -> String {
        let mut lines = String::new();
        for entry in &self.entries {
            lines.push_str(&serde_json::to_string(entry).expect("plain fields always serialize"));
            lines.push('\n');
        }
        lines
    }
}
