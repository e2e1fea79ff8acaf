//! What every machine does for an operator.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use super::ProcessTable;
use crate::determinism::Tick;
use crate::shell::{Exit, Stop};
use crate::throwaway::Root;

/// The name of the host, as the programs of a world see it.
pub const HOST_NAME: &str = "drill-host";

/// Which machine runs the commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// In this process, by what is modelled of bash, git and the others.
    Simulated,
    /// The programs that are installed, in a sealed sandbox.
    Real,
}

impl Kind {
    /// Returns the word that reports use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Simulated => "simulated",
            Self::Real => "real",
        }
    }
}

/// What came of one line that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The exit code, 130 where the operator had to end it.
    pub exit: Exit,
    /// What it printed.
    pub stdout: Vec<u8>,
    /// What it complained of.
    pub stderr: Vec<u8>,
    /// Whether the operator ended it, with Ctrl-C, when the window was over.
    pub was_stopped: bool,
}

/// A world with a clock, processes and one terminal.
pub trait Machine: fmt::Debug {
    /// Returns the files of the world.
    fn root(&self) -> &Root;

    /// Returns the processes of the world, as they are now.
    fn processes(&self) -> &ProcessTable;

    /// Returns the present instant of the virtual clock.
    fn now(&self) -> Tick;

    /// Lets `span` pass, in which nothing is typed: those who act in the world do what is due.
    fn pass(&mut self, span: Duration) -> Result<(), Stop>;

    /// Opens a terminal in the directory `cwd`, in place of the one there was.
    fn open_terminal(
        &mut self,
        cwd: &str,
        environment: &BTreeMap<String, String>,
    ) -> Result<(), Stop>;

    /// Types `text` into the terminal and waits for its end, at most for `window` of virtual time.
    fn type_line(&mut self, text: &str, window: Duration) -> Result<Typed, Stop>;

    /// Returns the code with which the terminal was left, if it was.
    fn has_exited(&self) -> Option<Exit>;

    /// Returns the variables, sorted, that lines since the last call expanded to nothing because
    /// nothing had ever set them, as far as the machine can tell.
    fn take_never_set(&mut self) -> BTreeSet<String>;
}
