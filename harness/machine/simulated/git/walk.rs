//! Walking the history.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use git2::{ObjectType, Oid};

use super::changes::{between, limited};
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::session::Session;

/// The most commits that one walk looks at.
const COMMITS_MAX: usize = 200_000;

/// Which commits are asked for.
#[derive(Debug, Default)]
pub(super) struct Range {
    /// Where the walk begins.
    pub include: Vec<Oid>,
    /// Commits that are left out with everything before them.
    pub exclude: Vec<Oid>,
    /// The arguments that are meant for paths.
    pub paths: Vec<String>,
    /// The revisions as they were given, each with what it names.
    pub named: Vec<(String, Oid)>,
}

/// How a walk goes.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Only the first parent of a merge is followed.
    pub first_parent: bool,
    /// Older commits, and what lies before them, are left out.
    pub since: Option<i64>,
    /// Commits that change none of these are left out.
    pub paths: Pathspec,
}

impl Session<'_> {
    /// Reads revisions and ranges, then paths, from the operands of a command.
    pub(super) fn range(&self, operands: &[String], before_dashes: Option<usize>) -> Done<Range> {
        let mut range = Range::default();
        let (revisions, paths) = operands.split_at(before_dashes.unwrap_or(operands.len()));
        for (at, text) in revisions.iter().enumerate() {
            if self.take_revision(text, &mut range)? {
                self.refuse_both(text, before_dashes)?;
                continue;
            }
            if before_dashes.is_some() {
                return Err(Halt::fatal(format!("bad revision '{text}'")));
            }
            for text in &revisions[at..] {
                self.must_be_path(text)?;
            }
            range.paths.extend_from_slice(&revisions[at..]);
            break;
        }
        range.paths.extend_from_slice(paths);
        Ok(range)
    }

    /// Says that a revision is also the name of a file, where no dashes part the two.
    fn refuse_both(&self, text: &str, before_dashes: Option<usize>) -> Done<()> {
        if before_dashes.is_some() || !self.is_path_here(text) {
            return Ok(());
        }
        let what = format!("ambiguous argument '{text}': both revision and filename");
        Err(Halt::fatal(what + HOW_TO_PART))
    }

    /// Takes one revision or range; `false` where the text is none.
    fn take_revision(&self, text: &str, range: &mut Range) -> Done<bool> {
        if let Some(hidden) = text.strip_prefix('^') {
            let Some(id) = self.find_commit(hidden)? else { return Ok(false) };
            range.exclude.push(id);
            return Ok(true);
        }
        if let Some((from, to)) = text.split_once("..").filter(|_| !text.contains(':')) {
            let (symmetric, to) = match to.strip_prefix('.') {
                Some(to) => (true, to),
                None => (false, to),
            };
            let end = |name: &str| self.find_commit(if name.is_empty() { "HEAD" } else { name });
            let (Some(from), Some(to)) = (end(from)?, end(to)?) else { return Ok(false) };
            if symmetric {
                range.exclude.extend(self.objects.merge_bases(from, to)?.iter().copied());
                range.include.push(from);
            } else {
                range.exclude.push(from);
            }
            range.include.push(to);
            return Ok(true);
        }
        let Some(id) = self.find_object(text)? else {
            // A path behind a revision that exists says what is missing.
            return match self.why_not_at_path(text)? {
                Some(halt) if !self.is_path_here(text) => Err(halt),
                _ => Ok(false),
            };
        };
        range.named.push((text.to_owned(), id));
        if let Some(commit) = self.peeled(id, ObjectType::Commit)? {
            range.include.push(commit);
        }
        Ok(true)
    }

    /// Says whether an argument is a file, or a pattern that may be meant for files.
    pub(super) fn is_path_here(&self, text: &str) -> bool {
        self.work_tree.is_some()
            && !text.is_empty()
            && self.root.kind_of_link(&self.place(text)).is_some()
    }

    /// Says in git's words that an argument is neither revision nor file.
    pub(super) fn must_be_path(&self, text: &str) -> Done<()> {
        let pattern =
            text.starts_with(":(") || text.starts_with(":/") || super::glob::is_glob(text);
        if pattern || self.is_path_here(text) {
            return Ok(());
        }
        Err(unknown(text))
    }

    /// Walks from the newest commit to the oldest.
    pub(super) fn walk(&self, range: &Range, walk: &Walk) -> Done<Vec<Oid>> {
        let hidden = self.reachable(&range.exclude)?;
        let mut queue: BTreeMap<(Reverse<i64>, usize), Oid> = BTreeMap::new();
        let mut seen: BTreeSet<Oid> = BTreeSet::new();
        let mut found = Vec::new();
        let mut push = |id: Oid, queue: &mut BTreeMap<_, _>| -> Done<()> {
            if !hidden.contains(&id) && seen.insert(id) {
                let at = self.objects.find_commit(id)?.time().seconds();
                queue.insert((Reverse(at), seen.len()), id);
            }
            Ok(())
        };
        for id in &range.include {
            push(*id, &mut queue)?;
        }
        while let Some(((Reverse(at), _), id)) = queue.pop_first() {
            if walk.since.is_some_and(|since| at < since) {
                continue;
            }
            if found.len() >= COMMITS_MAX {
                return Err(Halt::unmodelled("with a history of this length"));
            }
            let (shown, parents) = self.simplified(id, walk)?;
            if shown {
                found.push(id);
            }
            for parent in parents {
                push(parent, &mut queue)?;
            }
        }
        Ok(found)
    }

    /// Says whether the commit changes what is meant, and which of its parents the walk follows.
    fn simplified(&self, id: Oid, walk: &Walk) -> Done<(bool, Vec<Oid>)> {
        let commit = self.objects.find_commit(id)?;
        let mut parents: Vec<Oid> = commit.parent_ids().collect();
        if walk.first_parent {
            parents.truncate(1);
        }
        if walk.paths.is_empty() {
            return Ok((true, parents));
        }
        let tree = commit.tree_id();
        if parents.is_empty() {
            return Ok((self.differ_in(None, tree, &walk.paths)?, parents));
        }
        for parent in &parents {
            let before = self.tree_of(*parent)?;
            if !self.differ_in(Some(before), tree, &walk.paths)? {
                return Ok((false, vec![*parent]));
            }
        }
        Ok((true, parents))
    }

    /// Says whether two trees differ in the paths that are meant.
    fn differ_in(&self, old: Option<Oid>, new: Oid, paths: &Pathspec) -> Done<bool> {
        if old == Some(new) {
            return Ok(false);
        }
        let listing = |id: Option<Oid>| match id {
            Some(id) => self.listing_below(id, "", paths),
            None => Ok(crate::throwaway::Listing::new()),
        };
        Ok(!limited(between(&listing(old)?, &listing(Some(new))?), paths).is_empty())
    }

    /// Lists the files of a tree, entering only directories that may hold what is meant.
    pub(super) fn listing_below(
        &self,
        tree: Oid,
        above: &str,
        paths: &Pathspec,
    ) -> Done<crate::throwaway::Listing> {
        let mut listing = crate::throwaway::Listing::new();
        for entry in &self.objects.find_tree(tree)? {
            let name = entry.name()?;
            let path = if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") };
            let mode = entry.filemode_raw().cast_unsigned();
            if mode != crate::throwaway::MODE_TREE {
                listing.insert(path, crate::throwaway::Leaf { mode, id: entry.id() });
            } else if paths.may_match_below(&path) {
                listing.extend(self.listing_below(entry.id(), &path, paths)?);
            }
        }
        Ok(listing)
    }

    /// Returns the commits and everything before them.
    pub(super) fn reachable(&self, from: &[Oid]) -> Done<BTreeSet<Oid>> {
        let mut found: BTreeSet<Oid> = BTreeSet::new();
        let mut left = from.to_vec();
        while let Some(id) = left.pop() {
            if found.insert(id) {
                left.extend(self.objects.find_commit(id)?.parent_ids());
            }
            if found.len() > COMMITS_MAX {
                return Err(Halt::unmodelled("with a history of this length"));
            }
        }
        Ok(found)
    }

    /// Says whether `ancestor` is `id` or lies before it.
    pub(super) fn is_before(&self, ancestor: Oid, id: Oid) -> Done<bool> {
        Ok(self.reachable(&[id])?.contains(&ancestor))
    }
}

const HOW_TO_PART: &str = "\nUse '--' to separate paths from revisions, like this:\n\
                           'git <command> [<revision>...] -- [<file>...]'";

/// Says that an argument is neither revision nor file.
pub(super) fn unknown(text: &str) -> Halt {
    let what = "unknown revision or path not in the working tree.";
    Halt::fatal(format!("ambiguous argument '{text}': {what}{HOW_TO_PART}"))
}
