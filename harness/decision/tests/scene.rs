//! A system that is well, and what each test makes of it.

use std::time::Duration;

use crate::audit::{Severity, Summary};
use crate::decision::{About, ConfigSignal, Report, Settings, Signals, SuiteSignal};
use crate::determinism::Tick;
use crate::runbook::{Runbook, parse};

/// 2026-01-28T09:30:00Z
pub(super) const NOW: Tick = Tick::from_epoch_ms(1_769_592_600_000);

pub(super) const MS: Duration = Duration::from_millis(1);

pub(super) const MINUTE: Duration = Duration::from_secs(60);

/// The rows of the built-in runbook's matrix, by their place.
pub(super) mod row {
    pub(in crate::decision::tests) const ISOLATION: usize = 0;
    pub(in crate::decision::tests) const MEMORY: usize = 1;
    pub(in crate::decision::tests) const SUCCESS: usize = 2;
    pub(in crate::decision::tests) const SPAWNS: usize = 3;
    pub(in crate::decision::tests) const CONFIG: usize = 4;
    pub(in crate::decision::tests) const PERFORMANCE: usize = 5;
    pub(in crate::decision::tests) const BUG: usize = 6;
    pub(in crate::decision::tests) const VULNERABILITY: usize = 7;
    pub(in crate::decision::tests) const COMPROMISE: usize = 8;
    pub(in crate::decision::tests) const MANY_CRITICAL: usize = 9;
}

/// What happened in a system; all is well until a test says otherwise.
#[derive(Debug, Clone)]
pub(super) struct Story {
    /// Sessions that ended with success and with failure, in this order, the last one at `NOW`.
    pub(super) sessions: (u64, u64),
    /// Spawns that came off and that did not.
    pub(super) spawns: (u64, u64),
    /// Rounds by their duration in milliseconds.
    pub(super) rounds: Vec<u64>,
    /// Further lines of the log.
    pub(super) lines: Vec<String>,
    pub(super) config: ConfigSignal,
    pub(super) suite: Option<SuiteSignal>,
    pub(super) reports: Vec<Report>,
}

impl Story {
    pub(super) fn well() -> Self {
        Self {
            sessions: (100, 0),
            spawns: (100, 0),
            rounds: vec![58_000; 10],
            lines: Vec::new(),
            config: ConfigSignal::default(),
            suite: Some(SuiteSignal { passed: 197, failed: 0 }),
            reports: Vec::new(),
        }
    }

    pub(super) fn with(edit: impl FnOnce(&mut Self)) -> Self {
        let mut story = Self::well();
        edit(&mut story);
        story
    }

    pub(super) fn signals(&self) -> Signals {
        let settings = settings();
        let windows = settings.windows(self.config.changed_at);
        Signals {
            now: NOW,
            log: Summary::of(self.log().as_bytes(), NOW, windows),
            config: self.config.clone(),
            suite: self.suite,
            reports: self.reports.clone(),
            settings,
        }
    }

    fn log(&self) -> String {
        let (success, failure) = self.sessions;
        let all = success + failure;
        let mut lines: Vec<String> = (0..all)
            .map(|number| {
                let reason = if number < success { "completed" } else { "error" };
                let at = NOW - MS * u32::try_from(all - 1 - number).expect("a small number");
                let rest = format!(r#""sessionId":"s{number}","reason":"{reason}""#);
                event(at, "SESSION_END", &rest)
            })
            .collect();
        let spawn = |status: &str| event(NOW, "AGENT_SPAWN", &format!(r#""status":"{status}""#));
        lines.extend((0..self.spawns.0).map(|_| spawn("success")));
        lines.extend((0..self.spawns.1).map(|_| spawn("failed")));
        lines.extend(self.rounds.iter().map(|ms| round(NOW, *ms)));
        lines.extend(self.lines.iter().cloned());
        lines.join("\n")
    }
}

pub(super) fn settings() -> Settings {
    let text = "
sessions: 100
sessions_least: 100
violations_window: 1h
rates_window: 15m
spawns_least: 20
rounds_least: 5
round_usual: 58s
limits:
  maxAgents: { least: 1, most: 4 }
  maxRounds: { least: 1, most: 10 }
  costLimit: { above: 0 }
  rolloutPercentage: { least: 0, most: 100, optional: true }
team_columns: [agent_type, role, priority, tools, model]
team_agents_max: 4
";
    serde_saphyr::from_str(text).expect("the settings are YAML")
}

pub(super) fn runbook() -> Runbook {
    let text = include_str!("../../../scenarios/party-mode/runbooks/documented.md");
    parse(text, "documented.md").runbook
}

pub(super) fn event(at: Tick, kind: &str, rest: &str) -> String {
    format!(r#"{{"timestamp":"{at}","eventType":"{kind}",{rest}}}"#)
}

pub(super) fn round(at: Tick, duration_ms: u64) -> String {
    event(at, "ROUND_COMPLETE", &format!(r#""duration":{duration_ms}"#))
}

pub(super) fn violation(at: Tick, control: &str, severity: &str, session: &str) -> String {
    let rest = format!(r#""event":"{control}","severity":"{severity}","sessionId":"{session}""#);
    event(at, "SECURITY_EVENT", &rest)
}

pub(super) fn report(about: About, severity: Severity, at: Tick) -> Report {
    Report { at, by: "on-call".to_owned(), about, severity, says: "it is so".to_owned() }
}
