//! The state that all simulated commands share: files, clock, processes, actors.

use std::time::Duration;

use super::jq;
use super::table;
use super::wrap::run_file;
use super::{Actors, Durations, ProcessTable, TestRun};
use crate::determinism::{Tick, VirtualClock};
use crate::shell::{Call, Exit, Kernel, Stop};
use crate::throwaway::Root;
use crate::world::{FileError, FileKind};

/// The one command of the table that bash has built in: no program begins for it.
const BUILT_IN: &str = "kill";

/// One simulated system: everything but the terminals.
#[derive(Debug)]
pub struct System {
    /// The world's files.
    pub root: Root,
    /// The processes that live.
    pub processes: ProcessTable,
    /// What jq remembers between calls.
    pub(super) jq: jq::Memory,
    clock: VirtualClock,
    durations: Durations,
    actors: Box<dyn Actors>,
    deadline: Option<Tick>,
    pub(super) depth: u32,
    /// Shells and wrappers that run in the operator's terminal now, outermost first.
    pub(super) foreground: Vec<u32>,
}

impl System {
    /// Puts a system together.
    pub fn new(
        root: Root,
        mut processes: ProcessTable,
        clock: VirtualClock,
        durations: Durations,
        actors: Box<dyn Actors>,
    ) -> Self {
        root.set_now(clock.now());
        processes.set_now(clock.now());
        Self {
            root,
            processes,
            jq: jq::Memory::default(),
            clock,
            durations,
            actors,
            deadline: None,
            depth: 0,
            foreground: Vec::new(),
        }
    }

    /// Sets the instant at which the operator ends the running command, if it still runs then.
    pub fn set_deadline(&mut self, deadline: Option<Tick>) {
        self.deadline = deadline;
    }

    /// Returns the instant at which the running command will be ended, for commands that would
    /// never end by themselves.
    pub fn deadline(&self) -> Option<Tick> {
        self.deadline
    }

    /// Tells the actors of a run of tests that ends now.
    pub(super) fn tell_of_tests(&mut self, directory: &str, passed: usize, failed: usize) {
        let at = self.clock.now();
        self.actors.tests_ran(&TestRun { root: &self.root, directory, at, passed, failed });
    }

    /// Lets `span` pass: the actors do what is due, and a deadline on the way interrupts.
    pub fn pass(&mut self, span: Duration) -> Result<(), Stop> {
        let wanted = self.clock.now() + span;
        let due = self.deadline.filter(|deadline| *deadline <= wanted);
        let until = due.map_or(wanted, |deadline| deadline.max(self.clock.now()));
        self.clock.advance(until.since(self.clock.now()));
        self.root.set_now(until);
        self.processes.set_now(until);
        let (actors, processes) = (&mut self.actors, &mut self.processes);
        self.root
            .quietly(|root| actors.advance_to(until, root, processes))
            .map_err(|what| Stop::Harness { what })?;
        if due.is_some() { Err(Stop::Interrupted) } else { Ok(()) }
    }
}

impl Kernel for System {
    fn run(&mut self, call: Call<'_>) -> Result<Exit, Stop> {
        let exit = self.run_known(&call)?;
        match self.root.take_unknown() {
            Some(path) => Err(call.unmodelled(&format!("with {}", left_out(&path)))),
            None => Ok(exit),
        }
    }

    fn has(&self, name: &str) -> bool {
        table::find(name).is_some()
    }

    fn may_be_missing(&self, name: &str) -> bool {
        !self.has(name) && looks_like_a_program(name)
    }

    fn take_unknown(&self) -> Option<String> {
        self.root.take_unknown()
    }

    fn now(&self) -> Tick {
        self.clock.now()
    }

    fn shell_pid(&self) -> u32 {
        900
    }

    fn kind(&self, path: &str) -> Option<FileKind> {
        self.root.kind(path)
    }

    fn kind_of_link(&self, path: &str) -> Option<FileKind> {
        self.root.kind_of_link(path)
    }

    fn size(&self, path: &str) -> Option<u64> {
        self.root.size(path)
    }

    fn is_executable(&self, path: &str) -> bool {
        self.root.is_executable(path)
    }

    fn modified(&self, path: &str) -> Option<Tick> {
        self.root.modified(path)
    }

    fn list(&self, path: &str) -> Result<Vec<String>, FileError> {
        self.root.list(path)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        self.root.read(path)
    }

    fn truncate(&mut self, path: &str) -> Result<(), FileError> {
        self.root.write(path, b"")
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), FileError> {
        self.root.append(path, bytes)
    }
}

impl System {
    fn run_known(&mut self, call: &Call<'_>) -> Result<Exit, Stop> {
        let command = match table::find(call.name()) {
            Some(command) => command,
            None if call.name().contains('/') => run_file,
            None => return Self::run_unknown(call),
        };
        let exit = command(self, call)?;
        if self.deadline.is_some_and(|deadline| deadline <= self.clock.now()) {
            // The command itself used up its window and ended as it does on Ctrl-C.
            return Ok(exit);
        }
        if call.name() != BUILT_IN {
            self.pass(self.durations.of(call.argv))?;
        }
        Ok(exit)
    }

    fn run_unknown(call: &Call<'_>) -> Result<Exit, Stop> {
        // The shell looks for it and finds nothing: that takes no time of its own, as on a real machine,
        // where nothing begins.
        if looks_like_a_program(call.name()) {
            return Err(Stop::unmodelled(call.name()));
        }
        call.stderr.write(format!("bash: {}: command not found\n", call.name()).as_bytes());
        Ok(Exit::NOT_FOUND)
    }
}

/// Names a path that belongs to the operating system and that the world leaves out.
pub(super) fn left_out(path: &str) -> String {
    format!("{path}, a place of the system that the world leaves out")
}

/// Says whether a real machine may have a program of this name: lower case words are, prose such
/// as `User:` is not.
pub(super) fn looks_like_a_program(name: &str) -> bool {
    name.contains('/')
        || (name.bytes().next().is_some_and(|first| first.is_ascii_lowercase())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.+".contains(&b)))
}
