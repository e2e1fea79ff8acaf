//! The rollback begins as soon as the matrix asks for.

use super::check::{Check, Kind, Scene, Seen};
use crate::journal::{Event, Mark};
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "started-in-time",
        severity: Severity::OverBudget,
        claim: "The first command is typed within the urgency that the matrix gives the condition.",
        why: "The damage goes on while people are waited for who are not needed to stop it.",
        correction: "Let whoever is on call stop the feature at once, and wait for approvals after that.",
        example: Example {
            wrong: "1. STOP: requires approval from the CTO   # urgency: Immediate",
            right: "1. Turn the feature off (on-call engineer alone)\n2. Requires approval from the CTO",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let within = scene.journal.entries().iter().find_map(|entry| match entry.event {
        Event::Decided { within_ms, .. } => Some(within_ms),
        _ => None,
    });
    let timeline = scene.timeline();
    let started = timeline.between(Mark::Detected, Mark::Started);
    let (outcome, text) = match (within, started.map(|took| took.as_millis())) {
        (None, _) => (Outcome::Held, "nothing was urgent: the drill is about no condition".into()),
        (Some(None), _) => (Outcome::Held, "the matrix names no urgency".into()),
        (Some(Some(within)), None) => (
            Outcome::Broken,
            format!("no command was ever typed; it was urgent within {within} ms"),
        ),
        (Some(Some(within)), Some(took)) if took <= u128::from(within) => {
            (Outcome::Held, format!("the first command came after {took} ms, within {within} ms"))
        }
        (Some(Some(within)), Some(took)) => {
            (Outcome::Broken, late(scene, took, u128::from(within)))
        }
    };
    (outcome, vec![Evidence::of(text)])
}

/// Says what made the beginning late, with the arithmetic.
fn late(scene: &Scene<'_>, took: u128, within: u128) -> String {
    let waits = scene.journal.entries().iter().filter_map(|entry| match &entry.event {
        Event::ApprovalsAwaited { address, line, waited_ms } => {
            Some(format!("{waited_ms} ms of it waiting for approvals at {address} (line {line})"))
        }
        _ => None,
    });
    let first = waits.take(1).collect::<String>();
    let because = if first.is_empty() { String::new() } else { format!(", {first}") };
    format!(
        "the first command came after {took} ms{because}, {} ms later than {within} ms",
        took - within
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::testing::{Drill, START, record};
    use crate::journal::{CommandRecord, Event};

    const ID: &str = "started-in-time";

    /// A drill in which the condition is detected half a second after `START`, to be answered within
    /// a minute, and the first command is typed `after_ms` after it was detected.
    fn drill(after_ms: u64) -> Drill {
        let mut drill = Drill::flawless();
        drill.step_ms = 500;
        let started = START + Duration::from_millis(500 + after_ms);
        let first = CommandRecord { started, ..record("L4.1.1", 10, "true") };
        drill.forgets(|event| matches!(event, Event::CommandRan(_)));
        drill.happens(Event::CommandRan(Box::new(first)));
        drill
    }

    #[test]
    fn the_edge_of_the_urgency_is_in_time() {
        drill(60_000).holds(ID, "the first command came after 60000 ms, within 60000 ms");
        let late = "the first command came after 60001 ms, 1 ms later than 60000 ms";
        drill(60_001).is_broken(ID, &[late]);
    }

    #[test]
    fn the_urgency_counts_from_the_detection_and_is_that_of_the_first_decision() {
        let mut drill = drill(60_001);
        let is_decided = |event: &Event| matches!(event, Event::Decided { .. });
        let at = drill.events.iter().position(is_decided).expect("a decision");
        drill.events.insert(at, Event::SessionRefused);
        let within_ms = Some(3_600_000);
        drill.happens(Event::Decided { level: 2, within_ms, authorities: Vec::new() });
        let late = "the first command came after 60001 ms, 1 ms later than 60000 ms";
        drill.is_broken(ID, &[late]);
    }

    #[test]
    fn what_made_it_late_is_said_with_its_figures() {
        let mut drill = drill(90_000);
        let address = "L4.1".to_owned();
        drill.happens(Event::ApprovalsAwaited { address, line: 9, waited_ms: 80_000 });
        let address = "L4.2".to_owned();
        drill.happens(Event::ApprovalsAwaited { address, line: 19, waited_ms: 1 });
        let late = "the first command came after 90000 ms, 80000 ms of it waiting for approvals at \
            L4.1 (line 9), 30000 ms later than 60000 ms";
        drill.is_broken(ID, &[late]);
    }

    #[test]
    fn a_rollback_that_never_began_is_too_late() {
        let mut drill = drill(0);
        drill.forgets(|event| matches!(event, Event::CommandRan(_)));
        drill.is_broken(ID, &["no command was ever typed; it was urgent within 60000 ms"]);
    }
}
