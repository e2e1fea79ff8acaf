//! Sets of bytes.

use std::fmt;

use super::wanted::Case;

/// A set of bytes: what one place of a pattern may match.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ByteSet([u64; 4]);

impl ByteSet {
    /// The set of every byte.
    pub(super) const ALL: Self = Self([u64::MAX; 4]);

    /// Makes the set of one byte.
    pub(super) fn of(byte: u8) -> Self {
        let mut set = Self::default();
        set.add(byte);
        set
    }

    /// Makes the set of the bytes that `holds` picks.
    pub(super) fn where_byte(holds: impl Fn(u8) -> bool) -> Self {
        let mut set = Self::default();
        (0..=u8::MAX).filter(|byte| holds(*byte)).for_each(|byte| set.add(byte));
        set
    }

    /// Makes the set of letters, digits and the underscore.
    pub(super) fn word() -> Self {
        Self::where_byte(is_word)
    }

    /// Adds one byte.
    pub(super) fn add(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    /// Adds every byte of `other`.
    pub(super) fn add_all(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
    }

    /// Returns the set without one byte.
    pub(super) fn without(self, byte: u8) -> Self {
        Self::where_byte(|each| each != byte && self.holds(each))
    }

    /// Returns the bytes that are not in the set.
    pub(super) fn complement(self) -> Self {
        Self(self.0.map(|bits| !bits))
    }

    /// Says whether `byte` is in the set.
    pub(super) fn holds(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    /// Returns the set with both cases of every letter in it, where case is ignored.
    pub(super) fn in_case(self, case: Case) -> Self {
        if case == Case::Counts {
            return self;
        }
        Self::where_byte(|byte| {
            self.holds(byte.to_ascii_lowercase()) || self.holds(byte.to_ascii_uppercase())
        })
    }

    /// Returns the runs of neighbouring bytes, both ends included.
    pub(super) fn ranges(&self) -> Vec<(u8, u8)> {
        let mut ranges: Vec<(u8, u8)> = Vec::new();
        for byte in (0..=u8::MAX).filter(|byte| self.holds(*byte)) {
            match ranges.last_mut() {
                Some((_, end)) if end.checked_add(1) == Some(byte) => *end = byte,
                _ => ranges.push((byte, byte)),
            }
        }
        ranges
    }
}

impl fmt::Debug for ByteSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.ranges()).finish()
    }
}

/// Says whether a byte is a letter, a digit or the underscore.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
