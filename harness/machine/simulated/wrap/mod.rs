//! Commands that run other commands, and those that only answer.
//!
//! Read `shells` (`sh`, `bash`, scripts by path), `env`, `xargs`, then `answers`.

pub(super) mod answers;
mod dash;
pub(super) mod env;
mod items;
pub(super) mod shells;
#[cfg(test)]
mod tests;
pub(super) mod xargs;

pub(super) use answers::HOST;
pub(super) use shells::{run_file, run_text};
