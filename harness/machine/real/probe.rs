//! Trying whether this host has a sandbox at all, before anything is drilled.

use std::path::Path;
use std::sync::Arc;

use super::error::{RealError, host};
use super::machine::{Real, Subject};
use super::tools::Tools;
use super::walls::Walls;
use crate::determinism::Tick;
use crate::machine::{Actors, Durations, ProcessTable};
use crate::throwaway::Root;

/// Nobody acts in an empty world.
#[derive(Debug)]
struct Nobody;

impl Actors for Nobody {
    fn advance_to(&mut self, _: Tick, _: &Root, _: &mut ProcessTable) -> Result<(), String> {
        Ok(())
    }
}

/// Finds who can build walls here: this program, or else bubblewrap. The whole set-up is tried, for on
/// some systems each call succeeds but the last.
pub fn walls_of_host(program: &Path, scratch: &Path, tools: &Tools) -> Result<Walls, RealError> {
    let refused = match build(&Walls::Own, program, scratch, tools) {
        Ok(()) => return Ok(Walls::Own),
        Err(error) => error,
    };
    let other = Walls::bubblewrap().filter(|it| build(it, program, scratch, tools).is_ok());
    other.ok_or(refused)
}

fn build(walls: &Walls, program: &Path, scratch: &Path, tools: &Tools) -> Result<(), RealError> {
    let made = tempfile::Builder::new().prefix("p").tempdir_in(scratch);
    let world = made.map_err(host("make a directory"))?;
    Real::start(Subject {
        program,
        scratch,
        walls,
        tools,
        root: Root::at(world.path()),
        home: "/",
        user: "operator",
        processes: ProcessTable::default(),
        start: Tick::from_epoch_ms(0),
        durations: Durations::default(),
        actors: Box::new(Nobody),
        stop: Arc::default(),
    })
    .map(|_| ())
}
