//! The clock of a sandbox: the virtual one of the drill, shown to the programs inside.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::Duration;

use super::bell::nanoseconds;
use super::error::{RealError, host};
use crate::determinism::{Tick, VirtualClock};
use crate::machine::{Actors, ProcessTable, TestRun};
use crate::shell::Stop;
use crate::throwaway::Root;

/// The clock, and those who act while it moves.
#[derive(Debug)]
pub(super) struct Time {
    clock: VirtualClock,
    shown: File,
    actors: Box<dyn Actors>,
    /// The world's files.
    pub(super) root: Root,
    /// The processes of the world.
    pub(super) processes: ProcessTable,
    /// When the operator will end the running command.
    pub(super) deadline: Option<Tick>,
}

/// Whether the operator goes on waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// There is time left.
    Left,
    /// The window of the command is over.
    Over,
}

/// Those who act in a world, and what they act on.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) root: Root,
    pub(super) processes: ProcessTable,
    pub(super) actors: Box<dyn Actors>,
}

impl Time {
    /// Shows the clock in the file at `path`, from `start` on.
    pub(super) fn new(path: &Path, start: Tick, cast: Cast) -> Result<Self, RealError> {
        let shown = File::options().write(true).open(path).map_err(host("show the clock"))?;
        let Cast { root, mut processes, actors } = cast;
        root.set_now(start);
        processes.set_now(start);
        let clock = VirtualClock::starting_at(start);
        let time = Self { clock, shown, actors, root, processes, deadline: None };
        time.show()?;
        Ok(time)
    }

    pub(super) const fn now(&self) -> Tick {
        self.clock.now()
    }

    /// Lets `span` pass, at most up to the deadline: those who act do what is due.
    pub(super) fn pass(&mut self, span: Duration) -> Result<Patience, Stop> {
        let now = self.clock.now();
        let wanted = now + span;
        let due = self.deadline.filter(|deadline| *deadline <= wanted);
        let until = due.map_or(wanted, |deadline| deadline.max(now));
        self.clock.advance(until.since(now));
        self.show().map_err(|why| of_harness(&why))?;
        self.root.set_now(until);
        self.processes.set_now(until);
        let (actors, processes) = (&mut self.actors, &mut self.processes);
        self.root
            .quietly(|root| actors.advance_to(until, root, processes))
            .map_err(|what| Stop::Harness { what })?;
        Ok(if due.is_some() { Patience::Over } else { Patience::Left })
    }

    /// How much of the window is left; none where there is no window.
    pub(super) fn left(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.since(self.clock.now()))
    }

    /// Tells those who act of a run of tests that ends now.
    pub(super) fn tell_of_tests(&mut self, directory: &str, passed: usize, failed: usize) {
        let at = self.clock.now();
        self.actors.tests_ran(&TestRun { root: &self.root, directory, at, passed, failed });
    }

    fn show(&self) -> Result<(), RealError> {
        let now = nanoseconds(self.clock.now()).to_ne_bytes();
        self.shown.write_all_at(&now, 0).map_err(host("show the clock"))
    }
}

/// What keeps the machine from working is the harness's failure, never the runbook's.
pub(super) fn of_harness(error: &RealError) -> Stop {
    let mut what = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(source) = cause {
        what.push_str(": ");
        what.push_str(&source.to_string());
        cause = source.source();
    }
    Stop::Harness { what }
}
