//! What the rollback is for is over when it is done.

use super::check::{Check, Kind, Scene, Seen};
use crate::journal::Moment;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "condition-cleared",
        severity: Severity::Fails,
        claim: "The condition that called for the level does not come up again once it is done.",
        why: "The alert comes back, and nobody knows whether the rollback failed or was the wrong one.",
        correction: "Carry the level on until its cause is gone, or say which level follows if it is not.",
        example: Example {
            wrong: "export FEATURE_ENABLED=false",
            right: "sed -i '/^  feature:/,/enabled:/ s/enabled: true/enabled: false/' config.yaml",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let (outcome, text) = match (scene.looked_at(Moment::Before), scene.looked_at(Moment::After)) {
        (None, _) => (Outcome::Held, "this drill is about no condition in particular".to_owned()),
        (Some((condition, true, _)), Some((_, false, evidence))) => {
            (Outcome::Held, format!("{condition} is over: {evidence}"))
        }
        (Some((condition, true, _)), Some((_, true, evidence))) => {
            (Outcome::Broken, format!("{condition} goes on: {evidence}"))
        }
        (Some((condition, false, _)), _) => {
            (Outcome::Unknown, format!("{condition} was not there to be cleared"))
        }
        (Some((condition, true, _)), None) => {
            (Outcome::Unknown, format!("nothing shows whether {condition} is over"))
        }
    };
    (outcome, vec![Evidence::of(text)])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, looked};
    use crate::journal::Moment;

    const ID: &str = "condition-cleared";

    fn with(moment: Moment, was: bool, is: bool) -> Drill {
        let mut drill = Drill::flawless();
        let at = drill.position(&looked(moment, was));
        drill.events[at] = looked(moment, is);
        drill
    }

    #[test]
    fn a_condition_that_goes_on_is_not_cleared() {
        Drill::flawless().holds(ID, "context-leak is over: 1 violation");
        let broken = with(Moment::After, false, true);
        broken.is_broken(ID, &["context-leak goes on: 1 violation"]);
    }

    #[test]
    fn what_was_never_there_or_never_looked_for_again_is_unknown() {
        with(Moment::Before, true, false)
            .is_unknown(ID, "context-leak was not there to be cleared");
        let mut drill = Drill::flawless();
        drill.forgets(|event| *event == looked(Moment::After, false));
        drill.is_unknown(ID, "nothing shows whether context-leak is over");
    }
}
