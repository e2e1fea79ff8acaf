//! The test suite ends as the level promises.

use std::collections::BTreeMap;

use super::check::{Check, Kind, Scene, Seen, counted, few, unless};
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};
use crate::world::{Suite, TestResult};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "suite-as-promised",
        severity: Severity::Fails,
        claim: "Every test that should be left is left and passes, and no other one is there.",
        why: "The rollback broke something that worked before, and users are the first to find \
             out.",
        correction: "Run the whole suite in the tree that will be deployed, compare the counts, \
             and stop where they differ.",
        example: Example {
            wrong: "npm test || true",
            right: "npm test   # Expected: 74/74 tests passing",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let Some(goal) = scene.facts.goal else {
        let why = "the pack does not say what the suite is at the end of this level";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    };
    let tests = &scene.after.suite.tests;
    if tests.is_empty() && goal.baseline_tests + goal.feature_tests == 0 {
        return (Outcome::Unknown, vec![Evidence::of("no test ran, and none was promised")]);
    }
    let (feature, baseline): (Vec<_>, Vec<_>) =
        tests.iter().partition(|test| scene.facts.is_feature_test(&test.file));
    let seen = [
        shortfall("baseline test", &baseline, goal.baseline_tests),
        shortfall("feature test", &feature, goal.feature_tests),
        repeated(scene),
        strangers(scene),
    ];
    unless(
        seen.into_iter().flatten().collect(),
        format!("{} baseline and {} feature tests pass", goal.baseline_tests, goal.feature_tests),
    )
}

fn shortfall(noun: &str, tests: &[&TestResult], wanted: usize) -> Option<Evidence> {
    let failures =
        tests.iter().filter_map(|test| Some((test.name.as_str(), test.failure.as_ref()?)));
    let failed: Vec<_> = failures.collect();
    let mut parts = Vec::new();
    if tests.len() != wanted {
        parts.push(format!("{} ran, {wanted} should", counted(tests.len(), noun)));
    }
    if let Some((_, why)) = failed.first() {
        let names = few(failed.iter().map(|(name, _)| *name));
        let of = counted(tests.len(), noun);
        parts.push(format!("{} of {of} failed: {names}; the first says: {why}", failed.len()));
    }
    (!parts.is_empty()).then(|| Evidence::of(parts.join("; ")))
}

/// Tests that ran more often than they did before: they would count for others that are missing.
fn repeated(scene: &Scene<'_>) -> Option<Evidence> {
    let (before, after) = (runs(&scene.before.suite), runs(&scene.after.suite));
    let more = after.iter().filter(|(test, runs)| **runs > before.get(*test).map_or(1, |r| *r));
    let names: Vec<&str> = more.map(|((_, name), _)| *name).collect();
    let text =
        || format!("{} ran more than once: {}", counted(names.len(), "test"), few(names.clone()));
    (!names.is_empty()).then(|| Evidence::of(text()))
}

/// Tests that were not there before and stand in no file of the baseline.
fn strangers(scene: &Scene<'_>) -> Option<Evidence> {
    let (before, after) = (runs(&scene.before.suite), runs(&scene.after.suite));
    let unknown = after
        .keys()
        .filter(|test| !before.contains_key(*test) && !scene.facts.baseline.contains_key(test.0));
    let names: Vec<&str> = unknown.map(|(_, name)| *name).collect();
    let count = counted(names.len(), "test");
    let text = || {
        format!(
            "{count} ran that neither the baseline nor the suite before has: {}",
            few(names.clone())
        )
    };
    (!names.is_empty() && !before.is_empty()).then(|| Evidence::of(text()))
}

/// How often each test ran, by file and name.
fn runs(suite: &Suite) -> BTreeMap<(&str, &str), usize> {
    let mut found = BTreeMap::new();
    for test in &suite.tests {
        *found.entry((test.file.as_str(), test.name.as_str())).or_insert(0) += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, goal, test};

    const ID: &str = "suite-as-promised";
    const FEATURE: &str = "lib/party-mode/router.test.js";

    #[test]
    fn it_holds_where_all_that_should_be_left_passes() {
        Drill::flawless().holds(ID, "3 baseline and 0 feature tests pass");
    }

    #[test]
    fn it_holds_with_the_features_tests_where_they_should_stay() {
        let mut drill = Drill::flawless();
        drill.facts.goal = Some(goal(3, 1));
        drill.is_broken(ID, &["0 feature tests ran, 1 should"]);
        drill.after.suite.tests.push(test(FEATURE, "routes"));
        drill.holds(ID, "3 baseline and 1 feature tests pass");
    }

    #[test]
    fn a_failing_test_is_named_with_what_it_says() {
        let mut drill = Drill::flawless();
        drill.after.suite.tests[1].failure = Some("no router".to_owned());
        drill.is_broken(ID, &["1 of 3 baseline tests failed: stops; the first says: no router"]);
    }

    #[test]
    fn a_missing_test_is_missed_and_failures_are_told_with_it() {
        let mut drill = Drill::flawless();
        drill.after.suite.tests.remove(0);
        drill.is_broken(ID, &["2 baseline tests ran, 3 should"]);
        drill.after.suite.tests[0].failure = Some("no router".to_owned());
        drill.is_broken(
            ID,
            &["2 baseline tests ran, 3 should; \
               1 of 2 baseline tests failed: stops; the first says: no router"],
        );
    }

    #[test]
    fn a_test_of_the_feature_does_not_count_for_one_of_the_baseline() {
        let mut drill = Drill::flawless();
        drill.after.suite.tests[0] = test(FEATURE, "routes");
        drill.is_broken(ID, &["2 baseline tests ran, 3 should", "1 feature test ran, 0 should"]);
    }

    #[test]
    fn a_test_of_the_feature_that_is_left_and_fails_is_told_too() {
        let mut drill = Drill::flawless();
        let mut left = test(FEATURE, "routes");
        left.failure = Some("no module".to_owned());
        drill.after.suite.tests.push(left);
        drill.is_broken(
            ID,
            &["1 feature test ran, 0 should; \
               1 of 1 feature test failed: routes; the first says: no module"],
        );
    }

    #[test]
    fn one_test_twice_does_not_count_for_another() {
        let mut drill = Drill::flawless();
        drill.after.suite.tests[0] = test("src/app.test.js", "waits");
        drill.is_broken(ID, &["1 test ran more than once: waits"]);
    }

    #[test]
    fn two_tests_that_always_had_one_name_are_two() {
        let mut drill = Drill::flawless();
        for suite in [&mut drill.before.suite, &mut drill.after.suite] {
            suite.tests[0].name = "waits".to_owned();
        }
        drill.holds(ID, "3 baseline and 0 feature tests pass");
    }

    #[test]
    fn a_test_from_nowhere_does_not_count_for_one_that_is_missing() {
        let mut drill = Drill::flawless();
        drill.after.suite.tests[0] = test("src/new.test.js", "passes");
        drill.is_broken(
            ID,
            &["1 test ran that neither the baseline nor the suite before has: passes"],
        );
        drill.before.suite.tests.push(test("src/new.test.js", "passes"));
        drill.holds(ID, "3 baseline and 0 feature tests pass");
    }

    #[test]
    fn a_test_of_the_baseline_that_was_gone_before_is_no_stranger() {
        let mut drill = Drill::flawless();
        drill.before.suite.tests.remove(0);
        drill.holds(ID, "3 baseline and 0 feature tests pass");
    }

    #[test]
    fn where_the_suite_was_not_run_before_no_test_is_a_stranger() {
        let mut drill = Drill::flawless();
        drill.before.suite.tests.clear();
        drill.after.suite.tests[0] = test("src/later.test.js", "passes");
        drill.holds(ID, "3 baseline and 0 feature tests pass");
    }

    #[test]
    fn a_suite_that_did_not_run_is_not_what_was_promised() {
        let mut drill = Drill::flawless();
        drill.after.suite.tests.clear();
        drill.is_broken(ID, &["0 baseline tests ran, 3 should"]);
    }

    #[test]
    fn without_a_promise_nothing_is_shown() {
        let mut drill = Drill::flawless();
        drill.facts.goal = None;
        let why = "the pack does not say what the suite is at the end of this level";
        drill.is_unknown(ID, why);
        drill.facts.goal = Some(goal(0, 0));
        drill.after.suite.tests.clear();
        drill.is_unknown(ID, "no test ran, and none was promised");
    }
}
