//! All rules, in the order of their severity.

use std::collections::BTreeSet;

use super::book::Book;
use super::lint::Lint;
use super::rules;
use crate::runbook::Runbook;
use crate::verdict::Finding;

/// Every rule there is, the worst first.
pub const ALL: &[Lint] = &[
    rules::nothing_thrown_away::LINT,
    rules::edit_is_addressed::LINT,
    rules::kill_is_exact::LINT,
    rules::environment_is_left::LINT,
    rules::verify_can_fail::LINT,
    rules::verify_asks_the_service::LINT,
    rules::errors_are_no_answer::LINT,
    rules::one_clock_read::LINT,
    rules::path_stays_the_same::LINT,
    rules::every_command_ends::LINT,
    rules::only_commands::LINT,
    rules::windows_fit_budget::LINT,
    rules::budgets_agree::LINT,
    rules::authorities_agree::LINT,
    rules::thresholds_agree::LINT,
    rules::placeholder_has_source::LINT,
    rules::placeholder_known_in_time::LINT,
    rules::state_stays_in_its_step::LINT,
];

/// Finds a rule by its name.
pub fn find(id: &str) -> Option<&'static Lint> {
    ALL.iter().find(|lint| lint.id() == id)
}

/// Returns everything that the rules find in `runbook`: the worst first, then by line. What two
/// ways through a level share is found once. Nothing of [`left_out`](super::left_out) is read.
pub fn look(runbook: &Runbook) -> Vec<Finding> {
    let book = Book::open(runbook);
    let found = ALL.iter().flat_map(|lint| {
        let evidence: BTreeSet<_> = (lint.look)(&book).into_iter().collect();
        evidence.into_iter().map(|each| Finding::of_rule(&lint.rule, each))
    });
    let mut found: Vec<Finding> = found.collect();
    let line = |found: &Finding| found.evidence.place.as_ref().map(|place| place.line);
    found.sort_by_key(|found| (found.severity, line(found)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks;

    #[test]
    fn rules_are_told_apart_by_name_from_each_other_and_from_checks() {
        let names: BTreeSet<&str> =
            ALL.iter().map(Lint::id).chain(checks::ALL.iter().map(checks::Check::id)).collect();
        assert_eq!(names.len(), ALL.len() + checks::ALL.len());
        assert!(ALL.iter().all(|lint| find(lint.id()).is_some_and(|it| it.rule == lint.rule)));
        assert!(find("no-such-rule").is_none());
    }

    #[test]
    fn the_worst_rules_stand_first() {
        assert!(ALL.is_sorted_by_key(|lint| lint.rule.severity));
    }
}
