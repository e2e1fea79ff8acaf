//! `find`.
//!
//! Read `expression` (what may be asked of a file), `parse`, `predicates`, then `search`. A directory's files come
//! in the order of their names, which a real directory does not promise.

mod expression;
mod parse;
mod predicates;
mod print;
pub(super) mod search;
#[cfg(test)]
mod tests;
