//! The circuit breaker that rolls back without a person.

use std::time::Duration;

use super::{Stretch, Threshold};
use crate::runbook::Span;

/// The automatic rollback: its prose and its configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breaker {
    /// The block of the configuration.
    pub span: Span,
    /// The configuration as written.
    pub text: String,
    /// Whether it is switched on.
    pub is_enabled: bool,
    /// The conditions, in order.
    pub conditions: Vec<BreakerCondition>,
    /// How long the conditions have to hold without anybody acting.
    pub duration: Option<Duration>,
    /// What is done, as written.
    pub action: Option<String>,
    /// Who is told.
    pub notify: Vec<String>,
    /// The level that it rolls back to, where the text beside it says so.
    pub level: Option<u8>,
    /// Whether all clauses of the text beside it have to hold, or one.
    pub combination: Option<Combination>,
    /// The clauses of the text beside it.
    pub clauses: Vec<Clause>,
}

/// One condition of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakerCondition {
    /// Where its value stands.
    pub span: Span,
    /// What is measured, e.g. `session_success_rate`.
    pub signal: String,
    /// What trips it.
    pub test: BreakerTest,
}

/// What trips a condition of the circuit breaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BreakerTest {
    /// Any of these was seen.
    AnyOf(Vec<String>),
    /// A figure crosses its bound.
    Crosses(Threshold),
    /// A value that is neither; kept as written.
    Text(String),
}

/// How clauses are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combination {
    /// Every clause has to hold.
    All,
    /// One is enough.
    Any,
}

/// One clause of the text beside the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub text: String,
    /// The bound in it.
    pub threshold: Option<Threshold>,
    /// The stretch that the figure is measured over.
    pub over: Option<Stretch>,
    /// The time that it names with "within".
    pub within: Option<Duration>,
}
