//! Findings that need no run: one file a rule over the parsed runbook.
//!
//! Read `book` (what a rule may look at), `script` (a command as calls and words), `lint` (what a
//! rule is), `catalogue`, then any one of `rules`, and `known` (a reading held against a list).
//!
//! **Invariant:** a rule knows shell and prose, never the words of one runbook. What it cannot read
//! it leaves alone: a finding always quotes what stands there.

mod book;
mod catalogue;
mod known;
mod lint;
mod rules;
mod script;
#[cfg(test)]
mod testing;

pub use book::left_out;
pub use catalogue::{ALL, find, look};
pub use known::ReadAgain;
pub use lint::Lint;
