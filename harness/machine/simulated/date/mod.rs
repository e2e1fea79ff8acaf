//! `date`: what the virtual clock says, in GNU's formats and from GNU's descriptions of dates.
//!
//! Read `moment` (one instant), then `format`, `describe` (words to an instant), `command`. The
//! time zone is UTC and the locale is C.

pub(super) mod command;
mod describe;
mod format;
mod moment;
#[cfg(test)]
mod tests;
mod words;

pub(super) use describe::{Unclear, describe};
pub(super) use format::format;
pub(super) use moment::Moment;
