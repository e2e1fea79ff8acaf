//! The real machine: what its sandbox keeps in, how its terminal and its clock behave, and that drills on it agree
//! with those on the simulated one.

mod clock;
mod drills;
mod scene;
mod seal;
mod terminal;

pub(crate) use scene::{can_run, cannot};
