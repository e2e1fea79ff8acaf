//! Whoever asks for a session afterwards gets what the level promises.

use super::check::{Check, Kind, Scene, Seen, counted, few};
use crate::journal::Event;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "requests-answered",
        severity: Severity::Fails,
        claim: "After the operator is done, whoever asks for a session gets a single agent, or a \
             session where the level keeps the feature.",
        why: "A rollback that leaves users without any answer has replaced one outage by another.",
        correction: "End the level with a request of a user, and read what the service did with it.",
        example: Example {
            wrong: "Expected: Router spawns single agent instead",
            right: "tail -n 20 audit.jsonl | grep -c SESSION_START  # Expected: 0, after a request",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let entries = scene.journal.entries().iter();
    let later = entries.skip(counted_from(scene)).map(|entry| &entry.event);
    let (mut started, mut refused) = (Vec::new(), 0);
    for event in later {
        match event {
            Event::SessionStarted { session } => started.push(session.as_str()),
            Event::SessionRefused => refused += 1,
            _ => {}
        }
    }
    let sessions = counted(started.len(), "request");
    let agents = counted(refused, "request");
    let (outcome, text) = match (started.is_empty(), refused, scene.facts.keeps_feature) {
        (true, 0, _) => (Outcome::Unknown, "nobody asked for a session afterwards".to_owned()),
        (true, _, false) => (Outcome::Held, format!("{agents} got a single agent")),
        (false, _, true) => (Outcome::Held, format!("{sessions} got a session")),
        (true, _, true) => {
            (Outcome::Broken, format!("{agents} got a single agent, none a session"))
        }
        (false, _, false) => {
            (Outcome::Broken, format!("{sessions} got a session: {}", few(started)))
        }
    };
    (outcome, vec![Evidence::of(text)])
}

/// The entry from which on requests count: the end of the level. Where the level keeps the feature,
/// what the service last read with the feature on is in force from there on: a config may let in no
/// more than a share of those who ask, and the few who ask after the end may all be left out.
fn counted_from(scene: &Scene<'_>) -> usize {
    let entries = scene.journal.entries();
    let place = |event: &Event| entries.iter().rposition(|entry| entry.event == *event);
    let end = place(&Event::LevelEnded).unwrap_or(entries.len());
    let begin = entries
        .iter()
        .position(|entry| matches!(entry.event, Event::LevelStarted { .. }))
        .unwrap_or(entries.len());
    let back = place(&Event::ConfigLoaded { feature_on: true }).filter(|at| *at > begin);
    back.filter(|_| scene.facts.keeps_feature).map_or(end, |back| back.min(end))
}

#[cfg(test)]
mod tests {
    use super::super::testing::Drill;
    use crate::journal::Event;

    const ID: &str = "requests-answered";

    /// A drill at whose end these requests are answered.
    fn answered(keeps_feature: bool, events: &[Event]) -> Drill {
        let mut drill = Drill::flawless();
        drill.facts.keeps_feature = keeps_feature;
        let end = drill.position(&Event::LevelEnded);
        drill.events.truncate(end + 1);
        drill.events.extend(events.iter().cloned());
        drill
    }

    fn session() -> Event {
        Event::SessionStarted { session: "pm-9".to_owned() }
    }

    #[test]
    fn a_level_that_takes_the_feature_away_answers_with_a_single_agent_and_with_no_session() {
        let refused = Event::SessionRefused;
        answered(false, &[refused.clone(), refused.clone()])
            .holds(ID, "2 requests got a single agent");
        answered(false, &[refused, session()]).is_broken(ID, &["1 request got a session: pm-9"]);
    }

    #[test]
    fn a_level_that_keeps_the_feature_answers_with_a_session() {
        answered(true, &[session(), Event::SessionRefused]).holds(ID, "1 request got a session");
        answered(true, &[Event::SessionRefused])
            .is_broken(ID, &["1 request got a single agent, none a session"]);
    }

    #[test]
    fn a_feature_that_is_back_is_judged_from_the_moment_at_which_the_service_read_so() {
        let mut drill = answered(true, &[Event::SessionRefused]);
        drill.happens(session());
        drill.happens(Event::ConfigLoaded { feature_on: true });
        drill.is_broken(ID, &["1 request got a single agent, none a session"]);
        drill.happens(session());
        drill.holds(ID, "1 request got a session");
        drill.facts.keeps_feature = false;
        drill.holds(ID, "1 request got a single agent");
    }

    #[test]
    fn a_world_in_which_nobody_asked_shows_nothing_whatever_was_answered_before() {
        for keeps_feature in [true, false] {
            let mut drill = answered(keeps_feature, &[]);
            drill.happens(Event::SessionRefused);
            drill.happens(session());
            drill.is_unknown(ID, "nobody asked for a session afterwards");
        }
    }
}
