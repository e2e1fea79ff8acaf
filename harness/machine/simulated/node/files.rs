//! The world's files as `node:fs` asks for them.

use crate::determinism::Tick;
use crate::throwaway::Root;
use crate::world::{FileError, FileKind};

/// Returns the number under which libuv reports the error.
pub(super) const fn number_of(error: &FileError) -> i32 {
    match error {
        FileError::NotFound => -2,
        FileError::Denied => -13,
        FileError::Exists => -17,
        FileError::NotDirectory => -20,
        FileError::IsDirectory => -21,
        FileError::Invalid | FileError::Harness(_) => -22,
        FileError::NameTooLong => -36,
        FileError::NotEmpty => -39,
        FileError::Loop => -40,
    }
}

/// Returns the letter that stands for a kind between the machine and its scripts.
pub(super) const fn letter_of(kind: FileKind) -> &'static str {
    match kind {
        FileKind::File => "f",
        FileKind::Directory => "d",
        FileKind::Symlink => "l",
    }
}

/// Spells kind, size, mode and time of what stands at `path`, separated by blanks.
pub(super) fn stat(root: &Root, path: &str, follow: bool) -> Result<Vec<u8>, FileError> {
    let facts = if follow { root.facts(path) } else { root.facts_of_link(path) }?;
    let (size, mode, changed) = match facts.kind {
        FileKind::Symlink => (root.read_link(path)?.len() as u64, 0o777, root.modified(path)),
        FileKind::File | FileKind::Directory => (facts.size, facts.mode, Some(facts.modified)),
    };
    let changed = changed.map_or(0, Tick::epoch_ms);
    Ok(format!("{} {size} {mode} {changed}", letter_of(facts.kind)).into_bytes())
}

/// Returns where `path` leads once every link is followed, absolute in the world.
pub(super) fn real_path(root: &Root, path: &str) -> Result<String, FileError> {
    root.canonical_existing(path)
}

/// Spells an answer so that two answers are equal exactly when their spellings are.
pub(super) fn told(answer: Result<Vec<u8>, FileError>) -> Vec<u8> {
    match answer {
        Ok(bytes) => [b"+".as_slice(), &bytes].concat(),
        Err(error) => format!("-{}", number_of(&error)).into_bytes(),
    }
}

/// Spells the kind of what stands somewhere.
pub(super) fn told_kind(kind: Option<FileKind>) -> Vec<u8> {
    kind.map_or_else(Vec::new, |kind| letter_of(kind).into())
}
