//! Merging two trees over a common one, with conflicts as git writes them.

use std::collections::{BTreeMap, BTreeSet};

use git2::{MergeFileInput, MergeFileOptions, ObjectType};

use super::changes::{Change, between};
use super::likeness::is_binary;
use super::outcome::{Done, Halt};
use super::renames::with_renames;
use super::session::Session;
use crate::throwaway::{Leaf, Listing, MODE_EXECUTABLE, MODE_FILE};

/// The three trees.
#[derive(Clone, Copy)]
pub(super) struct Trees<'t> {
    /// What both sides come from.
    pub base: &'t Listing,
    /// What is checked out.
    pub ours: &'t Listing,
    /// What is merged in.
    pub theirs: &'t Listing,
}

/// What conflict marks call the sides.
#[derive(Debug, Clone)]
pub(super) struct Labels {
    /// Our side, mostly `HEAD`.
    pub ours: String,
    /// Their side.
    pub theirs: String,
}

/// The outcome of a merge.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// Every file, those in conflict with their marks.
    pub listing: Listing,
    /// Paths in conflict with base, ours and theirs.
    pub conflicts: BTreeMap<String, [Option<Leaf>; 3]>,
    /// What git says on standard output, by path.
    pub messages: Vec<String>,
    /// What git says on standard error.
    pub warnings: Vec<String>,
}

struct Merging<'m> {
    session: &'m Session<'m>,
    trees: Trees<'m>,
    labels: &'m Labels,
    merged: Merged,
}

/// One file on three sides, which may stand at different paths.
struct File {
    path: String,
    sides: [Option<Leaf>; 3],
    labels: Labels,
}

/// Merges `theirs` into `ours`.
pub(super) fn merge(session: &Session<'_>, trees: Trees<'_>, labels: &Labels) -> Done<Merged> {
    let renames = relevant_renames(session, trees)?;
    refuse_files_in_place_of_directories(trees)?;
    let mut merging = Merging { session, trees, labels, merged: Merged::default() };
    let paths: BTreeSet<&String> =
        trees.base.keys().chain(trees.ours.keys()).chain(trees.theirs.keys()).collect();
    for path in paths {
        if renames.sources.contains(path) {
            continue;
        }
        match renames.by_new_path.get(path) {
            Some(from) => merging.renamed(from, path)?,
            None => merging.plain(path)?,
        }
    }
    Ok(merging.merged)
}

impl Merging<'_> {
    fn plain(&mut self, path: &str) -> Done<()> {
        let Trees { base, ours, theirs } = self.trees;
        let sides = [base, ours, theirs].map(|tree| tree.get(path).copied());
        self.file(File { path: path.to_owned(), sides, labels: self.labels.clone() })
    }

    /// Merges a file that one side moved and the other changed.
    fn renamed(&mut self, from: &str, to: &str) -> Done<()> {
        let Trees { base, ours, theirs } = self.trees;
        let at = |tree: &Listing| tree.get(to).or_else(|| tree.get(from)).copied();
        let named = |label: &str, tree: &Listing| {
            let path = if tree.contains_key(to) { to } else { from };
            format!("{label}:{path}")
        };
        self.file(File {
            path: to.to_owned(),
            sides: [base.get(from).copied(), at(ours), at(theirs)],
            labels: Labels {
                ours: named(&self.labels.ours, ours),
                theirs: named(&self.labels.theirs, theirs),
            },
        })
    }

    fn file(&mut self, file: File) -> Done<()> {
        let [base, ours, theirs] = file.sides;
        let settled = match () {
            () if ours == theirs || theirs == base => Some(ours),
            () if ours == base => Some(theirs),
            () => None,
        };
        if let Some(leaf) = settled {
            if let Some(leaf) = leaf {
                self.merged.listing.insert(file.path, leaf);
            }
            return Ok(());
        }
        match (ours, theirs) {
            (Some(ours), Some(theirs)) => self.contents(&file, ours, theirs),
            (Some(kept), None) | (None, Some(kept)) => {
                self.removed_and_changed(&file, kept, ours.is_none());
                Ok(())
            }
            (None, None) => Ok(()),
        }
    }

    fn removed_and_changed(&mut self, file: &File, kept: Leaf, ours_is_gone: bool) {
        let Labels { ours, theirs } = self.labels;
        let (gone, there) = if ours_is_gone { (ours, theirs) } else { (theirs, ours) };
        let path = &file.path;
        self.merged.messages.push(format!(
            "CONFLICT (modify/delete): {path} deleted in {gone} and modified in {there}.  \
             Version {there} of {path} left in tree.\n"
        ));
        self.merged.conflicts.insert(path.clone(), file.sides);
        self.merged.listing.insert(path.clone(), kept);
    }

    fn contents(&mut self, file: &File, ours: Leaf, theirs: Leaf) -> Done<()> {
        let [base, ..] = file.sides;
        let plain = |leaf: Leaf| matches!(leaf.mode, MODE_FILE | MODE_EXECUTABLE);
        if !plain(ours) || !plain(theirs) || !base.is_none_or(plain) {
            let what = format!("merge where {} is no plain file on every side", file.path);
            return Err(Halt::unmodelled(what));
        }
        let mode = match base {
            Some(base) if base.mode == ours.mode => theirs.mode,
            None if ours.mode != theirs.mode => {
                return Err(Halt::unmodelled(format!("merge of two modes of {}", file.path)));
            }
            _ => ours.mode,
        };
        let only_modes = base.is_some_and(|base| base.id == ours.id || base.id == theirs.id);
        if ours.id == theirs.id || only_modes {
            let id = if base.is_some_and(|base| base.id == ours.id) { theirs.id } else { ours.id };
            self.merged.listing.insert(file.path.clone(), Leaf { mode, id });
            return Ok(());
        }
        self.merged.messages.push(format!("Auto-merging {}\n", file.path));
        let (bytes, clean) = self.texts(file, base, ours, theirs)?;
        let id = self.session.write(ObjectType::Blob, &bytes)?;
        self.merged.listing.insert(file.path.clone(), Leaf { mode, id });
        if !clean {
            let kind = if base.is_some() { "content" } else { "add/add" };
            self.merged
                .messages
                .push(format!("CONFLICT ({kind}): Merge conflict in {}\n", file.path));
            self.merged.conflicts.insert(file.path.clone(), file.sides);
        }
        Ok(())
    }

    /// Merges the texts; returns the outcome and whether there is no conflict in it.
    fn texts(
        &mut self,
        file: &File,
        base: Option<Leaf>,
        ours: Leaf,
        theirs: Leaf,
    ) -> Done<(Vec<u8>, bool)> {
        let base = base.map_or(Ok(Vec::new()), |leaf| self.session.blob(leaf.id))?;
        let (ours, theirs) = (self.session.blob(ours.id)?, self.session.blob(theirs.id)?);
        let Labels { ours: our_label, theirs: their_label } = &file.labels;
        if [&base, &ours, &theirs].iter().any(|bytes| is_binary(bytes)) {
            self.merged.warnings.push(format!(
                "warning: Cannot merge binary files: {} ({our_label} vs. {their_label})\n",
                file.path
            ));
            return Ok((ours, false));
        }
        let input = |bytes| {
            let mut input = MergeFileInput::new();
            input.content(bytes);
            input
        };
        let mut options = MergeFileOptions::new();
        options.our_label(our_label.as_str()).their_label(their_label.as_str());
        let result =
            git2::merge_file(&input(&base), &input(&ours), &input(&theirs), Some(&mut options))?;
        Ok((result.content().to_vec(), result.is_automergeable()))
    }
}

/// The renames that bear on a merge.
#[derive(Default)]
struct Renames {
    by_new_path: BTreeMap<String, String>,
    sources: BTreeSet<String>,
}

/// Finds files that one side moved and the other changed.
fn relevant_renames(session: &Session<'_>, trees: Trees<'_>) -> Done<Renames> {
    let mut found = Renames::default();
    for (mine, other) in [(trees.ours, trees.theirs), (trees.theirs, trees.ours)] {
        let changes = between(trees.base, mine);
        let moves = changes.iter().any(|change| change.new.is_none())
            && changes.iter().any(|change| change.old.is_none());
        if !moves {
            continue;
        }
        let empty = Listing::new();
        let _ = empty;
        let candidates: Vec<Change> = changes
            .into_iter()
            .filter(|change| change.old.is_none() || change.new.is_none())
            .collect();
        let matters = |path: &str| other.get(path) != trees.base.get(path);
        let any = candidates.iter().any(|it| it.new.is_none() && matters(&it.path));
        let into_old_directory = added_to_left_directory(trees.base, mine, other);
        if !any && into_old_directory.is_none() {
            continue;
        }
        for change in with_renames(session, candidates)? {
            let Some((from, _)) = &change.from else { continue };
            if let Some(path) = into_old_directory.as_ref().filter(|_| !matters(from)) {
                return Err(Halt::unmodelled(format!("merge of {path} into a moved directory")));
            }
            if !matters(from) {
                continue;
            }
            if !other.contains_key(from) || other.contains_key(&change.path) {
                let both = format!("{from} and {}", change.path);
                return Err(Halt::unmodelled(format!("merge where both sides move {both}")));
            }
            found.sources.insert(from.clone());
            found.by_new_path.insert(change.path.clone(), from.clone());
        }
    }
    Ok(found)
}

/// Returns a file that `other` adds to a directory that `mine` has emptied.
fn added_to_left_directory(base: &Listing, mine: &Listing, other: &Listing) -> Option<String> {
    let directory = |path: &str| path.rsplit_once('/').map(|(above, _)| format!("{above}/"));
    let below = |tree: &Listing, directory: &str| {
        tree.range(directory.to_owned()..)
            .next()
            .is_some_and(|(path, _)| path.starts_with(directory))
    };
    other.keys().filter(|path| !base.contains_key(*path)).find_map(|path| {
        let directory = directory(path)?;
        (below(base, &directory) && !below(mine, &directory)).then(|| path.clone())
    })
}

fn refuse_files_in_place_of_directories(trees: Trees<'_>) -> Done<()> {
    let Trees { ours, theirs, base } = trees;
    for (mine, other) in [(ours, theirs), (theirs, ours)] {
        for path in mine.keys().filter(|path| !base.contains_key(*path)) {
            let inner = format!("{path}/");
            let clash = other.range(inner.clone()..).next();
            if clash.is_some_and(|(below, _)| below.starts_with(&inner)) {
                return Err(Halt::unmodelled(format!("merge where {path} is file and directory")));
            }
        }
    }
    Ok(())
}
