//! What follows when rows hold, alone and together.

use std::time::Duration;

use super::scene::{MINUTE, NOW, Story, report, row, runbook, violation};
use crate::audit::Severity;
use crate::decision::{About, Action, Call, ConfigFault, Decision, decide, detect};
use crate::determinism::Tick;
use crate::runbook::{Urgency, parse};

fn decision(edit: impl FnOnce(&mut Story)) -> Decision {
    let matrix = runbook().matrix;
    decide(&matrix, &detect(&matrix, &Story::with(edit).signals()))
}

fn due(decision: Decision) -> (Action, Option<Action>) {
    let Call::Due { now, then } = decision.call else { panic!("{decision:?}") };
    (*now, then.map(|then| *then))
}

fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 3600)
}

/// The decision on rows that all ask about reports, so that any of them can hold.
fn of_rows(rows: &[&str], about: &[About]) -> Decision {
    let head = "| Condition | Level | Urgency | Authority |\n| --- | --- | --- | --- |";
    let text = format!("{head}\n{}\n", rows.join("\n"));
    let matrix = parse(&text, "matrix.md").runbook.matrix;
    assert_eq!(matrix.len(), rows.len());
    let story = Story::with(|story| {
        story.reports = about.iter().map(|about| report(*about, Severity::Critical, NOW)).collect();
    });
    decide(&matrix, &detect(&matrix, &story.signals()))
}

#[test]
fn every_row_of_the_built_in_matrix_calls_for_its_level_urgency_and_authority_when_it_holds_alone()
{
    type Edit = fn(&mut Story);
    let table: [(usize, Edit, u8, Duration, &[&str]); 9] = [
        (
            row::ISOLATION,
            |story| story.lines.push(violation(NOW, "SEC-PM-004", "HIGH", "a")),
            1,
            Duration::ZERO,
            &["On-call engineer"],
        ),
        (
            row::MEMORY,
            |story| story.lines.push(violation(NOW, "SEC-PM-006", "HIGH", "a")),
            1,
            Duration::ZERO,
            &["On-call engineer"],
        ),
        (row::SUCCESS, |story| story.sessions = (79, 21), 1, MINUTE * 15, &["On-call engineer"]),
        (row::SPAWNS, |story| story.spawns = (89, 11), 1, MINUTE * 15, &["On-call engineer"]),
        (
            row::CONFIG,
            |story| story.config.faults.push(ConfigFault::Missing),
            2,
            MINUTE * 30,
            &["DevOps engineer"],
        ),
        (
            row::PERFORMANCE,
            |story| story.rounds = vec![116_001; 5],
            2,
            hours(1),
            &["DevOps engineer"],
        ),
        (
            row::BUG,
            |story| story.reports.push(report(About::CriticalBug, Severity::Critical, NOW)),
            3,
            hours(2),
            &["Engineering lead"],
        ),
        (
            row::VULNERABILITY,
            |story| story.reports.push(report(About::Vulnerability, Severity::High, NOW)),
            3,
            hours(1),
            &["Security architect"],
        ),
        (
            row::COMPROMISE,
            |story| story.reports.push(report(About::Compromise, Severity::High, NOW)),
            4,
            Duration::ZERO,
            &["CTO", "Security architect"],
        ),
    ];
    for (row, edit, level, time, authorities) in table {
        let decision = decision(edit);
        let held: Vec<usize> = decision.holding.iter().map(|row| row.index).collect();
        assert_eq!((held, decision.unknown.len()), (vec![row], 0));
        assert_eq!(decision.authorities(), authorities);
        let (now, then) = due(decision);
        assert_eq!((now.level, now.deadline, then), (level, Some(NOW + time), None), "row {row}");
    }
}

#[test]
fn many_critical_violations_call_for_level_1_now_and_for_level_4_to_follow() {
    let decision = decision(|story| {
        for (minutes, session) in [(30, "a"), (10, "b")] {
            let at = NOW - MINUTE * minutes;
            story.lines.push(violation(at, "SEC-PM-004", "CRITICAL", session));
        }
    });
    assert_eq!(decision.authorities(), ["On-call engineer", "CTO", "Security architect"]);
    assert_eq!(decision.holding.len(), 2);
    let (now, then) = due(decision);
    assert_eq!((now.level, now.urgency), (1, Some(Urgency::Immediate)));
    assert_eq!(now.deadline, Some(NOW - MINUTE * 30));
    let then = then.expect("a wider level");
    assert_eq!((then.level, then.urgency), (4, Some(Urgency::Within(hours(4)))));
    assert_eq!(then.deadline, Some(NOW - MINUTE * 10 + hours(4)));
}

#[test]
fn with_no_row_that_holds_the_decision_is_quiet_only_if_every_row_was_decided() {
    assert_eq!(decision(|_| {}).call, Call::Quiet);
    let undecided = decision(|story| story.sessions = (99, 0));
    assert_eq!(undecided.call, Call::Undecided);
    let lines: Vec<usize> = undecided.unknown.iter().map(|row| row.index).collect();
    assert_eq!(lines, [row::SUCCESS]);
    assert_eq!(undecided.authorities(), [""; 0]);
    assert_eq!(decide(&[], &[]).call, Call::Undecided);
}

#[test]
fn a_row_that_cannot_be_decided_does_not_hold_up_one_that_holds() {
    let decision = decision(|story| {
        story.sessions = (99, 0);
        story.spawns = (80, 20);
    });
    assert_eq!((decision.holding.len(), decision.unknown.len()), (1, 1));
    assert_eq!(due(decision).0.row.index, row::SPAWNS);
}

#[test]
fn of_equally_urgent_rows_the_wider_level_goes_first_then_the_one_that_stands_first() {
    let rows = [
        "| Critical bug | Level 1 | Within 1 hour | A |",
        "| Vulnerability | Level 3 | Within 1 hour | B |",
        "| Bad configuration | Level 3 | Within 1 hour | C |",
        "| System compromise suspected | Level 2 | Within 2 hours | D |",
    ];
    let all =
        [About::CriticalBug, About::Vulnerability, About::BadConfiguration, About::Compromise];
    let (now, then) = due(of_rows(&rows, &all));
    assert_eq!((now.row.index, now.level, then), (1, 3, None));
    let (now, then) = due(of_rows(&rows, &all[2..]));
    assert_eq!((now.row.index, then), (2, None));
    let (now, then) = due(of_rows(&rows, &[About::CriticalBug, About::Compromise]));
    assert_eq!((now.row.index, then.map(|then| then.row.index)), (0, Some(3)));
}

#[test]
fn of_rows_with_the_widest_level_the_more_urgent_one_follows() {
    let rows = [
        "| Critical bug | Level 1 | Immediate | A |",
        "| Vulnerability | Level 4 | Within 4 hours | B |",
        "| Bad configuration | Level 4 | Within 2 hours | A + C |",
    ];
    let all = [About::CriticalBug, About::Vulnerability, About::BadConfiguration];
    let decision = of_rows(&rows, &all);
    assert_eq!(decision.authorities(), ["A", "C"]);
    let then = due(decision).1.expect("a wider level");
    assert_eq!((then.row.index, then.deadline), (2, Some(NOW + hours(2))));
}

#[test]
fn a_row_whose_urgency_is_not_known_is_least_urgent_and_has_no_deadline() {
    let rows =
        ["| Critical bug | Level 4 | soon | A |", "| Vulnerability | Level 1 | 4 hours | B |"];
    let (now, then) = due(of_rows(&rows, &[About::CriticalBug, About::Vulnerability]));
    assert_eq!((now.row.index, now.deadline), (1, Some(NOW + hours(4))));
    let then = then.expect("a wider level");
    assert_eq!((then.urgency, then.deadline), (None, None::<Tick>));
}

#[test]
fn a_decision_is_written_with_words_that_a_person_can_read() {
    let written = serde_json::to_value(decision(|story| story.sessions = (79, 21))).expect("JSON");
    let now = &written["call"]["due"]["now"];
    assert_eq!(now["urgency"], "within 900 s");
    assert_eq!(now["authorities"][0], "On-call engineer");
    assert_eq!(serde_json::to_value(Call::Quiet).expect("JSON"), "quiet");
}
