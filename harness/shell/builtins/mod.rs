//! The builtins, one file a family.
//!
//! Read `table` (which name is which builtin), `usage` (what is wrong with the arguments), then
//! any family.

mod condition;
mod control;
mod declare;
mod directory;
mod echo;
mod environment;
mod format;
mod getopts;
mod jobs;
mod names;
mod options;
mod printf;
mod read;
mod table;
mod trap;
mod usage;

pub(super) use condition::{compare_files, unary_test};
pub(super) use table::{declares, find};

use super::Exit;
use super::evaluate::{Flow, Shell};

/// A builtin: gets its name and arguments, returns its exit code.
#[derive(Debug, Clone, Copy)]
pub(super) enum Builtin {
    /// One that only prints and remembers.
    Plain(fn(&mut Shell<'_>, &[String]) -> Exit),
    /// One that may end more than itself.
    Unwinding(fn(&mut Shell<'_>, &[String]) -> Flow<Exit>),
}

impl Builtin {
    /// Runs the builtin.
    pub(super) fn run(self, shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
        match self {
            Self::Plain(run) => Ok(run(shell, argv)),
            Self::Unwinding(run) => run(shell, argv),
        }
    }
}
