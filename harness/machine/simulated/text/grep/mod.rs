//! `grep`, `egrep` and `fgrep`, as GNU grep 3.8 in the C locale.
//!
//! Read `request` (what was asked for), `patterns`, `walk` (which files), `report` (one file).

mod glob;
mod patterns;
mod report;
mod request;
mod walk;

pub(in super::super) use walk::COMMANDS;
