//! Once the rollback is done, nobody gets a session.

use super::check::{Check, Kind, Scene, Seen, counted, few};
use crate::journal::Event;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "no-session-after-disable",
        severity: Severity::Fails,
        claim: "No session starts once the service has the feature off or the operator is done.",
        why: "New users are let in to what was just declared dangerous.",
        correction: "Close the entrance first, in the running service, and watch until nothing \
             new starts.",
        example: Example {
            wrong: "export FEATURE_ENABLED=false",
            right: "curl -fsS -X POST localhost:4100/features/feature/disable",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let Some((last, when)) = disabled(scene) else {
        return (Outcome::Unknown, vec![Evidence::of("the level has no end in the journal")]);
    };
    // By place in the journal, not by time: many things happen in one millisecond.
    let later = scene.journal.entries().iter().skip(last + 1).map(|entry| &entry.event);
    let late: Vec<&str> = later.clone().filter_map(started).collect();
    let refused = later.filter(|event| **event == Event::SessionRefused).count();
    if !late.is_empty() {
        let (count, names) = (counted(late.len(), "session"), few(late));
        let text = format!("{count} started after {when}: {names}");
        return (Outcome::Broken, vec![Evidence::of(text)]);
    }
    if refused == 0 {
        let why = format!("nobody asked for a session after {when}");
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    let text = format!("{} after {when} got a single agent", counted(refused, "request"));
    (Outcome::Held, vec![Evidence::of(text)])
}

/// The entry from which on no session may start, and what it is: the service's own switch-off where
/// it is still off at the end, else the end of the level.
fn disabled(scene: &Scene<'_>) -> Option<(usize, String)> {
    let entries = scene.journal.entries();
    let ended = entries.iter().rposition(|entry| entry.event == Event::LevelEnded)?;
    Some(match scene.journal.off_since().filter(|index| *index < ended) {
        Some(index) => (index, format!("the service had the feature off ({})", entries[index].at)),
        None => (ended, format!("the operator was done ({})", entries[ended].at)),
    })
}

fn started(event: &Event) -> Option<&str> {
    match event {
        Event::SessionStarted { session } => Some(session),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Drill;
    use crate::journal::Event;

    const ID: &str = "no-session-after-disable";
    const OFF: Event = Event::ConfigLoaded { feature_on: false };
    const ON: Event = Event::ConfigLoaded { feature_on: true };

    fn session(id: &str) -> Event {
        Event::SessionStarted { session: id.to_owned() }
    }

    fn is_refusal(event: &Event) -> bool {
        *event == Event::SessionRefused
    }

    #[test]
    fn it_holds_where_requests_after_the_switch_off_are_refused() {
        let drill = Drill::flawless();
        let when = "the service had the feature off (2026-01-28T10:00:12.000Z)";
        drill.holds(ID, &format!("2 requests after {when} got a single agent"));
    }

    #[test]
    fn a_session_before_the_switch_off_is_nobodys_harm() {
        let mut drill = Drill::flawless();
        let off = drill.position(&OFF);
        drill.events.insert(off, session("pm-7"));
        let when = "the service had the feature off (2026-01-28T10:00:13.000Z)";
        drill.holds(ID, &format!("2 requests after {when} got a single agent"));
    }

    #[test]
    fn sessions_after_the_switch_off_are_counted_and_named() {
        let mut drill = Drill::flawless();
        drill.happens(session("pm-7"));
        let when = "the service had the feature off (2026-01-28T10:00:12.000Z)";
        drill.is_broken(ID, &[&format!("1 session started after {when}: pm-7")]);
        drill.events.extend(["pm-8", "pm-9", "pm-10"].map(session));
        let names = "pm-7, pm-8, pm-9 and 1 more";
        drill.is_broken(ID, &[&format!("4 sessions started after {when}: {names}")]);
    }

    #[test]
    fn a_session_in_the_very_millisecond_of_the_switch_off_is_told_by_its_order() {
        let mut drill = Drill::flawless();
        drill.step_ms = 0;
        let off = drill.position(&OFF);
        drill.events.insert(off, session("pm-7"));
        let when = "the service had the feature off (2026-01-28T10:00:00.000Z)";
        drill.holds(ID, &format!("2 requests after {when} got a single agent"));
        drill.events.insert(off + 2, session("pm-8"));
        drill.is_broken(ID, &[&format!("1 session started after {when}: pm-8")]);
    }

    #[test]
    fn a_service_that_was_never_off_is_judged_from_the_end_of_the_level() {
        let mut drill = Drill::flawless();
        drill.forgets(|event| *event == OFF);
        drill.happens(session("pm-7"));
        let when = "the operator was done (2026-01-28T10:00:14.000Z)";
        drill.holds(ID, &format!("1 request after {when} got a single agent"));
        drill.events.push(session("pm-8"));
        drill.is_broken(ID, &[&format!("1 session started after {when}: pm-8")]);
    }

    #[test]
    fn a_service_that_was_switched_on_again_was_not_disabled_then() {
        let mut drill = Drill::flawless();
        for event in [session("pm-7"), ON, session("pm-8"), OFF] {
            drill.happens(event);
        }
        let when = "the service had the feature off (2026-01-28T10:00:17.000Z)";
        drill.holds(ID, &format!("1 request after {when} got a single agent"));
    }

    #[test]
    fn a_switch_off_after_the_operator_was_done_excuses_nothing() {
        let mut drill = Drill::flawless();
        drill.forgets(|event| *event == OFF);
        drill.events.extend([session("pm-7"), OFF]);
        let when = "the operator was done (2026-01-28T10:00:13.000Z)";
        drill.is_broken(ID, &[&format!("1 session started after {when}: pm-7")]);
    }

    #[test]
    fn a_config_that_the_service_cannot_read_switches_it_off_once() {
        let mut drill = Drill::flawless();
        let off = drill.position(&OFF);
        drill.events[off] = Event::ConfigRejected { why: "a tab".to_owned() };
        drill.happens(OFF);
        drill.happens(session("pm-7"));
        let when = "the service had the feature off (2026-01-28T10:00:12.000Z)";
        drill.is_broken(ID, &[&format!("1 session started after {when}: pm-7")]);
    }

    #[test]
    fn where_nobody_asked_for_a_session_nothing_is_shown() {
        let mut drill = Drill::flawless();
        drill.forgets(is_refusal);
        let when = "the service had the feature off (2026-01-28T10:00:12.000Z)";
        drill.is_unknown(ID, &format!("nobody asked for a session after {when}"));
        drill.events.insert(0, Event::SessionRefused);
        let when = "the service had the feature off (2026-01-28T10:00:13.000Z)";
        drill.is_unknown(ID, &format!("nobody asked for a session after {when}"));
    }

    #[test]
    fn a_journal_without_the_end_of_the_level_shows_nothing() {
        let mut drill = Drill::flawless();
        drill.forgets(|event| *event == Event::LevelEnded);
        drill.is_unknown(ID, "the level has no end in the journal");
    }
}
