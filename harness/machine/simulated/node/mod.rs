//! `node`, `node --test` and `npm`: JavaScript in an embedded engine, over the world's files.
//!
//! Read `command` (what the command line means), `script` (one program from its first line to its
//! exit code), `modules` and `resolve` (`require`), `natives` (what the prelude is given), then the
//! prelude itself, a file a builtin module. `memo` keeps what need not run again. `npm` stands
//! beside them.
//!
//! What differs from node 20, all of it in texts for people:
//! - Stacks: below a test's own frames those of node's test runner are left out; a column may be
//!   off by a word; class names before methods are missing.
//! - The mark under an uncaught error stands where the error was made, if no `throw` precedes it;
//!   thrown values that are no errors are shown without their line.
//! - A `TypeError` names what is no function only where that is a plain chain of names.
//! - Durations come from the virtual clock: a test that waits for no timer takes no time.
//!
//! Bounds: 256 MB, 768 KB of stack (the thread needs that much besides its own), 40 million steps,
//! 100,000 turns of the event loop. A single call of the engine that loops by itself, such as
//! joining a list of four thousand million holes, is not counted in steps.
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
mod tests_of_memory;
#[cfg(test)]
mod tests_of_runs;

pub(super) use command::COMMANDS;
pub use suite::run_suite;
