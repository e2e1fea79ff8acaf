//! The feature is off where it counts: in the running service.

use super::check::{Check, Kind, Scene, Seen, counted, few};
use crate::journal::{CommandRecord, Event};
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "feature-off-in-service",
        severity: Severity::Fails,
        claim: "The running service, asked at the end, offers no session of the feature and has \
             none.",
        why: "The incident goes on while the ticket says that it was mitigated.",
        correction: "Switch the feature off where the running service reads it, and ask the \
             running service, not the terminal.",
        example: Example {
            wrong: "export FEATURE_ENABLED=false",
            right: "yq -i '.features.feature.enabled = false' config.yaml && curl -fsS \
                 localhost:4100/features | grep '\"feature\":false'",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let service = &scene.after.service;
    if !service.runs {
        return (Outcome::Broken, vec![Evidence::of("the service does not run at all")]);
    }
    let live = &service.live_sessions;
    if service.party_mode {
        let mut evidence = vec![Evidence::of(format!(
            "the service answers that the feature is on, with {}, in its environment {}",
            counted(live.len(), "live session"),
            service.environment,
        ))];
        evidence.extend(false_assurances(scene));
        return (Outcome::Broken, evidence);
    }
    if live.is_empty() {
        return (Outcome::Held, vec![Evidence::of("the service answers that the feature is off")]);
    }
    let names = few(live.iter().map(String::as_str));
    let count = counted(live.len(), "session");
    let why =
        format!("the service answers that the feature is off, but {count} did not end: {names}");
    (Outcome::Unknown, vec![Evidence::of(why)])
}

/// Commands that printed that the feature is off while the service had it on.
fn false_assurances(scene: &Scene<'_>) -> Vec<Evidence> {
    let mut is_on = scene.before.service.party_mode;
    let mut found = Vec::new();
    for entry in scene.journal.entries() {
        match &entry.event {
            Event::ConfigLoaded { feature_on } => is_on = *feature_on,
            Event::ConfigRejected { .. } => is_on = false,
            Event::CommandRan(command) if is_on && says_off(scene, command) => {
                let said = command.stdout.trim();
                let text = format!("it printed \"{said}\" while the service had the feature on");
                found.push(Evidence::at(&command.address, command.line, text));
            }
            _ => {}
        }
    }
    found
}

/// Says whether a command of the runbook is about the feature and its whole output is one short
/// claim that ends in `false`, such as `Party Mode: false`.
fn says_off(scene: &Scene<'_>, command: &CommandRecord) -> bool {
    let said = command.stdout.trim();
    let is_claim = said.lines().count() == 1 && said.rsplit(' ').next() == Some("false");
    let whole = format!("{} {said}", command.text).to_lowercase();
    let is_meant = scene.facts.feature_words.iter().any(|word| whole.contains(word.as_str()));
    is_claim && is_meant && !command.improvised
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, record};
    use crate::journal::{CommandRecord, Event};

    const ID: &str = "feature-off-in-service";
    const ON: &str = "the service answers that the feature is on, with 0 live sessions, \
                      in its environment production";
    const ASSURED: &str =
        "90 L4.9.1: it printed \"Party Mode: false\" while the service had the feature on";

    /// A drill after which the service still has the feature on.
    fn still_on() -> Drill {
        let mut drill = Drill::flawless();
        drill.after.service.party_mode = true;
        drill.forgets(|event| matches!(event, Event::ConfigLoaded { .. }));
        drill
    }

    fn asked() -> CommandRecord {
        let mut command = record("L4.9.1", 90, "node -e '...'");
        command.stdout = "Party Mode: false\n".to_owned();
        command
    }

    fn ran(command: CommandRecord) -> Event {
        Event::CommandRan(Box::new(command))
    }

    #[test]
    fn it_holds_where_the_service_answers_off() {
        Drill::flawless().holds(ID, "the service answers that the feature is off");
    }

    #[test]
    fn a_service_that_does_not_run_is_not_off() {
        let mut drill = Drill::flawless();
        drill.after.service.runs = false;
        drill.is_broken(ID, &["the service does not run at all"]);
    }

    #[test]
    fn a_service_that_still_offers_the_feature_says_in_which_environment() {
        let mut drill = still_on();
        drill.is_broken(ID, &[ON]);
        drill.after.service.environment = "staging".to_owned();
        drill.after.service.live_sessions = vec!["pm-1".to_owned()];
        drill.is_broken(
            ID,
            &["the service answers that the feature is on, with 1 live session, \
               in its environment staging"],
        );
    }

    #[test]
    fn sessions_that_outlive_the_feature_leave_it_open() {
        let mut drill = Drill::flawless();
        drill.after.service.live_sessions = vec!["pm-1".to_owned(), "pm-2".to_owned()];
        drill.is_unknown(
            ID,
            "the service answers that the feature is off, but 2 sessions did not end: pm-1, pm-2",
        );
    }

    #[test]
    fn a_command_that_assured_the_operator_falsely_is_named() {
        let mut drill = still_on();
        drill.happens(ran(asked()));
        drill.is_broken(ID, &[ON, ASSURED]);
    }

    #[test]
    fn a_bare_false_counts_where_the_command_asks_for_the_feature() {
        let mut drill = still_on();
        let mut command = asked();
        command.text = "node -p \"flags.isEnabled('partyMode')\"".to_owned();
        command.stdout = "false\n".to_owned();
        drill.happens(ran(command));
        let said = "90 L4.9.1: it printed \"false\" while the service had the feature on";
        drill.is_broken(ID, &[ON, said]);
    }

    #[test]
    fn what_is_no_claim_about_the_feature_assures_nobody() {
        for said in
            ["core.bare false\n", "Party Mode: true\n", "Party Mode on\nsearch: false\n", ""]
        {
            let mut drill = still_on();
            let mut command = asked();
            command.stdout = said.to_owned();
            drill.happens(ran(command));
            drill.is_broken(ID, &[ON]);
        }
    }

    #[test]
    fn what_the_operator_asked_on_their_own_is_not_the_runbooks_claim() {
        let mut drill = still_on();
        let mut command = asked();
        command.improvised = true;
        drill.happens(ran(command));
        drill.is_broken(ID, &[ON]);
    }

    #[test]
    fn a_claim_that_was_true_when_it_was_printed_is_not_blamed() {
        for off in [
            Event::ConfigLoaded { feature_on: false },
            Event::ConfigRejected { why: "a tab".to_owned() },
        ] {
            let mut drill = still_on();
            drill.happens(off);
            drill.happens(ran(asked()));
            drill.happens(Event::ConfigLoaded { feature_on: true });
            drill.is_broken(ID, &[ON]);
            drill.happens(ran(asked()));
            drill.is_broken(ID, &[ON, ASSURED]);
        }
    }
}
