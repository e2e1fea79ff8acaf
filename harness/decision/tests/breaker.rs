//! The circuit breaker of the built-in runbook, step by step and edge by edge.

use std::time::Duration;

use super::scene::{MINUTE, MS, NOW, Story, runbook, settings, violation};
use crate::audit::Windows;
use crate::decision::{Breaker, BreakerState, Outcome, Signals, Transition, exposure};
use crate::determinism::Tick;
use crate::runbook::{self, Runbook, parse};

const WAIT: Duration = Duration::from_secs(900);

fn built_in() -> runbook::Breaker {
    runbook().breaker.expect("the built-in runbook has a circuit breaker")
}

fn armed() -> Breaker {
    Breaker::new(&built_in(), &settings())
}

/// The built-in runbook with these words replaced.
fn with_words(from: &str, to: &str) -> Runbook {
    let source = runbook().source.to_string();
    assert!(source.contains(from), "{from}");
    parse(&source.replace(from, to), "runbook.md").runbook
}

/// A breaker of the built-in runbook with these words replaced.
fn armed_with_words(from: &str, to: &str) -> Breaker {
    let breaker = with_words(from, to).breaker.expect("it still has a circuit breaker");
    Breaker::new(&breaker, &settings())
}

/// Signals in which both conditions hold.
fn bad() -> Signals {
    Story::with(|story| {
        story.sessions = (69, 31);
        story.lines.push(violation(NOW, "SEC-PM-006", "CRITICAL", "a"));
    })
    .signals()
}

fn well() -> Signals {
    Story::well().signals()
}

/// Signals in which the success rate cannot be decided.
fn unclear() -> Signals {
    let mut signals = bad();
    signals.log.ended.remove(0);
    signals
}

/// A breaker that alerted at `NOW`.
fn alerted() -> Breaker {
    let mut breaker = armed();
    assert_eq!(breaker.step(NOW, &bad(), None).to, BreakerState::Alerted { since: NOW });
    breaker
}

fn outcomes(transition: &Transition) -> Vec<Outcome> {
    transition.conditions.iter().map(|condition| condition.outcome).collect()
}

fn first_step(edit: impl FnOnce(&mut Story)) -> Vec<Outcome> {
    outcomes(&armed().step(NOW, &Story::with(edit).signals(), None))
}

#[test]
fn a_success_rate_of_70_percent_does_not_alert_and_99_sessions_do_not_decide() {
    use Outcome::{DoesNotHold, Holds, Unknown};
    let table = [
        ((70, 30), DoesNotHold),
        ((69, 31), Holds),
        ((69, 30), Unknown),
        ((0, 99), Unknown),
        ((500, 31), Holds),
        ((500, 30), DoesNotHold),
    ];
    for (sessions, expected) in table {
        assert_eq!(first_step(|story| story.sessions = sessions)[1], expected, "{sessions:?}");
    }
}

#[test]
fn one_violation_of_the_last_hour_is_enough_and_one_of_another_control_is_none() {
    use Outcome::{DoesNotHold, Holds};
    let hour = MINUTE * 60;
    let table = [
        ("SEC-PM-004", NOW, Holds),
        ("SEC-PM-006", NOW - hour + MS, Holds),
        ("SEC-PM-006", NOW - hour, DoesNotHold),
        ("SEC-PM-006", NOW + MS, DoesNotHold),
        ("SEC-PM-005", NOW, DoesNotHold),
    ];
    for (control, at, expected) in table {
        let line = violation(at, control, "LOW", "a");
        assert_eq!(first_step(|story| story.lines.push(line))[0], expected, "{control} at {at}");
    }
}

#[test]
fn one_condition_alone_does_not_alert() {
    for edit in [(|story| story.sessions = (0, 100)) as fn(&mut Story), |story| {
        story.lines.push(violation(NOW, "SEC-PM-004", "CRITICAL", "a"));
    }] {
        let step = armed().step(NOW, &Story::with(edit).signals(), None);
        assert!(!step.has_changed());
        assert_eq!((step.to, step.waits_for.len()), (BreakerState::Quiet, 1), "{step:?}");
    }
}

#[test]
fn it_trips_when_the_wait_is_over_and_not_a_millisecond_before() {
    let mut breaker = alerted();
    let early = breaker.step(NOW + WAIT - MS, &bad(), None);
    assert!(!early.has_changed());
    assert_eq!(early.waits_for, ["nobody acts until 2026-01-28T09:45:00.000Z"]);
    let step = breaker.step(NOW + WAIT, &bad(), None);
    assert_eq!(step.to, BreakerState::Tripped { at: NOW + WAIT });
    assert!(step.has_changed() && step.waits_for.is_empty());
}

#[test]
fn once_tripped_it_stays_so() {
    let mut breaker = alerted();
    let tripped = breaker.step(NOW + WAIT, &bad(), None).to;
    for signals in [well(), unclear(), bad()] {
        let step = breaker.step(NOW + WAIT * 2, &signals, Some(NOW + WAIT + MS));
        assert_eq!((step.to, step.has_changed()), (tripped, false));
    }
}

#[test]
fn somebody_who_acts_between_the_alert_and_the_end_of_the_wait_stops_it() {
    let over = NOW + WAIT * 2;
    let at = |acted: Tick| alerted().step(over, &bad(), Some(acted)).to;
    assert_eq!(at(NOW - MS), BreakerState::Tripped { at: over });
    assert_eq!(at(NOW), BreakerState::Intervened { at: NOW });
    assert_eq!(at(NOW + WAIT), BreakerState::Intervened { at: NOW + WAIT });
    assert_eq!(at(NOW + WAIT + MS), BreakerState::Tripped { at: over });
    let mut breaker = alerted();
    let announced = breaker.step(NOW + MINUTE, &bad(), Some(NOW + MINUTE + MS));
    assert!(!announced.has_changed(), "an action of the future is none");
}

#[test]
fn after_an_intervention_it_is_armed_again_when_a_condition_does_not_hold() {
    let mut breaker = alerted();
    let acted = NOW + MINUTE;
    let intervened = BreakerState::Intervened { at: acted };
    assert_eq!(breaker.step(acted, &bad(), Some(acted)).to, intervened);
    for signals in [bad(), unclear()] {
        let step = breaker.step(NOW + WAIT * 2, &signals, Some(acted));
        assert_eq!(step.to, intervened);
        assert!(step.waits_for.last().is_some_and(|it| it.starts_with("somebody acted")));
    }
    assert_eq!(breaker.step(NOW + WAIT * 3, &well(), Some(acted)).to, BreakerState::Quiet);
    let again = NOW + WAIT * 4;
    assert_eq!(breaker.step(again, &bad(), Some(acted)).to, BreakerState::Alerted { since: again });
    let step = breaker.step(again + WAIT, &bad(), Some(acted));
    assert_eq!(step.to, BreakerState::Tripped { at: again + WAIT }, "the old action is too old");
}

#[test]
fn a_condition_that_stops_to_hold_ends_the_alert() {
    let mut breaker = alerted();
    assert_eq!(breaker.step(NOW + MINUTE, &well(), None).to, BreakerState::Quiet);
    let again = NOW + MINUTE * 2;
    assert_eq!(breaker.step(again, &bad(), None).to, BreakerState::Alerted { since: again });
    assert!(!breaker.step(NOW + WAIT, &bad(), None).has_changed());
}

#[test]
fn while_a_condition_cannot_be_decided_it_neither_alerts_nor_trips_and_says_so() {
    let step = armed().step(NOW, &unclear(), None);
    assert_eq!(step.to, BreakerState::Quiet);
    let said = "success rate <70% of the last 100 sessions: cannot be decided, \
                99 sessions are judged, not 100";
    assert_eq!(step.waits_for, [said]);
    let mut breaker = alerted();
    assert_eq!(breaker.step(NOW + WAIT, &unclear(), None).to, BreakerState::Alerted { since: NOW });
    let late = NOW + WAIT + MS;
    assert_eq!(breaker.step(late, &bad(), None).to, BreakerState::Tripped { at: late });
}

#[test]
fn a_log_that_cannot_be_read_or_was_read_with_a_short_window_decides_nothing() {
    let unreadable = first_step(|story| story.sessions = (0, 0));
    assert_eq!(unreadable, [Outcome::Unknown; 2]);
    let mut signals = well();
    signals.log.windows = Windows { violations: MINUTE * 59, ..signals.log.windows };
    assert_eq!(outcomes(&armed().step(NOW, &signals, None))[0], Outcome::Unknown);
    let mut signals = well();
    signals.log.violations_beyond = 1;
    assert_eq!(outcomes(&armed().step(NOW, &signals, None))[0], Outcome::Unknown);
}

#[test]
fn one_that_is_switched_off_never_trips_and_says_so() {
    let mut breaker =
        armed_with_words("  enabled: true\n  conditions:", "  enabled: false\n  conditions:");
    for at in [NOW, NOW + WAIT, NOW + WAIT * 2] {
        let step = breaker.step(at, &bad(), None);
        assert!(!step.has_changed() && step.conditions.is_empty());
        assert!(step.waits_for[0].ends_with("it is switched off"), "{step:?}");
    }
    assert_eq!(breaker.state(), BreakerState::Quiet);
    assert_eq!(armed().obstacle(), None);
}

#[test]
fn one_that_is_not_understood_or_contradicts_itself_stays_quiet_and_says_why() {
    let table = [
        ("ALL of", "ANY of", "it is not said that all conditions have to hold"),
        (
            "duration: 15 minutes",
            "duration: 20 minutes",
            "it waits 1200 s, the sentence beside it says 900 s",
        ),
        (
            "session_success_rate: <70%",
            "session_success_rate: <75%",
            "it says <75%, the sentence beside it says <70%",
        ),
        (
            "session_success_rate: <70%",
            "mood: <70%",
            "'Session success rate <70% over last 100 sessions' is not understood",
        ),
        (
            "session_success_rate: <70%",
            "session_success_rate: low",
            "the condition session_success_rate is not understood",
        ),
        (
            "[ 'SEC-PM-004', 'SEC-PM-006' ]",
            "[ 'SEC-PM-004' ]",
            "the sentence beside it names SEC-PM-004 and SEC-PM-006",
        ),
        (
            "over last 100 sessions",
            "in the last 30 minutes",
            "a success rate over a time is not known",
        ),
    ];
    for (from, to, why) in table {
        let mut breaker = armed_with_words(from, to);
        let obstacle = breaker.obstacle().unwrap_or_default().to_owned();
        assert!(obstacle.contains(why), "{to}: {obstacle}");
        assert!(obstacle.starts_with("line "), "{obstacle}");
        assert!(!breaker.step(NOW, &bad(), None).has_changed());
    }
}

#[test]
fn windows_and_bounds_are_those_of_the_runbook() {
    let mut strict = armed_with_words("violation count >0", "violation count >1");
    assert!(!strict.step(NOW, &bad(), None).has_changed());
    let half_an_hour_ago = NOW - MINUTE * 30;
    for (at, expected) in
        [(half_an_hour_ago, Outcome::DoesNotHold), (half_an_hour_ago + MS, Outcome::Holds)]
    {
        let line = violation(at, "SEC-PM-004", "CRITICAL", "a");
        let signals = Story::with(|story| story.lines.push(line)).signals();
        let mut half = armed_with_words("in last hour", "in last 30 minutes");
        assert_eq!(outcomes(&half.step(NOW, &signals, None))[0], expected, "{at}");
    }
    let mut short = armed_with_words("over last 100 sessions", "over last 40 sessions");
    let few = Story::with(|story| {
        story.sessions = (27, 13);
        story.lines.push(violation(NOW, "SEC-PM-004", "CRITICAL", "a"));
    });
    assert!(short.step(NOW, &few.signals(), None).has_changed());
    let mut long = armed_with_words("over last 100 sessions", "over last 101 sessions");
    assert_eq!(outcomes(&long.step(NOW, &bad(), None))[1], Outcome::Unknown);
}

#[test]
fn between_70_and_80_percent_the_matrix_acts_and_the_breaker_does_not() {
    let matrix = runbook().matrix;
    let found = exposure(&built_in(), &matrix).expect("a stretch");
    assert_eq!(
        (found.breaker.to_string(), found.matrix.to_string()),
        ("<70%".into(), "<80%".into())
    );
    assert_eq!(found.row.condition, matrix[found.row.index].condition);
    let line = runbook().source.lines().nth(found.line as usize - 1).map(str::to_owned);
    assert!(line.is_some_and(|line| line.contains("session_success_rate: <70%")));
}

#[test]
fn a_breaker_as_strict_as_the_matrix_leaves_no_exposure() {
    let exposed = |to: &str| {
        let runbook = with_words("session_success_rate: <70%", to);
        let breaker = runbook.breaker.expect("it still has a circuit breaker");
        exposure(&breaker, &runbook.matrix).is_some()
    };
    assert!(exposed("session_success_rate: <79.999%"));
    assert!(!exposed("session_success_rate: <80%"));
    assert!(!exposed("session_success_rate: <=80%"));
    assert!(!exposed("session_success_rate: '>70%'"));
    assert!(!exposed("mood: <70%"));
}
