//! What a running program sees of the world: further inputs, the environment, the clock.

use std::cell::{Cell, RefCell};
use std::fmt;

use jaq_core::Lut;
use jaq_core::data::{DataT, HasLut};

use super::inputs::Inputs;
use super::refusal;
use super::value::Value;
use crate::determinism::Tick;
use crate::shell::Sink;

/// How many turns all loops of one call may take together.
const TURNS_MAX: u64 = 200_000;

/// The surroundings of one call.
pub(super) struct Host {
    /// The inputs that were not read yet.
    pub(super) inputs: RefCell<Inputs>,
    /// The exported variables.
    pub(super) environment: Value,
    /// When the call was made.
    pub(super) now: Tick,
    /// Standard error.
    pub(super) errors: Sink,
    turns: Cell<u64>,
}

impl Host {
    /// Sets the surroundings up.
    pub(super) fn new(inputs: Inputs, environment: Value, now: Tick, errors: Sink) -> Self {
        Self { inputs: RefCell::new(inputs), environment, now, errors, turns: Cell::new(0) }
    }

    /// Counts one turn of a loop; an error once there were too many.
    pub(super) fn turn<'a>(&self) -> Result<(), jaq_core::Exn<'a, Value>> {
        self.turns.set(self.turns.get() + 1);
        if self.turns.get() > TURNS_MAX {
            return Err(refusal::stop("a program that does not end"));
        }
        Ok(())
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").field("turns", &self.turns).finish_non_exhaustive()
    }
}

/// The kind of data that programs work on.
#[derive(Debug)]
pub(super) struct Jq;

impl DataT for Jq {
    type V<'a> = Value;
    type Data<'a> = Data<'a>;
}

/// What functions get besides their input.
#[derive(Clone, Copy)]
pub(super) struct Data<'a> {
    /// The compiled program.
    pub(super) lut: &'a Lut<Jq>,
    /// The surroundings.
    pub(super) host: &'a Host,
}

impl<'a> HasLut<'a, Jq> for Data<'a> {
    fn lut(&self) -> &'a Lut<Jq> {
        self.lut
    }
}
