//! The engine that runs scripts: one for each command, a fresh realm for each script.

use std::rc::Rc;

use rquickjs::{Context, Ctx, Function, Object, Persistent, Runtime};

use super::host::{End, Host, Setting, nowhere};
use super::natives;
use super::pieces::Pieces;
use super::rejections::Rejections;
use super::script::{Program, Script};
use crate::machine::simulated::System;
use crate::machine::simulated::system::left_out;
use crate::shell::Stop;

/// The most memory that the scripts of one command may hold.
const MEMORY_BYTES_MAX: usize = 256 * 1024 * 1024;

/// The stack that a script may use.
const STACK_BYTES_MAX: usize = 768 * 1024;

#[cfg(test)]
thread_local! {
    /// How many engines a test has started.
    pub(super) static STARTED: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

/// An engine with the system on loan.
pub(super) struct Engine<'s> {
    owner: &'s mut System,
    pub(super) host: Rc<Host>,
    runtime: Runtime,
    /// The realm of the prelude.
    inner: Context,
    natives: Option<Persistent<Object<'static>>>,
    pieces: Rc<Pieces>,
    rejections: Rc<Rejections>,
}

impl<'s> Engine<'s> {
    /// Starts an engine and takes `system` on loan.
    pub(super) fn start(system: &'s mut System, setting: Setting) -> Result<Self, Stop> {
        #[cfg(test)]
        STARTED.set(STARTED.get() + 1);
        let runtime = Runtime::new().map_err(|error| harness(&error))?;
        let inner = Context::full(&runtime).map_err(|error| harness(&error))?;
        let host = Rc::new(Host::new(std::mem::replace(system, nowhere()), setting));
        let engine = Self {
            owner: system,
            host,
            runtime,
            inner,
            natives: None,
            pieces: Rc::default(),
            rejections: Rc::default(),
        };
        engine.limit().map_err(|error| harness(&error))
    }

    fn limit(mut self) -> rquickjs::Result<Self> {
        self.runtime.set_memory_limit(MEMORY_BYTES_MAX);
        self.runtime.set_max_stack_size(STACK_BYTES_MAX);
        self.runtime.set_gc_threshold(MEMORY_BYTES_MAX / 2);
        let host = Rc::clone(&self.host);
        self.runtime.set_interrupt_handler(Some(Box::new(move || host.shall_interrupt())));
        let rejections = Rc::downgrade(&self.rejections);
        self.runtime.set_host_promise_rejection_tracker(Some(Box::new(
            move |ctx, promise, reason, is_handled| {
                if let Some(rejections) = rejections.upgrade() {
                    rejections.track(&ctx, promise, reason, is_handled);
                }
            },
        )));
        let host = Rc::clone(&self.host);
        let natives = self.inner.with(|ctx| {
            natives::object(&ctx, &host).map(|natives| Persistent::save(&ctx, natives))
        })?;
        self.natives = Some(natives);
        Ok(self)
    }

    /// Runs one script to its end and returns its exit code. What a script makes of a place that
    /// the world leaves out is no result, and is never remembered as one.
    pub(super) fn run(&mut self, program: &Program) -> Result<u8, Stop> {
        let context = Context::full(&self.runtime).map_err(|error| harness(&error))?;
        let outcome = context.with(|ctx| {
            let ran = self.lay(&ctx).and_then(|node| {
                let script = Script { ctx: &ctx, host: &self.host, node };
                script.run(program, &self.rejections)
            });
            self.rejections.forget();
            ran
        });
        match (self.host.ended(), outcome) {
            (Some(End::Stop(stop)), _) => Err(stop),
            (Some(End::Exit(code)), _) | (None, Ok(code)) => self.known(code),
            (None, Err(error)) => Err(harness(&error)),
        }
    }

    /// Refuses an exit code that hangs on a place of which the world knows nothing.
    fn known(&self, code: u8) -> Result<u8, Stop> {
        match self.host.system().root.take_unknown() {
            Some(path) => Err(Stop::unmodelled(format!("node with {}", left_out(&path)))),
            None => Ok(code),
        }
    }

    /// Says whether the last script left work behind that the next one would be made to do.
    pub(super) fn is_spent(&self) -> bool {
        self.runtime.is_job_pending()
    }

    /// Lays node's globals over a fresh realm and returns what `core.js` makes.
    fn lay<'js>(&self, ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
        let natives = self.natives.clone().expect("the engine was limited").restore(ctx)?;
        let pieces = Rc::clone(&self.pieces);
        let make =
            Function::new(ctx.clone(), move |ctx: Ctx<'js>, name: String| pieces.get(&ctx, &name))?;
        let core = self.pieces.get(natives.ctx(), "core")?;
        core.call((ctx.globals(), natives, make))
    }
}

impl Drop for Engine<'_> {
    /// Gives the system back, and lets go of every value before the runtime ends.
    fn drop(&mut self) {
        *self.owner = self.host.return_system();
        self.pieces.clear();
        self.natives = None;
        self.rejections.forget();
        self.runtime.set_interrupt_handler(None);
        self.runtime.set_host_promise_rejection_tracker(None);
    }
}

fn harness(error: &rquickjs::Error) -> Stop {
    Stop::Harness { what: format!("the script engine failed: {error}") }
}
