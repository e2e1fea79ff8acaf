//! How the feature comes back after a rollback.

use std::time::Duration;

use crate::runbook::Span;

/// The re-deployment decision: criteria, stages, and what forbids it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redeployment {
    /// The heading of the chapter.
    pub span: Span,
    /// What has to hold.
    pub criteria: Vec<Criterion>,
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// What forbids it as long as it does not hold.
    pub do_not_until: Vec<Criterion>,
}

/// Something that has to hold before a re-deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub text: String,
    /// Whether the box is ticked in the runbook itself.
    pub is_ticked: bool,
    /// The level it is only asked for after, as in "(if Level 4 rollback)".
    pub only_after_level: Option<u8>,
}

/// One stage of the way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Where it stands.
    pub span: Span,
    /// Its number.
    pub number: u32,
    /// Its name, e.g. `Production Canary`.
    pub name: String,
    /// The rest, as written, e.g. `10%, 48 hours monitoring`.
    pub remark: Option<String>,
    /// The share of the users, in thousandths of a percent; none where no share is named.
    pub share_percent_thousandths: Option<u64>,
    /// How long it is watched; none where it is watched without end or no time is named.
    pub window: Option<Duration>,
}
