//! Commands that run commands: `find -exec`, `xargs`, `env`, `timeout` and their kin.

use std::collections::BTreeMap;

use super::System;
use super::system::looks_like_a_program;
use crate::shell::{Call, Exit, Kernel as _, Stop};

/// How many commands may run inside each other.
const DEPTH_MAX: u32 = 40;

impl System {
    /// Runs one command inside `outer`, on the same streams and in the same directory. None where a
    /// real machine has no such program: how to say that is for the outer command.
    pub(super) fn run_inner(
        &mut self,
        outer: &Call<'_>,
        argv: &[String],
        environment: &BTreeMap<String, String>,
    ) -> Result<Option<Exit>, Stop> {
        let Some(name) = argv.first() else { return Ok(None) };
        if !self.has(name) {
            if looks_like_a_program(name) {
                return Err(Stop::unmodelled(name));
            }
            return Ok(None);
        }
        let call = Call {
            argv,
            environment,
            cwd: outer.cwd,
            stdin: outer.stdin.clone(),
            stdout: outer.stdout.clone(),
            stderr: outer.stderr.clone(),
        };
        self.deeper(|system| system.run(call)).map(Some)
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
