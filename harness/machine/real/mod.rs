//! The real machine: the programs that are installed, in a sealed sandbox, on the clock of the drill.
//!
//! Read `plan` (what a sandbox is made of), `tools` (which programs of the host it offers), `layout`
//! (the plan for one world), `inside` (what runs in the sandbox: namespaces, mounts, the first
//! process), `sandbox` (starting one and speaking with it), `bell` (programs that begin or sleep),
//! `accounts` (which of them take time), `screen` (the operator's terminal), `machine` (all of it together).
//! `clock.c` is loaded into every program of a sandbox and tells it the time of the drill.
//!
//! **Invariant:** nothing is run without the sandbox, and there is no switch around it.
//!
//! **Invariant:** nothing of a runbook reaches a file, process, address or device of the host, and all of
//! it dies with the drill, also when this program is killed.

mod accounts;
mod bell;
mod error;
mod inside;
mod layout;
mod machine;
mod plan;
mod probe;
mod sandbox;
mod screen;
mod test_run;
mod time;
mod tools;
mod wait;
mod walls;

pub use error::RealError;
pub use inside::enter;
pub use machine::{Real, Subject};
pub use probe::walls_of_host;
pub use tools::{Tool, Tools};
pub use walls::Walls;

/// The first arguments with which this program is started inside a sandbox.
pub const WORDS: [&str; 2] = [inside::INSIDE, inside::WITHIN];
