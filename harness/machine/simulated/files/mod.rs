//! Commands that make, move, show and remove files.

pub(super) mod names;
