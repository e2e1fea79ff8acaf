//! What the rollback is for was really there, and the signals showed it.

use super::check::{Check, Kind, Scene, Seen};
use crate::journal::Moment;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "condition-present",
        severity: Severity::FalseAssurance,
        claim: "The condition that calls for the level is in the world, and its row of the matrix is \
            detected from the signals alone.",
        why: "A rollback of a healthy system proves nothing about a sick one.",
        correction: "State the condition so that a signal decides it: what is counted, over which time, \
            and which side of the bound trips it.",
        example: Example {
            wrong: "| Something feels slow | Level 2 | .. |",
            right: "| Performance degradation >2x | Level 2 | .. |",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let unknown = |text: String| (Outcome::Unknown, vec![Evidence::of(text)]);
    match (scene.looked_at(Moment::Before), scene.row()) {
        (None, _) => {
            (Outcome::Held, vec![Evidence::of("this drill is about no condition in particular")])
        }
        (Some((condition, false, evidence)), _) => {
            unknown(format!("{condition} was to be in the world and is not: {evidence}"))
        }
        (Some((condition, true, evidence)), None) => unknown(format!(
            "{condition} is in the world ({evidence}), and no row of the matrix was seen to hold"
        )),
        (Some((condition, true, evidence)), Some((line, row))) => {
            let text = format!("{condition}: {evidence}; seen as \"{row}\" (line {line})");
            (Outcome::Held, vec![Evidence::of(text)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, looked};
    use crate::journal::{Event, Moment};

    const ID: &str = "condition-present";

    #[test]
    fn a_condition_that_is_not_there_leaves_everything_open() {
        let mut drill = Drill::flawless();
        drill.holds(ID, "context-leak: 1 violation; seen as \"context leakage\" (line 5)");
        let at = drill.position(&looked(Moment::Before, true));
        drill.events[at] = looked(Moment::Before, false);
        drill.is_unknown(ID, "context-leak was to be in the world and is not: 1 violation");
    }

    #[test]
    fn a_condition_that_no_signal_shows_is_no_reason_for_a_rollback() {
        let mut drill = Drill::flawless();
        drill.forgets(|event| matches!(event, Event::Detected { .. }));
        let why =
            "context-leak is in the world (1 violation), and no row of the matrix was seen to hold";
        drill.is_unknown(ID, why);
    }

    #[test]
    fn a_drill_about_no_condition_says_so() {
        let mut drill = Drill::flawless();
        drill.forgets(|event| matches!(event, Event::ConditionLookedAt { .. }));
        drill.holds(ID, "this drill is about no condition in particular");
    }
}
