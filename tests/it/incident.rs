//! What an injection leaves, as the monitoring of a world would read it: no disk, no fleet, no
//! service. The configuration and the team files are those of the history's end.

use std::time::Duration;

use rollback_drill::audit::{Severity, Summary};
use rollback_drill::decision::{
    About, Call, ConfigFiles, ConfigSignal, Decision, Report, Settings, Signals, SuiteSignal,
    decide, detect,
};
use rollback_drill::determinism::Tick;
use rollback_drill::drill::{Condition, EmbeddedPack, Injection, LateCommit, Pack, PackFiles as _};
use rollback_drill::runbook::{MatrixRow, Runbook, parse};

pub(crate) const MS: Duration = Duration::from_millis(1);
pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const VARIANTS: [&str; 2] = ["documented", "hardened"];

const CONFIG: &str = ".claude/config.yaml";
const COMMITS: &str = "world/commits";
const TEAMS: &str = ".claude/teams/";

/// Reads the built-in pack.
pub(crate) fn pack() -> Pack {
    Pack::read(&EmbeddedPack).expect("the embedded pack")
}

/// Reads the conditions of the built-in pack.
pub(crate) fn conditions() -> Vec<Condition> {
    pack().conditions(&EmbeddedPack).expect("the embedded conditions")
}

/// Reads the condition of this name.
pub(crate) fn condition(name: &str) -> Condition {
    let all = conditions();
    let named = all.into_iter().find(|condition| condition.name == name);
    named.expect("a condition of this name")
}

/// Reads a runbook of the built-in pack.
pub(crate) fn runbook(variant: &str) -> Runbook {
    let (path, text) = pack().runbook(&EmbeddedPack, variant).expect("a runbook");
    parse(&text, &path).runbook
}

/// Reads the decision matrices of both runbooks.
pub(crate) fn matrices() -> [Vec<MatrixRow>; 2] {
    VARIANTS.map(|variant| runbook(variant).matrix)
}

/// Reads a file that a condition's commit brings.
pub(crate) fn committed(commit: &LateCommit, file: &str) -> Option<String> {
    let bytes = EmbeddedPack.read(&format!("conditions/{}/{file}", commit.dir)).ok()?;
    Some(String::from_utf8(bytes).expect("UTF-8"))
}

/// Returns the instant that this ISO 8601 text names.
pub(crate) fn instant(text: &str) -> Tick {
    let at: jiff::Timestamp = text.parse().expect("an instant");
    Tick::from_epoch_ms(u64::try_from(at.as_millisecond()).expect("after 1970"))
}

/// A world in which injections were laid out, and nothing else.
#[derive(Debug, Clone)]
pub(crate) struct Incident {
    /// When the operator comes.
    pub(crate) at: Tick,
    /// The audit log.
    pub(crate) log: Vec<String>,
    /// The config of production.
    pub(crate) config: String,
    suite: SuiteSignal,
    changed_at: Tick,
    reports: Vec<Report>,
    settings: Settings,
}

impl Incident {
    /// Lays out one injection.
    pub(crate) fn of(injection: &Injection) -> Self {
        let pack = pack();
        Self {
            at: pack.world.starts_at,
            log: Vec::new(),
            config: last_of_history(CONFIG),
            suite: SuiteSignal { passed: 197, failed: 0 },
            changed_at: instant("2026-01-26T10:10:00Z"),
            reports: Vec::new(),
            settings: pack.decision.expect("the pack says how signals are judged"),
        }
        .and(injection)
    }

    /// Lays out one more injection.
    pub(crate) fn and(mut self, injection: &Injection) -> Self {
        self.log.extend(injection.lines(self.at).into_iter().map(|(_, line)| line));
        self.reports.extend(injection.reports(self.at).lines().map(report));
        if let Some(commit) = &injection.commit
            && let Some(config) = committed(commit, CONFIG)
        {
            (self.config, self.changed_at) = (config, commit.at);
        }
        self
    }

    /// Replaces text of the config, which has to be there.
    pub(crate) fn with_config(mut self, from: &str, to: &str) -> Self {
        assert!(self.config.contains(from), "{from}: {}", self.config);
        self.config = self.config.replace(from, to);
        self
    }

    /// Lets so many tests of the suite fail.
    pub(crate) fn with_failed_tests(mut self, failed: u64) -> Self {
        self.suite.failed = failed;
        self
    }

    /// Reads the signals at `now`.
    pub(crate) fn signals_at(&self, now: Tick) -> Signals {
        let teams = team_files();
        let files = ConfigFiles {
            config: Some(self.config.as_bytes()),
            feature: "partyMode",
            teams: teams.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect(),
            changed_at: Some(self.changed_at),
        };
        let windows = self.settings.windows(Some(self.changed_at));
        Signals {
            now,
            log: Summary::of(self.log.concat().as_bytes(), now, windows),
            config: ConfigSignal::read(&files, &self.settings),
            suite: Some(self.suite),
            reports: self.reports.clone(),
            settings: self.settings.clone(),
        }
    }

    /// Decides when the operator comes.
    pub(crate) fn decision(&self, matrix: &[MatrixRow]) -> Decision {
        decide(matrix, &detect(matrix, &self.signals_at(self.at)))
    }

    /// Asserts that the only thing to do is what the row of `condition` calls for, by either matrix.
    #[track_caller]
    pub(crate) fn calls_for(&self, condition: &Condition) {
        for matrix in matrices() {
            let decision = self.decision(&matrix);
            let row = condition.row_of(&matrix).expect("a row");
            let Call::Due { now, then: None } = &decision.call else {
                unreachable!("{}: {decision:?}", condition.name)
            };
            assert_eq!(now.row.line, row.span.line, "{}: {decision:?}", condition.name);
        }
    }

    /// Asserts that nothing is to be done: every row was decided, and none holds.
    #[track_caller]
    pub(crate) fn is_quiet(&self, what: &str) {
        for matrix in matrices() {
            let decision = self.decision(&matrix);
            assert_eq!(decision.call, Call::Quiet, "{what}: {decision:?}");
        }
    }
}

/// Reads one line of the reports.
fn report(line: &str) -> Report {
    let report: serde_json::Value = serde_json::from_str(line).expect("JSON");
    let text = |key: &str| report[key].as_str().expect("a text").to_owned();
    let about: About = serde_json::from_value(report["about"].clone()).expect("a subject");
    let severity = Severity::of(&text("severity")).expect("a severity");
    Report { at: instant(&text("at")), by: text("by"), about, severity, says: text("says") }
}

/// Reads a file as the last commit of the history leaves it.
fn last_of_history(file: &str) -> String {
    let all = EmbeddedPack.below(COMMITS).expect("the commits");
    let is_it = |path: &&String| path.split_once('/').is_some_and(|(_, rest)| rest == file);
    let last = all.iter().rev().find(is_it).expect("a commit with this file");
    let bytes = EmbeddedPack.read(&format!("{COMMITS}/{last}")).expect("the file");
    String::from_utf8(bytes).expect("UTF-8")
}

fn team_files() -> Vec<(String, String)> {
    let all = EmbeddedPack.below(COMMITS).expect("the commits");
    let paths = all.iter().filter_map(|path| path.split_once('/')).map(|(_, path)| path);
    let names = paths.filter(|path| path.starts_with(TEAMS));
    names.map(|path| (path.to_owned(), last_of_history(path))).collect()
}
