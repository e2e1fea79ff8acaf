//! POSIX regular expressions as GNU grep and sed read them, over bytes (the C locale).
//!
//! Read `node` (what a pattern is), `parse` and `bracket` (text to nodes), `lower` (nodes to the
//! crate `regex`, which finds where the leftmost match starts), `program` and `search` (our own
//! matcher: how far the longest match reaches and what its groups hold), then `pattern` (both
//! together). awk's dialect is the extended one with its own escapes.
//!
//! The crate alone is not enough: it takes the first alternative that matches, POSIX the longest
//! match, and it has no back-references.
//!
//! **Invariant:** a search that would take too long ends as [`Trouble::TooHard`], never wrongly.

mod bracket;
mod lower;
mod node;
mod parse;
mod pattern;
mod program;
mod search;
mod set;
mod wanted;

#[cfg(test)]
mod tests;

pub(super) use pattern::{Found, Pattern};
pub(super) use wanted::{Around, Case, Dialect, Lines, Trouble, Wanted};
