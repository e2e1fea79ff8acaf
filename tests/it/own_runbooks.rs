//! Small runbooks of a user's own, and what must come of each: that a drill proves nothing it has
//! not earned, and refutes nothing for a reason of the harness's.

use std::fs;
use std::path::Path;

use crate::support::{Ran, run_in};

/// Switches the feature off where the service reads it: alone, it proves level 1.
const OFF: &str =
    "sed -i '/partyMode:/,/enabled:/s/enabled: true/enabled: false/' .claude/config.yaml";

/// A runbook of one level with the steps `steps`, each the lines of one block of commands.
fn runbook(level: u8, steps: &[&str]) -> String {
    let step = |(at, lines): (usize, &&str)| {
        let block = lines.replace('\n', "\n   ");
        format!("{}. **Do**:\n   ```bash\n   {block}\n   ```\n\n", at + 1)
    };
    let steps: String = steps.iter().enumerate().map(step).collect();
    format!("# Rollback\n\n## Level {level}: Try\n\n**Steps**:\n\n{steps}")
}

/// Drills a text with more `arguments` than its name.
fn drill(text: &str, arguments: &str) -> Ran {
    let here = tempfile::tempdir().expect("a folder");
    drill_in(here.path(), text, arguments)
}

fn drill_in(folder: &Path, text: &str, arguments: &str) -> Ran {
    fs::write(folder.join("own.md"), text).expect("a file");
    run_in(folder, &format!("run --runbook own.md {arguments}"))
}

/// Asserts what comes of a runbook: its exit code and words of its report.
#[track_caller]
fn comes_to(text: &str, code: i32, words: &[&str]) {
    let ran = drill(text, "");
    assert_eq!(ran.code, code, "{text}\n{}{}", ran.stdout, ran.stderr);
    for word in words {
        assert!(ran.stdout.contains(word), "{word:?} of {text} is not in {}", ran.stdout);
    }
}

#[test]
fn a_level_that_does_what_it_is_for_is_proven() {
    comes_to(&runbook(1, &[OFF]), 0, &["Proven", "2 proven", "197/197, 197/197"]);
}

#[test]
fn a_search_that_could_not_look_has_not_found_nothing() {
    let table = [
        ("grep party .claude/confg.yaml  # Should be empty", "confg.yaml: No such file"),
        ("node -e 'throw new Error(7)'  # Should be empty", "exited with 1"),
        ("ls --no-such-option  # Should not exist", "exited with 2"),
    ];
    for (command, word) in table {
        comes_to(&runbook(1, &[OFF, command]), 10, &["broken commands-as-expected", word]);
    }
    let looked =
        ["grep cheese .claude/config.yaml  # Should be empty", "ls moon  # Should not exist"];
    comes_to(&runbook(1, &[OFF, looked[0], looked[1]]), 0, &["Proven"]);
}

#[test]
fn what_a_long_output_ends_with_is_judged_too() {
    let long = "for i in {1..9000}; do echo 'ok - a test'; done; echo '# pass 74'; echo '# fail 0'";
    let passes = format!("{long}\n# Expected: 74/74 tests passing");
    comes_to(&runbook(1, &[OFF, &passes]), 0, &["Proven"]);
}

#[test]
fn a_command_that_exits_as_if_it_was_interrupted_has_failed() {
    comes_to(&runbook(1, &[OFF, "(exit 130)"]), 10, &["exited with 130"]);
}

#[test]
fn every_time_to_watch_passes_even_where_two_are_alike() {
    let twice = "echo a\n# Monitor for 1 hour\n\necho b\n# Monitor for 1 hour";
    comes_to(&runbook(1, &[OFF, twice]), 0, &["2 h"]);
}

#[test]
fn a_time_to_watch_that_is_longer_than_a_week_is_not_modelled() {
    for ages in ["echo a\n# Monitor for 99999 weeks", "# Monitor for 99999 weeks\nwatch ls"] {
        comes_to(&runbook(1, &[OFF, ages]), 12, &["watching for more than a week is not modelled"]);
    }
}

#[test]
fn an_expectation_that_only_people_can_judge_is_no_pass() {
    let table = [
        ("echo b\n# Expected: The router spawns a single agent", "The router spawns"),
        ("echo b\n# 123 tests should be removed", "123 tests should be removed"),
        ("echo b\n# Verify single-agent mode working", "Verify single-agent mode"),
    ];
    for (command, word) in table {
        comes_to(&runbook(1, &[OFF, command]), 12, &["unknown commands-as-expected", word]);
    }
}

#[test]
fn a_runbook_that_destroys_its_world_is_told_so_and_never_a_bug() {
    let table = [
        ("rm -rf .git", 12, "failed to read the repository /srv/agent-studio/.git: there is none"),
        ("rm -rf /srv/git", 10, "origin's main named"),
        ("rm -rf /srv", 10, "the audit log was removed"),
        ("chmod 000 .claude/config.yaml", 10, "broken suite-as-promised"),
        ("chmod 000 .claude/lib", 10, "broken suite-as-promised"),
        ("chmod 000 .", 10, "refuted (stopped)"),
    ];
    for (command, code, word) in table {
        comes_to(&runbook(1, &[command]), code, &[word]);
    }
}

#[test]
fn a_rollback_can_be_tested_deployed_and_pushed_from_a_linked_work_tree() {
    let work = "work=\"$(mktemp -d /tmp/rollback.XXXXXX)\"\n\
        git worktree add -b rollback \"$work/tree\" pre-party-mode-v1.0.0\n\
        cd \"$work/tree\"\n";
    let linked = "ln -s /srv/agent-studio/node_modules node_modules\n";
    let test = "npm test\n# Expected: 74/74 tests passing\n";
    // A round takes 72 s at most: nobody is cut when the service starts anew.
    let rest = "sleep 80\nnpm run deploy:production\n\
        target=\"$(git rev-parse 'pre-party-mode-v1.0.0^{commit}')\"\n\
        grep \"$target\" /srv/deployments/production/deployment.json\n\
        git push origin HEAD:refs/heads/rollback\n\
        cd /srv/agent-studio\n\
        git worktree remove --force \"$work/tree\"";
    let sound = [work, linked, test, rest].concat();
    comes_to(&runbook(1, &[OFF, "sleep 90", &sound]), 0, &["Proven", "2 proven"]);
    let without_modules = [work, test, rest].concat();
    comes_to(&runbook(1, &[OFF, &without_modules]), 10, &["broken commands-as-expected"]);
}

#[test]
fn no_level_is_passed_over_without_a_word() {
    let empty = format!("{}## Level 2: Later\n\nWe shall see.\n", runbook(1, &[OFF]));
    let ran = drill(&empty, "");
    assert_eq!(ran.code, 12, "{}", ran.stderr);
    assert!(
        ran.stdout.contains("Not drilled\n  Level 2, line 12: it has no steps"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("Inconclusive"), "{}", ran.stdout);
    assert!(ran.stdout.contains("2 drills: 2 proven"), "{}", ran.stdout);
    let ran = drill(&empty, "--format json");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(report["not_drilled"][0]["level"], 2);
    assert_eq!(
        (&report["verdict"], &report["interrupted"]),
        (&"inconclusive".into(), &false.into())
    );
    assert_eq!(drill(&empty, "--level L1").code, 0);
    let ran = drill(&empty, "--level L2");
    assert_eq!((ran.code, ran.stdout.as_str()), (4, ""), "{}", ran.stderr);

    let options = "1. **Go**:\n\n   **Option A**: a\n   ```bash\n   echo a\n   ```\n";
    let other = format!("{}## Level 2: More\n\n{options}", runbook(1, &[OFF]));
    let ran = drill(&other, "--level L1 --level L2 --option A");
    assert_eq!((ran.code, ran.stdout.as_str()), (4, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("level 1 is not drilled, it has no option"), "{}", ran.stderr);
}

#[test]
fn a_placeholder_is_filled_with_one_value_that_is_meant_or_with_none() {
    let lines = "1111111 new\n2222222 old";
    let log = format!("printf '{}\\n'", lines.replace('\n', "\\n"));
    let again = "echo use <commit-hash>\nprintf '3333333\\n4444444\\n'\necho again <commit-hash>";
    let text = runbook(1, &[OFF, &log, again]);
    let ran = drill(&text, "--format json");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stdout.contains("echo again 2222222"), "{}", ran.stdout);

    let table = [
        ("echo Done for now\necho <tag>", 10, "gives a value for <tag>"),
        ("echo 1234\nkill <pid>", 12, "finding a value for <pid>"),
        ("kill <pid>", 10, "gives a value for <pid>"),
    ];
    for (command, code, word) in table {
        comes_to(&runbook(1, &[OFF, command]), code, &[word]);
    }
}

#[test]
fn a_config_rollback_that_restores_nothing_is_refuted() {
    comes_to(&runbook(2, &["echo hello"]), 10, &["broken config-restored", "when the operator"]);
    comes_to(&runbook(2, &[OFF]), 10, &["settings that no commit ever had"]);
    let earlier = [
        "s/maxRounds: 10 .*/maxRounds: 6/",
        "s/contextWarning: .*/contextWarning: 60000/",
        "s/contextLimit: .*/contextLimit: 90000/",
        "s/costLimit: .*/costLimit: 20.0\\n    rolloutPercentage: 25/",
    ];
    let edits = earlier.map(|edit| format!("-e '{edit}'")).join(" ");
    comes_to(&runbook(2, &[&format!("sed -i {edits} .claude/config.yaml")]), 0, &["Proven"]);
}

#[test]
fn a_program_in_another_language_is_never_passed_over() {
    for (language, code) in [("python", 12), ("sql", 12), ("yaml", 0), ("json", 0)] {
        let text = runbook(1, &[OFF, "echo done"]);
        let text = text.replace("```bash\n   echo done", &format!("```{language}\n   {{}}"));
        let ran = drill(&text, "");
        assert_eq!(ran.code, code, "{language}: {}{}", ran.stdout, ran.stderr);
        let says = ran.stdout.contains(&format!("L1.2, line 13: a block of {language}"));
        assert_eq!(says, code == 12, "{}", ran.stdout);
    }
}

#[test]
fn an_expectation_in_front_of_its_command_is_not_dropped_without_a_word() {
    let text = runbook(1, &[OFF]).replace("   ```bash", "   Expected: 7\n\n   ```bash");
    let ran = drill(&text, "");
    assert!(ran.stderr.contains("expectation-without-command"), "{}", ran.stderr);
    assert!(ran.stderr.contains("own.md:8"), "{}", ran.stderr);
}

#[test]
fn what_a_command_did_before_it_came_to_something_unmodelled_is_noticed() {
    let here = tempfile::tempdir().expect("a folder");
    let text = runbook(1, &[&format!("{OFF}; pkill -f sidecar-manager; cat /etc/passwd")]);
    let ran = drill_in(here.path(), &text, "--keep-world kept");
    assert_eq!(ran.code, 12, "{}", ran.stdout);
    let kept = fs::read_dir(here.path().join("kept")).expect("the kept worlds");
    let paths = kept.map(|entry| entry.expect("an entry").path());
    let journals: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect();
    assert_eq!(journals.len(), 2);
    for journal in journals {
        let journal = fs::read_to_string(journal).expect("a journal");
        for word in ["config_value", "process_ended", "with /etc/passwd"] {
            let line = journal.lines().find(|line| line.contains(word));
            let is_blamed = line.is_some_and(|line| line.contains("\"address\":\"L1.1.1\""));
            assert!(is_blamed, "{word} is not in {journal}");
        }
    }
}

/// Drills one level of a text and asserts that a line is left out of it.
#[track_caller]
fn leaves_out(text: &str, level: u8, line: u32, what: &str) {
    let ran = drill(text, &format!("--level L{level}"));
    assert_eq!(ran.code, 12, "{text}\n{}{}", ran.stdout, ran.stderr);
    let shown = format!("left out line {line}: {what}\n");
    assert!(ran.stdout.contains(&shown), "{shown:?} of {text} is not in {}", ran.stdout);
    assert!(ran.stdout.contains("inconclusive (left out)"), "{}", ran.stdout);
    assert!(ran.stdout.contains("0 proven, 0 refuted, 2 inconclusive"), "{}", ran.stdout);
}

#[test]
fn commands_outside_the_steps_of_a_level_are_never_passed_over() {
    let good = runbook(1, &[OFF]);
    let block = "```bash\n# First\ngit push origin x\n```\n\n";
    let unnamed = "```\ngit push origin x\n```\n\n";
    let what = "git push origin x";
    for block in [block, unnamed] {
        let line = 7;
        let before = good.replace("**Steps**", &format!("**Prerequisites**:\n\n{block}**Steps**"));
        leaves_out(&before, 1, line, what);
        let early = good.replace("## Level", &format!("## Preparation\n\n{block}## Level"));
        leaves_out(&early, 1, 5, what);
        let late = format!("{good}**Checklist**:\n\n- [ ] Done\n\n{block}");
        leaves_out(&late, 1, 16, what);
        let behind = format!("{good}## Cleaning up\n\n{block}");
        leaves_out(&behind, 1, 14, what);
    }
    let sent = format!("{good}**Internal Message**:\n\n{block}");
    leaves_out(&sent, 1, 14, what);
}

#[test]
fn what_is_left_out_of_one_level_touches_no_other() {
    let other = runbook(2, &["echo b"]).replace("# Rollback\n\n", "");
    let other = other.replace("**Steps**", "**Prerequisites**:\n\n```bash\nls\n```\n\n**Steps**");
    let text = format!("{}{other}", runbook(1, &[OFF]));
    let ran = drill(&text, "--level L1");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let ran = drill(&text, "--level L2 --format json");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let left_out = &report["drills"][0]["left_out"];
    assert_eq!(left_out[0]["line"], 16, "{left_out}");
    assert_eq!(left_out[0]["text"], "ls", "{left_out}");
    assert_eq!(report["verdict"], "refuted", "what is broken stays broken");
}

#[test]
fn a_command_in_the_prose_of_a_step_is_never_passed_over() {
    let good = runbook(1, &[OFF]);
    let table = [
        ("   Then run `git push --force origin x`.\n", 12, "git push --force origin x"),
        ("   - first this\n   - `./deploy.sh staging`\n", 13, "./deploy.sh staging"),
        ("   | do | why |\n   |---|---|\n   | `npm test` | safe |\n", 14, "npm test"),
        ("2. Run `export PARTY_MODE_ENABLED=false`\n", 12, "export PARTY_MODE_ENABLED=false"),
    ];
    for (prose, line, what) in table {
        leaves_out(&format!("{good}{prose}"), 1, line, what);
    }
    let harmless = [
        "   The flag is `PARTY_MODE_ENABLED=false` in `config.yaml` on `origin/main`, so `true`.\n",
        "   Do not run `git push --force`.\n",
        "   Look at what `sed -i` did.\n",
    ];
    for prose in harmless {
        let ran = drill(&format!("{good}{prose}"), "");
        assert_eq!(ran.code, 0, "{prose}{}", ran.stdout);
    }
}

#[test]
fn a_block_or_an_expectation_that_nobody_holds_proves_nothing() {
    let block = "   ```\n   frobnicate --all\n   ```\n";
    leaves_out(&format!("{}{block}", runbook(1, &[OFF])), 1, 12, "frobnicate --all");
    let early = runbook(1, &[OFF]).replace("   ```bash", "   Expected: 7\n\n   ```bash");
    leaves_out(&early, 1, 8, "Expected: 7");
}

#[test]
fn a_variable_that_nothing_set_is_never_typed_without_a_word() {
    for (command, name) in [
        ("echo \"tag: $PREV_TAG\"", "PREV_TAG"),
        ("echo a | sed \"s/b/${B}/\"", "B"),
        ("echo $(echo $INNER)", "INNER"),
        ("x=${LATER%.tar}; LATER=1", "LATER"),
    ] {
        let words = ["unknown commands-as-expected", &format!("{name} was never set")];
        comes_to(&runbook(1, &[OFF, command]), 12, &words);
    }
    comes_to(
        &runbook(1, &[OFF, "cat $NOTHING/x"]),
        10,
        &["exited with 1", "NOTHING was never set"],
    );
    for command in [
        "echo ${A:-x} ${B-} ${C:+x} $? $$ $# $1 $@ $HOME",
        "D=1; echo $D; for e in a b; do echo $e; done; echo $e",
        "echo a | while read f; do echo $f; done; read g < /dev/null || echo $g",
        "[ -z \"$H\" ] && echo none; [[ -n $I ]] || echo none; test -z $J; ${K:=2}true; echo $K",
        "export L=1\nunset L\necho \"$L\"",
        "f() { local m=1; echo $m; local n; echo \"$n\"; }; f",
        "bash -c 'echo $O'",
    ] {
        let ran = drill(&runbook(1, &[OFF, command]), "");
        assert!(!ran.stdout.contains("never set"), "{command}: {}", ran.stdout);
        assert!(ran.stdout.contains(" proven") || ran.code == 10, "{command}: {}", ran.stdout);
    }
}

#[test]
fn an_output_behind_an_arrow_is_held_against_the_command_before_it() {
    let held =
        "echo 4 # => 4\nprintf 'x\\ny\\n'\n# -> x\n# -> y\necho done\n#=> done\ntrue # => nothing";
    comes_to(&runbook(1, &[OFF, held]), 0, &["Proven"]);
    for (command, word) in [
        ("echo 5 # => 4", "printed \"5\" where the runbook expects \"4\""),
        ("echo 5\n# -> 4\n\necho 4", "printed \"5\" where the runbook expects \"4\""),
        ("echo a #=> nothing", "printed \"a\" where the runbook expects nothing"),
    ] {
        comes_to(&runbook(1, &[OFF, command]), 10, &["broken commands-as-expected", word]);
    }
}

#[test]
fn of_a_flood_of_doubts_twenty_are_shown_and_the_others_counted() {
    let flood = "```bash\nls\n```\n\n".repeat(50);
    let text = format!("{}## Appendix\n\n{flood}", runbook(1, &[OFF]));
    let ran = drill(&text, "");
    assert_eq!(ran.stderr.matches("warning[stray-commands]").count(), 20, "{}", ran.stderr);
    assert!(ran.stderr.contains("and 30 more of this kind are not shown"), "{}", ran.stderr);
    assert_eq!(ran.stdout.matches("  left out line").count(), 20, "{}", ran.stdout);
    assert!(ran.stdout.contains("and 30 more"), "{}", ran.stdout);
}
