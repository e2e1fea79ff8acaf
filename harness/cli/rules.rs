//! Every rule that a runbook can break: those that reading finds, and those that a run finds.

use serde_json::json;

use super::table::Row;
use crate::checks;
use crate::lint;
use crate::verdict::Rule;

/// Who finds that a rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Finder {
    /// A reading of the text.
    Lint,
    /// A drill.
    Run,
}

impl Finder {
    /// Returns the command that finds it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Run => "run",
        }
    }
}

/// Returns every rule, the worst first.
pub(super) fn all() -> Vec<(Rule, Finder)> {
    let read = lint::ALL.iter().map(|lint| (lint.rule, Finder::Lint));
    let run = checks::ALL.iter().map(|check| (check.rule, Finder::Run));
    let mut rules: Vec<_> = read.chain(run).collect();
    rules.sort_by_key(|(rule, finder)| (rule.severity, *finder, rule.id));
    rules
}

/// Returns the rules as rows of a list.
pub(super) fn rows() -> Vec<Row> {
    let rules = all().into_iter();
    rules
        .map(|(rule, finder)| {
            let cells = [rule.id, rule.severity.word(), finder.word(), rule.claim];
            Row {
                cells: cells.map(str::to_owned).to_vec(),
                value: json!({
                    "id": rule.id, "severity": rule.severity, "from": finder.word(),
                    "claim": rule.claim,
                }),
            }
        })
        .collect()
}
