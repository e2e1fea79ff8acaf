//! What differs between two trees, index and tree, or work tree and index.

use super::outcome::Done;
use super::pathspec::Pathspec;
use super::session::Session;
use crate::throwaway::{Leaf, Listing};

/// One file that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// The path on the new side; on the old one where there is no new one.
    pub path: String,
    /// The file before; none where it was added.
    pub old: Option<Leaf>,
    /// The file after; none where it was removed.
    pub new: Option<Leaf>,
    /// Where a renamed file came from, and how alike both are, up to [`ALIKE_MAX`].
    pub from: Option<(String, u64)>,
}

/// The measure of two equal files.
pub(super) const ALIKE_MAX: u64 = 60_000;

impl Change {
    /// Makes a change of one path.
    pub(super) fn at(path: &str, old: Option<Leaf>, new: Option<Leaf>) -> Self {
        Self { path: path.to_owned(), old, new, from: None }
    }

    /// Returns the path on the old side.
    pub(super) fn old_path(&self) -> &str {
        self.from.as_ref().map_or(&self.path, |(path, _)| path)
    }

    /// Returns git's letter for the kind of change.
    pub(super) fn letter(&self) -> char {
        match (self.old, self.new) {
            _ if self.from.is_some() => 'R',
            (None, _) => 'A',
            (_, None) => 'D',
            (Some(old), Some(new)) if kind(old) != kind(new) => 'T',
            _ => 'M',
        }
    }
}

/// Returns the bits of a mode that say file, link or submodule.
fn kind(leaf: Leaf) -> u32 {
    leaf.mode >> 12
}

/// Lists what differs, by path.
pub(super) fn between(old: &Listing, new: &Listing) -> Vec<Change> {
    let mut changes: Vec<Change> = old
        .iter()
        .filter(|(path, leaf)| new.get(*path) != Some(leaf))
        .map(|(path, leaf)| Change::at(path, Some(*leaf), new.get(path).copied()))
        .collect();
    let added = new.iter().filter(|(path, _)| !old.contains_key(*path));
    changes.extend(added.map(|(path, leaf)| Change::at(path, None, Some(*leaf))));
    changes.sort_by(|one, other| one.path.cmp(&other.path));
    changes
}

/// Keeps the changes of the paths that are meant.
pub(super) fn limited(mut changes: Vec<Change>, paths: &Pathspec) -> Vec<Change> {
    changes.retain(|change| paths.matches(&change.path));
    changes
}

impl Session<'_> {
    /// Returns the content of a leaf: of an object, or of the file that the work tree holds.
    pub(super) fn content(&self, path: &str, leaf: Leaf) -> Done<Vec<u8>> {
        if self.objects.odb()?.exists(leaf.id) {
            return self.blob(leaf.id);
        }
        match self.seen_on_disk(path)? {
            Some(seen) => self.bytes_on_disk(path, &seen),
            None => self.blob(leaf.id),
        }
    }

    /// Returns the content on the old side; empty where there is none.
    pub(super) fn old_content(&self, change: &Change) -> Done<Vec<u8>> {
        change.old.map_or(Ok(Vec::new()), |leaf| self.content(change.old_path(), leaf))
    }

    /// Returns the content on the new side; empty where there is none.
    pub(super) fn new_content(&self, change: &Change) -> Done<Vec<u8>> {
        change.new.map_or(Ok(Vec::new()), |leaf| self.content(&change.path, leaf))
    }
}
