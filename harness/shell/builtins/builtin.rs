//! What a builtin is.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell};

/// A builtin: gets its name and arguments, returns its exit code.
#[derive(Debug, Clone, Copy)]
pub(in crate::shell) enum Builtin {
    /// One that only prints and remembers.
    Plain(fn(&mut Shell<'_>, &[String]) -> Exit),
    /// One that may end more than itself.
    Unwinding(fn(&mut Shell<'_>, &[String]) -> Flow<Exit>),
}

impl Builtin {
    /// Runs the builtin.
    pub(in crate::shell) fn run(self, shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
        match self {
            Self::Plain(run) => Ok(run(shell, argv)),
            Self::Unwinding(run) => run(shell, argv),
        }
    }
}
