//! The simulated machine as operators see it: a system and a terminal.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{ProcessTable, System};
use crate::determinism::Tick;
use crate::machine::{Machine, Typed};
use crate::shell::{Exit, Input, Kernel as _, Sink, Stop, Streams, Terminal};
use crate::throwaway::Root;

/// A simulated system with one terminal.
#[derive(Debug)]
pub struct Simulated {
    system: System,
    terminal: Terminal,
}

impl Simulated {
    /// Puts a terminal on a system; it opens in `/` until [`Machine::open_terminal`] says where.
    pub fn new(system: System) -> Self {
        Self { system, terminal: Terminal::open("/", BTreeMap::new()) }
    }
}

impl Machine for Simulated {
    fn root(&self) -> &Root {
        &self.system.root
    }

    fn processes(&self) -> &ProcessTable {
        &self.system.processes
    }

    fn now(&self) -> Tick {
        self.system.now()
    }

    fn pass(&mut self, span: Duration) -> Result<(), Stop> {
        self.system.pass(span)
    }

    fn open_terminal(
        &mut self,
        cwd: &str,
        environment: &BTreeMap<String, String>,
    ) -> Result<(), Stop> {
        self.terminal = Terminal::open(cwd, environment.clone());
        Ok(())
    }

    fn type_line(&mut self, text: &str, window: Duration) -> Result<Typed, Stop> {
        let deadline = self.system.now() + window;
        self.system.set_deadline(Some(deadline));
        let (stdout, stderr) = (Sink::new(), Sink::new());
        let streams =
            Streams { stdin: Input::terminal(), stdout: stdout.clone(), stderr: stderr.clone() };
        // What the harness itself looked for before is none of this command's business.
        self.system.root.take_unknown();
        let ended = self.terminal.run(text, &mut self.system, streams);
        self.system.set_deadline(None);
        let (exit, was_stopped) = match ended {
            Ok(exit) => (exit, self.system.now() >= deadline),
            Err(Stop::Interrupted) => (Exit::INTERRUPTED, true),
            Err(stop) => return Err(stop),
        };
        Ok(Typed { exit, stdout: stdout.take(), stderr: stderr.take(), was_stopped })
    }

    fn has_exited(&self) -> Option<Exit> {
        self.terminal.has_exited()
    }

    fn take_never_set(&mut self) -> BTreeSet<String> {
        self.terminal.take_never_set()
    }
}
