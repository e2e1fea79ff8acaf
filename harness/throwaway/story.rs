//! Telling the history of a repository that exists as a list of changes, for what is known of a world.

use std::collections::BTreeMap;

use git2::{Commit, Oid, Repository};

use super::original::time_of;
use super::tree::{Leaf, Listing, MODE_EXECUTABLE, MODE_SUBMODULE, read_listing};
use crate::world::{CommitPlan, FilePlan};

/// The most commits behind the baseline, and the most bytes of all versions of files in them.
const COMMITS_MAX: usize = 5_000;
const BYTES_MAX: usize = 256 * 1024 * 1024;

/// How what several parents brought together is called where no commit changed it alone.
const MERGED: &str = "What merges made of it";

/// Why a history cannot be told: what is too much, or what the git library answered.
pub(super) type Untold = Result<String, git2::Error>;

/// A history from its baseline on.
pub(super) struct Story<'r> {
    pub repository: &'r Repository,
    /// The tag that the first commit bears in what is told.
    pub tag: &'r str,
}

impl Story<'_> {
    /// Tells what led from `baseline` to `head`, oldest first: the whole tree of the one, then what each
    /// commit changed. A merge changes nothing of its own; where parents were brought together in
    /// another way, a last entry says what became of it.
    pub(super) fn tell(
        &self,
        baseline: &Commit<'_>,
        head: &Commit<'_>,
    ) -> Result<Vec<CommitPlan>, Untold> {
        let mut bytes = 0;
        let mut here = self.listing(baseline)?;
        let mut first = self.entry(baseline, &Listing::new(), &here, &mut bytes)?;
        first.tags.push(self.tag.to_owned());
        let mut told = vec![first];
        for id in self.behind(baseline.id(), head.id()).map_err(Err)? {
            let commit = self.repository.find_commit(id).map_err(Err)?;
            if commit.parent_count() != 1 {
                continue;
            }
            let before = self.listing(&commit.parent(0).map_err(Err)?)?;
            let after = self.listing(&commit)?;
            let entry = self.entry(&commit, &before, &after, &mut bytes)?;
            for path in &entry.removes {
                here.remove(path);
            }
            for path in entry.writes.keys() {
                here.extend(after.get(path).map(|leaf| (path.clone(), *leaf)));
            }
            told.push(entry);
            if told.len() > COMMITS_MAX {
                return Err(Ok(format!(
                    "it has more than {COMMITS_MAX} commits behind its baseline"
                )));
            }
        }
        let last = self.listing(head)?;
        if here != last {
            let entry = self.entry(head, &here, &last, &mut bytes)?;
            told.push(CommitPlan { message: MERGED.to_owned(), ..entry });
        }
        Ok(told)
    }

    /// The commits that lead to `head` and not to `baseline`, parents first.
    fn behind(&self, baseline: Oid, head: Oid) -> Result<Vec<Oid>, git2::Error> {
        let mut walk = self.repository.revwalk()?;
        walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::REVERSE)?;
        walk.push(head)?;
        walk.hide(baseline)?;
        walk.collect()
    }

    fn listing(&self, commit: &Commit<'_>) -> Result<Listing, Untold> {
        let mut listing = read_listing(self.repository, commit.tree_id()).map_err(Err)?;
        // A submodule that was there once has no content here.
        listing.retain(|_, leaf| leaf.mode != MODE_SUBMODULE);
        Ok(listing)
    }

    fn entry(
        &self,
        commit: &Commit<'_>,
        before: &Listing,
        after: &Listing,
        bytes: &mut usize,
    ) -> Result<CommitPlan, Untold> {
        let is_new = |(path, leaf): &(&String, &Leaf)| before.get(*path) != Some(*leaf);
        let mut writes = BTreeMap::new();
        for (path, leaf) in after.iter().filter(is_new) {
            let blob = self.repository.find_blob(leaf.id).map_err(Err)?;
            *bytes += blob.size();
            if *bytes > BYTES_MAX {
                let what = format!("what its commits wrote has more than {BYTES_MAX} bytes");
                return Err(Ok(what));
            }
            let executable = leaf.mode == MODE_EXECUTABLE;
            writes.insert(path.clone(), FilePlan { bytes: blob.content().to_vec(), executable });
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(CommitPlan {
            message: text(commit.message_bytes()),
            author: text(commit.author().name_bytes()),
            email: text(commit.author().email_bytes()),
            at: time_of(commit),
            writes,
            removes: before.keys().filter(|path| !after.contains_key(*path)).cloned().collect(),
            tags: Vec::new(),
        })
    }
}
