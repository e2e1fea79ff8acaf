//! Sizes of files: as blocks on the disk, and as people read them.

use crate::throwaway::FileFacts;
use crate::world::FileKind;

/// The bytes of one block of the simulated disk.
const BLOCK: u64 = 4096;

/// Returns the bytes that a file takes on the disk: whole blocks, none for a link.
pub(super) fn on_disk(facts: &FileFacts) -> u64 {
    match facts.kind {
        FileKind::Symlink => 0,
        FileKind::File | FileKind::Directory => facts.size.div_ceil(BLOCK) * BLOCK,
    }
}

/// Writes a size as `-h` does, rounded up: `512`, `4.0K`, `20K`, `1.1M`.
pub(super) fn for_people(bytes: u64) -> String {
    if bytes < 1024 {
        return bytes.to_string();
    }
    let mut unit = 1024;
    for letter in "KMGTPE".chars() {
        let tenths = (u128::from(bytes) * 10).div_ceil(unit);
        let whole = u128::from(bytes).div_ceil(unit);
        if tenths < 100 {
            return format!("{}.{}{letter}", tenths / 10, tenths % 10);
        }
        if whole < 1024 {
            return format!("{whole}{letter}");
        }
        unit *= 1024;
    }
    format!("{bytes}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_for_people_are_rounded_up_as_ls_rounds_them() {
        let table = [
            (0, "0"),
            (1023, "1023"),
            (1024, "1.0K"),
            (1025, "1.1K"),
            (4096, "4.0K"),
            (10_137, "9.9K"),
            (10_138, "10K"),
            (20_000, "20K"),
            (1_048_575, "1.0M"),
            (1_047_553, "1.0M"),
            (1_047_552, "1023K"),
            (1_048_577, "1.1M"),
        ];
        for (bytes, expected) in table {
            assert_eq!(for_people(bytes), expected, "{bytes}");
        }
    }
}
