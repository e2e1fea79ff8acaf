//! Commands that read text, search it, cut it and change it.
//!
//! All of them work in the C locale: a byte is a letter, order is the order of bytes, messages are
//! ASCII. `input` is how they come by their text, `regex` how they read patterns.

pub(super) mod base64;
pub(super) mod input;
#[cfg(test)]
mod recorded;
mod regex;

pub(super) mod grep;
pub(super) mod sed;

pub(super) use input::{lines, read};
#[cfg(test)]
pub(super) use recorded::replay;
