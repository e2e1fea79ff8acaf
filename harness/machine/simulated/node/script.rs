//! One script from its first line to its exit code: main program, event loop, uncaught errors.

use std::rc::Rc;
use std::time::Duration;

use rquickjs::{Ctx, FromJs, Function, Object, Value};

use super::files_native;
use super::host::{End, Host};
use super::modules::{self, Modules};
use super::pieces::BUILTINS;
use super::rejections::Rejections;
use super::resolve::{self, Found};
use crate::shell::Stop;
use crate::world::join;

/// The most turns of the event loop.
const TURNS_MAX: u32 = 100_000;

/// What is said of a script that holds all the memory it may.
const OUT_OF_MEMORY: &str = "node: out of memory";

/// What is said where nobody can tell whether a script threw null or memory ran out.
const THROWN_NULL: &str = "node: out of memory, or a thrown null";

/// What a script is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Program {
    /// The text of `-e` or of standard input.
    Text {
        /// How node names it: `[eval]` or `[stdin]`.
        name: &'static str,
        /// The text.
        text: String,
        /// Whether the value of the last statement is printed.
        print: bool,
    },
    /// A file as the user named it.
    File(String),
    /// A file whose syntax alone is looked at.
    Check(String),
}

/// A script in its realm.
pub(super) struct Script<'s, 'js> {
    /// The realm.
    pub(super) ctx: &'s Ctx<'js>,
    /// What it shares with the machine.
    pub(super) host: &'s Rc<Host>,
    /// What `core.js` made for it.
    pub(super) node: Object<'js>,
}

impl<'js> Script<'_, 'js> {
    /// Runs the program and then whatever it left to be done; returns the exit code.
    pub(super) fn run(&self, program: &Program, open: &Rejections) -> rquickjs::Result<u8> {
        let modules = Modules::new(self.ctx, self.host, &self.node)?;
        let started = self.begin(&modules, program);
        self.settle(started)?;
        for _ in 0..TURNS_MAX {
            self.drain(open)?;
            if self.host.ended().is_some() {
                return Ok(0);
            }
            match self.ask::<Option<f64>>("timers", "nextWaitMs", ())? {
                None if self.ask("leave", "leave", ())? => {}
                None => return self.ask("leave", "finalCode", ()),
                Some(wait_ms) => {
                    self.pass(wait_ms);
                    let ran = self.call::<Value<'js>>("timers", "runDue", ());
                    self.settle(ran.map(drop))?;
                }
            }
        }
        let what = format!("more than {TURNS_MAX} turns of the event loop");
        Err(self.host.stop(self.ctx, &what))
    }

    fn begin(&self, modules: &Rc<Modules>, program: &Program) -> rquickjs::Result<()> {
        match program {
            Program::Text { name, text, print } => self.begin_text(modules, name, text, *print),
            Program::File(request) => {
                let path = self.main_path(request)?;
                modules.run_main(self.ctx, &path)
            }
            Program::Check(request) => {
                let path = self.main_path(request)?;
                let bytes = files_native::read_noted(self.host, &path).unwrap_or_default();
                let text = String::from_utf8_lossy(&bytes).into_owned();
                modules::compile(self.ctx, self.host, &path, &text).map(drop)
            }
        }
    }

    fn main_path(&self, request: &str) -> rquickjs::Result<String> {
        let path = join(&self.host.setting().cwd, request);
        match resolve::resolve(self.host, "/", &path) {
            Found::File(path) => Ok(path),
            Found::Unmodelled(what) => Err(self.host.stop(self.ctx, &what)),
            Found::Nothing => {
                let missing = modules::missing(self.ctx, &path, Vec::new())?;
                let error: Value<'js> = self.call("refusals", "missingModule", (missing,))?;
                Err(self.ctx.throw(error))
            }
        }
    }

    fn begin_text(
        &self,
        modules: &Rc<Modules>,
        name: &str,
        text: &str,
        print: bool,
    ) -> rquickjs::Result<()> {
        let (module, require) = modules.of_text(self.ctx, name)?;
        let globals = self.ctx.globals();
        globals.set("exports", module.get::<_, Value<'js>>("exports")?)?;
        globals.set("module", module)?;
        globals.set("require", require)?;
        globals.set("__filename", name)?;
        globals.set("__dirname", ".")?;
        self.offer_builtins(modules)?;
        self.host.sources.borrow_mut().insert(name.to_owned(), text.into());
        let value: Value<'js> = modules::evaluate(self.ctx, name, text.to_owned())?;
        if print {
            let console: Object<'js> = self.ctx.globals().get("console")?;
            let log: Function<'js> = console.get("log")?;
            log.call::<_, ()>((value,))?;
        }
        Ok(())
    }

    /// Makes builtin modules globals of the text, as `-e` does.
    fn offer_builtins(&self, modules: &Rc<Modules>) -> rquickjs::Result<()> {
        let lazily: Function<'js> = self.node.get("lazily")?;
        let taken = ["console", "module", "process", "test", "sea"];
        for (name, _) in BUILTINS.iter().filter(|(name, _)| !name.contains('/')) {
            if taken.contains(name) {
                continue;
            }
            let modules = Rc::downgrade(modules);
            let found = Function::new(self.ctx.clone(), move |ctx: Ctx<'js>| {
                modules.upgrade().expect("modules outlive their script").builtin(&ctx, name)
            })?;
            lazily.call::<_, ()>((*name, found))?;
        }
        Ok(())
    }

    /// Runs ticks and promise jobs until none is left, then looks for open rejections.
    fn drain(&self, open: &Rejections) -> rquickjs::Result<()> {
        loop {
            let ticked = self.node.get::<_, Function<'js>>("runTicks")?.call::<_, bool>(());
            let ticked = match ticked {
                Ok(ticked) => ticked,
                Err(error) => {
                    self.settle(Err(error))?;
                    true
                }
            };
            let mut worked = false;
            while self.host.ended().is_none() && self.ctx.execute_pending_job() {
                worked = true;
            }
            if self.host.ended().is_some() {
                return Ok(());
            }
            if !ticked && !worked {
                break;
            }
        }
        if let Some(reason) = open.take_first(self.ctx) {
            self.report(reason, true);
        }
        Ok(())
    }

    /// Reports what a piece of the script threw.
    fn settle(&self, ran: rquickjs::Result<()>) -> rquickjs::Result<()> {
        match ran {
            Err(rquickjs::Error::Exception) if self.host.ended().is_none() => {
                let thrown = self.ctx.catch();
                self.report(thrown, false);
                Ok(())
            }
            Err(rquickjs::Error::Exception) => {
                self.ctx.catch();
                Ok(())
            }
            other => other,
        }
    }

    /// Writes an uncaught error as node does and ends the script.
    fn report(&self, thrown: Value<'js>, is_rejection: bool) {
        // The engine throws null where memory is too short even for an error.
        if thrown.is_null() || is_out_of_memory(&thrown) {
            let what = if thrown.is_null() { THROWN_NULL } else { OUT_OF_MEMORY };
            return self.host.end(End::Stop(Stop::unmodelled(what)));
        }
        match self.call::<bool>("fatal", "report", (thrown, is_rejection)) {
            Ok(true) => self.host.end(End::Exit(1)),
            Ok(false) => {}
            Err(_) => {
                let again = self.ctx.catch();
                let what = if again.is_null() || is_out_of_memory(&again) {
                    OUT_OF_MEMORY
                } else {
                    "node: an uncaught error that cannot be shown"
                };
                self.host.end(End::Stop(Stop::unmodelled(what)));
            }
        }
    }

    fn pass(&self, wait_ms: f64) {
        if wait_ms <= 0.0 {
            return;
        }
        self.host.trace.borrow_mut().give_up();
        let passed = self.host.system_mut().pass(Duration::from_secs_f64(wait_ms / 1000.0));
        if let Err(stop) = passed {
            self.host.end(End::Stop(stop));
        }
    }

    /// Calls a function of a piece that script code may run in.
    fn call<T: FromJs<'js>>(
        &self,
        piece: &str,
        function: &str,
        arguments: impl rquickjs::function::IntoArgs<'js>,
    ) -> rquickjs::Result<T> {
        let load: Function<'js> = self.node.get("load")?;
        let piece: Object<'js> = load.call((piece,))?;
        piece.get::<_, Function<'js>>(function)?.call(arguments)
    }

    /// Asks a piece; where script code threw meanwhile, reports it and takes the default.
    fn ask<T: FromJs<'js> + Default>(
        &self,
        piece: &str,
        function: &str,
        arguments: impl rquickjs::function::IntoArgs<'js>,
    ) -> rquickjs::Result<T> {
        match self.call(piece, function, arguments) {
            Ok(answer) => Ok(answer),
            Err(error) => self.settle(Err(error)).map(|()| T::default()),
        }
    }
}

/// Says whether the engine threw this because a script holds all the memory that it may.
///
/// Nothing of the prelude is asked: it might find no memory to answer in. Where memory is too short
/// for the words of the error, it comes without them.
fn is_out_of_memory(thrown: &Value<'_>) -> bool {
    let Some(exception) = thrown.as_exception() else { return false };
    let name = || exception.as_object().get::<_, String>("name");
    match exception.message().as_deref() {
        Some("out of memory") => true,
        None | Some("") => name().is_ok_and(|name| name == "InternalError"),
        Some(_) => false,
    }
}
