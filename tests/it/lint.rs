//! What reading a runbook finds, and what the program says of its rules.

use std::fs;

use rollback_drill::checks;
use rollback_drill::drill::{EmbeddedPack, Pack};
use rollback_drill::lint;
use rollback_drill::runbook::parse;
use serde_json::Value;

use crate::support::{run, run_in};

/// A level whose one block holds `commands`.
fn book(commands: &str) -> String {
    let block = commands.replace('\n', "\n   ");
    format!("# R\n\n## Level 1: Off\n\n**Steps**:\n\n1. **Go**:\n   ```bash\n   {block}\n   ```\n")
}

fn linted(commands: &str, options: &str) -> (i32, String, String) {
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("book.md"), book(commands)).expect("written");
    let ran = run_in(here.path(), &format!("lint book.md {options}"));
    (ran.code, ran.stdout, ran.stderr)
}

#[test]
fn what_is_found_in_the_documented_runbook_is_as_it_was_seen_last() {
    let ran = run("lint");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.stderr, "");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("lint-documented", ran.stdout));
}

#[test]
fn a_runbook_in_which_nothing_is_wrong_exits_with_zero_and_says_so() {
    let (code, stdout, stderr) = linted("git status", "");
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with("Nothing found by "), "{stdout}");
    let (code, stdout, _) = linted("git status", "--format json");
    let json: Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!((code, &json["findings"]), (0, &Value::Array(Vec::new())));
}

#[test]
fn a_finding_is_shown_at_its_line_with_its_correction_and_counted() {
    let (code, stdout, _) = linted("ls\ngit reset --hard v1\ngit clean -fd", "");
    assert_eq!(code, 10);
    for words in [
        "data-loss, 2 findings",
        "--> book.md:10:4",
        "10 |    git reset --hard v1",
        "^^^^ L1.1.2",
        "2 findings by 1 rule in book.md: 2 data-loss.",
    ] {
        assert!(stdout.contains(words), "{words}: {stdout}");
    }
    assert_eq!(stdout.matches("= help: ").count(), 1, "once a rule: {stdout}");
    let (_, stdout, _) = linted("ls\ngit reset --hard v1", "--format json");
    let json: Value = serde_json::from_str(&stdout).expect("JSON");
    let finding = &json["findings"][0];
    assert_eq!(finding["rule"], "nothing-thrown-away");
    assert_eq!(finding["severity"], "data-loss");
    assert_eq!((&finding["address"], &finding["line"]), (&"L1.1.2".into(), &10.into()));
    assert!(finding["correction"].as_str().is_some_and(|text| text.len() > 20));
}

#[test]
fn a_runbook_that_bash_would_not_read_is_not_understood() {
    let (code, stdout, stderr) = linted("if ls; fi", "");
    assert_eq!((code, stdout.as_str()), (3, ""));
    assert!(stderr.contains("broken-shell"), "{stderr}");
    assert_eq!(run("lint no-such-file.md").code, 3);
}

#[test]
fn a_runbook_with_too_many_commands_is_refused_and_the_last_one_that_fits_is_read() {
    let (code, _, stderr) = linted(&"ls\n".repeat(5001), "");
    assert_eq!(code, 3);
    assert!(stderr.contains("more than 5000 commands") && stderr.contains("split"), "{stderr}");
    let (code, stdout, _) = linted(&format!("{}git clean -fd", "ls\n".repeat(4999)), "");
    assert_eq!(code, 10, "{stdout}");
}

#[test]
fn findings_stand_at_the_lines_of_what_they_quote() {
    let pack = Pack::read(&EmbeddedPack).expect("the embedded pack");
    let (name, text) = pack.runbook(&EmbeddedPack, "documented").expect("its runbook");
    let runbook = parse(&text, &name).runbook;
    let findings = lint::look(&runbook);
    assert!(findings.len() > 30, "{}", findings.len());
    for finding in &findings {
        let place = finding.evidence.place.as_ref().expect("a place");
        let line = text.lines().nth(place.line as usize - 1).expect("the line");
        if let Ok(address) = place.address.parse() {
            let (_, command) = runbook.command(&address).expect("the command");
            assert!(command.text.starts_with(line.trim()), "{} {line}", place.address);
        }
        assert!(!finding.evidence.text.contains('\n'));
    }
    let severities: Vec<_> = findings.iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted(), "the worst first");
    assert_eq!(findings, lint::look(&runbook));
}

#[test]
fn any_level_of_any_runbook_is_read_without_a_panic() {
    let nasty = [
        "$(",
        "${",
        "`",
        "echo '",
        "a <b> <c",
        "sed -i s",
        "sed -i 's",
        "git push -",
        "rm -rf ''",
        "echo \u{e000}",
        "kill -",
        "date",
        "x=$(date",
        "export",
        "export =",
        "cd",
        "pkill -f",
        "grep -e",
        "for ((;;)); do :; done",
        "f() { f; }",
        "cat <<E\n$(date)\nE",
        "[[ a ]]",
        "((1))",
        "a=(1 2)",
        "sleep 99999999999999d",
        "echo \"${x:?}\" $((1+$(date +%s)))",
        "- a",
        "tail -f -- -f",
    ];
    for command in nasty {
        let parsed = parse(&book(&format!("{command}\nls")), "nasty.md");
        let _ = lint::look(&parsed.runbook);
    }
}

#[test]
fn every_rule_is_listed_and_explained() {
    let listed = run("list rules").stdout;
    assert_eq!(listed.lines().count(), lint::ALL.len() + checks::ALL.len());
    let severities: Vec<&str> =
        listed.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    assert_eq!(severities.first(), Some(&"data-loss"));
    let ids = lint::ALL.iter().map(lint::Lint::id).chain(checks::ALL.iter().map(checks::Check::id));
    for id in ids {
        let ran = run(&format!("explain {id}"));
        assert_eq!(ran.code, 0, "{id}");
        for label in ["has to hold", "if it fails", "instead", "wrong", "right"] {
            assert!(ran.stdout.contains(label), "{id}: {label}");
        }
        assert!(listed.lines().any(|line| line.split_whitespace().next() == Some(id)), "{id}");
    }
    let json: Value =
        serde_json::from_str(&run("explain one-clock-read --format json").stdout).expect("JSON");
    assert_eq!((&json["severity"], &json["from"]), (&"fails".into(), &"lint".into()));
    assert!(json["example"]["wrong"].is_string());
}

#[test]
fn an_unknown_rule_is_wrong_usage_and_the_nearest_one_is_named() {
    let ran = run("explain one-clok-read");
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("did you mean 'one-clock-read'?"), "{}", ran.stderr);
    let ran = run("explain xyzzy-plugh-quux");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("list rules") && !ran.stderr.contains("did you mean"));
}

#[test]
fn the_examples_of_the_rules_are_worth_their_place() {
    let rules = lint::ALL.iter().map(|lint| lint.rule);
    for rule in rules.chain(checks::ALL.iter().map(|check| check.rule)) {
        assert_ne!(rule.example.wrong, rule.example.right, "{}", rule.id);
        for text in [rule.claim, rule.why, rule.correction] {
            assert!(text.ends_with(['.', '\'']), "{}: {text}", rule.id);
            assert!(!text.contains("  ") && !text.contains('\n'), "{}: {text}", rule.id);
        }
    }
}

#[test]
fn a_wrong_example_of_a_lint_rule_is_found_where_it_is_commands() {
    for id in [
        "nothing-thrown-away",
        "edit-is-addressed",
        "kill-is-exact",
        "every-command-ends",
        "only-commands",
        "errors-are-no-answer",
        "one-clock-read",
        "environment-is-left",
    ] {
        let example = lint::find(id).expect("the rule").rule.example;
        let found = |text: &str| {
            let parsed = parse(&book(text.replace("; ", "\n").as_str()), "example.md");
            lint::look(&parsed.runbook).iter().any(|finding| finding.rule == id)
        };
        assert!(found(example.wrong), "{id}: {}", example.wrong);
        assert!(!found(example.right), "{id}: {}", example.right);
    }
}
