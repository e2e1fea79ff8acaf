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
    if follow {
        root.resolve(path)?;
    } else {
        root.resolve_link(path)?;
    }
    let kind = if follow { root.kind(path) } else { root.kind_of_link(path) };
    let kind = kind.ok_or(FileError::NotFound)?;
    let is_link = kind == FileKind::Symlink;
    let (size, mode) = if is_link {
        (root.read_link(path)?.len() as u64, 0o777)
    } else {
        (root.size(path).unwrap_or(0), root.mode(path).unwrap_or(0))
    };
    let changed = root.modified(path).map_or(0, Tick::epoch_ms);
    Ok(format!("{} {size} {mode} {changed}", letter_of(kind)).into_bytes())
}

/// Returns where `path` leads once every link is followed, absolute in the world.
pub(super) fn real_path(root: &Root, path: &str) -> Result<String, FileError> {
    let host = root.resolve(path)?;
    root.kind(path).ok_or(FileError::NotFound)?;
    let inner = host.strip_prefix(root.host()).map_err(|_| FileError::Invalid)?;
    let inner = inner.to_str().ok_or(FileError::Invalid)?;
    Ok(format!("/{inner}"))
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
