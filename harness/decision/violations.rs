//! Rows that ask about violations of controls.

use std::collections::BTreeMap;

use super::Signals;
use super::seen::{Seen, first_few, spoken, unreadable};
use crate::audit::{Severity, Summary, Violation};
use crate::determinism::Tick;

/// Looks for a violation of any of these controls in the window.
pub(super) fn of_controls(signals: &Signals, controls: &[String]) -> Seen {
    let log = &signals.log;
    let found: Vec<&Violation> =
        log.violations.iter().filter(|each| controls.contains(&each.control)).collect();
    if let Some(first) = found.first() {
        let since = Some(first.at);
        return Seen::holds(since, first_few(found.into_iter().map(worded))).of_log(log);
    }
    let named = controls.join(" or ");
    nothing_found(log, &format!("no violation of {named}"))
}

/// Looks for two or more critical violations in at least two sessions.
pub(super) fn many_critical(signals: &Signals) -> Seen {
    let log = &signals.log;
    let critical = |each: &&Violation| each.severity == Some(Severity::Critical);
    let found: Vec<&Violation> = log.violations.iter().filter(critical).collect();
    let sessions = first_by_session(&found);
    let mut firsts: Vec<Tick> = sessions.values().copied().collect();
    firsts.sort_unstable();
    let said = format!("{} critical violations in {} sessions", found.len(), sessions.len());
    if let Some(second) = firsts.get(1) {
        let named = first_few(found.into_iter().map(worded));
        return Seen::holds(Some(*second), vec![said]).and(named).of_log(log);
    }
    if might_be_many(log) {
        let why = format!("{said}; with those without a known severity or session it may be two");
        return Seen::unknown(why).of_log(log);
    }
    nothing_found(log, &said)
}

/// Returns when each session that is named had its first of these violations.
fn first_by_session<'a>(found: &[&'a Violation]) -> BTreeMap<&'a str, Tick> {
    let mut firsts = BTreeMap::new();
    for (session, at) in found.iter().filter_map(|each| Some((each.session.as_deref()?, each.at))) {
        firsts.entry(session).or_insert(at);
    }
    firsts
}

/// Returns whether there would be two sessions if all severities that are not known were critical
/// and every violation without a session had one of its own.
fn might_be_many(log: &Summary) -> bool {
    let may_be = |each: &&Violation| each.severity.is_none_or(|it| it == Severity::Critical);
    let found: Vec<&Violation> = log.violations.iter().filter(may_be).collect();
    let nameless = found.iter().filter(|each| each.session.is_none()).count();
    first_by_session(&found).len() + nameless >= 2
}

/// Says that nothing was found, if the log is one in which something could have been.
fn nothing_found(log: &Summary, said: &str) -> Seen {
    if !log.is_readable() {
        return unreadable(log);
    }
    if log.violations_beyond > 0 {
        let beyond = log.violations_beyond;
        return Seen::unknown(format!("{said}, but {beyond} violations were not kept")).of_log(log);
    }
    let window = spoken(log.windows.violations);
    Seen::not(format!("{said} in the last {window}")).of_log(log)
}

fn worded(violation: &Violation) -> String {
    let Violation { at, control, severity, session, line } = violation;
    let severity = severity.map_or_else(|| "of unknown severity".to_owned(), |it| it.to_string());
    let session = session.as_deref().unwrap_or("that is not named");
    format!("line {line}: {control}, {severity}, in session {session} at {at}")
}
