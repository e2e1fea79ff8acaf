//! What a shell asks of the machine under it.

use std::collections::BTreeMap;

use super::{Input, Sink};
use crate::determinism::Tick;
use crate::world::{FileError, FileKind};

/// The exit code of a command, 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct Exit(pub u8);

impl Exit {
    /// It did what it was asked.
    pub const SUCCESS: Self = Self(0);
    /// It did not, or found nothing.
    pub const FAILURE: Self = Self(1);
    /// It was called wrongly.
    pub const USAGE: Self = Self(2);
    /// There is no such command.
    pub const NOT_FOUND: Self = Self(127);
    /// It was ended by Ctrl-C.
    pub const INTERRUPTED: Self = Self(130);

    /// Returns whether the code is zero.
    pub const fn is_success(self) -> bool {
        self.0 == 0
    }
}

/// Why an evaluation ended before its text did. Never an exit code: the shell unwinds at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A command, option or syntax that is not modelled: the drill is inconclusive.
    Unmodelled {
        /// The command or construct, with what of it is not known, e.g. ``git log --graph``.
        what: String,
    },
    /// The window of a command that never ends by itself is over: the operator presses Ctrl-C.
    Interrupted,
    /// The harness itself could not do its work.
    Harness {
        /// What failed.
        what: String,
    },
}

impl Stop {
    /// Names something that is not modelled.
    pub fn unmodelled(what: impl Into<String>) -> Self {
        Self::Unmodelled { what: what.into() }
    }
}

/// One command on its way to the machine.
#[derive(Debug)]
pub struct Call<'a> {
    /// Name and arguments, expanded; never empty.
    pub argv: &'a [String],
    /// Exported variables and those set before the command.
    pub environment: &'a BTreeMap<String, String>,
    /// The working directory, absolute in the world.
    pub cwd: &'a str,
    /// Standard input, shared with the commands before and after on the same input.
    pub stdin: Input,
    /// Standard output.
    pub stdout: Sink,
    /// Standard error.
    pub stderr: Sink,
}

impl Call<'_> {
    /// Returns the command's name.
    pub fn name(&self) -> &str {
        &self.argv[0]
    }

    /// Returns the arguments behind the name.
    pub fn arguments(&self) -> &[String] {
        &self.argv[1..]
    }

    /// Writes `text` to standard output.
    pub fn print(&self, text: &str) {
        self.stdout.write(text.as_bytes());
    }

    /// Writes one line, `NAME: MESSAGE`, to standard error.
    pub fn complain(&self, message: &str) {
        self.stderr.write(format!("{}: {message}\n", self.name()).as_bytes());
    }

    /// Names this command, with `detail`, as something that is not modelled.
    pub fn unmodelled(&self, detail: &str) -> Stop {
        Stop::unmodelled(format!("{} {detail}", self.name()))
    }
}

/// The machine under a shell: runs commands, answers about files. All paths are absolute in the
/// world and already joined to the working directory.
pub trait Kernel {
    /// Runs one command that is no builtin, lets its time pass, and returns its exit code.
    ///
    /// A name that no command has is [`Stop::Unmodelled`] only when a real machine would have it;
    /// otherwise the kernel complains as bash does and returns 127.
    fn run(&mut self, call: Call<'_>) -> Result<Exit, Stop>;

    /// Returns whether `name` is a command of this machine, for `command -v` and `type`.
    fn has(&self, name: &str) -> bool;

    /// Returns whether a real machine may have a program `name` that this one has not.
    fn may_be_missing(&self, name: &str) -> bool;

    /// Returns a path that was asked for since the last call and of which this machine cannot say
    /// what a real one has there; what was answered about it must not be relied on.
    fn take_unknown(&self) -> Option<String>;

    /// Returns the present instant of the virtual clock.
    fn now(&self) -> Tick;

    /// Returns the number of the shell's own process, for `$$`.
    fn shell_pid(&self) -> u32;

    /// Says what stands at `path`, following links.
    fn kind(&self, path: &str) -> Option<FileKind>;

    /// Says what stands at `path` itself, a link being a link.
    fn kind_of_link(&self, path: &str) -> Option<FileKind>;

    /// Returns the size in bytes, following links.
    fn size(&self, path: &str) -> Option<u64>;

    /// Returns whether the file may be executed.
    fn is_executable(&self, path: &str) -> bool;

    /// Returns when the file was last changed.
    fn modified(&self, path: &str) -> Option<Tick>;

    /// Lists the names in a directory, sorted by bytes, without `.` and `..`.
    fn list(&self, path: &str) -> Result<Vec<String>, FileError>;

    /// Reads a whole file.
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError>;

    /// Makes the file empty, creating it where it is missing, as `>` does.
    fn truncate(&mut self, path: &str) -> Result<(), FileError>;

    /// Adds `bytes` at the end, creating the file where it is missing, as `>>` does.
    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), FileError>;
}
