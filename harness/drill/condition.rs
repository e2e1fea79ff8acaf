//! The conditions of a pack: what calls for a rollback, how it is brought about, how it is proven
//! to be there, and what is just not one.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::pack::{parse_yaml, read_text};
use super::span::instant;
use super::{PackError, PackFiles, Span};
use crate::audit::Severity;
use crate::decision::About;
use crate::determinism::Tick;
use crate::runbook::MatrixRow;
use crate::throwaway::Root;
use crate::world::{Facts, join};

/// One condition, read from a file of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Its name: that of its file, without folder and ending.
    #[serde(skip)]
    pub name: String,
    /// Words of the row of the decision matrix that it makes hold, in any case.
    pub row: String,
    /// The level that cures it, where that is a wider one than the row calls for: the levels between
    /// do not help, and the operator escalates.
    #[serde(default)]
    pub cured_by: Option<u8>,
    /// What happened, one sentence.
    pub says: String,
    /// What is brought into the world.
    pub inject: Injection,
    /// What sessions do while it lasts.
    #[serde(default)]
    pub symptoms: Symptoms,
    /// What shows that it is there, apart from any monitoring: all of it has to be found.
    pub proof: Vec<Proof>,
    /// What looks much like it and calls for nothing.
    pub just_not: NearMiss,
}

/// What looks much like a condition and is none.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearMiss {
    /// What happened, one sentence.
    pub says: String,
    /// What is brought into the world.
    pub inject: Injection,
}

/// What is brought into a world before the operator comes. Spans are counted back from then.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Injection {
    /// A commit on top of the history, pushed and deployed.
    pub commit: Option<LateCommit>,
    /// Violations of controls.
    pub violations: Vec<PastViolation>,
    /// Sessions that ended, with a given number of failures.
    pub sessions: Option<PastSessions>,
    /// Agents that were started, with a given number of failures.
    pub spawns: Option<PastSpawns>,
    /// Rounds of a given length.
    pub rounds: Option<PastRounds>,
    /// What people and scanners reported.
    pub reports: Vec<PastReport>,
}

/// A commit on top of the history.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateCommit {
    /// The folder with the files that it adds or replaces, from the folder of the conditions.
    pub dir: String,
    /// The whole message.
    pub message: String,
    /// The author's and committer's name.
    pub author: String,
    /// Their address.
    pub email: String,
    /// When it was made.
    #[serde(deserialize_with = "instant")]
    pub at: Tick,
}

/// A control that was violated.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastViolation {
    /// How long ago.
    pub ago: Span,
    /// The control.
    pub control: String,
    /// How grave.
    pub severity: Severity,
    /// In which session.
    pub session: String,
}

/// Sessions that ended.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastSessions {
    /// How many.
    pub ended: u64,
    /// How many of them with an error.
    pub failed: u64,
    /// In which time.
    pub over: Span,
}

/// Agents that were started or not.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastSpawns {
    /// How many were tried.
    pub tried: u64,
    /// How many of them failed.
    pub failed: u64,
    /// In which time.
    pub over: Span,
}

/// Rounds that were completed.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastRounds {
    /// How many.
    pub count: u64,
    /// How long each took.
    pub each: Span,
    /// In which time.
    pub over: Span,
}

/// What somebody reported.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastReport {
    /// How long ago.
    pub ago: Span,
    /// Who.
    pub by: String,
    /// About what.
    pub about: About,
    /// How grave, in their eyes.
    pub severity: Severity,
    /// What they said.
    pub says: String,
}

/// What sessions do while a condition lasts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Symptoms {
    /// They show only while this file of the checkout says this.
    pub only_while: Option<FileSays>,
    /// A control that a session violates at the end of every so many rounds.
    pub violates: Option<Violates>,
    /// How many of a hundred sessions end with an error.
    pub sessions_fail_percent: u64,
    /// How many of a hundred agents fail to start.
    pub spawns_fail_percent: u64,
    /// How long rounds take, in percent of what is usual; 0 means as usual.
    pub rounds_take_percent: u64,
}

/// A file of the checkout with a text in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSays {
    /// The file, from the checkout.
    pub file: String,
    /// The text.
    pub says: String,
}

/// A control that is violated again and again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Violates {
    /// The control.
    pub control: String,
    /// How grave.
    pub severity: Severity,
    /// At the end of every so many rounds.
    pub every_rounds: u64,
}

/// One thing to be found where a condition is.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Lines of the audit log.
    Lines(LinesProof),
    /// A text in a file of the checkout.
    File(FileSays),
    /// Reports about something.
    Report(About),
}

/// Lines of the audit log to be found.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinesProof {
    /// Fields that such a line has, with their values.
    pub with: BTreeMap<String, String>,
    /// Its `duration` is longer than this.
    #[serde(default)]
    pub longer_than: Option<Span>,
    /// How many there are at least.
    pub at_least: usize,
}

impl Condition {
    /// Reads all conditions of a folder of a pack, in the order of their names.
    pub(super) fn read_all(files: &dyn PackFiles, folder: &str) -> Result<Vec<Self>, PackError> {
        let names = files.below(folder)?;
        let names = names.iter().filter_map(|name| name.strip_suffix(".yaml"));
        names
            .filter(|name| !name.contains('/'))
            .map(|name| {
                let path = format!("{folder}/{name}.yaml");
                let read: Self = parse_yaml(files, &path, &read_text(files, &path)?)?;
                Ok(Self { name: name.to_owned(), ..read })
            })
            .collect()
    }

    /// Returns the commit that it lays on top of the history; none where it lays none.
    pub(super) fn commit(&self) -> Option<&LateCommit> {
        self.inject.commit.as_ref()
    }

    /// Returns how long the longest round takes while it lasts.
    pub(super) fn longest_round(&self, facts: &Facts) -> Duration {
        let percent = self.symptoms.rounds_take_percent.max(100);
        Duration::from_millis(facts.longest_round_ms.saturating_mul(percent) / 100)
    }

    /// Returns the row of a matrix that this condition makes hold.
    pub fn row_of<'m>(&self, matrix: &'m [MatrixRow]) -> Option<&'m MatrixRow> {
        let wanted = self.row.to_lowercase();
        matrix.iter().find(|row| row.condition.to_lowercase().contains(&wanted))
    }
}

impl FileSays {
    /// Says whether the file of the checkout has the text now.
    pub(super) fn is_true(&self, root: &Root, checkout: &str) -> bool {
        let bytes = root.quietly(|root| root.read(&join(checkout, &self.file)));
        bytes.is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(&self.says))
    }
}
