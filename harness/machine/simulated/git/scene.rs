//! The work tree beside the index: what is changed, missing or untracked.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::os::unix::fs::PermissionsExt as _;

use git2::{ObjectType, Oid};

use super::ignoring::Ignoring;
use super::outcome::{Done, Halt};
use super::session::Session;
use super::staging::Staging;
use crate::throwaway::{Leaf, Listing, MODE_EXECUTABLE, MODE_FILE, MODE_LINK, Survey, survey};
use crate::world::{FileKind, parent_of};

/// Index and work tree, both as they are now.
pub(super) struct Scene<'s> {
    session: &'s Session<'s>,
    /// The index.
    pub staging: Staging,
    /// Everything in the work tree.
    pub survey: Survey,
}

/// How a tracked file of the work tree differs from the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Local {
    /// It does not.
    Same,
    /// Its content or mode is this one.
    Changed(Leaf),
    /// It is gone.
    Gone,
}

impl<'s> Scene<'s> {
    /// Looks at index and work tree.
    pub(super) fn of(session: &'s Session<'s>) -> Done<Self> {
        let survey = survey(session.root, session.top()?)?;
        refuse_attributes(session, &survey)?;
        Ok(Self { session, staging: Staging::read(session)?, survey })
    }

    /// Returns the session that looks.
    pub(super) fn session(&self) -> &'s Session<'s> {
        self.session
    }

    /// Says how the tracked file differs from the index.
    pub(super) fn local(&self, path: &str) -> Done<Local> {
        let staged = self.staging.get(path);
        let Some(seen) = self.survey.files.get(path) else { return Ok(Local::Gone) };
        if self.staging.is_fresh(path, seen) {
            return Ok(Local::Same);
        }
        let leaf = self.session.leaf_on_disk(path, seen)?;
        Ok(if staged == Some(leaf) { Local::Same } else { Local::Changed(leaf) })
    }

    /// Returns what the work tree holds at the path, in git's terms.
    pub(super) fn on_disk(&self, path: &str) -> Done<Option<Leaf>> {
        Ok(match self.local(path)? {
            Local::Gone => None,
            Local::Changed(leaf) => Some(leaf),
            Local::Same => self.staging.get(path),
        })
    }

    /// Returns every tracked file that differs from the index; none for a file that is gone.
    pub(super) fn local_changes(&self) -> Done<BTreeMap<String, Option<Leaf>>> {
        let mut changes = BTreeMap::new();
        for path in self.staging.entries().keys() {
            match self.local(path)? {
                Local::Same => {}
                Local::Changed(leaf) => {
                    changes.insert(path.clone(), Some(leaf));
                }
                Local::Gone => {
                    changes.insert(path.clone(), None);
                }
            }
        }
        Ok(changes)
    }

    /// Returns what the work tree holds of the tracked files.
    pub(super) fn tracked_on_disk(&self) -> Done<Listing> {
        let mut listing = self.staging.listing();
        for (path, leaf) in self.local_changes()? {
            match leaf {
                Some(leaf) => listing.insert(path, leaf),
                None => listing.remove(&path),
            };
        }
        Ok(listing)
    }

    /// Returns files that neither the index nor an ignore rule names, every one by itself.
    pub(super) fn untracked(&self) -> Done<Vec<String>> {
        let ignoring = Ignoring::of(self.session)?;
        let mut found = Vec::new();
        for path in self.survey.files.keys().filter(|path| !self.staging.knows(path)) {
            if !ignoring.holds(path, false)? {
                found.push(path.clone());
            }
        }
        for (path, nested) in &self.survey.directories {
            if *nested && !ignoring.holds(path, true)? {
                found.push(format!("{path}/"));
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Returns untracked files, whole directories of them as one path with a slash behind.
    pub(super) fn untracked_folded(&self) -> Done<Vec<String>> {
        let mut folded: Vec<String> = Vec::new();
        for path in self.untracked()? {
            let shown = self.fold(&path);
            if folded.last() != Some(&shown) {
                folded.push(shown);
            }
        }
        folded.sort_unstable();
        folded.dedup();
        Ok(folded)
    }

    /// Returns the highest directory above `path` that holds nothing tracked, or the path.
    pub(super) fn fold(&self, path: &str) -> String {
        for (at, _) in path.match_indices('/') {
            if !self.staging.knows_below(&path[..at]) {
                return path[..=at].to_owned();
            }
        }
        path.to_owned()
    }
}

impl Session<'_> {
    /// Returns what the host says of a file of the work tree; none where it is no file, or where a
    /// link stands above it.
    pub(super) fn seen_on_disk(&self, path: &str) -> Done<Option<Metadata>> {
        let full = self.file(path)?;
        let mut above = parent_of(&full);
        while above.len() > self.top()?.len() {
            if self.root.kind_of_link(above) != Some(FileKind::Directory) {
                return Ok(None);
            }
            above = parent_of(above);
        }
        match self.root.kind_of_link(&full) {
            Some(FileKind::File | FileKind::Symlink) => {
                let host = self.root.resolve_link(&full)?;
                Ok(fs::symlink_metadata(host).ok())
            }
            _ => Ok(None),
        }
    }

    /// Returns mode and id of a file of the work tree; nothing is written.
    pub(super) fn leaf_on_disk(&self, path: &str, seen: &Metadata) -> Done<Leaf> {
        let bytes = self.bytes_on_disk(path, seen)?;
        let id = Oid::hash_object(ObjectType::Blob, &bytes)?;
        Ok(Leaf { mode: mode_of(seen), id })
    }

    /// Returns the content of a file of the work tree; of a link, its target.
    pub(super) fn bytes_on_disk(&self, path: &str, seen: &Metadata) -> Done<Vec<u8>> {
        let full = self.file(path)?;
        if seen.file_type().is_symlink() {
            return Ok(self.root.read_link(&full)?.into_bytes());
        }
        Ok(self.root.read(&full)?)
    }

    /// Writes a blob or link into the work tree, in place of what stands there, and returns what
    /// the host says of it.
    pub(super) fn write_on_disk(&self, path: &str, leaf: Leaf) -> Done<Metadata> {
        let bytes = self.blob(leaf.id)?;
        self.write_bytes(path, leaf.mode, &bytes)
    }

    /// Writes bytes as a file or link of the mode.
    pub(super) fn write_bytes(&self, path: &str, mode: u32, bytes: &[u8]) -> Done<Metadata> {
        self.make_way(path)?;
        let full = self.file(path)?;
        match mode {
            MODE_LINK => self.root.symlink(&String::from_utf8_lossy(bytes), &full)?,
            MODE_FILE | MODE_EXECUTABLE => {
                self.root.write(&full, bytes)?;
                let bits = if mode == MODE_EXECUTABLE { 0o755 } else { 0o644 };
                self.root.set_mode(&full, bits)?;
            }
            _ => return Err(Halt::unmodelled(format!("with a submodule at {path}"))),
        }
        let gone = || Halt::unmodelled(format!("where {path} disappears"));
        self.seen_on_disk(path)?.ok_or_else(gone)
    }

    /// Makes the directories above `path`, and removes what stands where they or it must stand.
    fn make_way(&self, path: &str) -> Done<()> {
        for (at, _) in path.match_indices('/') {
            let above = self.file(&path[..at])?;
            match self.root.kind_of_link(&above) {
                Some(FileKind::Directory) => {}
                Some(_) => {
                    self.root.remove_file(&above)?;
                    self.root.create_dir(&above)?;
                }
                None => self.root.create_dir(&above)?,
            }
        }
        let full = self.file(path)?;
        match self.root.kind_of_link(&full) {
            Some(FileKind::Directory) => self.root.remove_dir_all(&full)?,
            Some(_) => self.root.remove_file(&full)?,
            None => {}
        }
        Ok(())
    }

    /// Removes a file of the work tree with the directories that it leaves empty; the one that the
    /// command was called in stays.
    pub(super) fn remove_on_disk(&self, path: &str) -> Done<()> {
        if self.seen_on_disk(path)?.is_none() {
            return Ok(());
        }
        self.root.remove_file(&self.file(path)?)?;
        self.prune(path)
    }

    /// Removes the empty directories above a path that is gone.
    pub(super) fn prune(&self, path: &str) -> Done<()> {
        let mut above = path;
        while let Some((directory, _)) = above.rsplit_once('/') {
            let full = self.file(directory)?;
            if full == self.cwd || self.root.remove_dir(&full).is_err() {
                break;
            }
            above = directory;
        }
        Ok(())
    }
}

fn mode_of(seen: &Metadata) -> u32 {
    if seen.file_type().is_symlink() {
        MODE_LINK
    } else if seen.permissions().mode() & 0o100 != 0 {
        MODE_EXECUTABLE
    } else {
        MODE_FILE
    }
}

/// Refuses attributes that change what is stored or shown.
fn refuse_attributes(session: &Session<'_>, survey: &Survey) -> Done<()> {
    let mut texts = vec![session.git_file("info/attributes")?.unwrap_or_default()];
    let is_attributes = |path: &&String| crate::world::name_of(path) == ".gitattributes";
    for path in survey.files.keys().filter(is_attributes) {
        let bytes = session.root.read(&session.file(path)?)?;
        texts.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    for line in texts.iter().flat_map(|text| text.lines()) {
        let line = line.trim();
        if line.starts_with('#') {
            continue;
        }
        let harmless = |word: &&str| word.starts_with("linguist-") || *word == "export-ignore";
        if let Some(word) = line.split_whitespace().skip(1).find(|word| !harmless(word)) {
            return Err(Halt::unmodelled(format!("with the attribute {word}")));
        }
    }
    Ok(())
}
