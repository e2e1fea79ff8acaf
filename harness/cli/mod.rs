//! The command line: arguments in, reports and an exit code out.
//!
//! Read `args`, then `run` (the way through the program), then a command each: `drill`, `lint`,
//! `explain`, `list`, `plan`. `error` holds the exit codes.
//!
//! **Invariant:** nothing is printed but through the writers handed over, and a report is written
//! whole or not at all.

mod args;
mod drill;
mod error;
mod explain;
mod input;
mod lint;
mod list;
mod plan;
mod progress;
mod rules;
mod run;
mod table;

pub use run::run;
