//! Every command does what the runbook expects of it.

use super::check::{Check, Kind, Scene, Seen};
use crate::journal::Event;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "commands-as-expected",
        severity: Severity::Fails,
        claim: "Every command exits and prints as the runbook says, zero where it says nothing.",
        why: "A command that fails in the middle of a rollback leaves half of it done, and the \
             person at the keyboard has to guess what is next.",
        correction: "Write a command that works in the world it meets, and say what it prints and \
             what to do where it does not.",
        example: Example { wrong: "rm docs/FEATURE*.md", right: "rm -f docs/FEATURE*.md" },
    },
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let mut broken = Vec::new();
    let mut unknown = Vec::new();
    let mut count = 0;
    for entry in scene.journal.entries() {
        match &entry.event {
            Event::CommandRan(command) if !command.improvised => {
                count += 1;
                let at = |text: &String| Evidence::at(&command.address, command.line, text.clone());
                broken.extend(command.disappointments.iter().map(at));
                unknown.extend(command.undecided.iter().map(at));
            }
            Event::Stuck { address, line, why } => {
                let text = format!("the operator could not go on: {why}");
                broken.push(Evidence::at(address, *line, text));
            }
            Event::Unmodelled { address, line, what } => {
                let text = format!("nobody knows what it does, it is not modelled: {what}");
                unknown.push(Evidence::at(address, *line, text));
            }
            _ => {}
        }
    }
    match (count, unknown.is_empty()) {
        _ if !broken.is_empty() => (Outcome::Broken, broken),
        (_, false) => (Outcome::Unknown, unknown),
        (0, true) => (Outcome::Unknown, vec![Evidence::of("no command of the runbook was run")]),
        (_, true) => (Outcome::Held, vec![Evidence::of(held(count))]),
    }
}

fn held(count: usize) -> String {
    match count {
        1 => "1 command exited and printed as expected".to_owned(),
        count => format!("{count} commands exited and printed as expected"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, record};
    use crate::journal::{CommandRecord, Event};

    const ID: &str = "commands-as-expected";
    const FAILED: &str = "exited with 130: Terminated";

    fn failed() -> CommandRecord {
        let mut command = record("L4.9.1", 90, "npm test");
        command.exit_code = 130;
        command.disappointments = vec![FAILED.to_owned(), "printed nothing".to_owned()];
        command
    }

    fn ran(command: CommandRecord) -> Event {
        Event::CommandRan(Box::new(command))
    }

    fn stuck() -> Event {
        let why = "nothing gives a value for <sid>".to_owned();
        Event::Stuck { address: "L4.9.2".to_owned(), line: 91, why }
    }

    fn unmodelled() -> Event {
        let what = "awk --bignum".to_owned();
        Event::Unmodelled { address: "L4.9.3".to_owned(), line: 92, what }
    }

    #[test]
    fn it_holds_while_no_command_disappoints() {
        let mut drill = Drill::flawless();
        drill.holds(ID, "3 commands exited and printed as expected");
        drill.forgets(|e| matches!(e, Event::CommandRan(c) if c.address != "L4.1.1"));
        drill.holds(ID, "1 command exited and printed as expected");
    }

    #[test]
    fn every_disappointment_is_told_at_its_command() {
        let mut drill = Drill::flawless();
        drill.happens(ran(failed()));
        let evidence = [&format!("90 L4.9.1: {FAILED}"), "90 L4.9.1: printed nothing"];
        drill.is_broken(ID, &evidence);
    }

    #[test]
    fn what_only_people_can_judge_is_unknown_and_never_held() {
        let mut drill = Drill::flawless();
        let mut command = record("L4.9.1", 90, "npm test");
        command.undecided = vec!["only people can judge".to_owned()];
        drill.happens(ran(command.clone()));
        drill.is_unknown(ID, "90 L4.9.1: only people can judge");
        command.disappointments = vec![FAILED.to_owned()];
        drill.happens(ran(command));
        drill.is_broken(ID, &[&format!("90 L4.9.1: {FAILED}")]);
    }

    #[test]
    fn an_exit_code_that_the_runbook_expects_disappoints_nobody() {
        let mut drill = Drill::flawless();
        let mut command = failed();
        command.disappointments.clear();
        drill.happens(ran(command));
        drill.holds(ID, "4 commands exited and printed as expected");
    }

    #[test]
    fn what_the_operator_ran_on_their_own_is_not_the_runbooks_fault() {
        let mut drill = Drill::flawless();
        let mut command = failed();
        command.improvised = true;
        drill.happens(ran(command));
        drill.holds(ID, "3 commands exited and printed as expected");
    }

    #[test]
    fn an_operator_who_is_stuck_was_left_alone_by_the_runbook() {
        let mut drill = Drill::flawless();
        drill.happens(stuck());
        let why = "91 L4.9.2: the operator could not go on: nothing gives a value for <sid>";
        drill.is_broken(ID, &[why]);
        drill.forgets(|event| matches!(event, Event::CommandRan(_)));
        drill.is_broken(ID, &[why]);
    }

    #[test]
    fn a_drill_without_a_command_shows_nothing() {
        let mut drill = Drill::flawless();
        drill.forgets(|event| matches!(event, Event::CommandRan(_)));
        drill.is_unknown(ID, "no command of the runbook was run");
    }

    #[test]
    fn a_command_that_is_not_modelled_is_unknown_and_hides_no_failure() {
        let mut drill = Drill::flawless();
        drill.happens(unmodelled());
        drill.is_unknown(
            ID,
            "92 L4.9.3: nobody knows what it does, it is not modelled: awk --bignum",
        );
        drill.happens(stuck());
        drill.is_broken(
            ID,
            &["91 L4.9.2: the operator could not go on: nothing gives a value for <sid>"],
        );
    }
}
