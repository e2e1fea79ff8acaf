//! The virtual clock of one drill.

use std::time::Duration;

use super::Tick;

/// A clock that moves only when it is told to, and never backwards.
#[derive(Debug, Clone)]
pub struct VirtualClock {
    now: Tick,
}

impl VirtualClock {
    /// Starts the clock at `start`.
    pub const fn starting_at(start: Tick) -> Self {
        Self { now: start }
    }

    /// Returns the present instant.
    pub const fn now(&self) -> Tick {
        self.now
    }

    /// Lets `span` pass and returns the new instant.
    pub fn advance(&mut self, span: Duration) -> Tick {
        self.now = self.now + span;
        self.now
    }
}
