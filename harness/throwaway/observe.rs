//! Reading the files of a world: all of them, and what is inside its archives.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use crate::determinism::digest;
use crate::world::{FileError, FileKind, FileState};

use super::lookup::{entries_in, refused};
use super::{GitPlace, Root};

/// The most bytes that are read out of one archive.
const ARCHIVE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Reads every file of the world below `/`, by absolute path. Directories below which a path of
/// `without` stands (git's own files) are left out whole. What its owner may not read is opened
/// first: a drill that is over hides nothing. The file that links a work tree is git's own too.
pub fn observe_files(
    root: &Root,
    without: &[String],
) -> Result<BTreeMap<String, FileState>, FileError> {
    let mut found = BTreeMap::new();
    let mut open = vec![String::new()];
    while let Some(directory) = open.pop() {
        // No link is on the way: every directory was met below the root as what it is.
        let host = root.host().join(directory.trim_start_matches('/'));
        open_for_owner(&host)?;
        for (name, kind) in entries_in(&host)? {
            let path = format!("{directory}/{name}");
            if without.contains(&path) || is_of_git(root, &path, &name) {
                continue;
            }
            let state = observe_one(&host.join(&name), kind)?;
            if kind == FileKind::Directory {
                open.push(path.clone());
            }
            found.insert(path, state);
        }
    }
    Ok(found)
}

/// Says whether the file stands in a linked work tree in place of `.git`.
fn is_of_git(root: &Root, path: &str, name: &str) -> bool {
    name == ".git" && GitPlace::find(root, path).is_ok_and(|place| place.own != place.common)
}

/// Returns git's id of a file's content, 40 hex digits.
pub fn blob_id(bytes: &[u8]) -> String {
    let id = git2::Oid::hash_object(git2::ObjectType::Blob, bytes);
    id.expect("hashing bytes in memory needs nothing that could fail").to_string()
}

/// Lists every file below `top`, sorted, absolute in the world; directories of `without` and those
/// that may not be read are left out whole.
pub fn list_files(root: &Root, top: &str, without: &[String]) -> Result<Vec<String>, FileError> {
    let mut found = Vec::new();
    let mut open = vec![top.to_owned()];
    while let Some(directory) = open.pop() {
        let entries = match root.entries(&directory) {
            Err(FileError::Denied) => continue,
            entries => entries?,
        };
        for (name, kind) in entries {
            let path = format!("{directory}/{name}");
            match kind {
                _ if without.contains(&path) => {}
                FileKind::Directory => open.push(path),
                FileKind::File | FileKind::Symlink => found.push(path),
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Reads the members of every `.tar`, `.tar.gz` and `.tgz` among `files`, by `ARCHIVE!MEMBER`, and
/// what is inside a lone `.gz`. An archive that cannot be read has no members.
pub fn observe_archives(files: &BTreeMap<String, FileState>) -> BTreeMap<String, FileState> {
    let mut found = BTreeMap::new();
    for (path, file) in files {
        let gzipped = || flate2::read::GzDecoder::new(file.bytes.as_ref()).take(ARCHIVE_BYTES_MAX);
        match endings(path) {
            (_, "tgz") | ("tar", "gz") => found.extend(members(path, gzipped())),
            (_, "tar") => found.extend(members(path, file.bytes.as_ref())),
            (_, "gz") => found.extend(unzipped(path, gzipped())),
            _ => {}
        }
    }
    found
}

/// The last two endings of a name: `tar` and `gz` of `x.tar.gz`.
fn endings(path: &str) -> (&str, &str) {
    let (stem, last) = path.rsplit_once('.').unwrap_or((path, ""));
    (stem.rsplit_once('.').map_or("", |(_, before)| before), last)
}

fn unzipped(path: &str, mut bytes: impl std::io::Read) -> Option<(String, FileState)> {
    let mut content = Vec::new();
    bytes.read_to_end(&mut content).ok()?;
    Some((format!("{path}!"), file_of(content)))
}

fn observe_one(host: &Path, kind: FileKind) -> Result<FileState, FileError> {
    if kind == FileKind::Symlink {
        // Like git: the content of a link is where it leads.
        let target = fs::read_link(host).map_err(|error| refused(&error))?;
        return Ok(FileState { kind, ..file_of(target.into_os_string().into_encoded_bytes()) });
    }
    if kind != FileKind::File {
        return Ok(FileState { kind, digest: String::new(), bytes: Arc::from([]) });
    }
    open_for_owner(host)?;
    fs::read(host).map(file_of).map_err(|error| refused(&error))
}

/// Lets the owner read the file or directory at `host`, and look into a directory.
fn open_for_owner(host: &Path) -> Result<(), FileError> {
    let found = fs::symlink_metadata(host).map_err(|error| refused(&error))?;
    let (mode, bits) = (found.permissions().mode(), if found.is_dir() { 0o700 } else { 0o400 });
    if mode & bits == bits {
        return Ok(());
    }
    let opened = fs::Permissions::from_mode(mode | bits);
    fs::set_permissions(host, opened).map_err(|error| refused(&error))
}

fn members(archive: &str, bytes: impl std::io::Read) -> Vec<(String, FileState)> {
    let mut archive_reader = tar::Archive::new(bytes);
    let Ok(entries) = archive_reader.entries() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for mut entry in entries.map_while(Result::ok) {
        let Ok(name) = entry.path().map(|name| name.to_string_lossy().into_owned()) else {
            continue;
        };
        let mut content = Vec::new();
        if entry.header().entry_type().is_file() && entry.read_to_end(&mut content).is_ok() {
            found.push((format!("{archive}!{name}"), file_of(content)));
        }
    }
    found
}

fn file_of(bytes: Vec<u8>) -> FileState {
    FileState { kind: FileKind::File, digest: digest(&bytes), bytes: Arc::from(bytes) }
}
