//! A level that does not help says which one follows.

use super::check::{Check, Kind, Scene, Seen, unless};
use crate::journal::Event;
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "escalation-leads-on",
        severity: Severity::Ambiguous,
        claim: "A level after which the condition goes on says which wider level follows.",
        why: "The rollback is done, the damage goes on, and nobody knows what to do next.",
        correction: "Name the next level under \"If it fails\".",
        example: Example {
            wrong: "**If Rollback Fails**:\n- Look into it",
            right: "**If Rollback Fails**:\n- Escalate to Level 3 (Code Rollback)",
        },
    },
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let mut count = 0;
    let mut broken = Vec::new();
    for entry in scene.journal.entries() {
        match entry.event {
            Event::Escalated { to: Some(_), .. } => count += 1,
            Event::Escalated { from, to: None, line } => {
                let text = "did not help, and it names no wider level to go to";
                broken.push(Evidence::at(&format!("L{from}"), line, text));
            }
            _ => {}
        }
    }
    let held = match count {
        0 => "no level had to be followed by a wider one".to_owned(),
        1 => "a wider level was named".to_owned(),
        more => format!("a wider level was named {more} times"),
    };
    unless(broken, held)
}

#[cfg(test)]
mod tests {
    use super::super::testing::Drill;
    use crate::journal::Event;

    const ID: &str = "escalation-leads-on";

    #[test]
    fn a_level_that_leads_nowhere_is_found() {
        let mut drill = Drill::flawless();
        drill.holds(ID, "no level had to be followed by a wider one");
        drill.happens(Event::Escalated { from: 2, to: Some(3), line: 40 });
        drill.holds(ID, "a wider level was named");
        drill.happens(Event::Escalated { from: 3, to: None, line: 60 });
        let why = "60 L3: did not help, and it names no wider level to go to";
        drill.is_broken(ID, &[why]);
    }
}
