//! Sessions that end well, and those that do not.

use super::super::testing::{Drill, ran};
use crate::journal::Event;

const ID: &str = "sessions-drained";

fn ended(session: &str, reason: &str) -> Event {
    Event::SessionEnded { session: session.to_owned(), reason: reason.to_owned() }
}

fn round(session: &str) -> Event {
    Event::RoundCompleted { session: session.to_owned() }
}

/// A drill in which nobody's session ends.
fn undrained() -> Drill {
    let mut drill = Drill::flawless();
    drill.forgets(|event| {
        matches!(event, Event::SessionEnded { .. } | Event::RoundCompleted { .. })
    });
    drill.step_ms = 0;
    drill
}

#[test]
fn it_holds_where_every_session_ended_after_a_round_because_the_feature_went_off() {
    let held = "1 session ended after a whole round because the feature went off";
    Drill::flawless().holds(ID, held);
}

#[test]
fn a_session_that_ended_before_the_feature_went_off_may_have_ended_as_it_liked() {
    let mut drill = Drill::flawless();
    drill.before.service.live_sessions.push("pm-2".to_owned());
    drill.events.insert(0, ended("pm-2", "completed"));
    drill.holds_somehow(ID);
}

#[test]
fn a_session_that_lives_on_or_ends_too_late_is_named() {
    let late = "1 session did not end within the longest round after the feature went off: pm-1";
    undrained().is_broken(ID, &[late]);
    let mut drill = Drill::flawless();
    drill.facts.longest_round_ms = 4_000;
    drill.holds_somehow(ID);
    drill.facts.longest_round_ms = 3_999;
    drill.is_broken(ID, &[late]);
}

#[test]
fn a_session_that_began_before_the_feature_went_off_is_counted_too() {
    let mut drill = Drill::flawless();
    drill.events.insert(2, Event::SessionStarted { session: "pm-7".to_owned() });
    let late = "1 session did not end within the longest round after the feature went off: pm-7";
    drill.is_broken(ID, &[late]);
}

#[test]
fn a_session_that_was_cut_is_blamed_on_the_command_that_ran_then() {
    for reason in ["shutdown", "error"] {
        let mut drill = undrained();
        drill.happens(ended("pm-1", reason));
        drill.happens(ran("L4.8.3", 80, "npm run deploy:production"));
        drill.is_broken(ID, &[&format!("80 L4.8.3: session pm-1 was cut: {reason}")]);
    }
}

#[test]
fn a_session_that_ended_within_a_round_or_for_another_reason_did_not_drain() {
    let other = "1 session ended for another reason or within a round: pm-1";
    for events in [
        vec![ended("pm-1", "feature_disabled")],
        vec![round("pm-2"), ended("pm-1", "feature_disabled")],
        vec![round("pm-1"), ended("pm-1", "completed")],
    ] {
        let mut drill = undrained();
        drill.events.extend(events);
        drill.is_broken(ID, &[other]);
    }
}

#[test]
fn a_service_that_never_had_the_feature_off_drains_nobody() {
    let mut drill = undrained();
    drill.forgets(|event| *event == Event::ConfigLoaded { feature_on: false });
    drill.after.service.live_sessions = vec!["pm-1".to_owned()];
    drill.is_broken(ID, &["the feature never went off, with 1 session still live: pm-1"]);
    drill.after.service.live_sessions.clear();
    drill.is_unknown(ID, "the service never had the feature off, and no session is live");
}

#[test]
fn where_no_session_was_live_nothing_is_shown() {
    let mut drill = Drill::flawless();
    drill.before.service.live_sessions.clear();
    drill.is_unknown(ID, "no session was live when the feature went off");
}
