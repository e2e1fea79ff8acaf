//! The test suite ends as the level promises.

use super::check::{Check, Kind, Scene, Seen, few, unless};
use crate::verdict::{Evidence, Outcome};
use crate::world::TestResult;

pub(super) const CHECK: Check = Check {
    id: "suite-as-promised",
    claim: "Every test that should be left is left and passes, and no other one is there.",
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let (feature, baseline): (Vec<_>, Vec<_>) =
        scene.after.suite.tests.iter().partition(|test| scene.facts.is_feature_test(&test.file));
    let Some(goal) = scene.facts.goal else {
        let why = "the pack does not say what the suite is at the end of this level";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    };
    let groups = [
        shortfall("baseline", &baseline, goal.baseline_tests),
        shortfall("feature", &feature, goal.feature_tests),
    ];
    unless(
        groups.into_iter().flatten().collect(),
        format!("{} baseline and {} feature tests pass", goal.baseline_tests, goal.feature_tests),
    )
}

fn shortfall(whose: &str, tests: &[&TestResult], wanted: usize) -> Option<Evidence> {
    let failed: Vec<&&TestResult> = tests.iter().filter(|test| test.failure.is_some()).collect();
    if tests.len() == wanted && failed.is_empty() {
        return None;
    }
    let passed = tests.len() - failed.len();
    let mut text = format!("{passed} of {} {whose} tests pass, {wanted} should", tests.len());
    if !failed.is_empty() {
        text.push_str("; failing: ");
        text.push_str(&few(failed.iter().map(|test| test.name.as_str())));
    }
    Some(Evidence::of(text))
}
