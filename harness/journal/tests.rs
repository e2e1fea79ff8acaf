//! The marks of a rollback, read off journals.

use std::time::Duration;

use super::{Change, CommandRecord, Event, Journal, Mark, Timeline};
use crate::determinism::Tick;
use crate::world::Leaves;

fn at(second: u64) -> Tick {
    Tick::from_epoch_ms(second * 1000)
}

fn command(second: u64) -> Event {
    Event::CommandRan(Box::new(record(second)))
}

fn record(second: u64) -> CommandRecord {
    CommandRecord {
        address: "L1.1.1".to_owned(),
        line: 1,
        text: "true".to_owned(),
        exit_code: 0,
        stdout: String::new(),
        stderr: String::new(),
        started: at(second),
        duration_ms: 10,
        interrupted: false,
        improvised: false,
        disappointments: Vec::new(),
        undecided: Vec::new(),
    }
}

fn journal(events: Vec<(u64, Event)>) -> Journal {
    let mut journal = Journal::default();
    for (second, event) in events {
        journal.record(at(second), event);
    }
    journal
}

fn loaded(feature_on: bool) -> Event {
    Event::ConfigLoaded { feature_on }
}

fn ended(session: &str) -> Event {
    Event::SessionEnded { session: session.to_owned(), reason: "feature_disabled".to_owned() }
}

fn shown(timeline: &Timeline) -> Vec<(&'static str, u64)> {
    timeline.marks().map(|(mark, at)| (mark.word(), at.epoch_seconds())).collect()
}

#[test]
fn a_rollback_passes_its_marks_in_order() {
    let detected = Event::Detected {
        line: 3,
        condition: "leak".to_owned(),
        since: Some(at(1)),
        evidence: Vec::new(),
    };
    let decided = Event::Decided { level: 1, within_ms: Some(0), authorities: Vec::new() };
    let role = || "cto".to_owned();
    let approved = Event::Approved { role: role(), asked: at(20), given: at(25) };
    let journal = journal(vec![
        (0, loaded(true)),
        (10, detected),
        (20, decided),
        (20, Event::ApprovalAsked { role: role() }),
        (30, approved),
        (31, command(30)),
        (32, loaded(false)),
        (60, ended("a")),
        (70, ended("b")),
        (80, Event::LevelEnded),
    ]);
    let live = ["a".to_owned(), "b".to_owned()];
    let timeline = Timeline::of(&journal, Leaves::FeatureOff, &live);
    let expected = [
        ("present", 1),
        ("detected", 10),
        ("decided", 20),
        ("authorised", 25),
        ("started", 30),
        ("mitigated", 32),
        ("drained", 70),
        ("restored", 32),
        ("verified", 80),
    ];
    assert_eq!(shown(&timeline), expected);
    assert_eq!(timeline.between(Mark::Started, Mark::Mitigated), Some(Duration::from_secs(2)));
}

#[test]
fn what_comes_back_on_was_never_mitigated() {
    let end = Event::LevelEnded;
    let events = vec![(1, command(1)), (2, loaded(false)), (9, loaded(true)), (10, end)];
    let timeline = Timeline::of(&journal(events), Leaves::FeatureOff, &[]);
    assert_eq!(timeline.at(Mark::Mitigated), None);
    assert_eq!(timeline.at(Mark::Drained), None);
    assert_eq!(timeline.at(Mark::Restored), Some(at(9)));
}

#[test]
fn what_was_off_before_the_first_command_is_nobodys_merit() {
    let events = vec![(0, loaded(false)), (1, command(1)), (10, Event::LevelEnded)];
    let timeline = Timeline::of(&journal(events), Leaves::FeatureOff, &[]);
    assert_eq!(timeline.at(Mark::Mitigated), None);
}

#[test]
fn a_session_that_lives_on_keeps_the_system_from_being_drained() {
    let events =
        vec![(1, command(1)), (2, loaded(false)), (3, ended("a")), (10, Event::LevelEnded)];
    let live = ["a".to_owned(), "b".to_owned()];
    let timeline = Timeline::of(&journal(events), Leaves::FeatureOff, &live);
    assert_eq!(timeline.at(Mark::Mitigated), Some(at(2)));
    assert_eq!(timeline.at(Mark::Drained), None);
}

#[test]
fn an_approval_that_never_came_leaves_the_rollback_unauthorised() {
    let decided = Event::Decided { level: 4, within_ms: None, authorities: Vec::new() };
    let asked = Event::ApprovalAsked { role: "cto".to_owned() };
    let open = journal(vec![(1, decided.clone()), (1, asked)]);
    assert_eq!(Timeline::of(&open, Leaves::FeatureOff, &[]).at(Mark::Authorised), None);
    let alone = journal(vec![(1, decided)]);
    let timeline = Timeline::of(&alone, Leaves::FeatureOff, &[]);
    assert_eq!(timeline.at(Mark::Authorised), Some(at(1)));
}

/// The instant of a mark in seconds, of a level that leaves the feature off.
fn off_at(mark: Mark, events: Vec<(u64, Event)>) -> Option<u64> {
    Timeline::of(&journal(events), Leaves::FeatureOff, &[]).at(mark).map(Tick::epoch_seconds)
}

/// The same of a level that leaves it on.
fn on_at(mark: Mark, events: Vec<(u64, Event)>) -> Option<u64> {
    Timeline::of(&journal(events), Leaves::FeatureOn, &[]).at(mark).map(Tick::epoch_seconds)
}

fn decided() -> Event {
    Event::Decided { level: 4, within_ms: None, authorities: Vec::new() }
}

#[test]
fn the_last_of_several_approvals_is_the_one_that_counts() {
    let asked = |role: &str| Event::ApprovalAsked { role: role.to_owned() };
    let approved = |role: &str, given| Event::Approved {
        role: role.to_owned(),
        asked: at(1),
        given: at(given),
    };
    let roles = [asked("cto"), asked("legal"), approved("cto", 20), approved("legal", 9)];
    let events = std::iter::once(decided()).chain(roles).map(|event| (1, event)).collect();
    assert_eq!(off_at(Mark::Authorised, events), Some(20));
}

#[test]
fn where_nobody_has_to_approve_the_first_decision_counts() {
    let twice = vec![(1, decided()), (7, decided())];
    assert_eq!(off_at(Mark::Authorised, twice.clone()), Some(1));
    assert_eq!(off_at(Mark::Decided, twice), Some(1));
}

#[test]
fn a_command_that_the_runbook_does_not_have_begins_no_rollback() {
    let looked_up = CommandRecord { improvised: true, ..record(1) };
    let events = vec![(1, Event::CommandRan(Box::new(looked_up))), (5, command(5))];
    assert_eq!(off_at(Mark::Started, events), Some(5));
}

#[test]
fn only_what_was_loaded_since_the_first_command_mitigates() {
    let drill = |loads: &[(u64, bool)]| {
        let loads = loads.iter().map(|(second, feature_on)| (*second, loaded(*feature_on)));
        loads.chain([(20, command(5)), (30, Event::LevelEnded)]).collect::<Vec<_>>()
    };
    assert_eq!(off_at(Mark::Mitigated, drill(&[(5, false)])), Some(5));
    assert_eq!(off_at(Mark::Mitigated, drill(&[(4, false)])), None);
    assert_eq!(off_at(Mark::Mitigated, drill(&[(6, false), (8, false)])), Some(6));
    assert_eq!(on_at(Mark::Mitigated, drill(&[(4, true)])), None);
    assert_eq!(on_at(Mark::Mitigated, drill(&[(5, true)])), Some(5));
    assert_eq!(on_at(Mark::Mitigated, drill(&[(6, true), (8, true)])), Some(8));
    assert_eq!(on_at(Mark::Drained, drill(&[(6, true)])), None);
}

#[test]
fn a_config_that_the_service_rejects_leaves_the_feature_off() {
    let rejected = Event::ConfigRejected { why: "not YAML".to_owned() };
    let events = vec![(1, command(1)), (2, rejected), (9, Event::LevelEnded)];
    assert_eq!(off_at(Mark::Mitigated, events.clone()), Some(2));
    assert_eq!(off_at(Mark::Restored, events), Some(2));
}

#[test]
fn sessions_are_drained_when_the_feature_is_off_and_the_last_one_has_ended() {
    let begun = || Event::SessionStarted { session: "a".to_owned() };
    let drill = |events: Vec<(u64, Event)>| {
        let rest = [(9, loaded(false)), (20, Event::LevelEnded)];
        std::iter::once((1, command(1))).chain(events).chain(rest).collect::<Vec<_>>()
    };
    assert_eq!(off_at(Mark::Drained, drill(Vec::new())), Some(9));
    assert_eq!(off_at(Mark::Drained, drill(vec![(2, begun()), (3, ended("a"))])), Some(9));
    assert_eq!(off_at(Mark::Drained, drill(vec![(2, begun())])), None);
}

#[test]
fn what_is_restored_is_restored_between_the_first_command_and_the_last_end() {
    let restarted = || Event::ServiceRestarted { environment: "production".to_owned() };
    let edited = || Event::Noticed {
        address: "L1.1.1".to_owned(),
        line: 1,
        change: Change::ConfigValue { key: "a".to_owned(), before: None, after: None },
    };
    let drill = |second, event| {
        let before = (0, Event::LevelEnded);
        let mut events = vec![before, (second, event), (6, command(5)), (20, Event::LevelEnded)];
        events.sort_by_key(|(second, _)| *second);
        events
    };
    for second in [5, 7, 20] {
        for event in [restarted(), edited(), loaded(true), loaded(false)] {
            assert_eq!(off_at(Mark::Restored, drill(second, event)), Some(second));
        }
    }
    for second in [4, 21] {
        assert_eq!(off_at(Mark::Restored, drill(second, restarted())), None);
    }
    let mut twice = drill(7, restarted());
    twice.insert(2, (6, edited()));
    assert_eq!(off_at(Mark::Restored, twice), Some(7));
    assert_eq!(off_at(Mark::Verified, drill(7, restarted())), Some(20));
}

#[test]
fn a_level_that_did_not_end_is_not_mitigated() {
    assert_eq!(off_at(Mark::Mitigated, vec![(1, command(1)), (2, loaded(false))]), None);
}
