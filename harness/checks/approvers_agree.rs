//! The matrix and the level name the same people.

use std::collections::BTreeSet;

use super::check::{Check, Kind, Scene, Seen, few, unless};
use crate::journal::Event;
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "approvers-agree",
        severity: Severity::Contradiction,
        claim: "The steps of the level wait for the same people whom the matrix names for it.",
        why: "At three in the morning somebody is waited for who was never called.",
        correction: "Name the same authorities in the matrix, in the steps and in the checklist.",
        example: Example {
            wrong: "Matrix: CTO + Security architect. Step 1: approval from CTO, Security architect, \
                Engineering lead",
            right: "Matrix and step 1: CTO + Security architect",
        },
    },
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let mut named: Option<BTreeSet<String>> = None;
    let mut step: Option<(&str, u32)> = None;
    let mut broken = Vec::new();
    for entry in scene.journal.entries() {
        match &entry.event {
            Event::Decided { authorities, .. } => {
                let lower = authorities.iter().map(|role| role.to_lowercase());
                named = Some(named.unwrap_or_default().into_iter().chain(lower).collect());
            }
            Event::StepReached { address, line } => step = Some((address, *line)),
            Event::ApprovalAsked { role } => {
                let Some((named, (address, line))) = named.as_ref().zip(step) else { continue };
                if !named.contains(role) {
                    let matrix = few(named.iter().map(String::as_str));
                    let text = format!("asks for the {role}; the matrix names {matrix}");
                    broken.push(Evidence::at(address, line, text));
                }
            }
            _ => {}
        }
    }
    unless(broken, "nobody is asked whom the matrix does not name")
}

#[cfg(test)]
mod tests {
    use super::super::testing::Drill;
    use crate::journal::Event;

    const ID: &str = "approvers-agree";

    #[test]
    fn a_step_that_asks_for_somebody_else_contradicts_the_matrix() {
        let mut drill = Drill::flawless();
        drill.happens(Event::StepReached { address: "L4.1".to_owned(), line: 9 });
        drill.happens(Event::ApprovalAsked { role: "cto".to_owned() });
        drill.holds(ID, "nobody is asked whom the matrix does not name");
        drill.happens(Event::ApprovalAsked { role: "engineering lead".to_owned() });
        let broken = "9 L4.1: asks for the engineering lead; the matrix names cto";
        drill.is_broken(ID, &[broken]);
    }

    #[test]
    fn several_rows_name_their_people_together_and_the_step_that_asks_is_named() {
        let mut drill = Drill::flawless();
        let authorities = vec!["Engineering lead".to_owned()];
        drill.happens(Event::Decided { level: 3, within_ms: None, authorities });
        drill.happens(Event::StepReached { address: "L4.1".to_owned(), line: 9 });
        for role in ["cto", "engineering lead"] {
            drill.happens(Event::ApprovalAsked { role: role.to_owned() });
        }
        drill.holds_somehow(ID);
        drill.happens(Event::StepReached { address: "L4.2".to_owned(), line: 20 });
        drill.happens(Event::ApprovalAsked { role: "legal".to_owned() });
        let broken = "20 L4.2: asks for the legal; the matrix names cto, engineering lead";
        drill.is_broken(ID, &[broken]);
    }

    #[test]
    fn without_a_decision_there_is_nothing_to_contradict() {
        let mut drill = Drill::flawless();
        drill.forgets(|event| matches!(event, Event::Decided { .. }));
        drill.happens(Event::StepReached { address: "L4.1".to_owned(), line: 9 });
        drill.happens(Event::ApprovalAsked { role: "engineering lead".to_owned() });
        drill.holds_somehow(ID);
    }
}
