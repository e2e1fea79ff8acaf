//! The shell: an evaluator over the bash syntax tree, terminals, expansions, builtins.
//!
//! Read `kernel` (what a shell asks of the machine under it), `streams`, `terminal` (a shell that
//! lives), then `grammar` (what a text says), `state` (what a shell remembers), `evaluate`,
//! `expand`, `builtins`. Commands are not here: the shell asks its [`Kernel`] to run them.
//!
//! **Invariant:** no file, process, clock or environment of the host is touched from this room.

mod builtins;
mod evaluate;
mod expand;
mod grammar;
mod kernel;
mod state;
mod streams;
mod terminal;

pub use kernel::{Call, Exit, Kernel, Stop};
pub use streams::{Input, Sink};
pub use terminal::{Streams, Terminal};

#[cfg(test)]
mod tests;
