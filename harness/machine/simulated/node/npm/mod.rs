//! `npm`: runs the scripts of `package.json`. Nothing that needs a registry is modelled.
//!
//! Read `command` (what the command line means), `project` (which `package.json`), `run` (one
//! script with its banner and environment), `known` (npm's own commands, for its hints).
//!
//! What differs from npm 11: the line that names a log file is left out, for there is none.

mod command;
mod known;
mod project;
mod run;

pub(in crate::machine::simulated) use command::COMMANDS;
