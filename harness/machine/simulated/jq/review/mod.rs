//! Looks at a program before it runs, and turns away what jaq would do otherwise than jq 1.6.
//!
//! Read `functions` (which there are, and how many outputs each has), `ambiguity` (where the two
//! grammars differ), `shapes`, `order` (what is computed first), `walk` (outputs) and `scope`
//! (names), `objection`.

mod ambiguity;
mod functions;
mod names;
mod objection;
mod order;
mod scope;
mod shapes;
mod walk;

pub(super) use names::{names_in, names_in_def};
pub(super) use objection::{Missing, Objection};
pub(super) use walk::review;
