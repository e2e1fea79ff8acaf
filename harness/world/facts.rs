//! What a pack knows about its world: where things are, and what a level is for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::determinism::Tick;

/// The knowledge that checks compare a state with. It says what the system is, never what is wrong
/// with a runbook.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts that have nothing to do with each other: no enum says them together"
)]
pub struct Facts {
    /// The live checkout, absolute in the world.
    pub checkout: String,
    /// The config file that the production service reads, from the checkout.
    pub config: String,
    /// The name of the feature below `features` in the config file.
    pub feature: String,
    /// The audit log, from the checkout.
    pub audit_log: String,
    /// The directory of the sidecars, from the checkout.
    pub sidecars: String,
    /// Where archives and reports may be kept: path prefixes, from the checkout.
    pub kept: Vec<String>,
    /// Path prefixes that git does not hold and no rollback touches, from the checkout.
    pub unmanaged: Vec<String>,
    /// When the last commit changed that config; none where none did.
    pub config_changed_at: Option<Tick>,
    /// Whether the newest version of that config is the bad one, so that the one before it is the
    /// last known good.
    pub newest_config_is_bad: bool,
    /// The bytes of that config in every commit that changed it, oldest first.
    pub config_versions: Vec<Arc<[u8]>>,
    /// The files of the baseline, from the checkout.
    pub baseline: BTreeMap<String, Arc<[u8]>>,
    /// The same files by git's id of their content.
    pub baseline_ids: BTreeMap<String, String>,
    /// Files that came with the feature and that the baseline does not have.
    pub feature_files: BTreeSet<String>,
    /// Words that only the feature brings into a file, in lower case.
    pub feature_words: Vec<String>,
    /// Path patterns (`*` within a name, `**` across) of the feature's own tests.
    pub feature_tests: Vec<String>,
    /// Command lines of processes that are none of the feature's.
    pub innocents: Vec<String>,
    /// The longest that one round of a session takes, in milliseconds.
    pub longest_round_ms: u64,
    /// Whether sessions fail by themselves, because that is what the drill is about.
    pub sessions_fail: bool,
    /// Directories outside the checkout in which everybody writes and removes, absolute.
    pub scratch: Vec<String>,
    /// Files of others that the world began with, absolute: outside the checkout, and in it those
    /// that nobody has committed.
    pub watched: BTreeSet<String>,
    /// Lines that commits since the baseline and none of the feature's brought into a file of the
    /// checkout, and that are still there when the operator begins.
    pub lines_of_others: BTreeMap<String, BTreeSet<String>>,
    /// Whether users still get sessions of the feature at the end of the level.
    pub keeps_feature: bool,
    /// Whether the level may leave the work of others out of the tree, as long as it can be reached.
    pub may_leave_others_out: bool,
    /// Whether the level may move the local main branch, as long as its old commit can be reached.
    pub may_move_main: bool,
    /// The branch that everybody works on, by its whole name: `refs/heads/main`.
    pub main: String,
    /// What must be true at the end; none for a level that the pack does not know.
    pub goal: Option<Goal>,
    /// The messages of the runbook that the level owes.
    pub messages: Vec<MessageDue>,
}

/// What a level is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// How many tests of the baseline pass at its end, of how many.
    pub baseline_tests: usize,
    /// How many tests of the feature pass at its end; none are left where it is zero.
    pub feature_tests: usize,
    /// What its budget is held against.
    pub budget_until: BudgetUntil,
}

/// What a level leaves of the feature in the running service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaves {
    /// The feature is off.
    FeatureOff,
    /// The feature is on, with a config that was restored.
    FeatureOn,
}

/// The mark until which the time of a level counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BudgetUntil {
    /// The service does what the level is for.
    Mitigated,
    /// The last change to what production runs was made.
    #[default]
    Restored,
}

/// A message that a level owes somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageDue {
    /// The line of the runbook at which its text begins.
    pub line: u32,
    /// Whom it is for, in the runbook's words.
    pub label: String,
}

impl Facts {
    /// Returns what the level leaves of the feature in the service.
    pub const fn leaves(&self) -> Leaves {
        if self.keeps_feature { Leaves::FeatureOn } else { Leaves::FeatureOff }
    }

    /// Returns what the level's budget is held against.
    pub fn budget_until(&self) -> BudgetUntil {
        self.goal.map_or(BudgetUntil::Restored, |goal| goal.budget_until)
    }

    /// Returns the absolute path in the world of a path from the checkout.
    pub fn absolute(&self, path: &str) -> String {
        super::join(&self.checkout, path)
    }

    /// Returns whether a path from the checkout is one that a rollback has to keep: the audit log,
    /// archives, reports.
    pub fn is_kept(&self, path: &str) -> bool {
        path == self.audit_log || has_prefix(path, &self.kept)
    }

    /// Returns whether a path from the checkout is none of the rollback's business.
    pub fn is_unmanaged(&self, path: &str) -> bool {
        has_prefix(path, &self.unmanaged)
    }

    /// Returns whether a file of tests, from the checkout, belongs to the feature.
    pub fn is_feature_test(&self, file: &str) -> bool {
        self.feature_tests.iter().any(|pattern| super::matches_pattern(pattern, file))
    }
}

fn has_prefix(path: &str, prefixes: &[String]) -> bool {
    prefixes.iter().any(|prefix| {
        path.strip_prefix(prefix.trim_end_matches('/'))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
