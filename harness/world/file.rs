//! Kinds of files and what can go wrong with one.

use serde::Serialize;

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
}

/// Why a file operation was refused, in the words of the C library.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// `ENOENT`.
    #[error("No such file or directory")]
    NotFound,
    /// `EISDIR`.
    #[error("Is a directory")]
    IsDirectory,
    /// `ENOTDIR`.
    #[error("Not a directory")]
    NotDirectory,
    /// `EEXIST`.
    #[error("File exists")]
    Exists,
    /// `ENOTEMPTY`.
    #[error("Directory not empty")]
    NotEmpty,
    /// `EACCES`.
    #[error("Permission denied")]
    Denied,
    /// `ELOOP`.
    #[error("Too many levels of symbolic links")]
    Loop,
    /// `ENAMETOOLONG`.
    #[error("File name too long")]
    NameTooLong,
    /// `EINVAL`.
    #[error("Invalid argument")]
    Invalid,
    /// Something that the harness could not do; no runbook is to blame for it.
    #[error("{0}")]
    Harness(String),
}
