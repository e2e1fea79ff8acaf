//! What a shell remembers from one command to the next.
//!
//! Read `variable` and `variables`, then `options`, `descriptors`, `state`.

mod descriptors;
mod never_set;
mod options;
mod state;
mod variable;
mod variables;

pub(super) use descriptors::{Descriptors, Endpoint};
pub(super) use never_set::NeverSet;
pub(super) use options::{Options, Shopts};
pub(super) use state::{Function, Kind, Signal, State};
pub(super) use variable::{Value, Variable, lower, upper};
pub(super) use variables::{Refusal, Variables};
