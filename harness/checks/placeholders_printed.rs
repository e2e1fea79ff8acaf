//! What the operator has to fill in was printed by a command of the runbook.

use std::collections::BTreeSet;

use super::check::{Check, Kind, Scene, Seen, unless};
use crate::journal::{Event, Filled};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "placeholders-printed",
        severity: Severity::Ambiguous,
        claim: "Every value the operator fills in was printed by an earlier command of the level.",
        why: "The operator has to find a value that the runbook never showed, and picks one by \
             feel.",
        correction: "Let an earlier command print the value under the name that the later one \
             uses, or keep it in a variable.",
        example: Example {
            wrong: "git revert <phase-2-commit>",
            right: "git log --format='%h %s' --grep='Phase 2'   # prints <phase-2-commit>",
        },
    },
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let mut printed = BTreeSet::new();
    let mut broken = Vec::new();
    let mut filled = 0;
    for entry in scene.journal.entries() {
        match &entry.event {
            Event::CommandRan(command) if !command.improvised => {
                printed.insert(command.address.as_str());
            }
            Event::PlaceholderFilled(hole) => {
                filled += 1;
                let source = hole.printed_by.as_deref();
                if !source.is_some_and(|address| printed.contains(address)) {
                    broken.push(looked_up(hole));
                }
            }
            _ => {}
        }
    }
    unless(
        broken,
        match filled {
            0 => "no placeholder had to be filled".to_owned(),
            1 => "1 placeholder was filled from what was printed".to_owned(),
            count => format!("{count} placeholders were filled from what was printed"),
        },
    )
}

fn looked_up(hole: &Filled) -> Evidence {
    let name = &hole.name;
    let text =
        format!("no earlier command printed a value for <{name}>; the operator had to look it up");
    Evidence::at(&hole.address, hole.line, text)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, filled, ran, record};
    use crate::journal::Event;

    const ID: &str = "placeholders-printed";
    const LOOKED_UP: &str = "20 L4.2.1: no earlier command printed a value for <commit-hash>; \
                             the operator had to look it up";

    fn is_filled(event: &Event) -> bool {
        matches!(event, Event::PlaceholderFilled(_))
    }

    #[test]
    fn it_holds_where_an_earlier_command_printed_the_value() {
        let mut drill = Drill::flawless();
        drill.holds(ID, "1 placeholder was filled from what was printed");
        drill.happens(filled(Some("L4.2.1")));
        drill.holds(ID, "2 placeholders were filled from what was printed");
    }

    #[test]
    fn it_holds_where_there_was_nothing_to_fill() {
        let mut drill = Drill::flawless();
        drill.forgets(is_filled);
        drill.holds(ID, "no placeholder had to be filled");
    }

    #[test]
    fn a_value_that_was_looked_up_is_shown_where_it_was_typed() {
        let mut drill = Drill::flawless();
        drill.happens(filled(None));
        drill.is_broken(ID, &[LOOKED_UP]);
    }

    #[test]
    fn a_command_that_runs_later_or_never_printed_nothing_yet() {
        for source in ["L4.7.1", "L4.8.1"] {
            let mut drill = Drill::flawless();
            drill.forgets(is_filled);
            drill.happens(filled(Some(source)));
            drill.happens(ran("L4.7.1", 70, "git log"));
            drill.is_broken(ID, &[LOOKED_UP]);
        }
    }

    #[test]
    fn what_the_operator_ran_on_their_own_is_no_command_of_the_runbook() {
        let mut drill = Drill::flawless();
        drill.forgets(is_filled);
        let mut own = record("L4.7.1", 70, "git log --grep 1");
        own.improvised = true;
        drill.happens(Event::CommandRan(Box::new(own)));
        drill.happens(filled(Some("L4.7.1")));
        drill.is_broken(ID, &[LOOKED_UP]);
    }
}
