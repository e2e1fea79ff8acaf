//! The conditions of the built-in pack: each makes the row hold that it names, and what is just
//! not one makes none hold.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rollback_drill::decision::Call;
use rollback_drill::determinism::VirtualClock;
use rollback_drill::drill::{
    Condition, EmbeddedPack, FileSays, Injection, LateCommit, LinesProof, PackFiles as _, Proof,
};
use rollback_drill::machine::simulated::{System, run_suite};
use rollback_drill::machine::{Actors, Durations, ProcessTable};
use rollback_drill::runbook::Urgency;
use rollback_drill::throwaway::Root;
use rollback_drill::world::{TestResult, matches_pattern, parent_of};
use serde_json::Value;

use crate::incident::{
    Incident, MINUTE, VARIANTS, committed, condition, conditions, instant, matrices, pack,
};

const ON_CALL: &[&str] = &["On-call engineer"];
const DEVOPS: &[&str] = &["DevOps engineer"];
const CTO: &[&str] = &["CTO", "Security architect"];
const NOW: Duration = Duration::ZERO;

/// What the specification asks for, by condition: level, time, authorities.
const ASKED: [(&str, u8, Duration, &[&str]); 9] = [
    ("context-leak", 1, NOW, ON_CALL),
    ("memory-boundary", 1, NOW, ON_CALL),
    ("session-failures", 1, Duration::from_secs(15 * 60), ON_CALL),
    ("spawn-failures", 1, Duration::from_secs(15 * 60), ON_CALL),
    ("bad-config", 2, Duration::from_secs(30 * 60), DEVOPS),
    ("slow-rounds", 2, Duration::from_secs(3600), DEVOPS),
    ("critical-bug", 3, Duration::from_secs(2 * 3600), &["Engineering lead"]),
    ("vulnerability", 3, Duration::from_secs(3600), &["Security architect"]),
    ("compromise", 4, NOW, CTO),
];

#[test]
fn every_row_of_both_matrices_has_one_condition() {
    for (matrix, variant) in matrices().iter().zip(VARIANTS) {
        // What only a wider level cures stands at a row that has a condition already.
        let mut rows: Vec<u32> = conditions()
            .iter()
            .filter(|condition| condition.cured_by.is_none())
            .map(|condition| condition.row_of(matrix).expect(&condition.name).span.line)
            .collect();
        rows.sort_unstable();
        let all: Vec<u32> = matrix.iter().map(|row| row.span.line).collect();
        assert_eq!(rows, all, "{variant}");
    }
}

#[test]
fn a_condition_calls_for_the_level_the_urgency_and_the_authority_of_its_row() {
    for (name, level, time, authorities) in ASKED {
        let condition = condition(name);
        let incident = Incident::of(&condition.inject);
        incident.calls_for(&condition);
        for matrix in matrices() {
            let decision = incident.decision(&matrix);
            let Call::Due { now, .. } = &decision.call else { unreachable!("it calls for a row") };
            let urgency = if time == NOW { Urgency::Immediate } else { Urgency::Within(time) };
            assert_eq!((now.level, now.urgency), (level, Some(urgency)), "{name}");
            assert_eq!(decision.authorities(), authorities, "{name}");
        }
    }
}

#[test]
fn a_condition_makes_no_other_row_hold_and_leaves_none_undecided() {
    for (name, ..) in ASKED {
        let condition = condition(name);
        for matrix in matrices() {
            let decision = Incident::of(&condition.inject).decision(&matrix);
            assert_eq!(decision.holding.len(), 1, "{name}: {decision:?}");
            assert_eq!(decision.unknown, [], "{name}");
        }
    }
}

#[test]
fn many_critical_violations_call_for_the_switch_now_and_for_a_full_restore_then() {
    let condition = condition("many-critical");
    for matrix in matrices() {
        let decision = Incident::of(&condition.inject).decision(&matrix);
        let Call::Due { now, then: Some(then) } = &decision.call else {
            unreachable!("{decision:?}")
        };
        assert_eq!((now.level, now.urgency), (1, Some(Urgency::Immediate)));
        assert_eq!((then.level, then.urgency), (4, Some(Urgency::Within(MINUTE * 240))));
        assert_eq!(then.row.line, condition.row_of(&matrix).expect("a row").span.line);
        let holding: Vec<usize> = decision.holding.iter().map(|row| row.index).collect();
        assert_eq!((holding, decision.unknown.len()), (vec![0, 1, 9], 0));
        let both = ["On-call engineer", "CTO", "Security architect"];
        assert_eq!(decision.authorities(), both);
    }
}

#[test]
fn what_is_just_not_a_condition_lets_every_row_be_decided_and_none_hold() {
    for condition in conditions() {
        Incident::of(&condition.just_not.inject).is_quiet(&condition.name);
    }
}

#[test]
fn every_proof_is_found_in_what_is_injected() {
    for condition in conditions() {
        let incident = Incident::of(&condition.inject);
        assert!(!condition.proof.is_empty(), "{}", condition.name);
        for proof in &condition.proof {
            let is_found = match proof {
                Proof::Lines(lines) => count(lines, &incident.log) >= lines.at_least,
                Proof::File(says) => brings(&condition.inject, says),
                Proof::Report(about) => {
                    condition.inject.reports.iter().any(|report| report.about == *about)
                }
            };
            assert!(is_found, "{}: {proof:?}", condition.name);
        }
    }
}

fn count(proof: &LinesProof, log: &[String]) -> usize {
    let lines = log.iter().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let longer = |line: &Value| {
        let took = line["duration"].as_u64().map(Duration::from_millis);
        proof.longer_than.is_none_or(|bound| took.is_some_and(|took| took > bound.0))
    };
    let has = |line: &Value| proof.with.iter().all(|(key, value)| line[key] == value.as_str());
    lines.filter(|line| has(line) && longer(line)).count()
}

fn brings(injection: &Injection, says: &FileSays) -> bool {
    let text = injection.commit.as_ref().and_then(|commit| committed(commit, &says.file));
    text.is_some_and(|text| text.contains(&says.says))
}

#[test]
fn symptoms_that_end_with_the_configuration_ask_for_what_the_commit_wrote_there() {
    let mut ends = 0;
    for condition in conditions() {
        if let Some(says) = &condition.symptoms.only_while {
            assert!(brings(&condition.inject, says), "{}", condition.name);
            let before = Incident::of(&Injection::default()).config;
            assert!(!before.contains(&says.says), "{}: it was there before", condition.name);
            ends += 1;
        }
    }
    assert!(ends > 0);
}

fn commits(condition: &Condition) -> impl Iterator<Item = &LateCommit> {
    [&condition.inject, &condition.just_not.inject].into_iter().filter_map(|it| it.commit.as_ref())
}

#[test]
fn commits_come_after_the_history_from_people_of_the_twin_and_use_every_folder() {
    let history = EmbeddedPack.read("world/history.yaml").expect("the history");
    let history: Value =
        serde_saphyr::from_str(std::str::from_utf8(&history).expect("UTF-8")).expect("YAML");
    let earlier = history["commits"].as_array().expect("a list");
    let last = earlier.last().and_then(|commit| commit["at"].as_str()).expect("a time");
    let (last, starts) = (instant(last), pack().world.starts_at);
    let people: BTreeSet<_> = earlier
        .iter()
        .map(|commit| (commit["author"].as_str(), commit["email"].as_str()))
        .collect();
    let mut used = BTreeSet::new();
    for condition in conditions() {
        for commit in commits(&condition) {
            let who = (Some(commit.author.as_str()), Some(commit.email.as_str()));
            assert!(last < commit.at && commit.at < starts, "{}", commit.dir);
            assert!(people.contains(&who), "{who:?}");
            used.insert(commit.dir.clone());
        }
    }
    let files = EmbeddedPack.below("conditions").expect("the folder");
    let folders = files.iter().filter_map(|file| Some(file.split_once('/')?.0.to_owned()));
    assert_eq!(used, folders.collect());
}

#[test]
fn a_phase_on_top_adds_files_of_the_feature_and_touches_none_so_that_reverts_meet_no_conflict() {
    let (pack, mut phases) = (pack(), 0);
    let known = EmbeddedPack.below("world/commits").expect("the commits");
    let known: BTreeSet<&str> =
        known.iter().filter_map(|path| Some(path.split_once('/')?.1)).collect();
    for condition in conditions() {
        let phase = commits(&condition)
            .find(|commit| commit.message.starts_with(&pack.feature.commits_begin_with));
        let Some(commit) = phase else { continue };
        let added = EmbeddedPack.below(&format!("conditions/{}", commit.dir)).expect("its files");
        for file in &added {
            assert!(file.starts_with(".claude/lib/party-mode/"), "{file}");
            assert!(!known.contains(file.as_str()), "{file}");
        }
        phases += 1;
    }
    assert_eq!(phases, 2);
}

#[test]
fn the_scanner_names_the_line_that_is_the_hole() {
    let condition = condition("vulnerability");
    let commit = condition.inject.commit.as_ref().expect("a commit");
    let [Proof::File(hole), ..] = condition.proof.as_slice() else { unreachable!("a file first") };
    let said = &condition.inject.reports[0].says;
    let (file, line) = said.rsplit_once(' ').and_then(|(_, it)| it.rsplit_once(':')).expect(said);
    assert_eq!(file, hole.file);
    let text = committed(commit, file).expect("the file");
    let line: usize = line.parse().expect("a line");
    assert!(text.lines().nth(line - 1).expect("such a line").contains(&hole.says), "{line}");
}

#[test]
fn the_readme_tells_of_every_condition() {
    let readme = EmbeddedPack.read("conditions/README.md").expect("a README");
    let readme = String::from_utf8(readme).expect("UTF-8");
    for condition in conditions() {
        assert!(readme.contains(&format!("| `{}.yaml` |", condition.name)), "{}", condition.name);
    }
}

/// How many tests of the twin pass and fail with these commits on top.
const SUITES: [(&str, usize, &[&str]); 7] = [
    ("bad-config", 197, &[]),
    ("bad-config-at-its-edges", 197, &[]),
    ("slow-rounds", 197, &[]),
    ("slow-everywhere", 197, &[]),
    ("critical-bug", 200, &["no session is given the answer of another"]),
    ("vulnerability", 199, &[]),
    ("compromise", 197, &[]),
];

#[test]
fn only_the_critical_bug_makes_a_test_of_the_twin_fail() {
    let dirs: BTreeSet<String> =
        conditions().iter().flat_map(commits).map(|commit| commit.dir.clone()).collect();
    assert_eq!(dirs, SUITES.map(|(dir, ..)| dir.to_owned()).into());
    for (dir, passed, failed) in SUITES {
        let tests = suite_with(dir);
        let failures = tests.iter().filter(|test| test.failure.is_some());
        let failures: Vec<&str> = failures.map(|test| test.name.as_str()).collect();
        assert_eq!((tests.len() - failures.len(), failures.as_slice()), (passed, failed), "{dir}");
    }
}

/// Runs the suite of the history's end with the commit of `dir` on top.
fn suite_with(dir: &str) -> Vec<TestResult> {
    let (pack, host) = (pack(), tempfile::tempdir().expect("a folder"));
    let root = Root::at(host.path());
    let late = format!("conditions/{dir}");
    let mut tree: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (folder, has_commits) in
        [("world/untracked", false), ("world/commits", true), (late.as_str(), false)]
    {
        for path in EmbeddedPack.below(folder).expect("a folder") {
            let bytes = EmbeddedPack.read(&format!("{folder}/{path}")).expect("a file");
            let inner = path.split_once('/').filter(|_| has_commits).map_or(&*path, |(_, it)| it);
            tree.insert(inner.to_owned(), bytes);
        }
    }
    for (path, bytes) in &tree {
        let path = format!("{}/{path}", pack.world.checkout);
        root.create_dir_all(parent_of(&path)).expect("a folder");
        root.write(&path, bytes).expect("a file");
    }
    let is_test = |path: &&String| pack.world.suite.iter().any(|it| matches_pattern(it, path));
    let files: Vec<String> = tree.keys().filter(is_test).cloned().collect();
    let clock = VirtualClock::starting_at(pack.world.starts_at);
    let durations = Durations::default();
    let mut system = System::new(root, ProcessTable::default(), clock, durations, Box::new(Nobody));
    let world = &pack.world;
    run_suite(&mut system, &world.checkout, &world.environment, &files).expect("it is modelled")
}

/// Nobody at work.
#[derive(Debug)]
struct Nobody;

impl Actors for Nobody {
    fn advance_to(
        &mut self,
        _: rollback_drill::determinism::Tick,
        _: &Root,
        _: &mut ProcessTable,
    ) -> Result<(), String> {
        Ok(())
    }
}
