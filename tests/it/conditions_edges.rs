//! What is just not a condition, moved over its edge by the least there is; several conditions at
//! once; and the circuit breaker in time.

use std::collections::BTreeSet;
use std::time::Duration;

use rollback_drill::audit::Severity;
use rollback_drill::decision::{About, Breaker, BreakerState, Call, Outcome, exposure};
use rollback_drill::determinism::Tick;
use rollback_drill::drill::{Injection, PastSessions, Span};

use crate::incident::{
    Incident, MINUTE, MS, VARIANTS, condition, conditions, instant, matrices, runbook,
};

/// A twin, moved over its edge.
type Edit = fn(Injection) -> Incident;

/// Moves the twin of each condition by the least there is.
const EDGES: [(&str, Edit); 12] = [
    ("bad-config", |twin| Incident::of(&twin).with_config("maxAgents: 4", "maxAgents: 5")),
    ("compromise", |twin| about(twin, About::Compromise)),
    ("context-leak", a_millisecond_younger),
    ("critical-bug", |mut twin| {
        twin.reports[0].severity = Severity::Critical;
        Incident::of(&twin)
    }),
    ("critical-bug", |twin| Incident::of(&twin).with_failed_tests(1)),
    ("many-critical", |mut twin| {
        assert_eq!(twin.violations[0].session, twin.violations[1].session);
        twin.violations[1].session.push('x');
        Incident::of(&twin)
    }),
    ("memory-boundary", a_millisecond_younger),
    ("session-failures", |mut twin| {
        let sessions = twin.sessions.as_mut().expect("sessions");
        assert_eq!((sessions.ended, sessions.failed), (100, 20));
        sessions.failed += 1;
        Incident::of(&twin)
    }),
    ("slow-rounds", |twin| longer(twin, MS)),
    ("slow-rounds", |twin| longer(twin, Duration::from_secs(1))),
    ("spawn-failures", |mut twin| {
        let spawns = twin.spawns.as_mut().expect("spawns");
        assert_eq!((spawns.tried, spawns.failed), (100, 10));
        spawns.failed += 1;
        Incident::of(&twin)
    }),
    ("vulnerability", |twin| about(twin, About::Vulnerability)),
];

fn about(mut twin: Injection, about: About) -> Incident {
    twin.reports[0].about = about;
    Incident::of(&twin)
}

fn a_millisecond_younger(mut twin: Injection) -> Incident {
    assert_eq!(twin.violations[0].ago.0, MINUTE * 60);
    twin.violations[0].ago.0 -= MS;
    Incident::of(&twin)
}

fn longer(mut twin: Injection, more: Duration) -> Incident {
    let rounds = twin.rounds.as_mut().expect("rounds");
    assert_eq!(rounds.each.0, Duration::from_secs(116));
    rounds.each.0 += more;
    Incident::of(&twin)
}

#[test]
fn what_is_just_not_a_condition_is_one_as_soon_as_it_is_moved_over_its_edge() {
    for (name, edit) in EDGES {
        let condition = condition(name);
        edit(condition.just_not.inject.clone()).calls_for(&condition);
    }
    let rows = conditions().into_iter().filter(|condition| condition.cured_by.is_none());
    let names: BTreeSet<String> = rows.map(|condition| condition.name).collect();
    assert_eq!(names, EDGES.map(|(name, _)| name.to_owned()).into(), "each has its edge");
}

#[test]
fn a_limit_beyond_its_range_is_a_bad_configuration_whichever_it_is() {
    let condition = condition("bad-config");
    let twin = Incident::of(&condition.just_not.inject);
    for (edge, beyond) in [
        ("maxAgents: 4", "maxAgents: 5"),
        ("maxAgents: 4", "maxAgents: 0"),
        ("maxRounds: 10", "maxRounds: 11"),
        ("maxRounds: 10", "maxRounds: 0"),
        ("contextWarning: 100000", "contextWarning: 100001"),
        ("contextLimit: 150000", "contextLimit: 150001"),
        ("costLimit: 50.0", "costLimit: 50.01"),
        ("costLimit: 50.0", "costLimit: 0"),
        ("rolloutPercentage: 100", "rolloutPercentage: 101"),
        ("rolloutPercentage: 100", "rolloutPercentage: -1"),
    ] {
        twin.clone().with_config(edge, beyond).calls_for(&condition);
    }
}

#[test]
fn a_limit_at_the_other_end_of_its_range_is_no_bad_configuration() {
    let twin = Incident::of(&condition("bad-config").just_not.inject);
    for (edge, other) in [
        ("maxAgents: 4", "maxAgents: 1"),
        ("maxRounds: 10", "maxRounds: 1"),
        ("contextWarning: 100000", "contextWarning: 1"),
        ("contextLimit: 150000", "contextLimit: 1"),
        ("costLimit: 50.0", "costLimit: 0.01"),
        ("rolloutPercentage: 100", "rolloutPercentage: 0"),
        ("    rolloutPercentage: 100", ""),
    ] {
        twin.clone().with_config(edge, other).is_quiet(other);
    }
}

/// All that these conditions inject, in one world. The traffic of each counts.
fn storm(names: &[&str]) -> Incident {
    let all = names.iter().map(|name| condition(name).inject);
    all.fold(Incident::of(&Injection::default()), |storm, inject| storm.and(&inject))
}

/// What follows from several conditions: which one is answered first, which one then, and by whom.
struct Answer {
    to: &'static [&'static str],
    first: &'static str,
    then: Option<&'static str>,
    authorities: &'static [&'static str],
}

const ANSWERS: [Answer; 5] = [
    Answer {
        to: &["context-leak", "bad-config", "critical-bug"],
        first: "context-leak",
        then: Some("critical-bug"),
        authorities: &["On-call engineer", "Engineering lead"],
    },
    Answer {
        to: &["bad-config", "vulnerability"],
        first: "bad-config",
        then: Some("vulnerability"),
        authorities: &["DevOps engineer", "Security architect"],
    },
    Answer {
        to: &["critical-bug", "vulnerability"],
        first: "vulnerability",
        then: None,
        authorities: &["Security architect"],
    },
    Answer {
        to: &["memory-boundary", "compromise"],
        first: "compromise",
        then: None,
        authorities: &["CTO", "Security architect"],
    },
    Answer {
        to: &["memory-boundary", "spawn-failures"],
        first: "memory-boundary",
        then: None,
        authorities: &["On-call engineer"],
    },
];

#[test]
fn of_several_conditions_the_most_urgent_goes_first_the_widest_follows_and_all_have_to_agree() {
    for Answer { to, first, then, authorities } in ANSWERS {
        for matrix in matrices() {
            let line = |name: &str| condition(name).row_of(&matrix).expect("a row").span.line;
            let decision = storm(to).decision(&matrix);
            let Call::Due { now, then: wider } = &decision.call else {
                unreachable!("{decision:?}")
            };
            assert_eq!(now.row.line, line(first), "{to:?}");
            assert_eq!(wider.as_ref().map(|wider| wider.row.line), then.map(line), "{to:?}");
            assert_eq!(decision.holding.len(), to.len(), "{decision:?}");
            assert_eq!(decision.authorities(), authorities, "{to:?}");
        }
    }
}

/// A leak, and so many of so many sessions that failed.
fn leak_with(failed: u64, ended: u64) -> Incident {
    let violations = condition("context-leak").inject.violations;
    let over = Span(MINUTE * 120);
    let sessions = Some(PastSessions { ended, failed, over });
    Incident::of(&Injection { violations, sessions, ..Injection::default() })
}

/// The circuit breaker of a runbook of the pack.
fn armed(variant: &str) -> Breaker {
    let plan = runbook(variant).breaker.expect("a circuit breaker");
    Breaker::new(&plan, &crate::incident::pack().decision.expect("settings"))
}

/// Where a breaker stands after looking at `incident` every minute for `minutes`.
fn watched(
    breaker: &mut Breaker,
    incident: &Incident,
    minutes: u32,
    intervention: Option<Tick>,
) -> Vec<BreakerState> {
    let looks = (0..=minutes).map(|minute| incident.at + MINUTE * minute);
    looks.map(|now| breaker.step(now, &incident.signals_at(now), intervention).to).collect()
}

#[test]
fn the_breaker_alerts_at_its_first_look_and_trips_fifteen_minutes_later() {
    for (variant, failed) in [("documented", 31), ("hardened", 21)] {
        let incident = leak_with(failed, 100);
        let states = watched(&mut armed(variant), &incident, 20, None);
        let alerted = BreakerState::Alerted { since: incident.at };
        assert_eq!(states[..15], [alerted; 15], "{variant}");
        let tripped = BreakerState::Tripped { at: incident.at + MINUTE * 15 };
        assert_eq!(states[15..], [tripped; 6], "{variant}");
    }
}

#[test]
fn the_breaker_does_not_trip_when_somebody_acts_before_the_fifteen_minutes_are_over() {
    let incident = leak_with(31, 100);
    for acted in [incident.at, incident.at + MINUTE * 15 - MS, incident.at + MINUTE * 15] {
        let states = watched(&mut armed("documented"), &incident, 30, Some(acted));
        assert_eq!(states[30], BreakerState::Intervened { at: acted }, "{acted}");
        assert!(!states.iter().any(|state| matches!(state, BreakerState::Tripped { .. })));
    }
    let too_late = incident.at + MINUTE * 15 + MS;
    let states = watched(&mut armed("documented"), &incident, 30, Some(too_late));
    assert_eq!(states[30], BreakerState::Tripped { at: incident.at + MINUTE * 15 });
}

#[test]
fn at_exactly_its_bound_the_breaker_stays_quiet() {
    for (variant, failed) in [("documented", 30), ("hardened", 20)] {
        let states = watched(&mut armed(variant), &leak_with(failed, 100), 30, None);
        assert_eq!(states, [BreakerState::Quiet; 31], "{variant}");
    }
}

#[test]
fn with_99_sessions_the_breaker_cannot_decide_and_stays_quiet() {
    for variant in VARIANTS {
        let (incident, mut breaker) = (leak_with(99, 99), armed(variant));
        assert_eq!(watched(&mut breaker, &incident, 30, None), [BreakerState::Quiet; 31]);
        let step = breaker.step(incident.at + MINUTE * 31, &incident.signals_at(incident.at), None);
        let outcomes: Vec<Outcome> = step.conditions.iter().map(|each| each.outcome).collect();
        assert_eq!(outcomes, [Outcome::Holds, Outcome::Unknown], "{variant}");
        assert!(step.waits_for[0].contains("99 sessions are judged, not 100"), "{step:?}");
    }
}

#[test]
fn a_violation_that_grows_older_than_an_hour_ends_the_alert_before_the_breaker_trips() {
    let mut incident = leak_with(31, 100);
    // 50 minutes old at the first look: an hour old at the tenth minute.
    let at = (incident.at - MINUTE * 50).to_string();
    let line = incident.log.iter_mut().find(|line| line.contains("SECURITY_EVENT"));
    let line = line.expect("the violation");
    let was = serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    *line = line.replace(was["timestamp"].as_str().expect("a time"), &at);
    let states = watched(&mut armed("documented"), &incident, 20, None);
    assert_eq!(states[9], BreakerState::Alerted { since: incident.at });
    assert_eq!(states[10..], [BreakerState::Quiet; 11]);
    assert_eq!(instant(&at), incident.at - MINUTE * 50);
}

#[test]
fn between_both_bounds_the_documented_matrix_calls_people_and_no_breaker_comes() {
    let documented = runbook("documented");
    let stretch = exposure(documented.breaker.as_ref().expect("a breaker"), &documented.matrix);
    let stretch = stretch.expect("the breaker asks for less than the matrix");
    let success = condition("session-failures");
    let row = success.row_of(&documented.matrix).expect("a row");
    assert_eq!(stretch.row.line, row.span.line);
    let incident = leak_with(25, 100);
    let decision = incident.decision(&documented.matrix);
    assert!(decision.holding.iter().any(|held| held.line == row.span.line), "{decision:?}");
    assert_eq!(watched(&mut armed("documented"), &incident, 30, None), [BreakerState::Quiet; 31]);
    let hardened = runbook("hardened");
    assert_eq!(exposure(hardened.breaker.as_ref().expect("a breaker"), &hardened.matrix), None);
}
