//! All checks, in the order in which reports show them.

use super::check::{Check, Kind, Scene};
use crate::verdict::{CheckResult, Evidence, Outcome};

/// Every check there is.
pub const ALL: &[Check] = &[
    super::feature_off::CHECK,
    super::no_session_after_disable::CHECK,
    super::sessions_drained::CHECK,
    super::requests_answered::CHECK,
    super::other_features_untouched::CHECK,
    super::config_restored::CHECK,
    super::config_valid::CHECK,
    super::audit_log_complete::CHECK,
    super::sidecars_preserved::CHECK,
    super::incident_package::CHECK,
    super::work_kept::CHECK,
    super::others_work_in_tree::CHECK,
    super::references_kept::CHECK,
    super::outside_untouched::CHECK,
    super::snapshot_pushed::CHECK,
    super::no_artefact_left::CHECK,
    super::tree_equals_baseline::CHECK,
    super::staging_first::CHECK,
    super::production_deployed::CHECK,
    super::suite_as_promised::CHECK,
    super::pushed_is_tested::CHECK,
    super::origin_main_unmoved::CHECK,
    super::innocents_alive::CHECK,
    super::condition_present::CHECK,
    super::condition_cleared::CHECK,
    super::approvers_agree::CHECK,
    super::approved_first::CHECK,
    super::started_in_time::CHECK,
    super::messages_whole::CHECK,
    super::escalation_leads_on::CHECK,
    super::second_run_converges::CHECK,
    super::within_budget::CHECK,
    super::placeholders_printed::CHECK,
    super::commands_as_expected::CHECK,
];

/// Finds a check by its name.
pub fn find(id: &str) -> Option<&'static Check> {
    ALL.iter().find(|check| check.id() == id)
}

/// Looks at a drill with each of `checks`. Where the drill did not come to its end, what was not
/// broken by then is unknown.
pub fn look_at<'c>(
    scene: &Scene<'_>,
    checks: impl IntoIterator<Item = &'c Check>,
    unfinished: Option<&str>,
) -> Vec<CheckResult> {
    checks.into_iter().map(|check| look_once(scene, check, unfinished)).collect()
}

fn look_once(scene: &Scene<'_>, check: &Check, unfinished: Option<&str>) -> CheckResult {
    let (outcome, evidence) = match unfinished {
        None => (check.look)(scene),
        Some(why) => match (check.kind, (check.look)(scene)) {
            (Kind::Always, seen @ (Outcome::Broken, _)) => seen,
            _ => (Outcome::Unknown, vec![Evidence::of(why)]),
        },
    };
    CheckResult { rule: check.rule, outcome, evidence }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::testing::Drill;
    use super::*;

    #[test]
    fn every_check_is_found_by_its_name_and_no_name_stands_twice() {
        let names: BTreeSet<&str> = ALL.iter().map(Check::id).collect();
        assert_eq!(names.len(), ALL.len());
        assert!(
            ALL.iter().all(|check| find(check.id()).is_some_and(|found| found.rule == check.rule))
        );
        assert!(find("no-such-check").is_none());
    }

    #[test]
    fn a_flawless_drill_holds_under_every_check() {
        let drill = Drill::flawless();
        for check in ALL {
            let seen = drill.sees(check.id());
            assert_eq!(seen.outcome, Outcome::Held, "{seen:?}");
            assert_eq!(seen.evidence.len(), 1, "{seen:?}");
        }
    }

    #[test]
    fn nothing_is_held_by_a_drill_that_did_not_end() {
        let mut drill = Drill::flawless();
        drill.unfinished = Some("the power went");
        for check in ALL {
            drill.is_unknown(check.id(), "the power went");
        }
    }

    #[test]
    fn what_must_always_hold_stays_broken_in_a_drill_that_did_not_end() {
        let mut drill = Drill::flawless();
        drill.after.origin.clear();
        drill.unfinished = Some("the power went");
        drill.is_broken("origin-main-unmoved", &["origin's main named c1 and names nothing now"]);
    }

    #[test]
    fn what_must_hold_at_the_end_is_unknown_in_a_drill_that_did_not_end() {
        let mut drill = Drill::flawless();
        drill.after.service.party_mode = true;
        drill.unfinished = Some("the power went");
        drill.is_unknown("feature-off-in-service", "the power went");
    }
}
