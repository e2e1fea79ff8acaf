//! A defect of a runbook that a drill showed.

use serde::Serialize;

use super::{CheckResult, Evidence, Outcome};

/// Something that is wrong with the runbook, at its place, with what the drill saw of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The check that is broken.
    pub rule: &'static str,
    /// What was seen, and where.
    #[serde(flatten)]
    pub evidence: Evidence,
}

impl Finding {
    /// Returns what the broken ones among `checks` found, in their order.
    pub fn of_checks(checks: &[CheckResult]) -> Vec<Self> {
        let broken = checks.iter().filter(|check| check.outcome == Outcome::Broken);
        broken
            .flat_map(|check| {
                let rule = check.id;
                check.evidence.iter().map(move |evidence| Self { rule, evidence: evidence.clone() })
            })
            .collect()
    }
}
