//! A command of the runbook as the calls that it makes.
//!
//! Read `word` (what a word is made of), `call` (one simple command), then `walk`, which finds them
//! in the syntax tree.

mod call;
mod matching;
mod walk;
mod word;

pub(super) use call::{Call, Reader, Redirection};
pub(super) use walk::Script;
pub(super) use word::{Piece, Word};
