//! Every row of the built-in matrix at its edge, with the twin that is just not the condition.

use super::scene::{MINUTE, MS, NOW, Story, event, report, round, row, runbook, violation};
use crate::audit::Severity;
use crate::decision::{
    About, ConfigFault, Criterion, Detection, Outcome, RoundSpan, Signals, SuiteSignal, detect,
};
use crate::determinism::Tick;
use crate::runbook::parse;

const HOUR: std::time::Duration = std::time::Duration::from_secs(3600);

fn detection(story: &Story, row: usize) -> Detection {
    detect(&runbook().matrix, &story.signals()).remove(row)
}

fn outcome(row: usize, edit: impl FnOnce(&mut Story)) -> Outcome {
    detection(&Story::with(edit), row).outcome
}

/// An edit of the system that is well, and what the row is then.
type Case<'a> = (&'a dyn Fn(&mut Story), Outcome);

/// Asserts that each edit of the system that is well leaves the row with this outcome.
#[track_caller]
fn assert_row<const N: usize>(row: usize, table: [Case<'_>; N]) {
    for (at, (edit, expected)) in table.into_iter().enumerate() {
        let seen = detection(&Story::with(edit), row);
        assert_eq!(seen.outcome, expected, "case {at}: {:?}", seen.evidence);
    }
}

fn of_one_row(condition: &str, signals: &Signals) -> Detection {
    let text = format!("| Condition | Level |\n| --- | --- |\n| {condition} | Level 2 |\n");
    detect(&parse(&text, "matrix.md").runbook.matrix, signals).remove(0)
}

#[test]
fn all_ten_rows_of_the_built_in_matrix_are_understood() {
    let runbook = runbook();
    assert_eq!(runbook.matrix.len(), 10);
    for row in &runbook.matrix {
        assert_ne!(Criterion::of(row), Criterion::NotUnderstood, "{}", row.condition);
    }
}

#[test]
fn in_a_system_that_is_well_no_row_holds_and_every_row_says_why() {
    for seen in detect(&runbook().matrix, &Story::well().signals()) {
        assert_eq!(seen.outcome, Outcome::DoesNotHold, "{seen:?}");
        assert_eq!((seen.evidence.len(), seen.since), (1, None), "{seen:?}");
    }
}

#[test]
fn a_violation_counts_for_its_own_control_and_for_an_hour() {
    use Outcome::{DoesNotHold, Holds};
    let with = |control: &'static str, at: Tick| {
        move |story: &mut Story| story.lines.push(violation(at, control, "CRITICAL", "s1"))
    };
    let isolation = |at| with("SEC-PM-004", at);
    assert_row(
        row::ISOLATION,
        [
            (&isolation(NOW), Holds),
            (&isolation(NOW - HOUR + MS), Holds),
            (&isolation(NOW - HOUR), DoesNotHold),
            (&isolation(NOW + MS), DoesNotHold),
            (&with("SEC-PM-006", NOW), DoesNotHold),
            (&with("SEC-PM-0045", NOW), DoesNotHold),
        ],
    );
    assert_eq!(outcome(row::MEMORY, with("SEC-PM-006", NOW)), Holds);
    assert_eq!(outcome(row::MEMORY, isolation(NOW)), DoesNotHold);
}

#[test]
fn a_violation_holds_since_its_first_event_whatever_the_order_of_the_lines() {
    let seen = detection(
        &Story::with(|story| {
            story.lines.push(violation(NOW - MINUTE, "SEC-PM-004", "CRITICAL", "late"));
            story.lines.push(violation(NOW - MINUTE * 9, "SEC-PM-004", "HIGH", "early"));
        }),
        row::ISOLATION,
    );
    assert_eq!(seen.since, Some(NOW - MINUTE * 9));
    assert!(seen.evidence[0].contains("HIGH, in session early"), "{:?}", seen.evidence);
}

#[test]
fn a_success_rate_of_80_percent_is_not_under_80_percent() {
    use Outcome::{DoesNotHold, Holds, Unknown};
    let ended = |success, failure| move |story: &mut Story| story.sessions = (success, failure);
    assert_row(
        row::SUCCESS,
        [
            (&ended(80, 20), DoesNotHold),
            (&ended(79, 21), Holds),
            (&ended(81, 19), DoesNotHold),
            (&ended(79, 20), Unknown),
            (&ended(0, 99), Unknown),
            (&ended(0, 0), Unknown),
            (&ended(1000, 20), DoesNotHold),
            (&ended(1000, 21), Holds),
        ],
    );
}

#[test]
fn too_few_sessions_are_named_with_their_count() {
    let seen = detection(&Story::with(|story| story.sessions = (70, 29)), row::SUCCESS);
    assert_eq!(seen.evidence[0], "99 sessions are judged; 100 are needed to decide");
}

#[test]
fn sessions_that_were_stopped_from_outside_are_neither_success_nor_failure() {
    let stopped = |reason: &'static str| {
        move |story: &mut Story| {
            story.sessions = (80, 20);
            let end = |n| format!(r#""sessionId":"x{n}","reason":"{reason}""#);
            story.lines.extend((0..30).map(|n| event(NOW, "SESSION_END", &end(n))));
        }
    };
    assert_eq!(outcome(row::SUCCESS, stopped("feature_disabled")), Outcome::DoesNotHold);
    assert_eq!(outcome(row::SUCCESS, stopped("error")), Outcome::Holds);
}

#[test]
fn a_spawn_failure_rate_of_10_percent_is_not_over_10_percent() {
    use Outcome::{DoesNotHold, Holds, Unknown};
    let spawned = |success, failed| move |story: &mut Story| story.spawns = (success, failed);
    assert_row(
        row::SPAWNS,
        [
            (&spawned(90, 10), DoesNotHold),
            (&spawned(89, 11), Holds),
            (&spawned(899, 101), Holds),
            (&spawned(0, 20), Holds),
            (&spawned(0, 19), Unknown),
            (&spawned(0, 0), Unknown),
        ],
    );
}

#[test]
fn rounds_that_take_twice_as_long_are_not_over_twice_as_long() {
    use Outcome::{DoesNotHold, Holds, Unknown};
    let took = |rounds: Vec<u64>| move |story: &mut Story| story.rounds = rounds.clone();
    let mut a_little_over = vec![116_000; 4];
    a_little_over.push(116_001);
    assert_row(
        row::PERFORMANCE,
        [
            (&took(vec![116_000; 5]), DoesNotHold),
            (&took(a_little_over), Holds),
            (&took(vec![200_000; 4]), Unknown),
            (&took(vec![]), Unknown),
        ],
    );
}

#[test]
fn a_report_of_slowness_is_quoted_and_decides_nothing() {
    let seen = detection(
        &Story::with(|story| {
            story.reports.push(report(About::Performance, Severity::Critical, NOW));
        }),
        row::PERFORMANCE,
    );
    assert_eq!(seen.outcome, Outcome::DoesNotHold);
    assert!(seen.evidence.iter().any(|said| said.starts_with("on-call reported")), "{seen:?}");
}

#[test]
fn a_row_about_the_time_after_a_config_change_counts_the_rounds_since() {
    let condition = "Performance degradation >2x after config change";
    let changed = NOW - MINUTE;
    let story = |changed_at| {
        Story::with(|story| {
            story.rounds = vec![117_000; 5];
            story.lines.extend((0..100).map(|_| round(changed, 1_000)));
            story.config.changed_at = changed_at;
        })
    };
    let outcome = |changed_at| of_one_row(condition, &story(changed_at).signals()).outcome;
    assert_eq!(outcome(Some(changed)), Outcome::Holds);
    assert_eq!(outcome(Some(changed - MS)), Outcome::DoesNotHold);
    assert_eq!(outcome(Some(NOW)), Outcome::Unknown);
    assert_eq!(outcome(None), Outcome::Unknown);
    let mut other = story(Some(changed)).signals();
    other.config.changed_at = Some(NOW - MINUTE * 2);
    assert_eq!(of_one_row(condition, &other).outcome, Outcome::Unknown);
    let row = |condition: &str| {
        let text = format!("| Condition | Level |\n| --- | --- |\n| {condition} | Level 2 |\n");
        Criterion::of(&parse(&text, "matrix.md").runbook.matrix[0])
    };
    assert!(matches!(
        row("Performance degradation >2x"),
        Criterion::Performance { span: RoundSpan::Window, .. }
    ));
}

#[test]
fn a_wrong_configuration_is_one_with_a_fault_or_one_that_is_reported() {
    use Outcome::{DoesNotHold, Holds};
    let faulty = |story: &mut Story| story.config.faults.push(ConfigFault::Missing);
    let reported =
        |about, at| move |story: &mut Story| story.reports.push(report(about, Severity::Low, at));
    assert_row(
        row::CONFIG,
        [
            (&faulty, Holds),
            (&reported(About::BadConfiguration, NOW), Holds),
            (&reported(About::BadConfiguration, NOW + MS), DoesNotHold),
            (&reported(About::Other, NOW), DoesNotHold),
        ],
    );
    let since = |edit: &dyn Fn(&mut Story)| detection(&Story::with(edit), row::CONFIG).since;
    assert_eq!(since(&faulty), None);
    assert_eq!(since(&reported(About::BadConfiguration, NOW - MINUTE)), Some(NOW - MINUTE));
    let changed = |story: &mut Story| {
        faulty(story);
        story.config.changed_at = Some(NOW - HOUR);
        reported(About::BadConfiguration, NOW - MINUTE)(story);
    };
    assert_eq!(since(&changed), Some(NOW - HOUR));
    let sound = |story: &mut Story| story.config.changed_at = Some(NOW);
    assert_eq!(outcome(row::CONFIG, sound), DoesNotHold);
}

#[test]
fn a_critical_bug_is_a_failing_suite_or_a_critical_report() {
    use Outcome::{DoesNotHold, Holds, Unknown};
    let suite = |passed, failed| {
        move |story: &mut Story| story.suite = Some(SuiteSignal { passed, failed })
    };
    let reported =
        |about, severity| move |story: &mut Story| story.reports.push(report(about, severity, NOW));
    assert_row(
        row::BUG,
        [
            (&suite(196, 1), Holds),
            (&suite(197, 0), DoesNotHold),
            (&suite(1, 0), DoesNotHold),
            (&suite(0, 0), Unknown),
            (&|story: &mut Story| story.suite = None, DoesNotHold),
            (&reported(About::CriticalBug, Severity::Critical), Holds),
            (&reported(About::CriticalBug, Severity::High), DoesNotHold),
            (&reported(About::Vulnerability, Severity::Critical), DoesNotHold),
        ],
    );
}

#[test]
fn a_vulnerability_and_a_compromise_are_what_somebody_reports() {
    use Outcome::{DoesNotHold, Holds};
    let reported = |about, at| {
        move |story: &mut Story| story.reports.push(report(about, Severity::Medium, at))
    };
    for (row, about, other) in [
        (row::VULNERABILITY, About::Vulnerability, About::Compromise),
        (row::COMPROMISE, About::Compromise, About::Vulnerability),
    ] {
        assert_row(
            row,
            [
                (&reported(about, NOW), Holds),
                (&reported(about, NOW + MS), DoesNotHold),
                (&reported(other, NOW), DoesNotHold),
            ],
        );
        let story = Story::with(reported(about, NOW - HOUR));
        assert_eq!(detection(&story, row).since, Some(NOW - HOUR));
    }
}

#[test]
fn several_critical_violations_are_two_in_two_sessions() {
    use Outcome::{DoesNotHold, Holds, Unknown};
    let with = |all: &'static [(&'static str, &'static str)]| {
        move |story: &mut Story| {
            let line = |&(severity, session)| violation(NOW, "SEC-PM-001", severity, session);
            story.lines.extend(all.iter().map(line));
        }
    };
    assert_row(
        row::MANY_CRITICAL,
        [
            (&with(&[("CRITICAL", "a"), ("CRITICAL", "b")]), Holds),
            (&with(&[("CRITICAL", "a"), ("CRITICAL", "a"), ("CRITICAL", "a")]), DoesNotHold),
            (&with(&[("CRITICAL", "a"), ("HIGH", "b")]), DoesNotHold),
            (&with(&[("CRITICAL", "a")]), DoesNotHold),
            (&with(&[("CRITICAL", "a"), ("DIRE", "b")]), Unknown),
            (&with(&[("CRITICAL", "a"), ("CRITICAL", "")]), Unknown),
            (&with(&[("HIGH", "a"), ("HIGH", "")]), DoesNotHold),
        ],
    );
}

#[test]
fn several_critical_violations_hold_since_the_second_session() {
    let seen = detection(
        &Story::with(|story| {
            for (minutes, session) in [(30, "a"), (9, "c"), (20, "b"), (10, "a")] {
                let at = NOW - MINUTE * minutes;
                story.lines.push(violation(at, "SEC-PM-006", "CRITICAL", session));
            }
        }),
        row::MANY_CRITICAL,
    );
    assert_eq!((seen.outcome, seen.since), (Outcome::Holds, Some(NOW - MINUTE * 20)));
}

#[test]
fn where_violations_were_not_kept_their_absence_is_unknown() {
    let mut signals = Story::well().signals();
    signals.log.violations_beyond = 1;
    let seen = detect(&runbook().matrix, &signals);
    for at in [row::ISOLATION, row::MEMORY, row::MANY_CRITICAL] {
        assert_eq!(seen[at].outcome, Outcome::Unknown, "{:?}", seen[at]);
    }
}

#[test]
fn from_a_log_of_another_dialect_nothing_is_concluded() {
    let mut story = Story::well();
    story.sessions = (0, 0);
    story.lines.push(r#"{"event":"SPAWN","agentId":"a","status":"failed"}"#.to_owned());
    let seen = detect(&runbook().matrix, &story.signals());
    for at in [
        row::ISOLATION,
        row::MEMORY,
        row::SUCCESS,
        row::SPAWNS,
        row::PERFORMANCE,
        row::MANY_CRITICAL,
    ] {
        assert_eq!(seen[at].outcome, Outcome::Unknown, "{:?}", seen[at]);
        let said = "not counted: 1 of the second dialect, the first in line 111";
        assert_eq!(seen[at].evidence.last().map(String::as_str), Some(said));
    }
    story.lines.push(violation(NOW, "SEC-PM-004", "CRITICAL", "s"));
    assert_eq!(detection(&story, row::ISOLATION).outcome, Outcome::Holds);
}

#[test]
fn what_was_not_counted_is_said_with_its_line() {
    let seen = detection(
        &Story::with(|story| {
            story.lines.push(violation(NOW + MS, "SEC-PM-004", "CRITICAL", "s"));
            story.lines.push("{\"eventType\":\"SECU".to_owned());
        }),
        row::ISOLATION,
    );
    assert_eq!(
        seen.evidence[1..],
        [
            "not counted: 1 of the future, the first in line 211",
            "not counted: 1 that cannot be read, the first in line 212",
        ]
    );
}

#[test]
fn a_row_that_is_not_understood_is_unknown_with_its_line() {
    let seen = of_one_row("The moon is full", &Story::well().signals());
    assert_eq!((seen.outcome, seen.row.line), (Outcome::Unknown, 3));
    assert!(seen.evidence[0].starts_with("line 3: "), "{:?}", seen.evidence);
}
