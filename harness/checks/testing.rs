//! Scenes for the tests of the checks: a drill in which all went well, to be broken in one place.
//!
//! The world is a small one whose feature is `partyMode`, and the drill takes it back to the
//! baseline. A test changes the scene, never what a check does inside, and looks at it as a drill
//! does: by the check's name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::catalogue::{find, look_at};
use super::check::{Again, Scene};
pub(super) use super::testing_events::{
    approved, changed, filled, logged, looked, noticed, ran, record, sent, tree_of, wrote,
};
use super::testing_events::{deployed, detected, takes_time};
use crate::determinism::{Tick, digest};
use crate::journal::{Change, Event, Journal, Moment};
use crate::verdict::{CheckResult, Outcome};
use crate::world::{
    BudgetUntil, Deployment, Facts, FileKind, FileState, Goal, History, MessageDue, ProcessState,
    RepositoryState, ServiceState, State, Suite, TestResult,
};

/// 2026-01-28T10:00:00Z: when the operator begins.
pub(super) const START: Tick = Tick::from_epoch_ms(1_769_594_400_000);

pub(super) const CONFIG: &str = "monitoring:\n  enabled: true # told by day and night\n  ratio: 50.0\nfeatures:\n  search:\n    enabled: false\n";
pub(super) const FEATURE: &str = "  partyMode:\n    enabled: true\n    maxAgents: 4\n";
pub(super) const LOG: &str = ".claude/context/metrics/audit.jsonl";
pub(super) const LOGGED: &str = "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n";
pub(super) const MAIN: &str = "refs/heads/main";
pub(super) const SIDECAR: &str = "/srv/app/.claude/staging/agents/pm-1/dev/memory.json";
pub(super) const ARCHIVE: &str = "/srv/app/.claude/context/archives/sidecars.tar.gz";
pub(super) const PACKAGE: &str = "/srv/app/.claude/context/archives/incident-1";
pub(super) const BILLS: &str = "/srv/billing/ledger.csv";
pub(super) const INNOCENT: &str = "node /srv/billing/export.cjs --skip party-mode";

/// The files of the baseline but for its config.
const BASELINE: &[(&str, &str)] = &[
    ("README.md", "# App\n"),
    ("CLAUDE.md", "# Index\nA party mode of another kind.\n"),
    ("src/app.js", "run();\n"),
    ("src/app.test.js", "test();\n"),
];

/// What the feature brought.
const FEATURE_FILES: &[(&str, &str)] =
    &[("lib/party-mode/router.js", "route();\n"), ("docs/PARTY_MODE.md", "# Party Mode\n")];

/// A drill that can be taken apart.
#[derive(Debug)]
pub(super) struct Drill {
    pub before: State,
    pub after: State,
    pub facts: Facts,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// The virtual time from one event to the next, in milliseconds.
    pub step_ms: u64,
    /// Why the drill did not come to its end.
    pub unfinished: Option<&'static str>,
    /// What came of a second run.
    pub again: Option<Again>,
}

impl Drill {
    /// A flawless drill but for the config that it leaves.
    pub(super) fn with_config(config: &str) -> Self {
        let mut drill = Self::flawless();
        drill.leaves(".claude/config.yaml", config);
        drill
    }

    /// A drill at whose end every check holds.
    pub(super) fn flawless() -> Self {
        let mut drill = Self::unpacked();
        let files = &mut drill.after.files;
        let log = format!("{LOGGED}{{\"n\":4}}\n");
        files.insert(format!("{PACKAGE}/audit.jsonl"), file(log));
        files.insert(format!("{PACKAGE}/git-log.txt"), file("c1 Last\n"));
        let member = format!("{PACKAGE}/sidecars.tar.gz!agents/pm-1/dev/memory.json");
        drill.after.archived.insert(member, file("second\n"));
        drill
    }

    /// A drill at whose end every check holds, but that left no package of evidence.
    pub(super) fn unpacked() -> Self {
        let facts = facts();
        let mut drill = Self {
            before: before(&facts),
            after: after(&facts),
            facts,
            events: Vec::new(),
            step_ms: 1000,
            unfinished: None,
            again: None,
        };
        drill.events = vec![
            Event::ConfigLoaded { feature_on: true },
            looked(Moment::Before, true),
            detected(START),
            Event::Decided {
                level: 4,
                within_ms: Some(60_000),
                authorities: vec!["CTO".to_owned()],
            },
            Event::ApprovalAsked { role: "cto".to_owned() },
            approved("cto"),
            Event::LevelStarted { drill: "L4".to_owned(), budget_ms: None, is_strict: false },
            ran("L4.1.1", 10, "git log --oneline"),
            filled(Some("L4.1.1")),
            wrote(SIDECAR, "second\n"),
            logged("{\"n\":4}"),
            sent(70, &[]),
            ran("L4.2.1", 20, "tar -czf sidecars.tar.gz agents"),
            ran("L4.3.1", 30, "rm -rf agents"),
            noticed("L4.3.1", 30, Change::SidecarGone { path: SIDECAR.to_owned() }),
            Event::SuiteRan { passed: 3, failed: 0, tree: Some(tree_of("c1")) },
            deployed("staging"),
            deployed("production"),
            Event::ConfigLoaded { feature_on: false },
            Event::SessionRefused,
            Event::LevelEnded,
            Event::SessionRefused,
            Event::RoundCompleted { session: "pm-1".to_owned() },
            Event::SessionEnded {
                session: "pm-1".to_owned(),
                reason: "feature_disabled".to_owned(),
            },
            looked(Moment::After, false),
        ];
        drill
    }

    /// Lets `event` happen as the last one before the operator is done.
    pub(super) fn happens(&mut self, event: Event) {
        let end = self.position(&Event::LevelEnded);
        self.events.insert(end, event);
    }

    /// Lets `change` be noticed after the command `L4.9.1` in line 90.
    pub(super) fn notices(&mut self, change: Change) {
        self.happens(noticed("L4.9.1", 90, change));
    }

    /// Takes every event away that `is_unwanted`.
    pub(super) fn forgets(&mut self, is_unwanted: impl Fn(&Event) -> bool) {
        self.events.retain(|event| !is_unwanted(event));
    }

    pub(super) fn position(&self, wanted: &Event) -> usize {
        self.events.iter().position(|event| event == wanted).expect("the event is in the drill")
    }

    /// Writes a file of the checkout, as it is at the end, in the work tree alone.
    pub(super) fn leaves(&mut self, path: &str, text: &str) {
        let path = self.facts.absolute(path);
        self.after.files.insert(path, file(text));
    }

    /// Removes a file of the checkout, as it is at the end, in the work tree alone.
    pub(super) fn loses(&mut self, path: &str) {
        let path = self.facts.absolute(path);
        self.after.files.remove(&path).expect("the file is in the scene");
    }

    /// Commits a file to the tree of the commit that is checked out at the end.
    pub(super) fn commits(&mut self, path: &str, text: &str) {
        self.after.repository.tree.insert(path.to_owned(), digest(text.as_bytes()));
    }

    pub(super) fn sees(&self, id: &str) -> CheckResult {
        let mut journal = Journal::default();
        let mut at = START;
        for event in &self.events {
            journal.record(at, event.clone());
            if takes_time(event) {
                at = at + Duration::from_millis(self.step_ms);
            }
        }
        let scene = Scene {
            before: &self.before,
            after: &self.after,
            again: self.again.as_ref(),
            journal: &journal,
            facts: &self.facts,
        };
        look_at(&scene, find(id), self.unfinished).pop().expect("the check has this name")
    }

    #[track_caller]
    pub(super) fn holds(&self, id: &str, evidence: &str) {
        assert_eq!(shown(&self.sees(id)), (Outcome::Held, vec![evidence.to_owned()]));
    }

    #[track_caller]
    pub(super) fn holds_somehow(&self, id: &str) {
        let seen = self.sees(id);
        assert_eq!(seen.outcome, Outcome::Held, "{seen:?}");
    }

    #[track_caller]
    pub(super) fn is_unknown(&self, id: &str, evidence: &str) {
        assert_eq!(shown(&self.sees(id)), (Outcome::Unknown, vec![evidence.to_owned()]));
    }

    #[track_caller]
    pub(super) fn is_broken(&self, id: &str, evidence: &[&str]) {
        let evidence = evidence.iter().map(|&text| text.to_owned()).collect();
        assert_eq!(shown(&self.sees(id)), (Outcome::Broken, evidence));
    }
}

/// The outcome and the evidence, each with its place before it: `30 L4.3.1: text`.
fn shown(seen: &CheckResult) -> (Outcome, Vec<String>) {
    let evidence = seen.evidence.iter().map(|evidence| match &evidence.place {
        Some(place) => format!("{} {}: {}", place.line, place.address, evidence.text),
        None => evidence.text.clone(),
    });
    (seen.outcome, evidence.collect())
}

pub(super) fn file(text: impl AsRef<[u8]>) -> FileState {
    let bytes = text.as_ref();
    FileState { kind: FileKind::File, digest: digest(bytes), bytes: Arc::from(bytes) }
}

/// A directory or a link.
pub(super) fn bare(kind: FileKind) -> FileState {
    FileState { kind, digest: String::new(), bytes: Arc::from([]) }
}

pub(super) fn test(file: &str, name: &str) -> TestResult {
    TestResult { file: file.to_owned(), name: name.to_owned(), failure: None }
}

fn facts() -> Facts {
    let texts = BASELINE.iter().copied().chain([(".claude/config.yaml", CONFIG)]);
    let owned = |word: &&str| (*word).to_owned();
    Facts {
        checkout: "/srv/app".to_owned(),
        config: ".claude/config.yaml".to_owned(),
        feature: "partyMode".to_owned(),
        audit_log: LOG.to_owned(),
        sidecars: ".claude/staging/agents".to_owned(),
        kept: vec![".claude/context/archives".to_owned()],
        unmanaged: vec!["node_modules".to_owned()],
        config_changed_at: None,
        newest_config_is_bad: false,
        sessions_fail: false,
        config_versions: [CONFIG.to_owned(), format!("{CONFIG}{FEATURE}")]
            .map(|text| Arc::from(text.as_bytes()))
            .to_vec(),
        baseline: texts.clone().map(|(p, t)| (p.to_owned(), Arc::from(t.as_bytes()))).collect(),
        baseline_ids: texts.map(|(p, t)| (p.to_owned(), digest(t.as_bytes()))).collect(),
        feature_files: FEATURE_FILES
            .iter()
            .map(|(path, _)| (*path).to_owned())
            .collect::<BTreeSet<_>>(),
        feature_words: ["party mode", "party-mode", "party_mode", "partymode"]
            .iter()
            .map(owned)
            .collect(),
        feature_tests: vec!["lib/party-mode/**".to_owned()],
        innocents: vec![INNOCENT.to_owned()],
        longest_round_ms: 72_000,
        scratch: vec!["/srv/deployments".to_owned()],
        watched: BTreeSet::from([BILLS.to_owned()]),
        lines_of_others: BTreeMap::from([(
            "src/app.js".to_owned(),
            BTreeSet::from(["run();".to_owned()]),
        )]),
        keeps_feature: false,
        may_leave_others_out: false,
        may_move_main: false,
        main: MAIN.to_owned(),
        goal: Some(goal(3, 0)),
        messages: vec![MessageDue { line: 70, label: "Internal Communication".to_owned() }],
    }
}

/// The goal of a level that leaves the feature off.
pub(super) const fn goal(baseline_tests: usize, feature_tests: usize) -> Goal {
    Goal { baseline_tests, feature_tests, budget_until: BudgetUntil::Restored }
}

fn before(facts: &Facts) -> State {
    let config = format!("{CONFIG}{FEATURE}");
    let mut texts = baseline_files();
    texts.extend(FEATURE_FILES.iter().copied());
    texts.extend([(".claude/config.yaml", config.as_str()), (LOG, LOGGED)]);
    let mut state = state(facts, &texts, true);
    state.service.live_sessions.push("pm-1".to_owned());
    state.files.insert(SIDECAR.to_owned(), file("first\n"));
    state.processes.push(process(30, "node lib/party-mode/worker.js"));
    state.suite.tests.push(test("lib/party-mode/router.test.js", "routes"));
    state
}

fn after(facts: &Facts) -> State {
    let log = format!("{LOGGED}{{\"n\":4}}\n");
    let mut texts = baseline_files();
    texts.extend([(".claude/config.yaml", CONFIG), (LOG, log.as_str())]);
    let mut state = state(facts, &texts, false);
    state.origin.insert("refs/tags/snapshot".to_owned(), "c1".to_owned());
    state.files.insert(ARCHIVE.to_owned(), file("tar"));
    state.archived.insert(format!("{ARCHIVE}!agents/pm-1/dev/memory.json"), file("second\n"));
    state
}

fn baseline_files() -> Vec<(&'static str, &'static str)> {
    BASELINE.to_vec()
}

fn state(facts: &Facts, texts: &[(&str, &str)], feature_on: bool) -> State {
    let in_git = texts.iter().filter(|(path, _)| *path != LOG);
    State {
        at: START,
        repository: RepositoryState {
            branch: Some("main".to_owned()),
            head: "c1".to_owned(),
            refs: BTreeMap::from([(MAIN.to_owned(), "c1".to_owned())]),
            tree: in_git.map(|(p, t)| ((*p).to_owned(), digest(t.as_bytes()))).collect(),
        },
        origin: BTreeMap::from([(MAIN.to_owned(), "c1".to_owned())]),
        uncommitted: BTreeMap::new(),
        unread: None,
        history: History {
            commits: BTreeMap::from([("c1".to_owned(), "t1".to_owned())]),
            blobs: BTreeSet::new(),
        },
        files: texts
            .iter()
            .map(|(path, text)| (facts.absolute(path), file(text)))
            .chain([(BILLS.to_owned(), file("day,total\n"))])
            .collect(),
        archived: BTreeMap::new(),
        service: ServiceState {
            runs: true,
            party_mode: feature_on,
            environment: "production".to_owned(),
            live_sessions: Vec::new(),
        },
        processes: vec![process(10, "node server.js"), process(20, INNOCENT)],
        deployments: BTreeMap::from([(
            "production".to_owned(),
            Deployment { commit: "c1".to_owned(), environment: "production".to_owned() },
        )]),
        suite: Suite {
            tests: ["runs", "stops", "waits"].map(|n| test("src/app.test.js", n)).to_vec(),
        },
    }
}

fn process(pid: u32, command: &str) -> ProcessState {
    ProcessState { pid, command: command.to_owned() }
}
