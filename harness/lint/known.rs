//! What reading found, held against what is known.

use std::collections::BTreeSet;

use crate::verdict::{Expectation, Finding, FindingName};

/// The findings of a reading, compared with those that are known.
#[derive(Debug, PartialEq, Eq)]
pub struct ReadAgain {
    /// What was found and is known.
    pub known: BTreeSet<FindingName>,
    /// What was found and is not known.
    pub new: BTreeSet<FindingName>,
    /// What is known and was not found.
    pub gone: BTreeSet<FindingName>,
}

impl ReadAgain {
    /// Compares `findings` with the names of those that are `known`.
    pub fn of(findings: &[Finding], known: &BTreeSet<FindingName>) -> Self {
        let found: BTreeSet<FindingName> = findings.iter().map(Finding::name).collect();
        let gone = known.difference(&found).cloned().collect();
        let (known, new) = found.into_iter().partition(|name| known.contains(name));
        Self { known, new, gone }
    }

    /// Returns whether exactly what is known was found.
    pub fn expectation(&self) -> Expectation {
        let is_same = self.new.is_empty() && self.gone.is_empty();
        if is_same { Expectation::Met } else { Expectation::NotMet }
    }
}
