//! What is known of a file besides its content: kind, size, permissions, time.

use std::fs::{self, Metadata};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use filetime::FileTime;

use super::Root;
use super::lookup::{kind_of, refused};
use crate::determinism::Tick;
use crate::world::{FileError, FileKind};

/// The size that every directory shows, in bytes.
const DIRECTORY_SIZE: u64 = 4096;

/// What is known of one file, in values that are the same on every host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// What it is.
    pub kind: FileKind,
    /// Its size in bytes; 4096 for a directory, whatever the host says.
    pub size: u64,
    /// Its permission bits; 0777 for a link.
    pub mode: u32,
    /// When it was last changed.
    pub modified: Tick,
    /// How many names it has; for a directory two and one for each directory in it.
    pub links: u64,
    /// Equal for two names of one file, and for nothing else. Differs from run to run: to compare,
    /// never to show.
    pub identity: (u64, u64),
}

impl FileFacts {
    fn of(host: &Path, found: &Metadata) -> Self {
        let kind = kind_of(found);
        let is_directory = kind == FileKind::Directory;
        Self {
            kind,
            size: size_of(found),
            mode: mode_of(found),
            modified: modified_at(found),
            links: if is_directory { 2 + directories_in(host) } else { found.nlink() },
            identity: (found.dev(), found.ino()),
        }
    }
}

impl Root {
    /// Returns what is known of `path`, links followed.
    pub fn facts(&self, path: &str) -> Result<FileFacts, FileError> {
        self.found(path).map(|(host, found)| FileFacts::of(&host, &found))
    }

    /// Returns what is known of `path` itself, a link being a link.
    pub fn facts_of_link(&self, path: &str) -> Result<FileFacts, FileError> {
        self.found_link(path).map(|(host, found)| FileFacts::of(&host, &found))
    }

    /// Returns the size in bytes, links followed.
    pub fn size(&self, path: &str) -> Option<u64> {
        self.found(path).ok().map(|(_, found)| size_of(&found))
    }

    /// Returns the permission bits, links followed.
    pub fn mode(&self, path: &str) -> Option<u32> {
        self.found(path).ok().map(|(_, found)| mode_of(&found))
    }

    /// Returns whether anybody may execute the file.
    pub fn is_executable(&self, path: &str) -> bool {
        self.mode(path).is_some_and(|mode| mode & 0o111 != 0)
    }

    /// Sets the permission bits.
    pub fn set_mode(&self, path: &str, mode: u32) -> Result<(), FileError> {
        let host = self.existing(path)?;
        fs::set_permissions(host, fs::Permissions::from_mode(mode)).map_err(|e| refused(&e))
    }

    /// Returns when the file was last changed.
    pub fn modified(&self, path: &str) -> Option<Tick> {
        self.found(path).ok().map(|(_, found)| modified_at(&found))
    }

    /// Stamps the file as changed at the present instant, as `touch` does; it must exist.
    pub fn stamp(&self, path: &str) -> Result<(), FileError> {
        self.set_modified(path, self.now.get())
    }

    /// Stamps the file as changed at `when`; it must exist.
    pub fn set_modified(&self, path: &str, when: Tick) -> Result<(), FileError> {
        stamp_at(&self.existing(path)?, when)
    }

    /// Stamps what stands at `path` itself, a link being a link.
    pub fn set_modified_link(&self, path: &str, when: Tick) -> Result<(), FileError> {
        stamp_at(&self.resolve_link(path)?, when)
    }

    pub(super) fn stamp_host(&self, host: &Path) -> Result<(), FileError> {
        stamp_at(host, self.now.get())
    }
}

fn stamp_at(host: &Path, when: Tick) -> Result<(), FileError> {
    let seconds = i64::try_from(when.epoch_seconds()).map_err(|_| FileError::Invalid)?;
    let nanoseconds = u32::try_from(when.epoch_ms() % 1000).expect("below 1000") * 1_000_000;
    let at = FileTime::from_unix_time(seconds, nanoseconds);
    filetime::set_symlink_file_times(host, at, at).map_err(|e| refused(&e))
}

fn size_of(found: &Metadata) -> u64 {
    if found.is_dir() { DIRECTORY_SIZE } else { found.len() }
}

fn mode_of(found: &Metadata) -> u32 {
    found.permissions().mode() & 0o7777
}

/// Returns the instant in whole milliseconds; times before the epoch are the epoch.
fn modified_at(found: &Metadata) -> Tick {
    let ms = found.mtime().saturating_mul(1000).saturating_add(found.mtime_nsec() / 1_000_000);
    Tick::from_epoch_ms(u64::try_from(ms).unwrap_or(0))
}

fn directories_in(host: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(host) else { return 0 };
    let is_directory = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    entries.filter_map(Result::ok).filter(is_directory).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> (tempfile::TempDir, Root) {
        let directory = tempfile::tempdir().expect("a directory");
        let root = Root::at(directory.path());
        root.set_now(Tick::from_epoch_ms(1_769_558_400_000));
        (directory, root)
    }

    #[test]
    fn whatever_changes_is_stamped_and_so_is_the_directory_above_it() {
        let (_directory, root) = world();
        root.create_dir("/d").expect("a directory");
        root.symlink("nowhere", "/d/link").expect("a link");
        let later = Tick::from_epoch_ms(1_769_558_460_000);
        root.set_now(later);
        let link = root.facts_of_link("/d/link").expect("the link");
        assert_eq!(link.modified, Tick::from_epoch_ms(1_769_558_400_000));
        assert_ne!(root.modified("/d"), Some(later));
        root.remove_file("/d/link").expect("the link goes");
        assert_eq!(root.modified("/d"), Some(later));
    }

    #[test]
    fn a_name_counts_as_a_link_and_a_directory_counts_those_in_it() {
        let (_directory, root) = world();
        root.create_dir_all("/d/e").expect("directories");
        root.write("/d/one", b"x").expect("a file");
        root.hard_link("/d/one", "/d/two").expect("a second name");
        let facts = |path| root.facts(path).expect("it is there");
        assert_eq!((facts("/d").links, facts("/d/e").links, facts("/d/one").links), (3, 2, 2));
        assert_eq!(facts("/d/one").identity, facts("/d/two").identity);
        assert_eq!(facts("/d").size, 4096);
    }

    #[test]
    fn what_the_permission_bits_forbid_is_refused_to_the_superuser_too() {
        let (_directory, root) = world();
        root.create_dir("/d").expect("a directory");
        root.write("/d/x", b"x").expect("a file");
        root.set_mode("/d/x", 0o200).expect("its owner may");
        assert_eq!(root.read("/d/x"), Err(FileError::Denied));
        root.set_mode("/d/x", 0o400).expect("its owner may");
        assert_eq!(root.append("/d/x", b"y"), Err(FileError::Denied));
        root.set_mode("/d", 0o500).expect("its owner may");
        assert_eq!(root.remove_file("/d/x"), Err(FileError::Denied));
        assert_eq!(root.write("/d/y", b"y"), Err(FileError::Denied));
        assert_eq!(root.create_dir("/d/x"), Err(FileError::Exists));
        root.set_mode("/d", 0o600).expect("its owner may");
        assert_eq!(root.read("/d/x"), Err(FileError::Denied));
        root.set_mode("/d", 0o700).expect("its owner may");
        assert_eq!(root.read("/d/x"), Ok(b"x".to_vec()));
    }
}
