//! Known findings: exactly these are expected, and nothing else is a success.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Ran, copy_pack, run, run_in};

/// The list of the built-in pack, from its folder.
const LIST: &str = "runbooks/documented.findings.yaml";

/// Runs the built-in pack with another list of known findings.
fn with_list(change: impl Fn(&str) -> String, arguments: &str) -> Ran {
    let here = tempfile::tempdir().expect("a folder");
    copy_pack(here.path());
    let list = here.path().join(LIST);
    let text = fs::read_to_string(&list).expect("the list");
    let changed = change(&text);
    assert_ne!(text, changed);
    fs::write(&list, changed).expect("a list");
    run_in(here.path(), &format!("{arguments} --pack ."))
}

/// Takes the lines away that hold all of `words`.
fn without(text: &str, words: &[&str]) -> String {
    let is_kept = |line: &&str| !words.iter().all(|word| line.contains(word));
    let kept: Vec<&str> = text.lines().filter(is_kept).collect();
    kept.join("\n") + "\n"
}

fn with(text: &str, entry: &str) -> String {
    format!("{text}  - {entry}\n")
}

#[test]
fn the_known_bad_runbook_is_refuted_by_exactly_its_known_findings() {
    for seed in [1, 77] {
        let ran = run(&format!("run --variant documented --seed {seed}"));
        assert_eq!(ran.code, 0, "{}", ran.stdout);
        let last = ran.stdout.lines().last().expect("a sentence");
        assert!(last.starts_with("Refuted as expected, by exactly "), "{last}");
    }
    let ran = run("run --variant documented --level L4 --format json");
    let json: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!((ran.code, &json["expectation"]), (0, &"met".into()));
    for drill in json["drills"].as_array().expect("drills") {
        assert_eq!((&drill["expected"], &drill["verdict"]), (&"refuted".into(), &"refuted".into()));
        assert!(drill["expected_findings"].as_u64() > Some(10), "{}", drill["expected_findings"]);
    }
}

#[test]
fn a_finding_that_is_in_no_list_is_no_success_and_is_shown_as_new() {
    let change = |text: &str| without(text, &["innocents-alive", "at: L4.3.2"]);
    let ran = with_list(change, "run --variant documented --level L4");
    assert_eq!(ran.code, 10, "{}", ran.stdout);
    assert!(ran.stdout.contains("  new innocents-alive at L4.3.2 in L4\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("refuted, 1 new"), "{}", ran.stdout);
}

#[test]
fn a_finding_that_is_gone_is_no_success_and_asks_to_update_the_list() {
    let entry = "{ rule: config-restored, at: L2.2.1, in: L2, log: [tracked] }";
    let ran = with_list(|text| with(text, entry), "run --variant documented --level L2");
    assert_eq!(ran.code, 10, "{}", ran.stdout);
    let told = "  gone config-restored at L2.2.1 in L2, log tracked\n";
    assert!(ran.stdout.contains(told), "{}", ran.stdout);
    assert!(ran.stdout.contains("update the list with 'rollback-drill list findings"));
}

#[test]
fn a_finding_known_anywhere_is_missed_by_a_whole_run_only() {
    let entry = "{ rule: config-restored, at: L2.2.1 }";
    let ran = with_list(|text| with(text, entry), "run --variant documented --level L2");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let ran = with_list(|text| with(text, entry), "run --variant documented");
    assert_eq!(ran.code, 10, "{}", ran.stdout);
    assert!(ran.stdout.contains("  gone config-restored at L2.2.1\n"), "{}", ran.stdout);
}

#[test]
fn a_finding_by_chance_may_be_found_and_may_be_missed() {
    let entry = "{ rule: config-restored, at: L2.2.1, in: L2, chance: true }";
    let ran = with_list(|text| with(text, entry), "run --variant documented --level L2");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let nowhere = "{ rule: config-restored, in: L9, chance: true }";
    let ran = with_list(|text| with(text, nowhere), "run --variant documented");
    assert_eq!(ran.code, 10, "a route that is none is no matter of chance: {}", ran.stdout);
}

#[test]
fn a_runbook_of_the_users_own_has_no_known_findings() {
    let ran = run("run --runbook scenarios/party-mode/runbooks/documented.md --level L4");
    assert_eq!(ran.code, 10, "{}", ran.stderr);
    assert!(!ran.stdout.contains("known"), "{}", ran.stdout);
    assert_eq!(run("lint scenarios/party-mode/runbooks/documented.md").code, 10);
}

#[test]
fn lint_of_the_packs_runbook_succeeds_with_exactly_the_known_findings() {
    assert_eq!(run("lint --variant documented").code, 0);
    assert_eq!(run("lint --variant hardened").code, 0);
    let ran = with_list(|text| without(text, &["kill-is-exact"]), "lint");
    assert_eq!(ran.code, 10, "{}", ran.stdout);
    assert!(ran.stdout.contains("  new kill-is-exact at L4.3.2\n"), "{}", ran.stdout);
    let more =
        |text: &str| text.replace("lint:\n", "lint:\n  - { rule: kill-is-exact, at: L1.1.1 }\n");
    let ran = with_list(more, "lint");
    assert_eq!(ran.code, 10, "{}", ran.stdout);
    assert!(ran.stdout.contains("  gone kill-is-exact at L1.1.1\n"), "{}", ran.stdout);
}

#[test]
fn a_list_that_is_wrong_is_refused_at_its_line() {
    let table = [
        ("{ rule: no-such-rule }", "run has no rule 'no-such-rule'"),
        ("{ rule: kill-is-exact }", "run has no rule 'kill-is-exact'"),
        ("{ rule: work-kept, log: both }", "log has to be 'ignored' or 'tracked'"),
        ("{ rule: work-kept, in: [] }", "a list of words that is not empty"),
        ("{ rule: work-kept, why: x }", "why"),
        ("{ at: L1 }", "rule"),
    ];
    for (entry, words) in table {
        let ran = with_list(|text| with(text, entry), "run");
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{entry}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{entry}: {}", ran.stderr);
        assert!(ran.stderr.contains("documented.findings.yaml:"), "{entry}: {}", ran.stderr);
        assert!(ran.stderr.contains("hint:"), "{entry}: {}", ran.stderr);
    }
}

#[test]
fn a_list_that_the_program_writes_is_exactly_what_is_expected_then() {
    let here = tempfile::tempdir().expect("a folder");
    copy_pack(here.path());
    let list = here.path().join(LIST);
    fs::write(&list, "{}\n").expect("an empty list");
    assert_eq!(run_in(here.path(), "run --pack . --variant documented --level L4").code, 10);
    let written = written(here.path(), "--variant documented");
    assert!(written.starts_with("# What is known to be wrong with ./runbooks/documented.md.\n"));
    fs::write(&list, written).expect("a list");
    // Of level 1 some checks are open by chance, which a list of one seed cannot know.
    let ran = run_in(here.path(), "run --pack . --variant documented --level L3 --level L4");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let rows = run_in(here.path(), "list findings --pack . --variant documented").stdout;
    assert!(rows.lines().count() > 50, "{rows}");
    assert!(rows.lines().all(|row| row.starts_with("known  documented  ")), "{rows}");
}

fn written(folder: &Path, arguments: &str) -> String {
    let ran = run_in(folder, &format!("list findings --pack . --format yaml {arguments}"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout
}

#[test]
fn a_list_is_that_of_one_runbook_and_holds_findings_only() {
    for (arguments, words) in [
        ("list findings --format yaml", "give '--variant NAME'"),
        ("list steps --format yaml", "only findings are listed as yaml"),
        ("list findings --variant none", "the pack has no runbook 'none'"),
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments}");
        assert!(ran.stderr.contains(words), "{arguments}: {}", ran.stderr);
    }
}
