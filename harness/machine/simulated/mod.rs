//! The simulated machine: everything in process, one file a command family.
//!
//! Read `system` (the state that commands share), `table` (which name is which command), then any
//! family.

mod archive;
mod date;
mod files;
mod jq;
mod lines;
mod machine;
mod find;
mod glob;
mod inner;
mod options;
mod place;
mod node;
mod git;
mod process;
mod quoting;
mod system;
mod table;
mod text;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod wrap;

pub use machine::Simulated;
pub use node::run_suite;
pub use system::System;

use super::{Actors, Durations, Process, ProcessTable, TestRun};
