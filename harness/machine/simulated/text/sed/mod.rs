//! `sed`, as GNU sed 4.9 in the C locale.
//!
//! Read `script` (what a script is), then how one is read: `cursor`, `address`, `parse`,
//! `substitution`, `escapes`; then how one runs: `source` (lines in), `sink` (lines out),
//! `range`, `selection`, `replace`, `show`, `printing`, `machine`; last `call`, the command as a whole.

mod address;
mod call;
mod cursor;
mod escapes;
mod machine;
mod parse;
mod printing;
mod range;
mod replace;
mod script;
mod selection;
mod show;
mod sink;
mod source;
mod substitution;

#[cfg(test)]
mod tests;

pub(in super::super) use call::COMMANDS;
