//! One command to type, and what its comments say about it.

use std::time::Duration;

use super::{CommandAddress, Placeholder};
use crate::runbook::Span;

/// One complete command as an operator types it, on one line or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Where it is in the runbook, e.g. `L4.2.1`.
    pub address: CommandAddress,
    /// Where it stands in the text.
    pub span: Span,
    /// The text as written, comments and line ends within it included; the indentation of lists
    /// and a prompt in front are left out.
    pub text: String,
    /// The `<blanks>` that have to be filled before it can be typed.
    pub placeholders: Vec<Placeholder>,
    /// What it is expected to do.
    pub expectations: Vec<Expectation>,
    /// Every comment that belongs to it, those with expectations included.
    pub remarks: Vec<Remark>,
}

/// A comment that belongs to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where it stands, from its `#`.
    pub span: Span,
    /// What it says, without `#`.
    pub text: String,
}

/// What a command is expected to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// Where it stands.
    pub span: Span,
    /// The words as written.
    pub text: String,
    /// What they claim.
    pub claim: Claim,
}

/// What an expectation claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Standard output is this text, but for a line end behind it.
    PrintsExactly(String),
    /// Standard output is empty.
    PrintsNothing,
    /// So many tests pass.
    TestsPass {
        /// The tests that pass.
        passed: u32,
        /// The tests there are, where the runbook says it.
        of: Option<u32>,
    },
    /// Tests are not there any more.
    TestsGone {
        /// How many of them, where the runbook says it.
        count: Option<u32>,
    },
    /// An expectation that no text can decide: for people, reported and never dropped.
    Prose,
}

/// A time to wait and watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Where it stands.
    pub span: Span,
    /// The byte of the text at which it begins: its own place, or, for an announcement such as
    /// "Staging first (1 hour validation)", behind the commands that it announces.
    pub at: usize,
    /// How long it lasts.
    pub window: Duration,
    /// The words as written.
    pub text: String,
    /// The command that runs while the time passes, where one stands under the comment, as a
    /// `watch` does. It is ended after the window if it does not end by itself.
    pub during: Option<CommandAddress>,
}
