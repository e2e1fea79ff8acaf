//! A block of shell text to commands, each with the comments that belong to it.
//!
//! Read `scanner` and `characters` (where a line ends inside a quote, a loop or a here-document),
//! `cut` (which lines
//! are one command), `language` (whether a block is shell at all), `names`
//! (whether a piece of prose is a command), `syntax` (whether bash would
//! read it), `prompt` (transcripts), `comments` and `waits` (what a comment says about which
//! command), then `block`, which puts them together.

mod block;
mod characters;
mod comments;
mod cut;
mod language;
mod names;
mod prompt;
mod scanner;
mod syntax;
mod waits;

pub(super) use block::{Setting, read_block};
pub(super) use language::{is_shell_named, is_typed};
pub(super) use names::is_plainly_a_command;
pub use names::names_command;
pub use syntax::shell_tree;
