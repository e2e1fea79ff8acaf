//! How a git command can end before its end.

use crate::shell::{Exit, Stop};
use crate::throwaway::ThrowawayError;
use crate::world::FileError;

/// Why a git command ended early.
#[derive(Debug)]
pub(super) enum Halt {
    /// Something is not modelled, or the harness failed.
    Stop(Stop),
    /// It says `fatal: TEXT` and exits with 128.
    Fatal(String),
    /// It says `error: TEXT` and exits with the code.
    Error(String, u8),
    /// It said everything already and exits with the code.
    Exit(u8),
}

/// What a step of a git command gives.
pub(super) type Done<T = Exit> = Result<T, Halt>;

impl Halt {
    /// Says `fatal: TEXT`.
    pub(super) fn fatal(text: impl Into<String>) -> Self {
        Self::Fatal(text.into())
    }

    /// Says `error: TEXT` and exits with 1.
    pub(super) fn error(text: impl Into<String>) -> Self {
        Self::Error(text.into(), 1)
    }

    /// Names something about git that is not modelled.
    pub(super) fn unmodelled(what: impl std::fmt::Display) -> Self {
        Self::Stop(Stop::unmodelled(format!("git {what}")))
    }
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl From<ThrowawayError> for Halt {
    fn from(error: ThrowawayError) -> Self {
        match error {
            ThrowawayError::Refused { what, .. } => Self::unmodelled(format!("with {what}")),
            ThrowawayError::World { source: FileError::Harness(what), .. } => {
                Self::Stop(Stop::Harness { what })
            }
            ThrowawayError::Host { .. } => Self::Stop(Stop::Harness { what: error.to_string() }),
            other => Self::unmodelled(format!("on a damaged repository: {other}")),
        }
    }
}

/// An object that is missing or unreadable: what git would say of it depends on the command.
impl From<git2::Error> for Halt {
    fn from(error: git2::Error) -> Self {
        Self::unmodelled(format!("on a damaged repository: {}", error.message()))
    }
}

impl From<FileError> for Halt {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Harness(what) => Self::Stop(Stop::Harness { what }),
            other => Self::unmodelled(format!("where a file answers: {other}")),
        }
    }
}
