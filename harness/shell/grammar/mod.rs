//! The grammar: what a text says, before anything of it runs.
//!
//! Read `cursor`, `fault`, `piece`, then `escape`, `word` and `braced` (words into pieces),
//! `here` and `token` (the text into tokens), `reader` with
//! `steps`, `simple`, `clause` and `condition` (one complete command at a
//! time, and the token that bash would not accept), `tree` (the syntax tree, by `brush-parser`).
//!
//! The tree of a command is the library's. Words are ours: its word parser panics on `~` with
//! twenty digits, needs minutes for six nested subscripts, and silently takes a default with
//! an apostrophe inside double quotes for plain text.
//!
//! **Invariant:** no text panics, takes more than quadratic time, or nests deeper than
//! [`NESTING_MAX`].

mod braced;
mod clause;
mod condition;
mod cursor;
mod escape;
mod fault;
mod here;
mod piece;
mod reader;
mod simple;
mod steps;
mod token;
mod tree;
mod word;

pub(super) use escape::{Escapes, decode};
pub(super) use fault::Fault;
pub(super) use here::Unended;
pub(super) use piece::{Match, Operation, Parameter, Piece, Subject, Subscript, When};
pub(super) use reader::{Complete, Reader};
pub(super) use tree::parse;
pub(super) use word::{arithmetic, here_document, length_of_piece, value, word};

/// The most constructs that may stand inside each other in one text. The library needs up to
/// 20 KiB of stack for each in a debug build.
const NESTING_MAX: usize = 25;
