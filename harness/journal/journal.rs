//! The entries of one drill, in order.

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
