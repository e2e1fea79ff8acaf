//! Tools that work line by line: they read files or standard input and print what they make of it.
//!
//! Read `sources` (what they read, and what they say of a file that is not there), then any tool.

#[cfg(test)]
mod chance;
mod counts;
mod follow;
mod keys;
#[cfg(test)]
mod replayed;
mod sources;
mod spans;
mod version;

pub(super) mod cat;
pub(super) mod columns;
pub(super) mod compare;
pub(super) mod cut;
pub(super) mod digest;
pub(super) mod ends;
pub(super) mod seq;
pub(super) mod sort;
pub(super) mod tee;
pub(super) mod tr;
mod trees;
pub(super) mod uniq;
pub(super) mod wc;
