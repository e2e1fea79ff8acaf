//! Walking a path of a world part by part, so that no link leads out of it.

use std::borrow::Cow;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::world::{FileError, FileKind};

/// Permission bits of a file's owner, who is the operator for every file of a world.
pub(super) const READ: u32 = 0o400;
pub(super) const WRITE: u32 = 0o200;
pub(super) const SEARCH: u32 = 0o100;

/// The most links followed in one look-up, as in Linux.
const LINKS_MAX: u32 = 40;

/// Where a look-up ended on the host, with what the host said of it on the way: asking again would
/// cost as much as the walk itself.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) host: PathBuf,
    /// None where nothing stands.
    pub(super) found: Option<Metadata>,
}

impl Place {
    /// Says what stands there.
    pub(super) fn kind(&self) -> Option<FileKind> {
        self.found.as_ref().map(kind_of)
    }

    /// Refuses a place where nothing stands.
    pub(super) fn existing(self) -> Result<(PathBuf, Metadata), FileError> {
        self.found.map(|found| (self.host, found)).ok_or(FileError::NotFound)
    }
}

/// Walks `path` below `root` part by part. An empty path leads nowhere; one that ends in `/` means
/// the directory that stands there, so a link at its end is followed. `missed` is told where the
/// walk met nothing.
pub(super) fn look_up(
    root: &Path,
    path: &str,
    follow_last: bool,
    missed: &dyn Fn(&Path),
) -> Result<Place, FileError> {
    if path.is_empty() {
        return Err(FileError::NotFound);
    }
    let wants_directory = path.ends_with('/') || path.ends_with("/.");
    let follow_last = follow_last || wants_directory;
    let mut left: Vec<Cow<'_, str>> = parts_reversed(path).map(Cow::Borrowed).collect();
    let mut here = root.to_owned();
    let mut depth = 0_usize;
    let mut links = 0;
    let mut last_seen = None;
    while let Some(part) = left.pop() {
        last_seen = None;
        if part == ".." {
            go_up(&mut here, &mut depth);
            continue;
        }
        here.push(part.as_ref());
        depth += 1;
        let seen = fs::symlink_metadata(&here).ok();
        match seen.as_ref().map(kind_of) {
            Some(FileKind::Symlink) if follow_last || !left.is_empty() => {
                links += 1;
                let target = link_target(&here, links)?;
                if target.starts_with('/') {
                    (here, depth) = (root.to_owned(), 0);
                } else {
                    go_up(&mut here, &mut depth);
                }
                left.extend(parts_reversed(&target).map(|part| Cow::Owned(part.to_owned())));
                continue;
            }
            Some(FileKind::File | FileKind::Symlink) if !left.is_empty() || wants_directory => {
                return Err(FileError::NotDirectory);
            }
            Some(FileKind::Directory) if !left.is_empty() => allows(seen.as_ref(), SEARCH)?,
            None => {
                missed(&here);
                if !left.is_empty() {
                    return Err(FileError::NotFound);
                }
            }
            _ => {}
        }
        last_seen = Some(seen);
    }
    // A walk that ended by going up, or at the root, has not looked at where it stands.
    let found = last_seen.unwrap_or_else(|| fs::symlink_metadata(&here).ok());
    Ok(Place { host: here, found })
}

/// Goes to the directory above, never above the root.
fn go_up(here: &mut PathBuf, depth: &mut usize) {
    if *depth > 0 {
        here.pop();
        *depth -= 1;
    }
}

fn link_target(host: &Path, followed: u32) -> Result<String, FileError> {
    if followed > LINKS_MAX {
        return Err(FileError::Loop);
    }
    let target = fs::read_link(host).map_err(|e| refused(&e))?;
    target.into_os_string().into_string().map_err(|_| FileError::Invalid)
}

fn parts_reversed(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !matches!(*part, "" | ".")).rev()
}

/// Refuses what was seen if its owner lacks one of the `bits`; nothing lacks none.
pub(super) fn allows(seen: Option<&Metadata>, bits: u32) -> Result<(), FileError> {
    let lacks = seen.is_some_and(|seen| seen.permissions().mode() & bits != bits);
    if lacks { Err(FileError::Denied) } else { Ok(()) }
}

/// Refuses a file whose owner lacks one of the `bits`.
pub(super) fn permits(host: &Path, bits: u32) -> Result<(), FileError> {
    let seen = fs::symlink_metadata(host).map_err(|e| refused(&e))?;
    allows(Some(&seen), bits)
}

/// Lists the names in a directory of the host with what each is, sorted by bytes. The host tells
/// both at once: nothing is asked of each file.
pub(super) fn entries_in(host: &Path) -> Result<Vec<(String, FileKind)>, FileError> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(host).map_err(|e| refused(&e))? {
        let entry = entry.map_err(|e| refused(&e))?;
        let kind = entry.file_type().map_err(|e| refused(&e))?;
        let name = entry
            .file_name()
            .into_string()
            .map_err(|_| FileError::Harness("a file name in the world is no UTF-8".to_owned()))?;
        entries.push((name, kind_of_type(kind)));
    }
    entries.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    Ok(entries)
}

pub(super) fn kind_of(found: &Metadata) -> FileKind {
    kind_of_type(found.file_type())
}

fn kind_of_type(kind: fs::FileType) -> FileKind {
    if kind.is_symlink() {
        FileKind::Symlink
    } else if kind.is_dir() {
        FileKind::Directory
    } else {
        FileKind::File
    }
}

pub(super) fn refused(error: &io::Error) -> FileError {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound => FileError::NotFound,
        Kind::AlreadyExists => FileError::Exists,
        Kind::PermissionDenied => FileError::Denied,
        Kind::IsADirectory => FileError::IsDirectory,
        Kind::NotADirectory => FileError::NotDirectory,
        Kind::DirectoryNotEmpty => FileError::NotEmpty,
        Kind::InvalidFilename => FileError::NameTooLong,
        Kind::InvalidInput => FileError::Invalid,
        _ => FileError::Harness(error.to_string()),
    }
}
