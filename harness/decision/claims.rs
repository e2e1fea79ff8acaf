//! Rows that ask about the configuration, the code and the system: what files and the suite show,
//! and what people and scanners say.

use super::seen::{Seen, first_few};
use super::{About, ConfigFault, Report, Signals};
use crate::audit::Severity;
use crate::determinism::Tick;

/// Asks whether the configuration is wrong: it shows a fault, or somebody says so.
pub(super) fn bad_configuration(signals: &Signals) -> Seen {
    let faults = &signals.config.faults;
    let reports = reports(signals, About::BadConfiguration);
    if faults.is_empty() && reports.is_empty() {
        return Seen::not("the configuration shows no fault, and nobody reported one");
    }
    let changed = signals.config.changed_at.filter(|_| !faults.is_empty());
    let since = changed.into_iter().chain(earliest(&reports)).min();
    Seen::holds(since, first_few(faults.iter().map(ConfigFault::to_string))).and(worded(&reports))
}

/// Asks whether the code does harm: the suite fails, or somebody reports a critical bug.
pub(super) fn critical_bug(signals: &Signals) -> Seen {
    let all = reports(signals, About::CriticalBug);
    let is_critical = |report: &&Report| report.severity == Severity::Critical;
    let (critical, lesser): (Vec<_>, Vec<_>) = all.into_iter().partition(is_critical);
    let suite = match signals.suite {
        None => Seen::not("no critical bug is reported, and nobody ran the suite"),
        Some(suite) if suite.failed > 0 => {
            Seen::holds(None, vec![format!("{} tests fail, {} pass", suite.failed, suite.passed)])
        }
        Some(suite) if suite.passed == 0 => Seen::unknown("the suite came to no result"),
        Some(suite) => {
            Seen::not(format!("no critical bug is reported, and all {} tests pass", suite.passed))
        }
    };
    let seen = if critical.is_empty() {
        suite
    } else {
        let ran = signals.suite.map(|_| suite.evidence).into_iter().flatten();
        Seen::holds(earliest(&critical), worded(&critical)).and(ran)
    };
    seen.and(worded(&lesser))
}

/// Asks whether somebody reported this, however grave.
pub(super) fn reported(signals: &Signals, about: About, what: &str) -> Seen {
    let reports = reports(signals, about);
    if reports.is_empty() {
        return Seen::not(format!("nobody reported {what}"));
    }
    Seen::holds(earliest(&reports), worded(&reports))
}

/// Says what was reported about performance. It is measured; a report alone decides nothing.
pub(super) fn remarks_on_performance(signals: &Signals) -> Vec<String> {
    worded(&reports(signals, About::Performance))
}

/// Returns the reports about this that are not of the future, by time.
fn reports(signals: &Signals, about: About) -> Vec<&Report> {
    let is_asked = |report: &&Report| report.about == about && report.at <= signals.now;
    let mut found: Vec<&Report> = signals.reports.iter().filter(is_asked).collect();
    found.sort_by_key(|report| report.at);
    found
}

fn earliest(reports: &[&Report]) -> Option<Tick> {
    reports.first().map(|report| report.at)
}

fn worded(reports: &[&Report]) -> Vec<String> {
    let said = |report: &&Report| {
        let Report { at, by, severity, says, .. } = report;
        format!("{by} reported at {at} ({severity}): {says}")
    };
    first_few(reports.iter().map(said))
}
