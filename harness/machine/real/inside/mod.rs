//! What runs in a sandbox: this program, started anew, as the sandbox's first process.
//!
//! Read `enter` (the way in), `namespaces` (what the kernel is asked for), `mounts` (the file system), `first`
//! (the first process: it opens terminals, keeps the processes of the world and reaps), `actor`, `terminal`.
//!
//! **Invariant:** this process has one thread, so that it may fork, and its last capability is gone from
//! whatever it starts.

mod actor;
mod enter;
mod first;
mod mounts;
mod namespaces;
mod terminal;

pub use enter::enter;
pub(super) use enter::{INSIDE, WITHIN};
