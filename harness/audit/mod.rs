//! The audit stream: what its events are, how a line is written, how a log is read.
//!
//! Read `event` (writing), then `summary` (what a log says at one instant) and `ledger` (reading). Only the first dialect
//! of the field is read (`eventType`); events of the second are counted.

mod event;
mod ledger;
mod severity;
mod summary;

pub use event::{AgentIdentity, AuditEvent, EventKind, agent_hash};
pub use ledger::{AuditRecord, records};
pub use severity::Severity;
pub use summary::{
    EndedSession, Ending, Lines, Oddities, Oddity, OpenSession, Rounds, Spawns, Summary, Violation,
    Windows,
};
