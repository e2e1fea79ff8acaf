//! The wall around a world: every path is looked up inside it, links included.

use std::cell::Cell;
use std::fs::{self, Metadata};
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use super::beyond::Beyond;
use super::lookup::{Place, READ, SEARCH, WRITE, allows, entries_in, look_up, permits, refused};
use crate::determinism::Tick;
use crate::world::{FileError, FileKind};

/// Permission bits of what is made, as under the usual umask of 022.
const NEW_FILE: u32 = 0o644;
const NEW_DIRECTORY: u32 = 0o755;

/// The root directory of one world. `/` in the world is this directory on the host.
///
/// **Invariant:** the host path that a look-up gives lies inside the root: links are followed by
/// this type alone, an absolute link starts again at the world's root, and `..` stops there.
///
/// **Invariant:** what the owner's permission bits forbid is refused, whoever runs the harness; and
/// whatever changes, the directory it stands in included, is stamped by the virtual clock.
#[derive(Debug)]
pub struct Root {
    host: PathBuf,
    pub(super) now: Cell<Tick>,
    beyond: Beyond,
}

impl Root {
    /// Takes an existing directory of the host as the root of a world.
    pub fn at(host: impl Into<PathBuf>) -> Self {
        Self {
            host: host.into(),
            now: Cell::new(Tick::from_epoch_ms(0)),
            beyond: Beyond::default(),
        }
    }

    /// Returns the directory on the host.
    pub fn host(&self) -> &Path {
        &self.host
    }

    /// Sets the instant that files written from now on are stamped with.
    pub fn set_now(&self, now: Tick) {
        self.now.set(now);
    }

    /// Returns the first path since the last call that was not found here, or listed, and that a
    /// real machine may have: a place of the operating system, which a world leaves out.
    pub fn take_unknown(&self) -> Option<String> {
        self.beyond.take()
    }

    /// Looks at the world on behalf of the harness: what it does not find is no secret.
    pub fn quietly<T>(&self, look: impl FnOnce(&Self) -> T) -> T {
        self.beyond.quietly(|| look(self))
    }

    /// Finds the place on the host of what `path` means, links followed to their end.
    ///
    /// The last part need not exist; every directory before it must.
    pub fn resolve(&self, path: &str) -> Result<PathBuf, FileError> {
        self.look_up(path, true).map(|place| place.host)
    }

    /// Finds the place on the host of `path` itself: a link at its end is not followed.
    pub fn resolve_link(&self, path: &str) -> Result<PathBuf, FileError> {
        self.look_up(path, false).map(|place| place.host)
    }

    /// Returns the path in the world of what `path` means, without links and dots.
    ///
    /// The last part need not exist; every directory before it must.
    pub fn canonical(&self, path: &str) -> Result<String, FileError> {
        self.inside(&self.resolve(path)?)
    }

    /// Returns what [`canonical`](Self::canonical) does; something must stand there.
    pub fn canonical_existing(&self, path: &str) -> Result<String, FileError> {
        self.inside(&self.existing(path)?)
    }

    fn inside(&self, host: &Path) -> Result<String, FileError> {
        let inside = host.strip_prefix(&self.host).expect("a look-up stays inside the root");
        Ok(format!("/{}", inside.to_str().ok_or(FileError::Invalid)?))
    }

    /// Says what stands at `path`, links followed; none where nothing does.
    pub fn kind(&self, path: &str) -> Option<FileKind> {
        self.look_up(path, true).ok()?.kind()
    }

    /// Says what stands at `path` itself.
    pub fn kind_of_link(&self, path: &str) -> Option<FileKind> {
        self.look_up(path, false).ok()?.kind()
    }

    /// Lists the names in a directory, sorted by bytes.
    pub fn list(&self, path: &str) -> Result<Vec<String>, FileError> {
        Ok(self.entries_where(path, READ)?.into_iter().map(|(name, _)| name).collect())
    }

    /// Lists the names in a directory with what each is, links being links, sorted by bytes. The
    /// directory must be open to look into.
    pub fn entries(&self, path: &str) -> Result<Vec<(String, FileKind)>, FileError> {
        self.entries_where(path, READ | SEARCH)
    }

    fn entries_where(&self, path: &str, bits: u32) -> Result<Vec<(String, FileKind)>, FileError> {
        let (host, found) = self.found(path)?;
        if found.is_dir() {
            allows(Some(&found), bits)?;
            self.beyond.note_listed(&self.inside(&host)?, path);
        }
        entries_in(&host)
    }

    /// Reads a whole file.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let (host, found) = self.found(path)?;
        if found.is_dir() {
            return Err(FileError::IsDirectory);
        }
        allows(Some(&found), READ)?;
        fs::read(host).map_err(|e| refused(&e))
    }

    /// Writes a whole file, creating it where it is missing; its directory must exist.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), FileError> {
        let (host, is_new) = self.writable(path)?;
        fs::write(&host, bytes).map_err(|e| refused(&e))?;
        self.stamp_written(&host, is_new.then_some(NEW_FILE))
    }

    /// Adds bytes at the end, creating the file where it is missing.
    pub fn append(&self, path: &str, bytes: &[u8]) -> Result<(), FileError> {
        let (host, is_new) = self.writable(path)?;
        let opened = fs::OpenOptions::new().append(true).create(true).open(&host);
        opened.and_then(|mut file| file.write_all(bytes)).map_err(|e| refused(&e))?;
        self.stamp_written(&host, is_new.then_some(NEW_FILE))
    }

    /// Makes one directory; its parent must exist.
    pub fn create_dir(&self, path: &str) -> Result<(), FileError> {
        let host = self.new_name(path)?;
        fs::create_dir(&host).map_err(|e| refused(&e))?;
        self.stamp_written(&host, Some(NEW_DIRECTORY))
    }

    /// Makes a directory and all that are missing above it.
    pub fn create_dir_all(&self, path: &str) -> Result<(), FileError> {
        match self.kind(path) {
            Some(FileKind::Directory) => return Ok(()),
            Some(_) => return Err(FileError::Exists),
            None => {}
        }
        self.create_dir_all(crate::world::parent_of(path))?;
        self.create_dir(path)
    }

    /// Removes a file or a link.
    pub fn remove_file(&self, path: &str) -> Result<(), FileError> {
        let place = self.look_up(path, false)?;
        if place.kind() == Some(FileKind::Directory) {
            return Err(FileError::IsDirectory);
        }
        let host = place.host;
        changeable(&host)?;
        fs::remove_file(&host).map_err(|e| refused(&e))?;
        self.stamp_removed(&host)
    }

    /// Removes an empty directory.
    pub fn remove_dir(&self, path: &str) -> Result<(), FileError> {
        let host = self.inner(path)?;
        fs::remove_dir(&host).map_err(|e| refused(&e))?;
        self.stamp_removed(&host)
    }

    /// Removes a directory with all that is in it; links inside are removed, not followed.
    pub fn remove_dir_all(&self, path: &str) -> Result<(), FileError> {
        let host = self.inner(path)?;
        fs::remove_dir_all(&host).map_err(|e| refused(&e))?;
        self.stamp_removed(&host)
    }

    /// Moves a file, link or directory, replacing a file at the new place.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), FileError> {
        let (from, to) = (self.inner(from)?, self.resolve_link(to)?);
        changeable(&to)?;
        fs::rename(&from, &to).map_err(|e| refused(&e))?;
        self.stamp_removed(&from)?;
        self.stamp_above(&to)
    }

    /// Makes a symbolic link at `path` with the text `target`.
    pub fn symlink(&self, target: &str, path: &str) -> Result<(), FileError> {
        let host = self.new_name(path)?;
        symlink(target, &host).map_err(|e| refused(&e))?;
        self.stamp_host(&host)?;
        self.stamp_above(&host)
    }

    /// Gives the file or link at `from` itself a second name.
    pub fn hard_link(&self, from: &str, path: &str) -> Result<(), FileError> {
        let host = self.new_name(path)?;
        fs::hard_link(self.resolve_link(from)?, &host).map_err(|e| refused(&e))?;
        self.stamp_above(&host)
    }

    /// Reads the text of a symbolic link.
    pub fn read_link(&self, path: &str) -> Result<String, FileError> {
        let target = fs::read_link(self.resolve_link(path)?).map_err(|e| refused(&e))?;
        target.into_os_string().into_string().map_err(|_| FileError::Invalid)
    }

    pub(super) fn existing(&self, path: &str) -> Result<PathBuf, FileError> {
        self.found(path).map(|(host, _)| host)
    }

    /// Finds what `path` means, links followed, with what the host says of it.
    pub(super) fn found(&self, path: &str) -> Result<(PathBuf, Metadata), FileError> {
        self.look_up(path, true)?.existing()
    }

    /// Finds what stands at `path` itself, a link being a link, with what the host says of it.
    pub(super) fn found_link(&self, path: &str) -> Result<(PathBuf, Metadata), FileError> {
        self.look_up(path, false)?.existing()
    }

    /// Finds where a file may be written, and says whether it will be new there.
    fn writable(&self, path: &str) -> Result<(PathBuf, bool), FileError> {
        let Place { host, found } = self.look_up(path, true)?;
        match found {
            Some(found) if found.is_dir() => Err(FileError::IsDirectory),
            _ if path.ends_with('/') => Err(FileError::IsDirectory),
            Some(found) => allows(Some(&found), WRITE).map(|()| (host, false)),
            None => changeable(&host).map(|()| (host, true)),
        }
    }

    /// Finds the place for something new: nothing, not even a link, may stand there.
    fn new_name(&self, path: &str) -> Result<PathBuf, FileError> {
        let Place { host, found } = self.look_up(path, false)?;
        if found.is_some() {
            return Err(FileError::Exists);
        }
        changeable(&host).map(|()| host)
    }

    /// Like `resolve_link`, but never the root itself: that one is the harness's, not the world's.
    fn inner(&self, path: &str) -> Result<PathBuf, FileError> {
        let Place { host, found } = self.look_up(path, false)?;
        if host == self.host {
            return Err(FileError::Denied);
        }
        if found.is_some() {
            changeable(&host)?;
        }
        Ok(host)
    }

    /// Stamps what was written. What is new there gets its `mode`, whatever the host's umask
    /// says, and its directory is stamped too.
    fn stamp_written(&self, host: &Path, new_mode: Option<u32>) -> Result<(), FileError> {
        self.stamp_host(host)?;
        let Some(mode) = new_mode else { return Ok(()) };
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(host, permissions).map_err(|e| refused(&e))?;
        self.stamp_above(host)
    }

    fn stamp_above(&self, host: &Path) -> Result<(), FileError> {
        self.stamp_host(host.parent().expect("every name in a world stands in a directory"))
    }

    fn look_up(&self, path: &str, follow_last: bool) -> Result<Place, FileError> {
        look_up(&self.host, path, follow_last, &|missing| {
            if let Ok(missing) = self.inside(missing) {
                self.beyond.note_missing(&missing, path);
            }
        })
    }

    /// Notes that what stood at `host` is gone, and stamps the directory above it.
    fn stamp_removed(&self, host: &Path) -> Result<(), FileError> {
        self.beyond.note_removed(&self.inside(host)?);
        self.stamp_above(host)
    }
}

/// Refuses a name that may not come, go or change, for the directory that holds it is closed.
fn changeable(host: &Path) -> Result<(), FileError> {
    permits(host.parent().unwrap_or(host), WRITE | SEARCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> (tempfile::TempDir, Root) {
        let dir = tempfile::tempdir().expect("a directory");
        let root = Root::at(dir.path().join("root"));
        fs::create_dir(root.host()).expect("the root");
        (dir, root)
    }

    #[test]
    fn no_path_and_no_link_leads_out_of_the_world() {
        let (dir, root) = world();
        fs::write(dir.path().join("secret"), "host").expect("a file outside");
        root.symlink("/../secret", "/absolute").expect("a link");
        root.symlink("../../../secret", "/relative").expect("a link");
        root.symlink(dir.path().to_str().expect("utf-8"), "/host").expect("a link");
        for path in ["/../secret", "/absolute", "/relative", "/host/secret"] {
            assert_eq!(root.read(path), Err(FileError::NotFound), "{path}");
        }
        root.write("/absolute", b"inside").expect("a write through the link");
        assert_eq!(root.read("/secret").expect("it landed inside"), b"inside");
        assert_eq!(fs::read(dir.path().join("secret")).expect("still there"), b"host");
    }

    #[test]
    fn links_that_go_round_are_refused_and_the_root_cannot_be_removed() {
        let (_dir, root) = world();
        root.symlink("/b", "/a").expect("a link");
        root.symlink("/a", "/b").expect("a link");
        assert_eq!(root.read("/a"), Err(FileError::Loop));
        assert_eq!(root.remove_dir_all("/"), Err(FileError::Denied));
    }

    #[test]
    fn files_are_stamped_with_the_virtual_clock() {
        let (_dir, root) = world();
        root.set_now(Tick::from_epoch_ms(1_769_558_400_000));
        root.write("/x", b"x").expect("a file");
        assert_eq!(root.modified("/x"), Some(Tick::from_epoch_ms(1_769_558_400_000)));
    }
}
