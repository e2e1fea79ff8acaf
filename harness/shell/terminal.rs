//! Terminals: shells that live from one command line to the next.

use std::collections::{BTreeMap, BTreeSet};

use super::evaluate::{Ending, Flow, Shell, Unwind};
use super::state::{Descriptors, Kind, State};
use super::{Exit, Input, Kernel, Sink, Stop};

/// What a command line reads and writes.
#[derive(Debug, Clone)]
pub struct Streams {
    /// Standard input.
    pub stdin: Input,
    /// Standard output.
    pub stdout: Sink,
    /// Standard error.
    pub stderr: Sink,
}

/// A shell: its directory, variables, functions, options and traps live across commands.
#[derive(Debug, Clone)]
pub struct Terminal {
    state: State,
    /// Descriptors that `exec` changed, by number; none is one that it closed.
    kept: Option<Descriptors>,
}

impl Terminal {
    /// Opens the terminal of an operator in the directory `cwd`, absolute in the world.
    pub fn open(cwd: &str, environment: BTreeMap<String, String>) -> Self {
        Self::of(Kind::Interactive, cwd, environment, "bash")
    }

    /// Starts a shell that runs the file `name` with `arguments`, as `bash FILE` does.
    pub fn script(
        cwd: &str,
        environment: BTreeMap<String, String>,
        name: &str,
        arguments: Vec<String>,
    ) -> Self {
        let mut terminal = Self::of(Kind::Script, cwd, environment, name);
        terminal.state.arguments = arguments;
        terminal
    }

    /// Starts a shell that runs a text, as `bash -c TEXT NAME ARGUMENTS` does: its messages and
    /// its code after an expansion error are other ones.
    pub fn command_string(
        cwd: &str,
        environment: BTreeMap<String, String>,
        name: &str,
        arguments: Vec<String>,
    ) -> Self {
        let mut terminal = Self::of(Kind::CommandString, cwd, environment, name);
        terminal.state.arguments = arguments;
        terminal
    }

    fn of(kind: Kind, cwd: &str, environment: BTreeMap<String, String>, name: &str) -> Self {
        Self { state: State::new(kind, cwd, environment, name), kept: None }
    }

    /// Runs `text` as if it was typed, or as the script, and returns its exit code.
    ///
    /// A script ends with its text: its `EXIT` trap runs. Output that was written before a stop
    /// is in the sinks.
    pub fn run(
        &mut self,
        text: &str,
        kernel: &mut dyn Kernel,
        streams: Streams,
    ) -> Result<Exit, Stop> {
        if let Some(exit) = self.state.exited {
            return Ok(exit);
        }
        let opened = self.state.opened.unwrap_or_else(|| kernel.now());
        self.state.opened = Some(opened);
        let descriptors = self.descriptors(streams);
        let mut shell = Shell::new(self.state.clone(), kernel, descriptors);
        let result = shell.run_text(text, 1, Ending::Shell);
        let ended = end(&mut shell, result);
        let flushed = shell.flush();
        self.state = shell.state;
        self.kept = Some(shell.descriptors);
        let exit = ended?;
        match flushed {
            Err(Unwind::Stop(stop)) => Err(stop),
            _ => Ok(exit),
        }
    }

    /// Returns the working directory, absolute in the world.
    pub fn cwd(&self) -> &str {
        &self.state.cwd
    }

    /// Returns what commands of this terminal see as their environment.
    pub fn exported(&self) -> BTreeMap<String, String> {
        self.state.variables.exported()
    }

    /// Returns `$?`.
    pub fn last_exit(&self) -> Exit {
        self.state.last_exit
    }

    /// Returns the text of a variable, exported or not.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.state.variables.text(name)
    }

    /// Returns the variables, sorted, that command lines since the last call expanded to nothing
    /// because nothing had ever set them.
    pub fn take_never_set(&mut self) -> BTreeSet<String> {
        self.state.never_set.take()
    }

    /// Returns the code with which the terminal was left, by `exit` or `set -e`.
    pub fn has_exited(&self) -> Option<Exit> {
        self.state.exited
    }

    /// Connects the streams of a new command line, and what `exec` opened before.
    fn descriptors(&self, streams: Streams) -> Descriptors {
        let mut descriptors = Descriptors::new(streams.stdin, streams.stdout, streams.stderr);
        if let Some(kept) = &self.kept {
            descriptors.keep(kept);
        }
        descriptors
    }
}

/// Ends a command line, and the shell where that is over.
fn end(shell: &mut Shell<'_>, result: Flow<Exit>) -> Result<Exit, Stop> {
    let (exit, is_over) = match result {
        Err(Unwind::Stop(stop)) => return Err(stop),
        Ok(exit) => (exit, !shell.state.is_interactive()),
        Err(Unwind::Exit(exit)) => (exit, true),
        Err(Unwind::Return(exit) | Unwind::Abandon(exit)) => (exit, false),
        Err(Unwind::Break(..) | Unwind::Continue(_)) => (Exit::SUCCESS, false),
    };
    if !is_over {
        shell.state.last_exit = exit;
        return Ok(exit);
    }
    let exit = match shell.run_exit_trap(exit) {
        Ok(exit) => exit,
        Err(Unwind::Stop(stop)) => return Err(stop),
        Err(_) => exit,
    };
    shell.state.last_exit = exit;
    shell.state.exited = Some(exit);
    Ok(exit)
}
