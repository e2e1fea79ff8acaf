//! Small languages inside sentences: durations, bounds, claims, blanks.
//!
//! Each file reads one of them from a text and gives nothing where the text does not speak it.
//! English only.

mod bound;
mod claim;
mod duration;
mod placeholder;
mod sentence;
mod window;

pub(super) use bound::{share_thousandths_in, stretch_in, threshold_in};
pub(super) use claim::{Standing, claim_of, looks_back, shown_by_arrow};
pub(super) use duration::{allowance_in, durations_in};
pub(super) use placeholder::{Blank, blanks_in_command, blanks_in_text, masked};
pub(super) use window::window_in;

use sentence::head;
