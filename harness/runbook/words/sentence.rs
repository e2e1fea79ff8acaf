//! How much of a text counts as one sentence.

/// The most bytes of one sentence that are read for figures and claims.
const SENTENCE_BYTES_MAX: usize = 2048;

/// Returns the beginning of a text that is too long to be a sentence, so that reading it stays
/// cheap.
pub(super) fn head(text: &str) -> &str {
    let end = text.len().min(SENTENCE_BYTES_MAX);
    let end = (0..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}
