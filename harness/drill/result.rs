//! What came of one drill.

use std::path::PathBuf;

use super::{Ending, Scenario};
use crate::checks::Ticked;
use crate::determinism::Tick;
use crate::journal::{Event, Journal, Timeline};
use crate::runbook::LeftOut;
use crate::verdict::{CheckResult, Finding, Status, Verdict};
use crate::world::{Facts, Suite};

/// One drill, run to its end or as far as it came.
#[derive(Debug)]
pub struct DrillResult {
    /// What was drilled.
    pub scenario: Scenario,
    /// How far it came.
    pub status: Status,
    /// What it showed.
    pub verdict: Verdict,
    /// When the operator began.
    pub began: Tick,
    /// The marks that the rollback reached, in time and in truth.
    pub timeline: Timeline,
    /// How long the level took, in milliseconds, from the first step to the end of the last.
    pub timeline_ms: u64,
    /// How much of it the operator only watched, because the runbook asks for it.
    pub watched_ms: u64,
    /// The level's budget in milliseconds; none where the runbook gives none.
    pub budget_ms: Option<u64>,
    /// Whether the work, the watching left out, kept the budget; none where the runbook gives none
    /// and where the drill did not come to its end.
    pub is_within_budget: Option<bool>,
    /// The test suite before.
    pub suite_before: SuiteCount,
    /// The test suite after; none where the drill did not come to its end.
    pub suite_after: Option<SuiteCount>,
    /// The checks, in their order.
    pub checks: Vec<CheckResult>,
    /// What the runbook holds that may belong to the level and was not carried out.
    pub left_out: Vec<LeftOut>,
    /// The items of the level's checklist, and what the checks prove of each.
    pub checklist: Vec<Ticked>,
    /// What is wrong with the runbook.
    pub findings: Vec<Finding>,
    /// Everything that happened.
    pub journal: Journal,
    /// What the end left, where drills are compared across machines.
    pub ending: Option<Ending>,
    /// Where the world was kept; none where it was thrown away.
    pub kept: Option<PathBuf>,
}

/// The outcome of a test suite in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct SuiteCount {
    /// Tests that passed.
    pub passed: usize,
    /// Tests that failed.
    pub failed: usize,
    /// Tests of the baseline that passed.
    pub baseline: usize,
    /// Tests of the feature that passed.
    pub party_mode: usize,
}

impl SuiteCount {
    /// Counts a suite.
    pub fn of(suite: &Suite, facts: &Facts) -> Self {
        let passed = || suite.tests.iter().filter(|test| test.failure.is_none());
        let feature = passed().filter(|test| facts.is_feature_test(&test.file)).count();
        Self {
            passed: passed().count(),
            failed: suite.tests.len() - passed().count(),
            baseline: passed().count() - feature,
            party_mode: feature,
        }
    }
}

/// Says what kept a drill from its end.
pub(super) fn why_unfinished(journal: &Journal) -> String {
    let last = journal.entries().iter().rev().find_map(|entry| match &entry.event {
        Event::Unmodelled { address, line: 0, what } => {
            Some(format!("{address} could not be observed: {what}"))
        }
        Event::Unmodelled { address, line, what } => {
            Some(format!("the drill stopped at {address}, line {line}: {what} is not modelled"))
        }
        Event::Stuck { address, line, why } => {
            Some(format!("the operator stopped at {address}, line {line}: {why}"))
        }
        _ => None,
    });
    last.unwrap_or_else(|| "the drill did not come to its end".to_owned())
}
