//! All work trees of one repository: the main one, and those that `git worktree` linked to it.

use git2::Oid;

use super::outcome::{Done, Halt};
use super::session::{Head, Session};
use crate::throwaway::{GitPlace, References, Target};
use crate::world::FileKind;

/// One work tree.
#[derive(Debug, Clone)]
pub(super) struct WorkTree {
    /// Its top; of a bare repository, the repository.
    pub path: String,
    /// Its directories.
    pub place: GitPlace,
    /// The name that git keeps it under; none for the main one.
    pub id: Option<String>,
    /// What is checked out there.
    pub head: Head,
}

impl WorkTree {
    /// Says whether its files are gone, so that `git worktree prune` would forget it.
    pub(super) fn is_missing(&self, session: &Session<'_>) -> bool {
        self.id.is_some() && session.root.kind_of_link(&format!("{}/.git", self.path)).is_none()
    }
}

impl Session<'_> {
    /// Says whether the work tree is a linked one.
    pub(super) fn is_linked(&self) -> bool {
        self.place.own != self.place.common
    }

    /// Returns every work tree, the main one first, then by path.
    pub(super) fn work_trees(&self) -> Done<Vec<WorkTree>> {
        let common = &self.place.common;
        let main = common.strip_suffix("/.git").unwrap_or(common);
        let place = GitPlace::whole(common.as_str());
        let head = self.head_at(&place)?;
        let mut linked = Vec::new();
        let above = format!("{common}/worktrees");
        if self.root.kind_of_link(&above) == Some(FileKind::Directory) {
            for id in self.root.list(&above)? {
                linked.push(self.linked_tree(&id)?);
            }
        }
        linked.sort_by(|one, other| one.path.cmp(&other.path));
        let mut trees = vec![WorkTree { path: main.to_owned(), place, id: None, head }];
        trees.extend(linked);
        Ok(trees)
    }

    /// Returns the work tree that has the branch checked out; of several, the last one.
    pub(super) fn checked_out_at(&self, branch: &str) -> Done<Option<String>> {
        let trees = self.work_trees()?;
        let found =
            trees.into_iter().rev().find(|tree| tree.head.branch.as_deref() == Some(branch));
        Ok(found.map(|tree| tree.path))
    }

    /// Returns another work tree that has the branch checked out.
    pub(super) fn checked_out_elsewhere(&self, branch: &str) -> Done<Option<String>> {
        let found = self
            .work_trees()?
            .into_iter()
            .find(|tree| tree.place != self.place && tree.head.branch.as_deref() == Some(branch));
        Ok(found.map(|tree| tree.path))
    }

    /// Refuses a branch that another work tree has checked out.
    pub(super) fn must_be_free(&self, branch: &str) -> Done<()> {
        let short = branch.strip_prefix("refs/heads/").unwrap_or(branch);
        match self.checked_out_elsewhere(branch)? {
            Some(place) => {
                Err(Halt::fatal(format!("'{short}' is already checked out at '{place}'")))
            }
            None => Ok(()),
        }
    }

    /// Lets the other work trees that had a branch checked out follow its new name.
    pub(super) fn follow_rename_elsewhere(
        &self,
        (from, to): (&str, &str),
        id: Oid,
        message: &str,
    ) -> Done<()> {
        for tree in self.work_trees()? {
            if tree.place != self.place && tree.head.branch.as_deref() == Some(from) {
                References::at(self.root, tree.place.clone()).link("HEAD", to)?;
                let path = tree.place.path("logs/HEAD");
                self.log_line(&path, (None, id), message)?;
            }
        }
        Ok(())
    }

    /// Opens the repository in another of its work trees, at its top.
    pub(super) fn in_work_tree(&self, path: &str) -> Done<Session<'_>> {
        let around = self.at(path);
        Session::open(around, &format!("{path}/.git"), Some(path.to_owned()), String::new())
    }

    fn head_at(&self, place: &GitPlace) -> Done<Head> {
        let references = References::at(self.root, place.clone());
        Ok(match references.target("HEAD")? {
            Some(Target::Name(name)) => {
                Head { commit: references.read(&name)?, branch: Some(name) }
            }
            Some(Target::Object(id)) => Head { branch: None, commit: Some(id) },
            None => return Err(Halt::unmodelled("with a work tree that has no HEAD")),
        })
    }

    fn linked_tree(&self, id: &str) -> Done<WorkTree> {
        let common = &self.place.common;
        let place = GitPlace { own: format!("{common}/worktrees/{id}"), common: common.clone() };
        let odd = |what: &str| Halt::unmodelled(format!("with the worktree {id} that {what}"));
        let file = place.path("gitdir");
        if self.root.kind_of_link(&file) != Some(FileKind::File) {
            return Err(odd("names no place"));
        }
        if self.root.kind_of_link(&place.path("locked")).is_some() {
            return Err(odd("is locked"));
        }
        let text = String::from_utf8_lossy(&self.root.read(&file)?).into_owned();
        let path = text.trim_end().strip_suffix("/.git").ok_or_else(|| odd("names no place"))?;
        if !path.starts_with('/') {
            return Err(odd("names a relative place"));
        }
        let head = self.head_at(&place)?;
        Ok(WorkTree { path: path.to_owned(), place, id: Some(id.to_owned()), head })
    }
}
