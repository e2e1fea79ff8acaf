//! What one running script shares with the machine: the system, its streams, and how it ended.

use std::cell::{Cell, Ref, RefCell, RefMut};
use std::collections::BTreeMap;
use std::rc::Rc;

use rquickjs::{Ctx, Exception};

use super::digest::Digests;
use super::events::Event;
use super::tap::Tap;
use super::trace::Trace;
use crate::determinism::{Tick, VirtualClock};
use crate::machine::simulated::{Actors, Durations, ProcessTable, System};
use crate::shell::{Input, Kernel as _, Sink, Stop};
use crate::throwaway::Root;
use crate::world::FileError;

/// How often the engine may ask whether to go on; it asks every ten thousand calls and loops.
const INTERRUPTS_MAX: u32 = 4_000;

/// How a script ended before its own end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// `process.exit`, or an error that nobody caught.
    Exit(u8),
    /// The evaluation stops as a whole.
    Stop(Stop),
}

/// Where a script's output goes.
#[derive(Debug, Clone)]
pub(super) enum Output {
    /// To the streams of the command.
    Streams {
        /// Standard output.
        stdout: Sink,
        /// Standard error.
        stderr: Sink,
    },
    /// Among the events of a test file.
    Events,
}

impl Output {
    /// Writes what a run printed to streams again, in its order.
    pub(super) fn repeat(&self, events: &[Event]) {
        let Self::Streams { stdout, stderr } = self else { return };
        for event in events {
            match event {
                Event::Output { stream: 1, text } => stdout.write(text.as_bytes()),
                Event::Output { text, .. } => stderr.write(text.as_bytes()),
                _ => {}
            }
        }
    }
}

/// How the tests of `node:test` in a script are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Telling {
    /// As a test runner's child: the runner prints.
    ToRunner,
    /// As a program of its own that prints TAP.
    AsProgram,
}

/// What a script starts with.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    /// The working directory.
    pub(super) cwd: String,
    /// The environment.
    pub(super) environment: BTreeMap<String, String>,
    /// `process.argv` behind the executable.
    pub(super) arguments: Vec<String>,
    /// `process.execArgv`.
    pub(super) options: Vec<String>,
    /// Standard input; a script that does not read it leaves it to the next command.
    pub(super) stdin: Input,
    /// Where output goes.
    pub(super) output: Output,
    /// How tests are told.
    pub(super) telling: Telling,
}

/// Shared by the engine's native functions, for one script at a time.
#[derive(Debug)]
pub(super) struct Host {
    system: RefCell<System>,
    setting: RefCell<Setting>,
    end: RefCell<Option<End>>,
    interrupts: Cell<u32>,
    pub(super) trace: RefCell<Trace>,
    pub(super) digests: RefCell<Digests>,
    pub(super) events: RefCell<Vec<Event>>,
    tap: RefCell<Tap>,
    pub(super) sources: RefCell<BTreeMap<String, Rc<str>>>,
}

impl Host {
    /// Takes the system over for the time in which scripts run.
    pub(super) fn new(system: System, setting: Setting) -> Self {
        Self {
            system: RefCell::new(system),
            setting: RefCell::new(setting),
            end: RefCell::new(None),
            interrupts: Cell::new(0),
            trace: RefCell::default(),
            digests: RefCell::default(),
            events: RefCell::default(),
            tap: RefCell::default(),
            sources: RefCell::default(),
        }
    }

    /// Gives the system back.
    pub(super) fn return_system(&self) -> System {
        self.system.replace(nowhere())
    }

    /// Makes everything fresh for the next script.
    pub(super) fn start(&self, setting: Setting) {
        *self.setting.borrow_mut() = setting;
        *self.end.borrow_mut() = None;
        self.interrupts.set(0);
        self.trace.take();
        self.digests.take();
        self.events.take();
        self.tap.take();
        self.sources.take();
    }

    /// Lends the system.
    pub(super) fn system(&self) -> Ref<'_, System> {
        self.system.borrow()
    }

    /// Lends the system to change it.
    pub(super) fn system_mut(&self) -> RefMut<'_, System> {
        self.system.borrow_mut()
    }

    /// Lends what the script started with.
    pub(super) fn setting(&self) -> Ref<'_, Setting> {
        self.setting.borrow()
    }

    /// Takes what is left on standard input; none where somebody would have to type it.
    pub(super) fn take_stdin(&self) -> Option<Vec<u8>> {
        let stdin = self.setting().stdin.clone();
        (!stdin.is_terminal()).then(|| stdin.take_all())
    }

    /// Returns the milliseconds since the epoch, and notes that the script has seen the clock.
    pub(super) fn now_ms(&self) -> u64 {
        self.trace.borrow_mut().give_up();
        self.system().now().epoch_ms()
    }

    /// Turns a path of the script into one that is absolute in the world.
    pub(super) fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("{}/{path}", self.setting().cwd.trim_end_matches('/'))
        }
    }

    /// Ends the script; the first end counts.
    pub(super) fn end(&self, end: End) {
        self.end.borrow_mut().get_or_insert(end);
    }

    /// Returns how the script ended, if it did.
    pub(super) fn ended(&self) -> Option<End> {
        self.end.borrow().clone()
    }

    /// Ends the script for something that is not modelled, and makes the error that unwinds it.
    pub(super) fn stop(&self, ctx: &Ctx<'_>, what: &str) -> rquickjs::Error {
        self.end(End::Stop(Stop::unmodelled(format!("node: {what}"))));
        Exception::throw_message(ctx, "the script was stopped")
    }

    /// Refuses every further service to a script that has ended but still unwinds.
    pub(super) fn live(&self, ctx: &Ctx<'_>) -> rquickjs::Result<()> {
        match *self.end.borrow() {
            None => Ok(()),
            Some(_) => Err(Exception::throw_message(ctx, "the script was stopped")),
        }
    }

    /// Says whether the engine shall interrupt the script; the engine asks now and then.
    pub(super) fn shall_interrupt(&self) -> bool {
        self.interrupts.set(self.interrupts.get() + 1);
        if self.interrupts.get() > INTERRUPTS_MAX {
            let steps = u64::from(INTERRUPTS_MAX) * 10_000;
            self.end(End::Stop(Stop::unmodelled(format!("node: more than {steps} steps"))));
        }
        self.end.borrow().is_some()
    }

    /// Writes to standard output (1) or standard error (2).
    pub(super) fn write(&self, stream: u8, bytes: &[u8]) {
        match &self.setting().output {
            Output::Streams { stdout, stderr } => {
                if stream == 1 { stdout } else { stderr }.write(bytes);
                self.note_output(stream, bytes);
            }
            Output::Events => self
                .events
                .borrow_mut()
                .push(Event::Output { stream, text: String::from_utf8_lossy(bytes).into_owned() }),
        }
    }

    /// Notes what went to a stream, so that it can be printed again; what is long or no text is
    /// not worth it.
    fn note_output(&self, stream: u8, bytes: &[u8]) {
        let mut trace = self.trace.borrow_mut();
        match std::str::from_utf8(bytes) {
            Ok(text) if trace.has_room_for(bytes.len()) => {
                self.events.borrow_mut().push(Event::Output { stream, text: text.to_owned() });
            }
            _ => trace.give_up(),
        }
    }

    /// Takes what a test tells: for the runner, or as TAP on standard output.
    pub(super) fn tell(&self, event: Event) {
        if self.setting().telling == Telling::ToRunner {
            self.events.borrow_mut().push(event);
            return;
        }
        let text = self.tap.borrow_mut().told(&event);
        self.write(1, text.as_bytes());
    }

    /// Ends the tests of a script that prints them itself.
    pub(super) fn tell_end(&self) {
        if self.setting().telling == Telling::AsProgram {
            let text = self.tap.borrow_mut().ended(0);
            self.write(1, text.as_bytes());
        }
    }

    /// Ends the script where the harness itself could not do what was asked.
    pub(super) fn harness_error(&self, error: &FileError) {
        if let FileError::Harness(what) = error {
            self.end(End::Stop(Stop::Harness { what: what.clone() }));
        }
    }
}

/// A system that stands in while the real one is lent to a script; nothing ever asks it.
pub(super) fn nowhere() -> System {
    System::new(
        Root::at("/nowhere"),
        ProcessTable::default(),
        VirtualClock::starting_at(Tick::from_epoch_ms(0)),
        Durations::default(),
        Box::new(Nobody),
    )
}

#[derive(Debug)]
struct Nobody;

impl Actors for Nobody {
    fn advance_to(
        &mut self,
        _now: Tick,
        _root: &Root,
        _processes: &mut ProcessTable,
    ) -> Result<(), String> {
        Ok(())
    }
}
