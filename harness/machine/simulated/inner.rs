//! Commands that run commands: `find -exec`, `xargs`, `env`, `timeout` and their kin.

use std::collections::BTreeMap;

use super::System;
use super::place::place;
use super::system::looks_like_a_program;
use crate::shell::{Call, Exit, Kernel as _, Stop};
use crate::world::FileKind;

/// How many commands may run inside each other.
const DEPTH_MAX: u32 = 40;

/// What came of running a command inside another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Launch {
    /// It ran.
    Ran(Exit),
    /// There is no such program.
    Missing,
    /// There is a file, but it may not be executed.
    Denied,
}

impl Launch {
    /// Returns the exit code that wrappers end with.
    pub(super) fn exit(self) -> Exit {
        match self {
            Self::Ran(exit) => exit,
            Self::Missing => Exit::NOT_FOUND,
            Self::Denied => Exit(126),
        }
    }

    /// Returns why the command did not run, in the words of the C library.
    pub(super) fn reason(self) -> Option<&'static str> {
        match self {
            Self::Ran(_) => None,
            Self::Missing => Some("No such file or directory"),
            Self::Denied => Some("Permission denied"),
        }
    }
}

impl System {
    /// Runs one command inside `outer`, on the same streams and in the same directory. How to say
    /// that there is no such program is for the outer command.
    pub(super) fn run_inner(
        &mut self,
        outer: &Call<'_>,
        argv: &[String],
        environment: &BTreeMap<String, String>,
    ) -> Result<Launch, Stop> {
        let Some(name) = argv.first() else { return Ok(Launch::Missing) };
        if name.contains('/') && !self.has(name) {
            let at = place(outer, name);
            match self.root.kind(&at) {
                None => return Ok(Launch::Missing),
                Some(FileKind::Directory) => return Ok(Launch::Denied),
                Some(_) if !self.root.is_executable(&at) => return Ok(Launch::Denied),
                Some(_) => {}
            }
        } else if !self.has(name) {
            return if looks_like_a_program(name) {
                Err(Stop::unmodelled(name))
            } else {
                Ok(Launch::Missing)
            };
        }
        let call = Call {
            argv,
            environment,
            cwd: outer.cwd,
            stdin: outer.stdin.clone(),
            stdout: outer.stdout.clone(),
            stderr: outer.stderr.clone(),
        };
        self.deeper(|system| system.run(call)).map(Launch::Ran)
    }

    /// Does something one level deeper, where commands may run inside each other.
    pub(super) fn deeper<T>(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        self.depth += 1;
        let outcome = if self.depth > DEPTH_MAX {
            Err(Stop::unmodelled(format!("more than {DEPTH_MAX} commands inside each other")))
        } else {
            inner(self)
        };
        self.depth -= 1;
        outcome
    }
}
