//! What a sandbox is made of: written by the harness, carried out by the first process in it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where the harness and the programs of a sandbox meet, inside it.
pub(super) const MEETING: &str = "/run/rollback-drill";

/// The user of a sandbox, as programs inside see it.
pub(super) const USER_ID: u32 = 1000;

/// A sandbox, before it is there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Plan {
    /// An empty directory of the host, on which the root of the sandbox is mounted.
    pub(super) root: PathBuf,
    /// The socket of the host on which the harness waits for the first process.
    pub(super) control: PathBuf,
    /// Whether somebody else builds the walls.
    pub(super) walls_stand: bool,
    /// How its file system is put together, step by step.
    pub(super) steps: Vec<Step>,
    /// Processes of the world, in the order of their numbers.
    pub(super) actors: Vec<Actor>,
}

/// One step of putting a file system together. Paths are absolute in the sandbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Step {
    /// Show a directory, file or device of the host.
    Show {
        /// The path on the host.
        from: PathBuf,
        /// The path in the sandbox.
        at: String,
        /// What may be done there.
        access: Access,
    },
    /// Mount a small file system, empty at first.
    Empty {
        /// The path.
        at: String,
    },
    /// Let nobody write to a file system any more that was mounted empty.
    Close {
        /// The path.
        at: String,
    },
    /// Make a symbolic link.
    Link {
        /// The path.
        at: String,
        /// What it points to.
        target: String,
    },
    /// Write a file.
    File {
        /// The path.
        at: String,
        /// What it holds.
        text: String,
    },
}

impl Step {
    /// Says whether everybody writes into an empty place.
    pub(super) fn is_for_everybody(at: &str) -> bool {
        at == "/tmp" || at == "/dev/shm"
    }
}

/// What programs of a sandbox may do with what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Access {
    /// Read only.
    Read,
    /// Read and write.
    Write,
    /// As a device allows.
    Device,
}

/// A process of the world: it has its place in the list of processes and does nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Actor {
    /// Its number in the sandbox.
    pub(super) pid: u32,
    /// Its command line.
    pub(super) command: String,
}

/// What the harness asks of the first process.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Order {
    /// Open a terminal in place of the one there was.
    Open {
        /// The directory in which it opens.
        cwd: String,
        /// Its environment.
        environment: BTreeMap<String, String>,
    },
    /// Say which processes of the world live, once all signals on their way have arrived.
    Live,
    /// Say what everything that was started in the terminal is doing.
    Load,
    /// End a process of the world.
    End {
        /// Its number.
        pid: u32,
    },
    /// Kill everything that was started in the terminal, but not the terminal.
    Clear,
    /// Kill the terminal and everything that was started in it.
    HangUp,
}

/// What the first process says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Word {
    /// The sandbox stands.
    Ready,
    /// What was asked for is done.
    Done,
    /// The processes of the world that live.
    Live(Vec<u32>),
    /// What was started in the terminal has used so much processor time, and runs now or waits.
    Load {
        /// Clock ticks of the kernel.
        ticks: u64,
        /// Whether any of it runs, or waits for a disk.
        runs: bool,
    },
    /// The terminal was left, with this code.
    Closed(u8),
    /// It could not be done.
    Failed {
        /// What was tried.
        what: String,
        /// Why it failed.
        why: String,
    },
}
