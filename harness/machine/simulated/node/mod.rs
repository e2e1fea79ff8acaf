//! `node`, `node --test` and `npm`: JavaScript in an embedded engine, over the world's files.
//!
//! Read `command` (what the command line means), `script` (one program from its first line to its
//! exit code), `modules` and `resolve` (`require`), `natives` (what the prelude is given), then the
//! prelude itself, a file a builtin module. `npm` stands beside them.
//!
//! What differs from node 20: the frames of its own library in the stack of a test's error are
//! left out, columns may be off by a word, and durations come from the virtual clock.
//!
//! **Invariant:** a script touches no file, clock, environment or chance of the host. What is not
//! modelled stops the drill, and no `catch` of the script can hide it.

mod command;
mod digest;
mod engine;
mod events;
mod files;
mod files_native;
mod globals;
mod host;
mod manifest;
mod memo;
mod modules;
mod natives;
pub(super) mod npm;
mod pieces;
mod rejections;
mod resolve;
mod script;
mod search;
mod suite;
mod tap;
mod trace;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_runs;

pub(super) use command::COMMANDS;
pub use suite::run_suite;
