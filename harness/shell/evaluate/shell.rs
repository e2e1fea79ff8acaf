//! What a running evaluation has at hand.

use super::super::state::{Descriptors, Endpoint, Kind, State};
use super::super::{Exit, Kernel, Sink};
use super::{Flow, Unwind};
use crate::world::join;

/// The most commands of one run.
const COMMANDS_MAX: u32 = 200_000;

/// The most bytes that one run may write to files.
const WRITTEN_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How deep commands may nest: compound commands and functions count once, texts that are read
/// while others run (substitutions, `eval`, files, traps) twice. A level needs up to 9 KiB of
/// stack in a debug build.
const LEVELS_MAX: u32 = 100;

/// One evaluation: the shell's state, its descriptors, and the machine under it.
pub(in crate::shell) struct Shell<'k> {
    /// What a subshell gets a copy of.
    pub state: State,
    /// The machine.
    pub kernel: &'k mut dyn Kernel,
    /// What the descriptors are connected to.
    pub descriptors: Descriptors,
    /// The line of the command that runs.
    pub line: usize,
    /// How many conditions the present command stands in, in which a failure is no error.
    pub conditions: u32,
    /// How many tests, such as `[ -z "$x" ]`, the present words are expanded for.
    pub questions: u32,
    /// How many loops the present command stands in.
    pub loops: u32,
    /// The file that the present command stands in, where it is not the script.
    pub source: Option<String>,
    /// How many files are sourced inside each other.
    pub sourced: u32,
    /// How many subshells run inside each other.
    pub subshells: u32,
    /// How many texts run inside each other, for the trace.
    pub indirection: usize,
    /// Whether a trap runs.
    pub in_trap: bool,
    /// The exit code of the last command substitution of the present command.
    pub substituted: Option<Exit>,
    commands: u32,
    written: usize,
    level: u32,
}

impl<'k> Shell<'k> {
    pub(in crate::shell) fn new(
        state: State,
        kernel: &'k mut dyn Kernel,
        descriptors: Descriptors,
    ) -> Self {
        Self {
            state,
            kernel,
            descriptors,
            line: 1,
            conditions: 0,
            questions: 0,
            loops: 0,
            source: None,
            sourced: 0,
            subshells: 0,
            indirection: 0,
            in_trap: false,
            substituted: None,
            commands: 0,
            written: 0,
            level: 0,
        }
    }

    /// Counts one command.
    pub(in crate::shell) fn count_command(&mut self) -> Flow<()> {
        self.commands += 1;
        if self.commands > COMMANDS_MAX {
            let what = format!("more than {COMMANDS_MAX} commands in one command line");
            return Err(Unwind::unmodelled(what));
        }
        Ok(())
    }

    /// Runs something so many levels deeper.
    pub(in crate::shell) fn deeper<T>(
        &mut self,
        levels: u32,
        run: impl FnOnce(&mut Self) -> Flow<T>,
    ) -> Flow<T> {
        if self.level + levels > LEVELS_MAX {
            let what = format!("commands nested deeper than {LEVELS_MAX} levels");
            return Err(Unwind::unmodelled(what));
        }
        self.level += levels;
        let result = run(self);
        self.level -= levels;
        result
    }

    /// Runs something in a copy of the shell: what it changes is forgotten, its exit code is not.
    pub(in crate::shell) fn in_subshell(
        &mut self,
        run: impl FnOnce(&mut Self) -> Flow<Exit>,
    ) -> Flow<Exit> {
        let state = self.state.clone();
        let descriptors = self.descriptors.clone();
        let (loops, in_trap) = (std::mem::take(&mut self.loops), self.in_trap);
        self.state.traps.retain(|_, action| action.is_empty());
        self.subshells += 1;
        let result = run(self);
        let result = self.end_of_subshell(result);
        self.subshells -= 1;
        (self.loops, self.in_trap) = (loops, in_trap);
        self.state = state;
        self.descriptors = descriptors;
        result
    }

    fn end_of_subshell(&mut self, result: Flow<Exit>) -> Flow<Exit> {
        let exit = match result {
            Err(Unwind::Stop(stop)) => return Err(Unwind::Stop(stop)),
            Ok(exit) | Err(Unwind::Exit(exit) | Unwind::Return(exit) | Unwind::Abandon(exit)) => {
                exit
            }
            Err(Unwind::Break(..) | Unwind::Continue(_)) => Exit::SUCCESS,
        };
        self.run_exit_trap(exit)
    }

    /// Returns a path as the machine wants it.
    pub(in crate::shell) fn absolute(&self, path: &str) -> String {
        join(&self.state.cwd, path)
    }

    /// Writes to a descriptor; false where it is closed.
    pub(in crate::shell) fn write(&self, descriptor: i32, bytes: &[u8]) -> bool {
        match self.descriptors.get(descriptor) {
            Some(Endpoint::Sink(sink) | Endpoint::File { sink, .. }) => sink.write(bytes),
            Some(Endpoint::Null) => {}
            _ => return false,
        }
        true
    }

    /// Returns the sink of the errors; where they are closed, one that nobody reads.
    pub(in crate::shell) fn errors(&self) -> Sink {
        self.descriptors.sink(2).unwrap_or_default()
    }

    /// Returns what stands before a message.
    pub(in crate::shell) fn prefix(&self) -> String {
        if self.state.is_interactive() {
            return "bash: ".to_owned();
        }
        let source = self.source.as_ref().unwrap_or(&self.state.name);
        format!("{source}: line {}: ", self.line)
    }

    /// Writes a message of the shell itself.
    pub(in crate::shell) fn complain(&self, message: &str) {
        self.write(2, format!("{}{message}\n", self.prefix()).as_bytes());
    }

    /// Complains, and ends what a bad expansion ends.
    pub(in crate::shell) fn abandon<T>(&self, message: &str) -> Flow<T> {
        self.complain(message);
        Err(Unwind::Abandon(Exit::FAILURE))
    }

    /// Complains, and ends the shell; an operator's terminal lives on.
    pub(in crate::shell) fn give_up<T>(&self, message: &str) -> Flow<T> {
        self.complain(message);
        let is_outermost = self.subshells == 0;
        Err(match self.state.kind {
            Kind::Interactive => Unwind::Abandon(Exit::FAILURE),
            Kind::CommandString if is_outermost => Unwind::Exit(Exit::NOT_FOUND),
            Kind::Script | Kind::CommandString => Unwind::Exit(Exit::FAILURE),
        })
    }

    /// Returns a variable's text, or nothing.
    pub(in crate::shell) fn variable(&self, name: &str) -> &str {
        self.state.variables.text(name).unwrap_or_default()
    }

    /// Writes what waits for files into them.
    pub(in crate::shell) fn flush(&mut self) -> Flow<()> {
        let waiting: Vec<(String, Vec<u8>, u64)> = self
            .descriptors
            .files()
            .map(|(path, sink)| (path.to_owned(), sink.take(), sink.dropped()))
            .collect();
        for (path, bytes, dropped) in waiting {
            if dropped > 0 {
                return Err(Unwind::unmodelled(format!("more than 16 MiB written to {path}")));
            }
            if bytes.is_empty() {
                continue;
            }
            self.written += bytes.len();
            if self.written > WRITTEN_BYTES_MAX {
                return Err(Unwind::unmodelled("more than 64 MiB written to files"));
            }
            if let Err(error) = self.kernel.append(&path, &bytes) {
                self.complain(&format!("write error: {error}"));
            }
        }
        Ok(())
    }
}
