//! Rows that ask whether a figure crosses its bound.

use super::bound::is_crossed;
use super::seen::{Seen, spoken, unreadable};
use super::{RoundSpan, Signals};
use crate::audit::Rounds;
use crate::runbook::Threshold;

/// Looks at the share of successes among the sessions that ended last.
pub(super) fn success(signals: &Signals, bound: &Threshold) -> Seen {
    let (log, least) = (&signals.log, signals.settings.sessions_least);
    if !log.is_readable() {
        return unreadable(log);
    }
    let count = log.ended.len() as u64;
    let Some(rate) = log.success_rate(log.ended.len()).filter(|_| count >= least) else {
        let why = format!("{count} sessions are judged; {least} are needed to decide");
        return Seen::unknown(why).of_log(log);
    };
    let said = format!("{rate} sessions ended with success; the bound is {bound}");
    held(is_crossed(bound, rate), said).of_log(log)
}

/// Looks at the share of spawns that failed.
pub(super) fn spawn_failures(signals: &Signals, bound: &Threshold) -> Seen {
    let (log, least) = (&signals.log, signals.settings.spawns_least);
    if !log.is_readable() {
        return unreadable(log);
    }
    let (count, window) = (log.spawns.all(), spoken(log.windows.rates));
    let Some(rate) = log.spawns.failure_rate().filter(|_| count >= least) else {
        let why = format!("{count} spawns in the last {window}; {least} are needed to decide");
        return Seen::unknown(why).of_log(log);
    };
    let said = format!("{rate} spawns in the last {window} failed; the bound is {bound}");
    held(is_crossed(bound, rate), said).of_log(log)
}

/// Looks at the mean duration of rounds against the usual one.
pub(super) fn performance(signals: &Signals, bound: &Threshold, span: RoundSpan) -> Seen {
    let log = &signals.log;
    if !log.is_readable() {
        return unreadable(log);
    }
    let (rounds, when) = match rounds(signals, span) {
        Ok(found) => found,
        Err(why) => return Seen::unknown(why).of_log(log),
    };
    let (count, least) = (rounds.count, signals.settings.rounds_least);
    let usual = signals.settings.round_usual;
    let usual_ms = u64::try_from(usual.as_millis()).unwrap_or(u64::MAX);
    let Some(times) = rounds.times(usual_ms).filter(|_| count >= least) else {
        let why = format!("{count} rounds {when}; {least} are needed to decide");
        return Seen::unknown(why).of_log(log);
    };
    let said = format!(
        "{count} rounds {when} took {} ms, usual are {} ms; the bound is {bound}",
        times.part(),
        times.whole()
    );
    held(is_crossed(bound, times), said).and(changed(signals)).of_log(log)
}

/// Returns the rounds that are asked about, with the words for when they were.
fn rounds(signals: &Signals, span: RoundSpan) -> Result<(Rounds, String), String> {
    let log = &signals.log;
    let window = spoken(log.windows.rates);
    match (span, signals.config.changed_at) {
        (RoundSpan::Window, _) => Ok((log.rounds, format!("in the last {window}"))),
        (RoundSpan::SinceConfigChange, Some(at)) if log.windows.changed_at == Some(at) => {
            let when = format!("in the last {window} since the configuration changed at {at}");
            Ok((log.rounds_since_change, when))
        }
        (RoundSpan::SinceConfigChange, Some(at)) => {
            Err(format!("the rounds since the configuration changed at {at} were not counted"))
        }
        (RoundSpan::SinceConfigChange, None) => {
            Err("when the configuration changed is not known".to_owned())
        }
    }
}

fn changed(signals: &Signals) -> Option<String> {
    let at = signals.config.changed_at?;
    Some(format!("the configuration last changed at {at}"))
}

fn held(is_crossed: bool, said: String) -> Seen {
    if is_crossed { Seen::holds(None, vec![said]) } else { Seen::not(said) }
}
