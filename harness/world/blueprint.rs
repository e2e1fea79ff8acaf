//! The plan of a world, whole and in order, before anything is on a disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::determinism::Tick;

/// Everything that is needed to build one world; equal blueprints build equal worlds.
#[derive(Debug, Clone)]
pub struct Blueprint {
    /// Where things stand in the world.
    pub layout: Layout,
    /// A repository that is there already; none where `commits` are the whole history.
    pub existing: Option<Arc<Existing>>,
    /// The history, oldest first; the last commit is checked out, as `main`, and pushed to origin.
    pub commits: Vec<CommitPlan>,
    /// Files of the checkout that git does not hold when the drill starts (path from the checkout).
    pub untracked: BTreeMap<String, FilePlan>,
    /// Files of the checkout that somebody has edited since the last commit, and how they stand now.
    pub edited: BTreeMap<String, FilePlan>,
    /// Files outside the checkout, by absolute path.
    pub outside: BTreeMap<String, FilePlan>,
    /// Empty directories that must exist, by absolute path.
    pub directories: Vec<String>,
}

/// Where the parts of a world stand; all paths are absolute in the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The live checkout, where the operator's terminal opens.
    pub checkout: String,
    /// The bare repository that the remote `origin` names.
    pub origin: String,
    /// The operator's home.
    pub home: String,
}

/// A copy of a repository that exists, on which the commits of a plan are laid.
#[derive(Debug, Clone)]
pub struct Existing {
    /// The branch that is checked out, such as `main`.
    pub branch: String,
    /// The commit that it names, 40 hex digits.
    pub head: String,
    /// When that commit was made.
    pub at: Tick,
    /// What led to it, told as plans: the first holds the whole tree of the baseline, each later one
    /// what a commit changed. Links are told as files that hold their target.
    pub told: Vec<CommitPlan>,
    /// The files of the commit, by path from the checkout.
    pub files: BTreeMap<String, FilePlan>,
    /// Its symbolic links: targets by path from the checkout.
    pub links: BTreeMap<String, String>,
    /// Every object, as files of `objects/pack`: name and bytes.
    pub packs: Vec<(String, Vec<u8>)>,
    /// The references of the checkout, by their whole name.
    pub references: BTreeMap<String, Named>,
    /// The references that each remote holds, by the remote's name; `origin` is among them.
    pub remotes: BTreeMap<String, BTreeMap<String, Named>>,
}

/// What a reference names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The object, 40 hex digits.
    pub id: String,
    /// What an annotated tag stands for, 40 hex digits.
    pub peeled: Option<String>,
}

impl Blueprint {
    /// The whole history as plans, oldest first.
    pub fn told(&self) -> Vec<&CommitPlan> {
        let existing = self.existing.iter().flat_map(|existing| &existing.told);
        existing.chain(&self.commits).collect()
    }
}

/// One commit of the history.
#[derive(Debug, Clone)]
pub struct CommitPlan {
    /// The whole message.
    pub message: String,
    /// The author's and committer's name.
    pub author: String,
    /// The author's and committer's address.
    pub email: String,
    /// When it was made (author and committer alike, UTC).
    pub at: Tick,
    /// Files added or replaced, by path from the checkout.
    pub writes: BTreeMap<String, FilePlan>,
    /// Paths removed.
    pub removes: Vec<String>,
    /// Lightweight tags that name this commit; pushed to origin with it.
    pub tags: Vec<String>,
}

/// One file of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlan {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether it may be executed.
    pub executable: bool,
}

/// How the checkout's git treats the audit log; a drill has to hold for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AuditLogMode {
    /// The log is committed, and what was appended since is an uncommitted change.
    Tracked,
    /// `.gitignore` names the log.
    Ignored,
}

impl AuditLogMode {
    /// Returns the word that reports and names of drills use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tracked => "tracked",
            Self::Ignored => "ignored",
        }
    }
}
