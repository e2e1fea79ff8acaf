//! How alike two files are, measured as git measures it: by the pieces that both hold.

use std::collections::BTreeMap;

use super::changes::ALIKE_MAX;

/// The longest piece; a line end closes a piece too.
const PIECE_BYTES_MAX: u64 = 64;
/// How many names there are for pieces.
const NAMES: u32 = 107_927;
/// How much of a file's start is looked at to tell text from other content.
const PROBED_BYTES: usize = 8_000;
/// Says whether git takes the content for binary.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(PROBED_BYTES)].contains(&0)
}

/// The bytes of a file by the names of its pieces.
pub(super) struct Pieces {
    by_name: BTreeMap<u32, u64>,
    size: u64,
}

impl Pieces {
    /// Cuts a file into pieces.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let text = !is_binary(bytes);
        let mut by_name = BTreeMap::new();
        let mut piece = Piece::default();
        for (at, &byte) in bytes.iter().enumerate() {
            if text && byte == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            piece.take(byte);
            if piece.length == PIECE_BYTES_MAX || byte == b'\n' {
                *by_name.entry(piece.name()).or_default() += piece.length;
                piece = Piece::default();
            }
        }
        if piece.length > 0 {
            *by_name.entry(piece.name()).or_default() += piece.length;
        }
        Self { by_name, size: bytes.len() as u64 }
    }

    /// Counts the bytes of pieces that both files hold.
    fn shared_with(&self, new: &Self) -> u64 {
        let shared = |(name, bytes): (&u32, &u64)| *bytes.min(self.by_name.get(name).unwrap_or(&0));
        new.by_name.iter().map(shared).sum()
    }
}

/// A piece that is being read.
#[derive(Default)]
struct Piece {
    low: u32,
    high: u32,
    length: u64,
}

impl Piece {
    fn take(&mut self, byte: u8) {
        let before = self.low;
        self.low = (self.low << 7) ^ (self.high >> 25);
        self.high = (self.high << 7) ^ (before >> 25);
        self.low = self.low.wrapping_add(u32::from(byte));
        self.length += 1;
    }

    fn name(&self) -> u32 {
        self.low.wrapping_add(self.high.wrapping_mul(0x61)) % NAMES
    }
}

/// Returns how alike two files are, up to [`ALIKE_MAX`]; zero where it is less than `least`.
pub(super) fn likeness(old: &Pieces, new: &Pieces, least: u64) -> u64 {
    let larger = old.size.max(new.size);
    let apart = larger - old.size.min(new.size);
    if new.size == 0 || larger * (ALIKE_MAX - least) < apart * ALIKE_MAX {
        return 0;
    }
    let alike = old.shared_with(new) * ALIKE_MAX / larger;
    if alike < least { 0 } else { alike }
}
