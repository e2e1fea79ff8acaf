//! The audit stream: what its events are, how a line is written, what a log says.
//!
//! Read `event` (writing a line), `record` (reading one, with `field`), then `summary` (the figures of a log at one
//! instant), `ledger` and `recent` (how they are counted). Only the first dialect of the field is
//! read (`eventType`); events of the second are counted.
//!
//! **Invariant:** no line is fatal and none is dropped silently.

mod event;
mod field;
#[cfg(test)]
mod laws;
mod ledger;
mod recent;
mod record;
mod severity;
mod summary;
#[cfg(test)]
mod tests;

pub use event::{AgentIdentity, AuditEvent, EventKind, agent_hash};
pub use ledger::Ledger;
pub use record::{Heard, LINE_BYTES_MAX, Record, What, hear};
pub use severity::Severity;
pub use summary::{
    EndedSession, Ending, Lines, Oddities, Oddity, OpenSession, Rounds, Spawns, Summary, Violation,
    Windows,
};
