//! Everybody is told, and nothing is left blank.

use super::check::{Check, Kind, Scene, Seen, counted, few, unless};
use crate::journal::Event;
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "messages-whole",
        severity: Severity::Ambiguous,
        claim: "Every message of the level is sent, and none has a blank that nobody could fill.",
        why: "People read \"[HH:MM]\" in an alert, or hear of the rollback from their users.",
        correction: "Ask only for what the operator knows at that moment, or say where it stands.",
        example: Example { wrong: "Owner: [Name]", right: "Owner: the on-call engineer" },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let entries = scene.journal.entries();
    let sent = |wanted: u32| {
        entries
            .iter()
            .any(|e| matches!(&e.event, Event::MessageSent { line, .. } if *line == wanted))
    };
    let due = &scene.facts.messages;
    let mut broken: Vec<Evidence> = due
        .iter()
        .filter(|message| !sent(message.line))
        .map(|message| {
            Evidence::of(format!("line {}: {} was not sent", message.line, message.label))
        })
        .collect();
    for entry in entries {
        if let Event::MessageSent { line, holes, .. } = &entry.event
            && !holes.is_empty()
        {
            let names = few(holes.iter().map(String::as_str));
            broken.push(Evidence::of(format!("line {line}: sent with {names} left blank")));
        }
    }
    broken.dedup();
    let count = entries.iter().filter(|e| matches!(e.event, Event::MessageSent { .. })).count();
    unless(broken, format!("{} went out whole", counted(count, "message")))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, sent};
    use crate::journal::Event;

    const ID: &str = "messages-whole";

    #[test]
    fn a_message_that_was_not_sent_is_missed() {
        let mut drill = Drill::flawless();
        drill.holds(ID, "1 message went out whole");
        drill.forgets(|event| matches!(event, Event::MessageSent { .. }));
        drill.is_broken(ID, &["line 70: Internal Communication was not sent"]);
    }

    #[test]
    fn a_blank_that_nobody_filled_is_found_once() {
        let mut drill = Drill::flawless();
        drill.happens(sent(80, &["[Name]", "[HH:MM]"]));
        drill.happens(sent(80, &["[Name]", "[HH:MM]"]));
        drill.is_broken(ID, &["line 80: sent with [Name], [HH:MM] left blank"]);
    }
}
