//! How an evaluation ends before its text does.

use super::super::grammar::Fault;
use super::super::{Exit, Stop};

/// A value, or why the evaluation unwinds.
pub(in crate::shell) type Flow<T> = Result<T, Unwind>;

/// Why an evaluation unwinds, and up to where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) enum Unwind {
    /// Everything ends at once.
    Stop(Stop),
    /// The shell or subshell ends: `exit`, `set -e`.
    Exit(Exit),
    /// The function or sourced file ends.
    Return(Exit),
    /// So many loops end, the outermost with this code.
    Break(u32, Exit),
    /// So many loops but one end, and the last goes on with its next round.
    Continue(u32),
    /// The complete command ends, as after a bad expansion; the next one runs.
    Abandon(Exit),
}

impl Unwind {
    /// Names something that is not modelled.
    pub(in crate::shell) fn unmodelled(what: impl Into<String>) -> Self {
        Self::Stop(Stop::unmodelled(what))
    }
}

impl From<Stop> for Unwind {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl From<Fault> for Unwind {
    /// A word inside a command that was accepted can only fail to be modelled.
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unmodelled(what) => Self::unmodelled(what),
            other => Self::unmodelled(format!("a word that bash reads otherwise ({other:?})")),
        }
    }
}
