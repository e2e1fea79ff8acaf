//! What the program prints, and where: pipes, colours, kept worlds.

use std::fs;

use rollback_drill::verdict::Severity;

use crate::support::{program, run, run_in};

#[test]
fn both_controls_behave_and_a_whole_run_of_them_exits_with_zero() {
    let ran = run("run");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let last: Vec<&str> = ran.stdout.trim_end().lines().rev().take(3).collect();
    assert!(last[0].starts_with("Both controls behave: "), "{last:?}");
    assert!(last[1].starts_with("Proven, "), "{last:?}");
    assert!(last[2].starts_with("Refuted as expected, by exactly "), "{last:?}");
    assert_eq!(ran.stderr, "", "no progress and no noise into a pipe");
}

#[test]
fn a_pipe_gets_no_colours_even_where_a_terminal_would() {
    for value in ["", "1"] {
        let output = program().args(["run", "--level", "1"]).env("NO_COLOR", value).output();
        let output = output.expect("the program starts");
        assert!(!output.stdout.contains(&0x1b));
    }
}

#[test]
fn a_kept_world_is_a_repository_with_a_journal_beside_it() {
    let here = tempfile::tempdir().expect("a folder");
    let ran = run_in(
        here.path(),
        "run --variant documented --condition slow-rounds --keep-world worlds --format json",
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let worlds = here.path().join("worlds");
    let mut names: Vec<String> = fs::read_dir(&worlds)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "documented-slow-rounds-L2-ignored",
            "documented-slow-rounds-L2-ignored.journal.jsonl",
            "documented-slow-rounds-L2-tracked",
            "documented-slow-rounds-L2-tracked.journal.jsonl",
        ]
    );
    assert!(worlds.join("documented-slow-rounds-L2-ignored/srv/agent-studio/.git").is_dir());
    let journal =
        fs::read_to_string(worlds.join("documented-slow-rounds-L2-tracked.journal.jsonl"));
    let journal = journal.expect("the journal");
    assert!(journal.lines().count() > 20);
    for line in journal.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("every line is JSON");
    }
}

#[test]
fn nothing_is_left_behind_where_no_world_is_kept() {
    let here = tempfile::tempdir().expect("a folder");
    let output = program().args(["run", "--level", "1"]).env("TMPDIR", here.path()).output();
    assert_eq!(output.expect("the program starts").status.code(), Some(0));
    assert_eq!(fs::read_dir(here.path()).expect("the folder").count(), 0);
}

#[test]
fn lists_and_plans_name_addresses_and_lines() {
    let levels = run("list levels").stdout;
    assert_eq!(levels.lines().count(), 4);
    assert!(levels.contains("under 1 min"));
    assert_eq!(run("list steps").stdout.lines().count(), 6 + 6 + 8 + 9);
    assert_eq!(run("list conditions").stdout.lines().count(), 10 + 1);
    assert_eq!(
        run("list templates").stdout.lines().filter(|line| line.starts_with('L')).count(),
        8
    );
    let items = run("list checklists").stdout;
    assert_eq!(items.lines().filter(|line| line.starts_with('L')).count(), 5 + 7 + 9 + 13);
    let plan = run("plan --level L4").stdout;
    assert!(plan.contains("L4.2.1  line "));
    assert!(plan.contains("git reset --hard baseline-before-party-mode"));
}

#[test]
fn each_broken_rule_is_corrected_once_and_the_worst_comes_first() {
    let report = run("run --level 4").stdout;
    let (_, behind) = report.split_once("\nWhat to write instead\n").expect("the section");
    let (section, _) = behind.split_once("\n\n").expect("its end");
    let rules: Vec<&str> = section.lines().step_by(2).map(str::trim).collect();
    let words = Severity::ALL.map(Severity::word);
    let severity = |rule: &&str| words.iter().position(|word| rule.split(' ').next() == Some(word));
    assert_eq!(rules.first(), Some(&"data-loss audit-log-complete"));
    assert!(rules.is_sorted_by_key(|rule| severity(rule).expect("a severity")), "{rules:?}");
    let mut once = rules.clone();
    once.dedup();
    assert_eq!(once, rules);
    let json: serde_json::Value =
        serde_json::from_str(&run("run --level 4 --format json").stdout).expect("JSON");
    let findings = json["drills"][0]["findings"].as_array().expect("findings");
    for finding in findings {
        let name = format!("{} {}", finding["severity"], finding["rule"]).replace('"', "");
        assert!(rules.contains(&name.as_str()), "{name}");
        assert!(section.contains(finding["correction"].as_str().expect("a text")), "{name}");
    }
}

/// Runs the program inside this one, with its report painted or not, and returns the report.
fn printed(choice: anstream::ColorChoice) -> String {
    let mut out = anstream::AutoStream::new(Vec::new(), choice);
    let mut err = Vec::new();
    let arguments = ["rollback-drill", "run", "--level", "L1"].map(std::ffi::OsString::from);
    let code = rollback_drill::cli::run(arguments, &mut out, &mut err);
    assert_eq!(code, 0);
    String::from_utf8(out.into_inner()).expect("UTF-8")
}

#[test]
fn a_terminal_gets_the_same_report_in_colours() {
    let (painted, plain) =
        (printed(anstream::ColorChoice::AlwaysAnsi), printed(anstream::ColorChoice::Never));
    assert!(painted.contains("\u{1b}[1m\u{1b}[31mbroken\u{1b}[0m"), "{painted:?}");
    assert!(painted.contains("\u{1b}[1mLevel 1\u{1b}[0m"), "{painted:?}");
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
    assert_eq!(anstream::adapter::strip_str(&painted).to_string(), plain);
}
