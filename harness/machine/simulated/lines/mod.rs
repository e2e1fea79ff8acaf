//! Tools that work line by line: they read files or standard input and print what they make of it.
//!
//! Read `sources` (what they read, and what they say of a file that is not there), then any tool.

mod follow;
mod keys;
mod sources;

pub(super) mod cat;
pub(super) mod ends;
pub(super) mod sort;
pub(super) mod wc;
