//! The journal: what happened in a drill, in order, as it happened.
//!
//! Checks read it beside the states before and after; reports draw their commands from it.
//!
//! **Invariant:** entries are only ever added, and their instants never go back.

mod entry;
mod journal;
#[cfg(test)]
mod tests;
mod timeline;

pub use entry::{Change, CommandRecord, Entry, Event, Filled, Moment};
pub use journal::Journal;
pub use timeline::{Mark, Timeline};
