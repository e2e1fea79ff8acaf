//! Reports: one value, several faces. Nothing is decided here.
//!
//! Read `report` (the value), then `human` with its `table`, what is `broken`, how it
//! `compared` with what is known, its `corrections` and its `closing` words, then `json`; `lint` is the report of a reading without a run.
//!
//! **Invariant:** a report is a function of the results alone: equal results, equal bytes.

mod broken;
mod closing;
mod compared;
mod conformance;
mod corrections;
mod human;
mod json;
mod lint;
mod paint;
mod report;
mod table;
mod words;

pub use human::to_text;
pub use json::{FORMAT_VERSION, to_json};
pub use lint::{lint_to_json, lint_to_text};
pub use report::{Part, Purpose, Report};
pub use words::{count, duration};
