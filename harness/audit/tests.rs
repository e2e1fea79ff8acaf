//! What single lines and small logs are read as.

use std::time::Duration;

use super::*;
use crate::determinism::{Ratio, Tick};

/// 2026-01-28T09:30:00Z
const NOW: Tick = Tick::from_epoch_ms(1_769_592_600_000);

const HOUR: Duration = Duration::from_secs(3600);
const QUARTER: Duration = Duration::from_secs(900);
const MS: Duration = Duration::from_millis(1);

const WINDOWS: Windows =
    Windows { sessions: 3, violations: HOUR, rates: QUARTER, changed_at: None };

fn read(lines: &[String]) -> Summary {
    Summary::of(lines.concat().as_bytes(), NOW, WINDOWS)
}

fn event(at: Tick, session: &str, kind: EventKind) -> String {
    AuditEvent::new(at, session, kind).line()
}

fn start(at: Tick, session: &str) -> String {
    let kind =
        EventKind::SessionStart { team_name: "review".to_owned(), agent_count: 0, agents: vec![] };
    event(at, session, kind)
}

fn end(at: Tick, session: &str, reason: &str) -> String {
    let reason = reason.to_owned();
    let kind = EventKind::SessionEnd { reason, total_rounds: 3, total_responses: 9, duration: 1 };
    event(at, session, kind)
}

fn spawn(at: Tick, status: &str) -> String {
    let kind = EventKind::AgentSpawn {
        agent_id: "a".to_owned(),
        agent_type: "tester".to_owned(),
        context_hash: "0".to_owned(),
        spawn_duration: 50,
        status: status.to_owned(),
    };
    event(at, "s", kind)
}

fn round(at: Tick, duration: u64) -> String {
    event(at, "s", EventKind::RoundComplete { round: 1, duration, consensus: "split".to_owned() })
}

fn violation(at: Tick, control: &str, session: &str) -> String {
    let kind = EventKind::SecurityEvent {
        event: control.to_owned(),
        severity: Severity::Critical,
        agent_id: "a".to_owned(),
        reason: "context of another agent".to_owned(),
        attempted: "read".to_owned(),
    };
    event(at, session, kind)
}

fn names(summary: &Summary) -> Vec<&str> {
    summary.ended.iter().map(|session| session.session.as_str()).collect()
}

#[test]
fn every_kind_of_event_that_is_written_is_read_again() {
    let response = EventKind::AgentResponse {
        agent_id: "a".to_owned(),
        response_hash: "0".to_owned(),
        content_length: 4,
        response_duration: 5,
    };
    let table = [
        (start(NOW, "s"), What::SessionStart),
        (spawn(NOW, "success"), What::AgentSpawn { is_success: true }),
        (spawn(NOW, "failed"), What::AgentSpawn { is_success: false }),
        (event(NOW, "s", response), What::AgentResponse),
        (round(NOW, 58_000), What::RoundComplete { duration_ms: 58_000 }),
        (end(NOW, "s", "error"), What::SessionEnd { ending: Ending::Failure }),
        (
            violation(NOW, "SEC-PM-004", "s"),
            What::SecurityEvent {
                control: "SEC-PM-004".into(),
                severity: Some(Severity::Critical),
            },
        ),
    ];
    for (line, what) in table {
        let record = Record { at: NOW, session: Some("s".into()), what };
        assert_eq!(hear(line.as_bytes()), Heard::Event(record), "{line}");
    }
}

#[test]
fn a_security_event_is_written_with_the_words_of_its_dialect() {
    assert_eq!(
        violation(NOW, "SEC-PM-006", "pm-1"),
        concat!(
            r#"{"timestamp":"2026-01-28T09:30:00.000Z","sessionId":"pm-1","#,
            r#""eventType":"SECURITY_EVENT","event":"SEC-PM-006","severity":"CRITICAL","#,
            r#""agentId":"a","reason":"context of another agent","attempted":"read"}"#,
            "\n"
        )
    );
}

#[test]
fn reasons_known_as_success_or_as_a_stop_are_that_and_all_others_are_failures() {
    let table = [
        ("completed", Ending::Success),
        ("user_exit", Ending::Success),
        ("max_rounds", Ending::Success),
        ("feature_disabled", Ending::Stopped),
        ("shutdown", Ending::Stopped),
        ("error", Ending::Failure),
        ("Completed", Ending::Failure),
        ("", Ending::Failure),
    ];
    for (reason, ending) in table {
        let line = end(NOW, "s", reason);
        let Heard::Event(record) = hear(line.as_bytes()) else { panic!("{line}") };
        assert_eq!(record.what, What::SessionEnd { ending }, "{reason}");
    }
}

#[test]
fn a_field_of_an_odd_type_spoils_only_the_events_that_need_it() {
    let line = |kind: &str, rest: &str| {
        format!(r#"{{"timestamp":"2026-01-28T09:30:00Z","eventType":"{kind}",{rest}}}"#)
    };
    let is_event = |line: String| matches!(hear(line.as_bytes()), Heard::Event(_));
    let odd = r#""duration":{"ms":[1]},"severity":7,"status":null,"reason":1.5,"event":-1"#;
    assert!(is_event(line("AGENT_RESPONSE", odd)));
    assert!(is_event(line("SESSION_START", &format!(r#"{odd},"sessionId":"s""#))));
    assert!(!is_event(line("ROUND_COMPLETE", odd)));
    assert!(!is_event(line("AGENT_SPAWN", odd)));
    assert!(!is_event(line("SECURITY_EVENT", odd)));
    assert!(!is_event(line("SESSION_START", r#""sessionId":null"#)));
    assert!(!is_event(line("ROUND_COMPLETE", r#""duration":58000.5"#)));
    assert!(is_event(line("ROUND_COMPLETE", r#""duration":8640000000"#)));
    assert!(!is_event(line("ROUND_COMPLETE", r#""duration":8640000001"#)));
}

#[test]
fn lines_that_are_no_events_are_counted_with_their_number_and_the_others_are_read() {
    let log = [
        "\u{feff}".to_owned() + &start(NOW, "a"),
        "\r\n".to_owned(),
        "{\"eventType\":\"SESS\n".to_owned(),
        "[\"2026-01-28T09:30:00Z\",\"SESSION_START\",0,\"z\",0,0,0,0]\n".to_owned(),
        "{\"timestamp\":\"2026-01-28T09:30:00Z\"}\n".to_owned(),
        "{\"eventType\":\"SESSION_START\",\"sessionId\":\"b\",\"timestamp\":\"soon\"}\n".to_owned(),
        format!("{{\"eventType\":\"{}\"}}\n", "x".repeat(LINE_BYTES_MAX)),
        "\0\0\n".to_owned(),
        end(NOW, "a", "completed").replace('\n', "\r\n"),
    ];
    let summary = read(&log);
    let bad: Vec<_> =
        summary.lines.bad.first.iter().map(|odd| (odd.line, odd.why.as_str())).collect();
    assert_eq!(
        bad,
        [
            (3, "it is torn"),
            (4, "it is no JSON object"),
            (5, "it has no eventType"),
            (6, "it has no time"),
            (7, "it is longer than 1 MiB"),
            (8, "it is no JSON object"),
        ]
    );
    assert_eq!((summary.lines.read, summary.lines.bad.count), (8, 6));
    assert_eq!((names(&summary), summary.open.len()), (vec!["a"], 0));
}

#[test]
fn a_line_of_a_mebibyte_is_read_and_a_longer_one_is_not() {
    let padded = |length: usize| {
        let line = start(NOW, "a");
        line.replace('\n', &" ".repeat(length - line.len() + 1))
    };
    assert!(matches!(hear(padded(LINE_BYTES_MAX).as_bytes()), Heard::Event(_)));
    let longer = padded(LINE_BYTES_MAX + 1);
    assert_eq!(hear(longer.as_bytes()), Heard::Bad("it is longer than 1 MiB"));
}

#[test]
fn violations_beyond_ten_thousand_are_counted_and_not_kept() {
    let kept = |count: usize| {
        let summary = read(&vec![violation(NOW, "SEC-PM-001", "s"); count]);
        (summary.violations.len(), summary.violations_beyond)
    };
    assert_eq!((kept(10_000), kept(10_001)), ((10_000, 0), (10_000, 1)));
}

#[test]
fn odd_lines_beyond_the_first_twenty_are_still_counted() {
    let summary = read(&vec!["torn {\n".to_owned(); 500]);
    assert_eq!((summary.lines.bad.count, summary.lines.bad.first.len()), (500, 20));
}

#[test]
fn a_log_of_the_second_dialect_cannot_be_read() {
    let log = [
        "{\"event\":\"SPAWN\",\"agentId\":\"a\",\"status\":\"success\"}\n".to_owned(),
        "{\"event\":\"COMPLETE\",\"agentId\":\"a\",\"status\":\"failed\"}\n".to_owned(),
    ];
    let summary = read(&log);
    assert!(!summary.is_readable());
    assert_eq!((summary.lines.second_dialect.count, summary.lines.bad.count), (2, 0));
    assert_eq!(summary.spawns, Spawns::default());
    assert!(!read(&[spawn(NOW, "success")]).is_readable());
    assert!(read(&[start(NOW, "a")]).is_readable());
}

#[test]
fn a_kind_that_the_dialect_does_not_have_is_counted_by_itself() {
    let line = r#"{"timestamp":"2026-01-28T09:30:00Z","eventType":"HEARTBEAT"}"#;
    let summary = read(&[line.to_owned()]);
    let first = Oddity { line: 1, why: "HEARTBEAT".to_owned() };
    assert_eq!(summary.lines.unknown_kinds, Oddities { count: 1, first: vec![first] });
}

#[test]
fn the_sessions_that_ended_last_are_judged_in_the_order_of_their_ends() {
    let log = [
        end(NOW, "d", "error"),
        end(NOW - MS, "c", "completed"),
        end(NOW - HOUR, "a", "error"),
        end(NOW - QUARTER, "b", "user_exit"),
        end(NOW, "e", "feature_disabled"),
        end(NOW, "f", "shutdown"),
    ];
    let summary = read(&log);
    assert_eq!(names(&summary), ["b", "c", "d"]);
    assert_eq!(summary.success_rate(3), Ratio::new(2, 3));
    assert_eq!(summary.success_rate(2), Ratio::new(1, 2));
    assert_eq!(read(&[]).success_rate(3), None);
}

#[test]
fn a_session_is_open_until_it_ends_in_whatever_order_the_lines_come() {
    let (early, late) = (NOW - HOUR, NOW - MS);
    let is_open = |log: &[String]| read(log).open.len() == 1;
    assert!(is_open(&[start(early, "a")]));
    assert!(!is_open(&[start(early, "a"), end(late, "a", "error")]));
    assert!(!is_open(&[end(late, "a", "error"), start(early, "a")]));
    assert!(!is_open(&[start(late, "a"), end(late, "a", "error"), start(late, "a")]));
    assert!(is_open(&[start(late, "a"), end(early, "a", "error")]));
    assert!(is_open(&[start(early, "a"), end(NOW + MS, "a", "error")]));
}

#[test]
fn a_line_that_stands_twice_judges_its_session_once() {
    let twice = end(NOW, "a", "error").repeat(2);
    assert_eq!(names(&read(&[twice, end(NOW, "b", "completed")])), ["a", "b"]);
}

#[test]
fn a_window_is_open_at_its_old_end_and_closed_at_the_present() {
    let counts = |at: Tick| {
        let summary = read(&[violation(at, "SEC-PM-004", "s")]);
        (summary.violations.len(), summary.lines.future.count)
    };
    assert_eq!(counts(NOW - HOUR), (0, 0));
    assert_eq!(counts(NOW - HOUR + MS), (1, 0));
    assert_eq!(counts(NOW), (1, 0));
    assert_eq!(counts(NOW + MS), (0, 1));
    let spawns = |at: Tick| read(&[spawn(at, "failed")]).spawns.failed;
    assert_eq!([NOW - QUARTER, NOW - QUARTER + MS, NOW, NOW + MS].map(spawns), [0, 1, 1, 0]);
    let rounds = |at: Tick| read(&[round(at, 58_000)]).rounds.count;
    assert_eq!([NOW - QUARTER, NOW - QUARTER + MS, NOW, NOW + MS].map(rounds), [0, 1, 1, 0]);
}

#[test]
fn rounds_that_end_behind_a_change_are_also_counted_by_themselves() {
    let changed = NOW - Duration::from_secs(60);
    let windows = Windows { changed_at: Some(changed), ..WINDOWS };
    let log = [round(changed, 50_000), round(changed + MS, 130_000)].concat();
    let summary = Summary::of(log.as_bytes(), NOW, windows);
    assert_eq!(summary.rounds, Rounds { count: 2, sum_ms: 180_000 });
    assert_eq!(summary.rounds_since_change, Rounds { count: 1, sum_ms: 130_000 });
    assert_eq!(summary.rounds.times(45_000), Ratio::new(2, 1));
    assert_eq!(Rounds::default().times(45_000), None);
}

#[test]
fn violations_are_kept_with_time_control_severity_session_and_line() {
    let unknown = violation(NOW, "SEC-PM-001", "t").replace("CRITICAL", "DIRE");
    let summary = read(&[unknown, violation(NOW - MS, "SEC-PM-004", "s")]);
    let kept: Vec<_> = summary
        .violations
        .iter()
        .map(|each| (each.line, each.control.as_str(), each.severity, each.session.as_deref()))
        .collect();
    assert_eq!(
        kept,
        [
            (2, "SEC-PM-004", Some(Severity::Critical), Some("s")),
            (1, "SEC-PM-001", None, Some("t")),
        ]
    );
}
