//! Everybody is told, and nothing is left blank.

use super::check::{Check, Kind, Scene, Seen, counted, few};
use crate::journal::Event;
use crate::runbook::Audience;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

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
    if !broken.is_empty() {
        return (Outcome::Broken, broken);
    }
    (Outcome::Held, vec![went_out(scene)])
}

/// Counts what went out. Where users were told nothing, nobody may say that they were.
fn went_out(scene: &Scene<'_>) -> Evidence {
    let audiences = scene.journal.entries().iter().filter_map(|entry| match entry.event {
        Event::MessageSent { audience, .. } => Some(audience),
        _ => None,
    });
    let audiences: Vec<Audience> = audiences.collect();
    let whole = format!("{} went out whole", counted(audiences.len(), "message"));
    if audiences.contains(&Audience::UserFacing) {
        Evidence::of(whole)
    } else {
        Evidence::moot(format!("{whole}, none to users"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, sent};
    use crate::journal::Event;
    use crate::runbook::Audience;

    const ID: &str = "messages-whole";

    #[test]
    fn a_message_that_was_not_sent_is_missed() {
        let mut drill = Drill::flawless();
        drill.holds(ID, "1 message went out whole, none to users");
        drill.forgets(|event| matches!(event, Event::MessageSent { .. }));
        drill.is_broken(ID, &["line 70: Internal Communication was not sent"]);
        drill.happens(sent(71, &[]));
        drill.is_broken(ID, &["line 70: Internal Communication was not sent"]);
    }

    #[test]
    fn users_are_told_only_by_a_message_to_users() {
        let mut drill = Drill::flawless();
        assert!(drill.sees(ID).is_moot());
        drill.happens(told_users());
        drill.holds(ID, "2 messages went out whole");
        assert!(!drill.sees(ID).is_moot());
    }

    fn told_users() -> Event {
        match sent(71, &[]) {
            Event::MessageSent { line, text, holes, .. } => {
                Event::MessageSent { line, audience: Audience::UserFacing, text, holes }
            }
            other => other,
        }
    }

    #[test]
    fn a_blank_that_nobody_filled_is_found_once() {
        let mut drill = Drill::flawless();
        drill.happens(sent(80, &["[Name]", "[HH:MM]"]));
        drill.happens(sent(80, &["[Name]", "[HH:MM]"]));
        drill.is_broken(ID, &["line 80: sent with [Name], [HH:MM] left blank"]);
    }
}
