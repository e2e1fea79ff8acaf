//! The shell: an evaluator over the bash syntax tree, terminals, expansions, builtins.
//!
//! Read `kernel` (what a shell asks of the machine under it), then `streams`, then the evaluator.
//! Commands are not here: the shell asks its [`Kernel`] to run them.
//!
//! **Invariant:** no file, process, clock or environment of the host is touched from this room.

mod kernel;
mod streams;

pub use kernel::{Call, Exit, Kernel, Stop};
pub use streams::{Input, Sink};
