//! The evaluator: a text is read command by command, and each command's tree is walked.
//!
//! Read `shell` (what a running evaluation has at hand), `unwind` (how it ends early), `text`,
//! then `list`, `pipeline`, `command`, `call`, `compound`, `condition`, `function`, `redirect`,
//! `assign`, `array`, `substitution`, `trap`, `trace`.
//!
//! **Invariant:** commands, nesting and expansions are bounded; past a bound the evaluation stops
//! as unmodelled and never guesses.

mod array;
mod assign;
mod call;
mod command;
mod compound;
mod condition;
mod function;
mod list;
mod pipeline;
mod redirect;
mod shell;
mod substitution;
mod text;
mod trace;
mod trap;
mod unwind;

pub(super) use call::Before;
pub(super) use compound::is_name;
pub(super) use shell::Shell;
pub(super) use text::Ending;
pub(super) use trace::shown_value;
pub(super) use unwind::{Flow, Unwind};
