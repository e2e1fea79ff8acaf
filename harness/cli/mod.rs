//! The command line: arguments in, reports and an exit code out.
//!
//! Read `args`, then `run` (the way through the program), then a command each: `drill` with
//! `wanted`, `campaign` and `reports`, `lint`, `explain`, `list` with `findings`, `plan`. `error` holds the exit codes.
//!
//! **Invariant:** nothing is printed but through the writers handed over, and a report is written
//! whole or not at all.

mod args;
mod campaign;
mod drill;
mod error;
mod explain;
mod findings;
mod folders;
mod input;
mod lint;
mod list;
mod machines;
mod plan;
mod progress;
mod reports;
mod rules;
mod run;
mod table;
mod times;
mod wanted;

pub use run::run;
