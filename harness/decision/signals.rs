//! What can be known about a running system at one instant; all that a decision is made from.

use serde::{Deserialize, Serialize};

use super::{ConfigSignal, Settings};
use crate::audit::{Severity, Summary};
use crate::determinism::Tick;

/// All signals of one instant.
#[derive(Debug, Clone)]
pub struct Signals {
    /// The instant.
    pub now: Tick,
    /// The audit log at that instant, read with [`Settings::windows`].
    pub log: Summary,
    /// The configuration of production.
    pub config: ConfigSignal,
    /// The last run of the test suite; none where nobody ran it.
    pub suite: Option<SuiteSignal>,
    /// What people and scanners said, in any order. Reports of the future, behind `now`, do not
    /// count.
    pub reports: Vec<Report>,
    /// What the figures are held against.
    pub settings: Settings,
}

/// The outcome of a test suite. A run that came to no result has neither passed nor failed tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SuiteSignal {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
}

/// What a person or a scanner reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// When.
    pub at: Tick,
    /// Who, e.g. `dependency scanner`.
    pub by: String,
    /// About what.
    pub about: About,
    /// How grave, in the eyes of who reports.
    pub severity: Severity,
    /// What was said.
    pub says: String,
}

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// The configuration that was deployed is wrong.
    BadConfiguration,
    /// It became slow.
    Performance,
    /// The code does harm.
    CriticalBug,
    /// The code has a hole.
    Vulnerability,
    /// Somebody seems to be in the system.
    Compromise,
    /// Something that no row of a matrix asks about.
    Other,
}
