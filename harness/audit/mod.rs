//! The audit stream: what its events are, how a line is written, how a log is read.
//!
//! Read `event`, then `ledger`. Only the first dialect of the field is here (`eventType`).

mod event;
mod ledger;

pub use event::{AgentIdentity, AuditEvent, EventKind, agent_hash};
pub use ledger::{AuditRecord, records};
