//! A defect of a runbook, found by a drill or by reading it.

use serde::Serialize;

use super::{CheckResult, Evidence, Outcome, Rule, Severity};

/// A finding by its name: what stays the same from run to run, whatever was seen in figures.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FindingName {
    /// The rule that is broken.
    pub rule: String,
    /// The address of the command or level; none where the finding has none.
    pub at: Option<String>,
}

/// Something that is wrong with the runbook, at its place, with what was seen of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: &'static str,
    /// How bad that is.
    pub severity: Severity,
    /// What was seen, and where.
    #[serde(flatten)]
    pub evidence: Evidence,
    /// What to write instead.
    pub correction: &'static str,
}

impl Finding {
    /// Makes a finding of one rule.
    pub const fn of_rule(rule: &Rule, evidence: Evidence) -> Self {
        let Rule { id, severity, correction, .. } = *rule;
        Self { rule: id, severity, evidence, correction }
    }

    /// Returns its name.
    pub fn name(&self) -> FindingName {
        let at = self.evidence.place.as_ref().map(|place| place.address.clone());
        FindingName { rule: self.rule.to_owned(), at }
    }

    /// Returns what the broken ones among `checks` found, in their order.
    pub fn of_checks(checks: &[CheckResult]) -> Vec<Self> {
        let broken = checks.iter().filter(|check| check.outcome == Outcome::Broken);
        broken
            .flat_map(|check| {
                check.evidence.iter().map(|each| Self::of_rule(&check.rule, each.clone()))
            })
            .collect()
    }
}
