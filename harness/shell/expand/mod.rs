//! Expansion: from the pieces of a word to the words that a command gets.
//!
//! Read `fragment` (what a piece becomes), `word` (which expansions happen where), `split`,
//! `brace`, `parameter`, `operation` and `change`, `special`, `pattern` and `bracket`, `path`, then
//! `arithmetic` (with `token` and `expression`), `quote`.

mod arithmetic;
mod brace;
mod bracket;
mod change;
mod expression;
mod fragment;
mod operation;
mod parameter;
mod path;
mod pattern;
mod quote;
mod special;
mod split;
mod token;
mod word;

pub(super) use quote::{ansi_c_quoted, backslash_quoted, single_quoted};
pub(super) use split::split_for_read;

/// The most bytes that one expansion may make.
const EXPANSION_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The most words that one expansion may make.
const WORDS_MAX: usize = 100_000;
