//! The builtins, one file a family.
//!
//! Read `builtin`, `table` (which name is which builtin), `usage` (what is wrong with the arguments), then
//! any family.

mod builtin;
mod condition;
mod control;
mod declare;
mod directory;
mod echo;
mod environment;
mod format;
mod getopts;
mod jobs;
mod names;
mod options;
mod printf;
mod read;
mod table;
mod trap;
mod usage;

pub(super) use builtin::Builtin;
pub(super) use condition::{compare_files, unary_test};
pub(super) use table::{declares, find};
