//! The folders that a run needs: one for throwaway worlds, and one for those that are kept.

#![expect(clippy::disallowed_methods, reason = "TMPDIR names where throwaway worlds are laid")]

use std::fs;
use std::path::{Path, PathBuf};

use super::error::CliError;

/// Takes a folder for kept worlds; it is made where it is missing and must hold nothing.
pub(super) fn empty_folder(path: &Path) -> Result<PathBuf, CliError> {
    let place = path.display().to_string();
    let refused = |source| CliError::Directory { place: place.clone(), source };
    fs::create_dir_all(path).map_err(refused)?;
    let mut entries = fs::read_dir(path).map_err(refused)?;
    if entries.next().is_some() {
        return Err(CliError::NotEmpty { place: path.display().to_string() });
    }
    fs::canonicalize(path).map_err(refused)
}

/// Makes the directory for throwaway worlds: in memory where the system has such a place and the
/// user names no other.
pub(super) fn scratch() -> Result<tempfile::TempDir, CliError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("rollback-drill-");
    let in_memory = Path::new("/dev/shm");
    let made = match std::env::var_os("TMPDIR") {
        None if in_memory.is_dir() => builder.tempdir_in(in_memory).or_else(|_| builder.tempdir()),
        _ => builder.tempdir(),
    };
    let place = std::env::temp_dir().display().to_string();
    made.map_err(|source| CliError::Directory { place, source })
}
