//! Reports: one value, several faces. Nothing is decided here.
//!
//! Read `report` (the value), then `human` with its `table` and what is `broken` and its `corrections`, then `json`.
//!
//! **Invariant:** a report is a function of the results alone: equal results, equal bytes.

mod broken;
mod corrections;
mod human;
mod json;
mod paint;
mod report;
mod table;
mod words;

pub use human::to_text;
pub use json::{FORMAT_VERSION, to_json};
pub use report::Report;
pub use words::{count, duration};
