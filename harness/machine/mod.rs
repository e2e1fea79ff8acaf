//! Machines: what runs the commands of a runbook in a world.
//!
//! Read `machine` (what every machine does for an operator), then what all share: `actors`,
//! `durations`, `processes`. Then `simulated`, where everything runs in this process, and `real`, where
//! the real programs run in a sealed sandbox.

mod actors;
mod durations;
mod machine;
mod processes;
#[cfg(target_os = "linux")]
pub mod real;
pub mod simulated;

pub use actors::{Actors, TestRun};
pub use durations::Durations;
pub use machine::{HOST_NAME, Kind, Machine, Typed};
pub use processes::{Process, ProcessTable};
