//! The monitoring: reads the signals of a world, and calls the operator when a row of the decision
//! matrix holds.

use std::path::Path;

use serde::Deserialize;

use super::operator::Operator;
use super::{Condition, DrillError, Pace, Pack};
use crate::audit::{Ledger, Severity};
use crate::decision::{
    About, Call, ConfigFiles, ConfigSignal, Decision, Outcome, Report, Settings, Signals,
    SuiteSignal, decide, detect,
};
use crate::determinism::Tick;
use crate::journal::Event;
use crate::runbook::{MatrixRow, Urgency};
use crate::throwaway::Root;
use crate::world::{Facts, FileKind, Suite, join};

/// How often the monitoring looks in vain before the drill gives up on it.
const LOOKS_MAX: u32 = 15;

/// What the monitoring led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alarm {
    /// The level that is more urgent than the one that the condition calls for, if there is one.
    pub(super) first: Option<u8>,
}

/// A report as it stands in the world.
#[derive(Deserialize)]
struct Line {
    at: jiff::Timestamp,
    by: String,
    about: About,
    severity: Severity,
    says: String,
}

/// Reads the signals of a world at `now`.
fn signals(
    (pack, facts): (&Pack, &Facts),
    settings: &Settings,
    root: &Root,
    now: Tick,
    suite: &Suite,
) -> Signals {
    let read = |path: &str| root.read(&join(&facts.checkout, path)).ok();
    let config = read(&facts.config);
    let teams = pack.feature.teams.as_deref().map_or_else(Vec::new, |dir| teams(root, facts, dir));
    let config = ConfigSignal::read(
        &ConfigFiles {
            config: config.as_deref(),
            feature: &facts.feature,
            teams: teams.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect(),
            changed_at: facts.config_changed_at,
        },
        settings,
    );
    let log = read(&facts.audit_log).unwrap_or_default();
    let mut ledger = Ledger::new(now, settings.windows(facts.config_changed_at));
    ledger.push_log(&log);
    let failed = suite.tests.iter().filter(|test| test.failure.is_some()).count() as u64;
    Signals {
        now,
        log: ledger.summary(),
        config,
        suite: Some(SuiteSignal { passed: suite.tests.len() as u64 - failed, failed }),
        reports: pack.feature.reports.as_deref().and_then(read).map_or_else(Vec::new, reports),
        settings: settings.clone(),
    }
}

fn teams(root: &Root, facts: &Facts, directory: &str) -> Vec<(String, Vec<u8>)> {
    let directory = join(&facts.checkout, directory);
    let entries = root.entries(&directory).unwrap_or_default();
    let files = entries.into_iter().filter(|(_, kind)| *kind == FileKind::File);
    files
        .filter(|(name, _)| Path::new(name).extension().is_some_and(|ending| ending == "csv"))
        .filter_map(|(name, _)| Some((name.clone(), root.read(&join(&directory, &name)).ok()?)))
        .collect()
}

/// Reads the reports; a line that is none is passed over, as a person would.
fn reports(bytes: Vec<u8>) -> Vec<Report> {
    let text = String::from_utf8(bytes).unwrap_or_default();
    let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
    lines
        .filter_map(|line| {
            let at = Tick::from_epoch_ms(u64::try_from(line.at.as_millisecond()).ok()?);
            let (by, about, severity, says) = (line.by, line.about, line.severity, line.says);
            Some(Report { at, by, about, severity, says })
        })
        .collect()
}

impl Operator<'_> {
    /// Waits until the monitoring sees the row of `condition` hold, decides, and asks for the
    /// approvals. None where it never saw it.
    pub(super) fn stand_by(
        &mut self,
        matrix: &[MatrixRow],
        condition: &Condition,
        settings: &Settings,
        suite: &Suite,
    ) -> Result<Option<Alarm>, DrillError> {
        let every = self.pack.people.watch_every.0;
        let Some(row) = condition.row_of(matrix) else { return Ok(None) };
        let until_next_look = self.people.take(Pace(std::time::Duration::ZERO, every));
        self.let_pass(until_next_look)?;
        for _ in 0..LOOKS_MAX {
            let root = self.machine.root();
            let signals = root.quietly(|root| {
                signals((self.pack, self.facts), settings, root, self.now(), suite)
            });
            let detections = detect(matrix, &signals);
            let held = detections.iter().find(|detection| {
                detection.row.line == row.span.line && detection.outcome == Outcome::Holds
            });
            if let Some(held) = held {
                self.record(Event::Detected {
                    line: held.row.line,
                    condition: held.row.condition.clone(),
                    since: held.since,
                    evidence: held.evidence.clone(),
                });
                let decide_in = self.people.take(self.pack.people.decide);
                self.let_pass(decide_in)?;
                let decision = decide(matrix, &detections);
                return Ok(Some(self.act_on(&decision, row)));
            }
            self.let_pass(every)?;
        }
        Ok(None)
    }

    /// Records what was decided and asks everybody who has to approve it.
    fn act_on(&mut self, decision: &Decision, row: &MatrixRow) -> Alarm {
        let first = match &decision.call {
            Call::Due { now, .. } if now.level != row.level => Some(now.clone()),
            _ => None,
        };
        if let Some(action) = &first {
            self.record_decision(action.level, action.urgency, &action.authorities);
        }
        self.record_decision(row.level, row.urgency, &row.authorities);
        let asked = first.iter().flat_map(|action| action.authorities.clone());
        let roles: Vec<String> = asked.chain(row.authorities.clone()).collect();
        self.ask(&roles);
        Alarm { first: first.map(|action| action.level) }
    }

    fn record_decision(&self, level: u8, urgency: Option<Urgency>, authorities: &[String]) {
        let within = urgency.map(|urgency| match urgency {
            Urgency::Immediate => self.pack.people.immediate.0,
            Urgency::Within(time) => time,
        });
        let within_ms = within.map(|span| u64::try_from(span.as_millis()).unwrap_or(u64::MAX));
        self.record(Event::Decided { level, within_ms, authorities: authorities.to_vec() });
    }
}
