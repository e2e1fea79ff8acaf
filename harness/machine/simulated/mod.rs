//! The simulated machine: everything in process, one file a command family.
//!
//! Read `system` (the state that commands share), `table` (which name is which command), then any
//! family.

mod processes;
mod system;
mod table;

pub use processes::{Process, ProcessTable};
pub use system::{Actors, Durations, System};
