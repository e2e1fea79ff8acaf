//! What is under way in a repository: a merge, a revert, a cherry-pick.

use git2::Oid;

use super::outcome::{Done, Halt};
use super::session::Session;

/// What waits to be finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// `MERGE_HEAD` is there.
    Merge,
    /// `CHERRY_PICK_HEAD` is there.
    CherryPick(Oid),
    /// `REVERT_HEAD` is there.
    Revert(Oid),
    /// A series of reverts or cherry-picks is between two of them.
    Series(Action),
}

/// What a series does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// `git revert`.
    Revert,
    /// `git cherry-pick`.
    CherryPick,
}

impl Action {
    /// Returns the command's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Revert => "revert",
            Self::CherryPick => "cherry-pick",
        }
    }

    /// Returns the reference to the commit that waits.
    pub(super) fn reference(self) -> &'static str {
        match self {
            Self::Revert => "REVERT_HEAD",
            Self::CherryPick => "CHERRY_PICK_HEAD",
        }
    }
}

impl Session<'_> {
    /// Returns what is under way.
    pub(super) fn progress(&self) -> Done<Option<Progress>> {
        for odd in ["rebase-merge", "rebase-apply", "BISECT_LOG"] {
            if self.root.kind(&self.place.path(odd)).is_some() {
                return Err(Halt::unmodelled(format!("with {odd} under way")));
            }
        }
        let references = self.references();
        if references.read("MERGE_HEAD")?.is_some() {
            return Ok(Some(Progress::Merge));
        }
        if let Some(id) = references.read("CHERRY_PICK_HEAD")? {
            return Ok(Some(Progress::CherryPick(id)));
        }
        if let Some(id) = references.read("REVERT_HEAD")? {
            return Ok(Some(Progress::Revert(id)));
        }
        let todo = self.git_file("sequencer/todo")?.unwrap_or_default();
        Ok(match todo.split_whitespace().next() {
            Some("revert") => Some(Progress::Series(Action::Revert)),
            Some("pick") => Some(Progress::Series(Action::CherryPick)),
            _ => None,
        })
    }

    /// Forgets what is under way, as a new commit or a reset does.
    pub(super) fn forget_progress(&self) -> Done<()> {
        self.remove_git_files(&[
            "MERGE_HEAD",
            "MERGE_MSG",
            "MERGE_MODE",
            "MERGE_RR",
            "SQUASH_MSG",
            "CHERRY_PICK_HEAD",
            "REVERT_HEAD",
            "AUTO_MERGE",
        ])
    }

    /// Refuses to go on where the operator's hooks would run.
    pub(super) fn refuse_hooks(&self, names: &[&str]) -> Done<()> {
        for name in names {
            if self.root.is_executable(&self.place.path(&format!("hooks/{name}"))) {
                return Err(Halt::unmodelled(format!("with a {name} hook")));
            }
        }
        Ok(())
    }
}
