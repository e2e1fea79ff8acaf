//! The index: what the next commit will hold.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt as _;

use git2::{Index, IndexEntry, Oid};

use super::outcome::{Done, Halt};
use super::session::Session;
use crate::throwaway::{Leaf, Listing, index_entry};
use crate::world::FileKind;

/// The bits of an entry's flags that hold its stage.
const STAGE_BITS: u16 = 0x3000;
/// How far the stage is shifted in an entry's flags.
const STAGE_SHIFT: u16 = 12;
/// The flag of an entry that git shall take for unchanged.
const ASSUME_UNCHANGED: u16 = 0x8000;

/// The index of one work tree.
#[derive(Debug, Default)]
pub(super) struct Staging {
    entries: BTreeMap<String, Staged>,
    /// Paths in conflict with what base, our and their side hold.
    pub conflicts: BTreeMap<String, [Option<Leaf>; 3]>,
    written_at: (i64, i64),
}

/// One file of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Staged {
    /// Mode and content.
    pub leaf: Leaf,
    stat: Stat,
}

/// What the host said of a file when it was last known to be unchanged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Stat {
    changed: (i32, u32),
    modified: (i32, u32),
    device: u32,
    inode: u32,
    user: u32,
    group: u32,
    size: u32,
}

impl Staging {
    /// Reads the index; one that is missing is empty.
    pub(super) fn read(session: &Session<'_>) -> Done<Self> {
        let path = session.place.path("index");
        if session.root.kind_of_link(&path) != Some(FileKind::File) {
            return Ok(Self::default());
        }
        let host = session.root.resolve_link(&path)?;
        let index = Index::open(&host)?;
        let written = fs::symlink_metadata(&host).map_err(|error| unreadable(&error))?;
        let mut read =
            Self { written_at: (written.mtime(), written.mtime_nsec()), ..Self::default() };
        for entry in index.iter() {
            read.take(&entry)?;
        }
        Ok(read)
    }

    fn take(&mut self, entry: &IndexEntry) -> Done<()> {
        if entry.flags_extended != 0 || entry.flags & ASSUME_UNCHANGED != 0 {
            return Err(Halt::unmodelled("with flags on a file of the index"));
        }
        let path = String::from_utf8_lossy(&entry.path).into_owned();
        let leaf = Leaf { mode: entry.mode, id: entry.id };
        match (entry.flags & STAGE_BITS) >> STAGE_SHIFT {
            0 => {
                self.entries.insert(path, Staged { leaf, stat: Stat::of_entry(entry) });
            }
            stage => self.conflicts.entry(path).or_default()[usize::from(stage) - 1] = Some(leaf),
        }
        Ok(())
    }

    /// Writes the index, and stamps it with the present instant.
    pub(super) fn write(&mut self, session: &Session<'_>) -> Done<()> {
        self.recheck_doubtful(session)?;
        let path = session.place.path("index");
        let host = session.root.resolve_link(&path)?;
        let mut index = Index::open(&host)?;
        index.clear()?;
        for (path, staged) in &self.entries {
            index.add(&staged.entry(path))?;
        }
        for (path, sides) in &self.conflicts {
            let stages = sides.iter().zip(1_u16..);
            for (leaf, stage) in stages.filter_map(|(leaf, stage)| leaf.zip(Some(stage))) {
                let mut entry = index_entry(path, leaf, None);
                entry.flags |= stage << STAGE_SHIFT;
                index.add(&entry)?;
            }
        }
        index.write()?;
        session.root.stamp(&path)?;
        Ok(())
    }

    /// Marks entries that may have changed in the instant in which the index was last written.
    ///
    /// The new index bears a later stamp: without this they would count as unchanged.
    fn recheck_doubtful(&mut self, session: &Session<'_>) -> Done<()> {
        let written_at = self.written_at;
        let doubtful = |stat: &Stat| stat.inode != 0 && !stat.is_before(written_at);
        for (path, staged) in &mut self.entries {
            if !doubtful(&staged.stat) {
                continue;
            }
            let Some(seen) = session.seen_on_disk(path)? else { continue };
            if staged.stat == Stat::of_file(&seen)
                && session.leaf_on_disk(path, &seen)? != staged.leaf
            {
                staged.stat.size = 0;
            }
        }
        Ok(())
    }

    /// Returns the files by path, conflicts left out.
    pub(super) fn listing(&self) -> Listing {
        self.entries.iter().map(|(path, staged)| (path.clone(), staged.leaf)).collect()
    }

    /// Returns the files by path, conflicts left out.
    pub(super) fn entries(&self) -> &BTreeMap<String, Staged> {
        &self.entries
    }

    /// Returns a file.
    pub(super) fn get(&self, path: &str) -> Option<Leaf> {
        self.entries.get(path).map(|staged| staged.leaf)
    }

    /// Returns a file at a stage: 0 where there is no conflict, else base, ours, theirs.
    pub(super) fn at_stage(&self, path: &str, stage: usize) -> Option<Leaf> {
        match stage.checked_sub(1) {
            None => self.get(path),
            Some(side) => *self.conflicts.get(path)?.get(side)?,
        }
    }

    /// Says whether the index knows the path, in conflict or not.
    pub(super) fn knows(&self, path: &str) -> bool {
        self.entries.contains_key(path) || self.conflicts.contains_key(path)
    }

    /// Says whether the index knows a path below the directory.
    pub(super) fn knows_below(&self, directory: &str) -> bool {
        let from = format!("{directory}/");
        let first = |mut range: std::collections::btree_map::Range<'_, String, Staged>| {
            range.next().is_some_and(|(path, _)| path.starts_with(&from))
        };
        first(self.entries.range(from.clone()..))
            || self
                .conflicts
                .range(from.clone()..)
                .next()
                .is_some_and(|(p, _)| p.starts_with(&from))
    }

    /// Returns every path, in conflict or not, in order.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> =
            self.entries.keys().chain(self.conflicts.keys()).cloned().collect();
        paths.sort_unstable();
        paths
    }

    /// Sets a file; `seen` says what the host says of an unchanged file of that content.
    pub(super) fn set(&mut self, path: &str, leaf: Leaf, seen: Option<&Metadata>) {
        let stat = seen.map(Stat::of_file).unwrap_or_default();
        self.conflicts.remove(path);
        self.make_room_for(path);
        self.entries.insert(path.to_owned(), Staged { leaf, stat });
    }

    /// Sets a file and keeps what is known of it where the content is the same.
    pub(super) fn set_unseen(&mut self, path: &str, leaf: Leaf) {
        if self.get(path) != Some(leaf) {
            self.set(path, leaf, None);
        }
    }

    /// Removes a path, in conflict or not.
    pub(super) fn remove(&mut self, path: &str) {
        self.entries.remove(path);
        self.conflicts.remove(path);
    }

    /// Puts a path into conflict.
    pub(super) fn conflict(&mut self, path: &str, sides: [Option<Leaf>; 3]) {
        self.entries.remove(path);
        self.conflicts.insert(path.to_owned(), sides);
    }

    /// Says whether a file is for certain as it was, by what the host says of it.
    pub(super) fn is_fresh(&self, path: &str, seen: &Metadata) -> bool {
        self.entries.get(path).is_some_and(|staged| {
            staged.stat == Stat::of_file(seen)
                && staged.stat.is_before(self.written_at)
                && (staged.stat.size != 0 || staged.leaf.id == empty_blob())
        })
    }

    /// Removes files that stand where `path` needs a directory, and those below it.
    fn make_room_for(&mut self, path: &str) {
        let mut above = path;
        while let Some((directory, _)) = above.rsplit_once('/') {
            self.entries.remove(directory);
            above = directory;
        }
        let from = format!("{path}/");
        let below: Vec<String> = self
            .entries
            .range(from.clone()..)
            .take_while(|(known, _)| known.starts_with(&from))
            .map(|(known, _)| known.clone())
            .collect();
        for known in below {
            self.entries.remove(&known);
        }
    }
}

impl Staged {
    fn entry(&self, path: &str) -> IndexEntry {
        let mut entry = index_entry(path, self.leaf, None);
        let time = |(seconds, nanoseconds)| git2::IndexTime::new(seconds, nanoseconds);
        entry.ctime = time(self.stat.changed);
        entry.mtime = time(self.stat.modified);
        entry.dev = self.stat.device;
        entry.ino = self.stat.inode;
        entry.uid = self.stat.user;
        entry.gid = self.stat.group;
        entry.file_size = self.stat.size;
        entry
    }
}

impl Stat {
    fn of_entry(entry: &IndexEntry) -> Self {
        Self {
            changed: (entry.ctime.seconds(), entry.ctime.nanoseconds()),
            modified: (entry.mtime.seconds(), entry.mtime.nanoseconds()),
            device: entry.dev,
            inode: entry.ino,
            user: entry.uid,
            group: entry.gid,
            size: entry.file_size,
        }
    }

    fn of_file(seen: &Metadata) -> Self {
        let nothing = Leaf { mode: 0, id: Oid::ZERO_SHA1 };
        Self::of_entry(&index_entry("", nothing, Some(seen)))
    }

    /// Says whether the file was changed before `instant`, and not in it.
    fn is_before(&self, instant: (i64, i64)) -> bool {
        (i64::from(self.modified.0), i64::from(self.modified.1)) < instant
    }
}

fn empty_blob() -> Oid {
    Oid::hash_object(git2::ObjectType::Blob, b"").unwrap_or(Oid::ZERO_SHA1)
}

fn unreadable(error: &std::io::Error) -> Halt {
    Halt::Stop(crate::shell::Stop::Harness {
        what: format!("failed to look at the index: {error}"),
    })
}
