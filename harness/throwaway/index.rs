//! Git's index of a fresh checkout.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use git2::{Index, IndexEntry, IndexTime};

use super::ThrowawayError;
use super::tree::{Leaf, Listing};

/// Writes an index at `host` that holds `listing`, with what the host says of each file in `found`.
pub(super) fn write_index(
    host: &Path,
    listing: &Listing,
    found: &BTreeMap<&str, Metadata>,
) -> Result<(), ThrowawayError> {
    let write = || {
        let mut index = Index::open(host)?;
        for (path, leaf) in listing {
            index.add(&index_entry(path, *leaf, found.get(path.as_str())))?;
        }
        index.write()
    };
    write().map_err(ThrowawayError::git("write the index"))
}

/// Makes the index entry of a file; without what the host says of it, the file counts as unknown.
#[expect(clippy::cast_possible_truncation, reason = "git keeps the low 32 bits of each number")]
#[expect(clippy::cast_sign_loss, reason = "git keeps the low 32 bits of each number")]
pub fn index_entry(path: &str, leaf: Leaf, found: Option<&Metadata>) -> IndexEntry {
    let number = |read: fn(&Metadata) -> u64| found.map_or(0, |found| read(found) as u32);
    let time = |seconds: fn(&Metadata) -> i64, nanoseconds: fn(&Metadata) -> i64| {
        found.map_or(IndexTime::new(0, 0), |found| {
            IndexTime::new(seconds(found) as i32, nanoseconds(found) as u32)
        })
    };
    IndexEntry {
        ctime: time(Metadata::ctime, Metadata::ctime_nsec),
        mtime: time(Metadata::mtime, Metadata::mtime_nsec),
        dev: number(Metadata::dev),
        ino: number(Metadata::ino),
        mode: leaf.mode,
        uid: found.map_or(0, Metadata::uid),
        gid: found.map_or(0, Metadata::gid),
        file_size: number(Metadata::size),
        id: leaf.id,
        flags: u16::try_from(path.len()).unwrap_or(u16::MAX).min(0xfff),
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}
