//! One observed world: what the checks compare.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::FileKind;
use crate::determinism::Tick;

/// A world as it was seen at one instant. Plain values; nothing in it can change the world.
#[derive(Debug, Clone)]
pub struct State {
    /// When it was observed.
    pub at: Tick,
    /// The checkout's repository.
    pub repository: RepositoryState,
    /// References of the bare origin: full name to commit id.
    pub origin: BTreeMap<String, String>,
    /// Files of the work tree that the commit checked out does not hold so, from the checkout: git's id of what
    /// stands there. What a pack calls unmanaged is left out.
    pub uncommitted: BTreeMap<String, String>,
    /// Why git could not read the checkout's repository or origin; none where it could. What it
    /// would have said of that one is then empty.
    pub unread: Option<String>,
    /// What references hold, in the checkout's repository and at origin together.
    pub history: History,
    /// Files of the whole world but for git's own, by absolute path.
    pub files: BTreeMap<String, FileState>,
    /// Files inside the tar archives of the world, by `ARCHIVE!MEMBER`.
    pub archived: BTreeMap<String, FileState>,
    /// The running service.
    pub service: ServiceState,
    /// Processes that live.
    pub processes: Vec<ProcessState>,
    /// What was deployed where, by target name.
    pub deployments: BTreeMap<String, Deployment>,
    /// The test suite, as it runs in this tree.
    pub suite: Suite,
}

/// What git says about the checkout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RepositoryState {
    /// The branch that is checked out; none when detached.
    pub branch: Option<String>,
    /// The commit checked out.
    pub head: String,
    /// References: full name to commit id.
    pub refs: BTreeMap<String, String>,
    /// The tree of `head`: path to blob id.
    pub tree: BTreeMap<String, String>,
}

/// Everything that can still be reached from a reference, a stash or what is checked out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// The commits, each with the id of its tree.
    pub commits: BTreeMap<String, String>,
    /// Git's ids of all files in those trees.
    pub blobs: BTreeSet<String>,
}

/// Files that stand for a commit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct WorkTree {
    /// The commit; empty where there is none.
    pub commit: String,
    /// Its tree, by git's id; empty where the commit is not known.
    pub tree: String,
    /// Files that are other ones than in that tree, are missing, or are in it not at all.
    pub differs: Vec<String>,
}

/// One file or directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileState {
    /// What stands there.
    pub kind: FileKind,
    /// SHA-256 of the content in hex; empty for directories and links.
    pub digest: String,
    /// The content, shared; empty for directories and links.
    pub bytes: Arc<[u8]>,
}

/// The running service, as it answers when asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceState {
    /// Whether its process lives.
    pub runs: bool,
    /// Whether it would start a Party Mode session now.
    pub party_mode: bool,
    /// The environment it runs in, such as `production`.
    pub environment: String,
    /// Sessions that are live.
    pub live_sessions: Vec<String>,
}

/// One live process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProcessState {
    /// Its number.
    pub pid: u32,
    /// Its command line, as `ps` shows it.
    pub command: String,
}

/// What one deployment target runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deployment {
    /// The commit that was deployed.
    pub commit: String,
    /// The `AGENT_STUDIO_ENV` it was deployed with.
    pub environment: String,
}

/// The outcome of one run of the test suite, test by test, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Suite {
    /// Every test that ran.
    pub tests: Vec<TestResult>,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestResult {
    /// The file it stands in, from the checkout.
    pub file: String,
    /// Its name.
    pub name: String,
    /// What was wrong; none when it passed.
    pub failure: Option<String>,
}
