//! An injection, laid out: the lines of the audit log and the reports that it leaves.

use std::time::Duration;

use super::condition::{Injection, PastRounds, PastSessions, PastSpawns, PastViolation};
use crate::audit::{AgentIdentity, AuditEvent, EventKind, agent_hash};
use crate::determinism::Tick;

/// The most events that one injection may ask for of each kind.
pub(super) const EVENTS_MAX: u64 = 100_000;

impl Injection {
    /// Returns the lines that it leaves in the audit log of an operator who comes at `at`, each with
    /// its time, oldest first.
    pub fn lines(&self, at: Tick) -> Vec<(Tick, String)> {
        lines_of(self, at)
    }

    /// Returns its reports for an operator who comes at `at`, a JSON object a line, oldest first.
    pub fn reports(&self, at: Tick) -> String {
        reports_of(self, at)
    }
}

/// Returns the lines that an injection leaves in the audit log, each with its time, oldest first.
pub(super) fn lines_of(injection: &Injection, at: Tick) -> Vec<(Tick, String)> {
    let mut events: Vec<AuditEvent> = Vec::new();
    events.extend(injection.sessions.iter().flat_map(|plan| sessions(plan, at)));
    events.extend(injection.spawns.iter().flat_map(|plan| spawns(plan, at)));
    events.extend(injection.rounds.iter().flat_map(|plan| rounds(plan, at)));
    events.extend(injection.violations.iter().map(|plan| violation(plan, at)));
    let mut lines: Vec<(Tick, String)> =
        events.iter().map(|event| (event.at(), event.line())).collect();
    lines.sort_by_key(|(at, _)| *at);
    lines
}

/// Returns the reports of an injection as JSON lines, oldest first.
pub(super) fn reports_of(injection: &Injection, at: Tick) -> String {
    let mut reports: Vec<_> = injection.reports.iter().collect();
    reports.sort_by_key(|report| std::cmp::Reverse(report.ago.0));
    let lines = reports.into_iter().map(|report| {
        let line = serde_json::json!({
            "at": (at - report.ago.0).to_string(), "by": report.by, "about": report.about,
            "severity": report.severity, "says": report.says,
        });
        format!("{line}\n")
    });
    lines.collect()
}

/// The instants at which `count` things happen, evenly spread over the time before `at`.
fn spread(count: u64, over: Duration, at: Tick) -> impl Iterator<Item = (u64, Tick)> {
    let count = count.min(EVENTS_MAX);
    let over_ms = u64::try_from(over.as_millis()).unwrap_or(u64::MAX);
    (0..count).map(move |number| {
        // The last one happens well before `at`, and none at the very beginning of the time.
        let left = u128::from(over_ms) * u128::from(count - number) / (u128::from(count) + 1);
        (number, at - Duration::from_millis(u64::try_from(left).unwrap_or(u64::MAX)))
    })
}

/// Says whether the thing of this number is among the `bad` ones of `all`: they are spread evenly,
/// and exactly so many.
fn is_bad(number: u64, bad: u64, all: u64) -> bool {
    let before = |number: u64| u128::from(number) * u128::from(bad.min(all)) / u128::from(all);
    before(number + 1) > before(number)
}

fn sessions(plan: &PastSessions, at: Tick) -> Vec<AuditEvent> {
    const TOOK: Duration = Duration::from_secs(58);
    let all = plan.ended.min(EVENTS_MAX);
    let each = spread(plan.ended, plan.over.0, at);
    each.flat_map(|(number, ends)| {
        let id = format!("pm-early-{:04}", number + 1);
        let start = EventKind::SessionStart {
            team_name: "triage".to_owned(),
            agent_count: 2,
            agents: ["planner", "tester"].map(|name| AgentIdentity::new(&id, name)).to_vec(),
        };
        let is_failed = is_bad(number, plan.failed, all);
        let end = EventKind::SessionEnd {
            reason: if is_failed { "error" } else { "completed" }.to_owned(),
            total_rounds: 1,
            total_responses: 2,
            duration: 58_000,
        };
        [AuditEvent::new(ends - TOOK, &id, start), AuditEvent::new(ends, &id, end)]
    })
    .collect()
}

fn spawns(plan: &PastSpawns, at: Tick) -> Vec<AuditEvent> {
    let all = plan.tried.min(EVENTS_MAX);
    let each = spread(plan.tried, plan.over.0, at);
    each.map(|(number, at)| {
        let id = format!("pm-spawn-{:04}", number + 1);
        let status = if is_bad(number, plan.failed, all) { "failed" } else { "success" };
        let spawn = EventKind::AgentSpawn {
            agent_id: format!("{id}-developer"),
            agent_type: "developer".to_owned(),
            context_hash: agent_hash(&format!("{id}/developer/context")),
            spawn_duration: 70,
            status: status.to_owned(),
        };
        AuditEvent::new(at, &id, spawn)
    })
    .collect()
}

fn rounds(plan: &PastRounds, at: Tick) -> Vec<AuditEvent> {
    let duration = u64::try_from(plan.each.0.as_millis()).unwrap_or(u64::MAX);
    let each = spread(plan.count, plan.over.0, at);
    each.map(|(number, at)| {
        let id = format!("pm-round-{:04}", number + 1);
        let round =
            EventKind::RoundComplete { round: 1, duration, consensus: "reached".to_owned() };
        AuditEvent::new(at, &id, round)
    })
    .collect()
}

fn violation(plan: &PastViolation, at: Tick) -> AuditEvent {
    let event = violation_event(&plan.control, plan.severity, &plan.session);
    AuditEvent::new(at - plan.ago.0, &plan.session, event)
}

/// A violation of `control` in a session.
pub(super) fn violation_event(
    control: &str,
    severity: crate::audit::Severity,
    session: &str,
) -> EventKind {
    EventKind::SecurityEvent {
        event: control.to_owned(),
        severity,
        agent_id: format!("{session}-developer"),
        reason: "a boundary between agents was crossed".to_owned(),
        attempted: "read of another agent's memory".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::Span;

    const AT: Tick = Tick::from_epoch_ms(1_769_592_600_000);

    #[test]
    fn exactly_so_many_fail_as_were_asked_for() {
        for (all, bad) in [(100, 20), (100, 21), (7, 3), (1, 1), (5, 0), (3, 9)] {
            let counted = (0..all).filter(|number| is_bad(*number, bad, all)).count() as u64;
            assert_eq!(counted, bad.min(all), "{bad} of {all}");
        }
    }

    #[test]
    fn everything_happens_within_its_time_and_before_the_operator_comes() {
        let over = Duration::from_secs(600);
        for (_, at) in spread(100, over, AT) {
            assert!(at < AT && AT.since(at) < over, "{at}");
        }
    }

    #[test]
    fn no_more_is_laid_out_than_the_most() {
        let over = Duration::from_secs(600);
        assert_eq!(spread(EVENTS_MAX + 1, over, AT).count() as u64, EVENTS_MAX);
    }

    #[test]
    fn what_happened_so_long_ago_stands_at_that_time_the_oldest_first() {
        let report = |seconds, says: &str| super::super::condition::PastReport {
            ago: Span(Duration::from_secs(seconds)),
            by: "scanner".to_owned(),
            about: crate::decision::About::Vulnerability,
            severity: crate::audit::Severity::High,
            says: says.to_owned(),
        };
        let violation = PastViolation {
            ago: Span(Duration::from_secs(60)),
            control: "SEC-PM-004".to_owned(),
            severity: crate::audit::Severity::Critical,
            session: "pm-1".to_owned(),
        };
        let over = Span(Duration::from_secs(600));
        let injection = Injection {
            reports: vec![report(60, "second"), report(90, "first")],
            violations: vec![violation],
            sessions: Some(PastSessions { ended: 1, failed: 0, over }),
            ..Injection::default()
        };
        let at = |seconds| (AT - Duration::from_secs(seconds)).to_string();
        let reports = injection.reports(AT);
        let times: Vec<_> =
            reports.lines().map(|line| (line.contains("first"), line.contains(&at(90)))).collect();
        assert_eq!(times, [(true, true), (false, false)]);
        assert!(reports.contains(&at(60)), "{reports}");
        let lines = injection.lines(AT);
        let when = |text: &str| lines.iter().find(|(_, line)| line.contains(text)).expect(text).0;
        assert_eq!(when("SECURITY_EVENT"), AT - Duration::from_secs(60));
        assert_eq!(when("SESSION_END").since(when("SESSION_START")), Duration::from_secs(58));
    }

    #[test]
    fn lines_are_sorted_and_say_what_was_asked_for() {
        let injection = Injection {
            sessions: Some(PastSessions {
                ended: 10,
                failed: 3,
                over: Span(Duration::from_secs(600)),
            }),
            spawns: Some(PastSpawns { tried: 10, failed: 2, over: Span(Duration::from_secs(60)) }),
            rounds: Some(PastRounds {
                count: 4,
                each: Span(Duration::from_secs(116)),
                over: Span(Duration::from_secs(60)),
            }),
            ..Injection::default()
        };
        let lines = lines_of(&injection, AT);
        assert!(lines.is_sorted_by_key(|(at, _)| *at));
        let with = |text: &str| lines.iter().filter(|(_, line)| line.contains(text)).count();
        assert_eq!(with("\"reason\":\"error\""), 3);
        assert_eq!(with("\"reason\":\"completed\""), 7);
        assert_eq!(with("\"status\":\"failed\""), 2);
        assert_eq!(with("\"duration\":116000"), 4);
    }
}
