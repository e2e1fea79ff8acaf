//! What can keep the harness from building, forking or reading a world.

use std::io;
use std::path::{Path, PathBuf};

use crate::world::FileError;

/// Why a world could not be built, forked or read.
#[derive(Debug, thiserror::Error)]
pub enum ThrowawayError {
    /// The host refused a file operation.
    #[error("failed to {doing} {}", path.display())]
    Host {
        /// What was tried, as an infinitive.
        doing: &'static str,
        /// The place on the host.
        path: PathBuf,
        /// What the host answered.
        source: io::Error,
    },
    /// The git library refused.
    #[error("failed to {doing}")]
    Git {
        /// What was tried, as an infinitive.
        doing: String,
        /// What the library answered.
        source: git2::Error,
    },
    /// A file of the world could not be reached.
    #[error("failed to use {path} in the world")]
    World {
        /// The path in the world.
        path: String,
        /// Why not.
        source: FileError,
    },
    /// The blueprint holds something that no world can have.
    #[error("failed to lay out {path}: {why}")]
    Plan {
        /// The path in the plan.
        path: String,
        /// Why not.
        why: &'static str,
    },
    /// A repository of the world has settings that could lead out of it, or that are not modelled.
    #[error("failed to open {path} safely: {what} is not modelled")]
    Refused {
        /// The repository, as a path in the world.
        path: String,
        /// The setting or file, e.g. `core.worktree`.
        what: String,
    },
    /// A repository of the world is damaged or is none.
    #[error("failed to read the repository {path}: {what}")]
    Broken {
        /// The repository, as a path in the world.
        path: String,
        /// What is wrong with it.
        what: String,
    },
}

impl ThrowawayError {
    /// Makes a function that wraps what the host answered to `doing` at `path`.
    pub(super) fn host(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Host { doing, path, source }
    }

    /// Makes a function that wraps what the git library answered to `doing`.
    pub(super) fn git(doing: impl Into<String>) -> impl FnOnce(git2::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Git { doing, source }
    }
}
