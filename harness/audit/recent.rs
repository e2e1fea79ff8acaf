//! The sessions that ended last.

use std::collections::{BTreeMap, BTreeSet};

use super::{EndedSession, Ending};
use crate::determinism::Tick;

/// The sessions with the latest ends, up to a capacity; each session once, with its latest end. In
/// which order they come does not matter.
#[derive(Debug)]
pub(super) struct Recent {
    capacity: usize,
    ends: BTreeMap<String, (Tick, Ending)>,
    order: BTreeSet<(Tick, String)>,
}

impl Recent {
    /// Makes room for `capacity` sessions.
    pub(super) const fn of(capacity: usize) -> Self {
        Self { capacity, ends: BTreeMap::new(), order: BTreeSet::new() }
    }

    /// Takes note of an end. Of several ends of one session the latest counts.
    pub(super) fn put(&mut self, session: &str, end: (Tick, Ending)) {
        let known = self.ends.get(session).copied();
        if known.is_some_and(|known| known >= end) {
            return;
        }
        if let Some((at, _)) = known {
            self.order.remove(&(at, session.to_owned()));
        }
        self.ends.insert(session.to_owned(), end);
        self.order.insert((end.0, session.to_owned()));
        if self.ends.len() > self.capacity {
            self.forget_oldest();
        }
    }

    /// Returns when a session ended, if it is among the last.
    pub(super) fn end_of(&self, session: &str) -> Option<Tick> {
        self.ends.get(session).map(|(at, _)| *at)
    }

    /// Returns the sessions in the order of their ends, those of one instant by name.
    pub(super) fn into_sessions(self) -> Vec<EndedSession> {
        let Self { ends, order, .. } = self;
        let with_ending = |(at, session): (Tick, String)| {
            let (_, ending) = *ends.get(&session).expect("both collections hold the same sessions");
            EndedSession { session, at, ending }
        };
        order.into_iter().map(with_ending).collect()
    }

    fn forget_oldest(&mut self) {
        if let Some((_, session)) = self.order.pop_first() {
            self.ends.remove(&session);
        }
    }
}
