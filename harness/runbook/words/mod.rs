//! Small languages inside sentences: durations, bounds, claims, blanks.
//!
//! Each file reads one of them from a text and gives nothing where the text does not speak it.
//! English only.

mod bound;
mod claim;
mod duration;
mod placeholder;
mod window;

pub(super) use bound::{share_thousandths_in, stretch_in, threshold_in};
pub(super) use claim::{Standing, claim_of, looks_back};
pub(super) use duration::{allowance_in, durations_in};
pub(super) use placeholder::{Blank, blanks_in_command, blanks_in_text, masked};
pub(super) use window::window_in;

/// The most bytes of one sentence that are read for figures and claims.
const SENTENCE_BYTES_MAX: usize = 2048;

/// Returns the beginning of a text that is too long to be a sentence, so that reading it stays
/// cheap.
fn head(text: &str) -> &str {
    let end = text.len().min(SENTENCE_BYTES_MAX);
    let end = (0..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}
