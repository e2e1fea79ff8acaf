//! Commands that make, move, show and remove files.
//!
//! Read `target` (where files go), `mode` and `size`, then any command.

pub(super) mod attributes;
pub(super) mod copy;
mod copying;
pub(super) mod link;
pub(super) mod list;
pub(super) mod make;
mod mode;
pub(super) mod names;
pub(super) mod remove;
pub(super) mod rename;
mod rows;
pub(super) mod scratch;
mod size;
mod target;
#[cfg(test)]
mod tests;
pub(super) mod usage;

pub(super) use attributes::{OWNER, OWNER_ID};
pub(super) use mode::shown as shown_mode;
