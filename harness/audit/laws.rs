//! The ledger against a reference that keeps everything and sorts it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;

use super::{EndedSession, Ending, OpenSession, Rounds, Spawns, Summary, Windows};
use crate::determinism::Tick;

/// One line of a generated log; times are in milliseconds around the edges of the windows.
#[derive(Debug, Clone)]
enum Line {
    Start(u64, u8),
    End(u64, u8, usize),
    Spawn(u64, bool),
    Round(u64, u64),
    Violation(u64, u8),
    Other(usize),
}

const NOW: u64 = 1_000_030;
const WINDOWS: Windows = Windows {
    sessions: 4,
    violations: Duration::from_millis(20),
    rates: Duration::from_millis(10),
    changed_at: Some(Tick::from_epoch_ms(NOW - 5)),
};

const REASONS: [(&str, Ending); 5] = [
    ("completed", Ending::Success),
    ("max_rounds", Ending::Success),
    ("error", Ending::Failure),
    ("shutdown", Ending::Stopped),
    ("novel", Ending::Failure),
];

const OTHERS: [&str; 5] = ["", "{\"eve", "\0", r#"{"event":"SPAWN"}"#, r#"{"eventType":"NEW"}"#];

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let at = || NOW - 30..NOW + 5;
    let session = || 0..7_u8;
    let line = prop_oneof![
        3 => (at(), session()).prop_map(|(at, id)| Line::Start(at, id)),
        4 => (at(), session(), 0..REASONS.len()).prop_map(|(at, id, why)| Line::End(at, id, why)),
        2 => (at(), any::<bool>()).prop_map(|(at, is_success)| Line::Spawn(at, is_success)),
        2 => (at(), 0..100_000_u64).prop_map(|(at, ms)| Line::Round(at, ms)),
        2 => (at(), session()).prop_map(|(at, id)| Line::Violation(at, id)),
        1 => (0..OTHERS.len()).prop_map(Line::Other),
    ];
    prop::collection::vec(line, 0..60)
}

fn written(line: &Line) -> String {
    let event = |at: u64, kind: &str, rest: String| {
        let at = Tick::from_epoch_ms(at);
        format!("{{\"timestamp\":\"{at}\",\"eventType\":\"{kind}\",{rest}}}")
    };
    match line {
        Line::Start(at, id) => event(*at, "SESSION_START", format!("\"sessionId\":\"s{id}\"")),
        Line::End(at, id, why) => {
            let reason = REASONS[*why].0;
            event(*at, "SESSION_END", format!("\"sessionId\":\"s{id}\",\"reason\":\"{reason}\""))
        }
        Line::Spawn(at, is_success) => {
            let status = if *is_success { "success" } else { "failed" };
            event(*at, "AGENT_SPAWN", format!("\"status\":\"{status}\""))
        }
        Line::Round(at, ms) => event(*at, "ROUND_COMPLETE", format!("\"duration\":{ms}")),
        Line::Violation(at, id) => {
            event(*at, "SECURITY_EVENT", format!("\"event\":\"SEC-{id}\",\"severity\":\"HIGH\""))
        }
        Line::Other(which) => OTHERS[*which].to_owned(),
    }
}

fn summary(lines: &[Line]) -> Summary {
    let log: String = lines.iter().map(|line| written(line) + "\n").collect();
    Summary::of(log.as_bytes(), Tick::from_epoch_ms(NOW), WINDOWS)
}

/// The latest time of each session among these pairs.
fn latest<T: Ord>(pairs: impl Iterator<Item = (u8, T)>) -> BTreeMap<u8, T> {
    let sorted: BTreeSet<(u8, T)> = pairs.collect();
    sorted.into_iter().collect()
}

fn starts(lines: &[Line]) -> BTreeMap<u8, u64> {
    latest(lines.iter().filter_map(|line| match line {
        Line::Start(at, id) if *at <= NOW => Some((*id, *at)),
        _ => None,
    }))
}

fn ends(lines: &[Line], is_asked: fn(Ending) -> bool) -> BTreeMap<u8, (u64, Ending)> {
    latest(lines.iter().filter_map(|line| match line {
        Line::End(at, id, why) if *at <= NOW && is_asked(REASONS[*why].1) => {
            Some((*id, (*at, REASONS[*why].1)))
        }
        _ => None,
    }))
}

fn naive_open(lines: &[Line]) -> Vec<OpenSession> {
    let ends = ends(lines, |_| true);
    let open = starts(lines)
        .into_iter()
        .filter(|(id, since)| ends.get(id).is_none_or(|(end, _)| end < since));
    open.map(|(id, since)| OpenSession {
        session: format!("s{id}"),
        since: Tick::from_epoch_ms(since),
    })
    .collect()
}

fn naive_ended(lines: &[Line]) -> Vec<EndedSession> {
    let ends = ends(lines, |ending| ending != Ending::Stopped);
    let mut sorted: Vec<_> = ends.into_iter().map(|(id, (at, how))| (at, id, how)).collect();
    sorted.sort_unstable();
    let last = sorted.split_off(sorted.len().saturating_sub(WINDOWS.sessions));
    last.into_iter()
        .map(|(at, id, ending)| EndedSession {
            session: format!("s{id}"),
            at: Tick::from_epoch_ms(at),
            ending,
        })
        .collect()
}

fn naive_rounds(lines: &[Line], after: u64) -> Rounds {
    let all: Vec<u64> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Round(at, ms) if *at > after && *at <= NOW => Some(*ms),
            _ => None,
        })
        .collect();
    Rounds { count: all.len() as u64, sum_ms: all.iter().sum() }
}

fn naive_spawns(lines: &[Line], asked: bool) -> u64 {
    let is_counted = |line: &&Line| matches!(line, Line::Spawn(at, is_success) if *is_success == asked && *at > NOW - 10 && *at <= NOW);
    lines.iter().filter(is_counted).count() as u64
}

fn naive_violations(lines: &[Line]) -> Vec<(u64, u64)> {
    let in_window = |at: u64| at > NOW - 20 && at <= NOW;
    let mut all: Vec<_> = lines
        .iter()
        .zip(1_u64..)
        .filter_map(|(line, number)| match line {
            Line::Violation(at, _) if in_window(*at) => Some((*at, number)),
            _ => None,
        })
        .collect();
    all.sort_unstable();
    all
}

proptest! {
    #[test]
    fn the_ledger_counts_what_a_naive_reference_counts(lines in lines()) {
        let seen = summary(&lines);
        prop_assert_eq!(&seen.open, &naive_open(&lines));
        prop_assert_eq!(&seen.ended, &naive_ended(&lines));
        prop_assert_eq!(seen.rounds, naive_rounds(&lines, NOW - 10));
        prop_assert_eq!(seen.rounds_since_change, naive_rounds(&lines, NOW - 5));
        let spawns = Spawns { success: naive_spawns(&lines, true), failed: naive_spawns(&lines, false) };
        prop_assert_eq!(seen.spawns, spawns);
        let violations: Vec<_> =
            seen.violations.iter().map(|each| (each.at.epoch_ms(), each.line)).collect();
        prop_assert_eq!(violations, naive_violations(&lines));
    }

    #[test]
    fn every_line_is_counted_somewhere(lines in lines()) {
        let seen = summary(&lines).lines;
        let empty = lines.iter().filter(|line| matches!(line, Line::Other(0))).count();
        prop_assert_eq!(seen.read, (lines.len() - empty) as u64);
        let odd = |which: fn(usize) -> bool| {
            lines.iter().filter(|line| matches!(line, Line::Other(at) if which(*at))).count() as u64
        };
        prop_assert_eq!(seen.bad.count, odd(|at| at == 1 || at == 2));
        prop_assert_eq!(seen.second_dialect.count, odd(|at| at == 3));
        prop_assert_eq!(seen.unknown_kinds.count, odd(|at| at == 4));
    }

    #[test]
    fn the_order_of_the_lines_does_not_matter(lines in lines(), by in any::<prop::sample::Index>()) {
        let mut turned = lines.clone();
        turned.rotate_left(by.index(lines.len().max(1)).min(lines.len()));
        turned.reverse();
        let (one, other) = (summary(&lines), summary(&turned));
        prop_assert_eq!(one.open, other.open);
        prop_assert_eq!(one.ended, other.ended);
        prop_assert_eq!((one.spawns, one.rounds), (other.spawns, other.rounds));
    }
}
