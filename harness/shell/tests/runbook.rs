//! The commands of the built-in runbook, on a machine on which every command succeeds.

use super::machine::{HOME, Machine, interactive, run, run_with};
use crate::shell::{Exit, Input};

/// Types each line into one terminal and returns what the machine was asked to run.
fn ran(lines: &[&str]) -> Vec<String> {
    let (mut terminal, mut machine) = (interactive(), Machine::new());
    machine.knows_all = true;
    for line in lines {
        let found = run(&mut terminal, &mut machine, line);
        assert_eq!(found.exit, Ok(Exit::SUCCESS), "{line}\n{}", found.stderr);
    }
    machine.ran
}

#[test]
fn the_session_loop_asks_once_for_each_session_and_names_those_that_live() {
    let text = r#"# Extract sessions that started but did not end
jq 'select(.eventType=="SESSION_START")' .claude/context/metrics/party-mode-audit.jsonl | \
  jq -r '.sessionId' | \
  while read sid; do
    jq -e "select(.sessionId==\"$sid\" and .eventType==\"SESSION_END\")" party-mode-audit.jsonl > /dev/null || echo "Active: $sid"
  done"#;
    let (mut terminal, mut machine) = (interactive(), Machine::new());
    machine.answers = vec![
        ("SESSION_START", "{}\n{}\n", 0),
        ("jq -r .sessionId", "s-1\ns-2\n", 0),
        ("s-1", "{}\n", 0),
        ("s-2", "", 4),
    ];
    let found = run_with(&mut terminal, &mut machine, text, Input::terminal());
    assert_eq!((found.stdout.as_str(), found.stderr.as_str()), ("Active: s-2\n", ""));
    assert_eq!(found.exit, Ok(Exit::SUCCESS));
    assert_eq!(
        machine.ran,
        [
            r#"jq select(.eventType=="SESSION_START") .claude/context/metrics/party-mode-audit.jsonl"#,
            "jq -r .sessionId",
            r#"jq -e select(.sessionId=="s-1" and .eventType=="SESSION_END") party-mode-audit.jsonl"#,
            r#"jq -e select(.sessionId=="s-2" and .eventType=="SESSION_END") party-mode-audit.jsonl"#,
        ]
    );
}

#[test]
fn the_commands_of_the_lower_levels_reach_the_machine_with_their_words() {
    let node = r#"node -e "const config = require('./.claude/lib/utils/feature-flags.cjs'); console.log('Party Mode:', config.isEnabled('partyMode'))"
# Expected output: Party Mode: false"#;
    let yaml = r#"node -e "const yaml = require('yaml'); const fs = require('fs'); yaml.parse(fs.readFileSync('.claude/config.yaml', 'utf-8'))""#;
    assert_eq!(
        ran(&[
            "export PARTY_MODE_ENABLED=false",
            node,
            "tail -5 .claude/context/metrics/party-mode-audit.jsonl | grep \"SESSION_START\"",
            "sed -i 's/enabled: true/enabled: false/' .claude/config.yaml",
            "touch .claude/config.yaml  # Trigger file watcher\n# OR restart application",
            "git log --oneline -10 .claude/config.yaml\n\n# View\ngit show 1a2b3c4:.claude/config.yaml",
            "cat .claude/config.yaml | grep -A 10 \"partyMode:\"",
            yaml,
            "grep -E \"enabled:|maxAgents:|maxRounds:\" .claude/config.yaml",
            "unset PARTY_MODE_ENABLED",
            "watch -n 60 'tail -1 .claude/context/metrics/party-mode-audit.jsonl'",
        ]),
        [
            "node -e const config = require('./.claude/lib/utils/feature-flags.cjs'); console.log('Party Mode:', config.isEnabled('partyMode'))",
            "tail -5 .claude/context/metrics/party-mode-audit.jsonl",
            "grep SESSION_START",
            "sed -i s/enabled: true/enabled: false/ .claude/config.yaml",
            "touch .claude/config.yaml",
            "git log --oneline -10 .claude/config.yaml",
            "git show 1a2b3c4:.claude/config.yaml",
            "cat .claude/config.yaml",
            "grep -A 10 partyMode:",
            "node -e const yaml = require('yaml'); const fs = require('fs'); yaml.parse(fs.readFileSync('.claude/config.yaml', 'utf-8'))",
            "grep -E enabled:|maxAgents:|maxRounds: .claude/config.yaml",
            "watch -n 60 tail -1 .claude/context/metrics/party-mode-audit.jsonl",
        ]
    );
}

#[test]
fn the_commands_of_the_upper_levels_reach_the_machine_with_their_words() {
    assert_eq!(
        ran(&[
            "git log --oneline --all --grep=\"Party Mode Phase 6\"\n\ngit tag | grep \"pre-party-mode\"",
            "git checkout -b rollback-party-mode-$(date +%Y%m%d)",
            "git revert 1111111\ngit revert 2222222",
            "rm -rf .claude/lib/party-mode/\nrm .claude/docs/PARTY_MODE*.md",
            "git add -A\ngit commit -m \"rollback: Remove Party Mode files\"",
            "export AGENT_STUDIO_ENV=staging\nnpm run deploy:staging\n\n# Smoke test",
            "cp .claude/context/metrics/party-mode-audit.jsonl \\\n   .claude/context/archives/party-mode-audit-$(date +%Y%m%d).jsonl",
            "tar -czf party-mode-sidecars-$(date +%Y%m%d).tar.gz .claude/staging/agents/",
            "pkill -f \"party-mode\"",
            "git checkout baseline-before-party-mode -- .claude/config.yaml",
            "mkdir -p archives/incident-$(date +%Y%m%d)/",
            "git log --oneline --all --since=\"30 days ago\" > archives/git-log.txt",
            "sed -i '/Party Mode/d' .claude/CLAUDE.md",
        ]),
        [
            "git log --oneline --all --grep=Party Mode Phase 6",
            "git tag",
            "grep pre-party-mode",
            "date +%Y%m%d",
            "git checkout -b rollback-party-mode-",
            "git revert 1111111",
            "git revert 2222222",
            "rm -rf .claude/lib/party-mode/",
            "rm .claude/docs/PARTY_MODE*.md",
            "git add -A",
            "git commit -m rollback: Remove Party Mode files",
            "npm run deploy:staging",
            "date +%Y%m%d",
            "cp .claude/context/metrics/party-mode-audit.jsonl .claude/context/archives/party-mode-audit-.jsonl",
            "date +%Y%m%d",
            "tar -czf party-mode-sidecars-.tar.gz .claude/staging/agents/",
            "pkill -f party-mode",
            "git checkout baseline-before-party-mode -- .claude/config.yaml",
            "date +%Y%m%d",
            "mkdir -p archives/incident-/",
            "git log --oneline --all --since=30 days ago",
            "sed -i /Party Mode/d .claude/CLAUDE.md",
        ]
    );
}

#[test]
fn prose_in_a_command_block_runs_and_fails_as_bash_says() {
    let text = "User: \"Start Party Mode session\"\nExpected: Router spawns single agent instead";
    let found = run(&mut interactive(), &mut Machine::new(), text);
    assert_eq!(
        found.stderr,
        "bash: User:: command not found\nbash: Expected:: command not found\n"
    );
    assert_eq!(found.exit, Ok(Exit::NOT_FOUND));
}

#[test]
fn a_placeholder_that_was_not_filled_is_a_syntax_error_and_runs_nothing() {
    let (mut terminal, mut machine) = (interactive(), Machine::new());
    machine.knows_all = true;
    let found = run(&mut terminal, &mut machine, "git revert <phase-6-commit>");
    assert_eq!(found.stderr, "bash: syntax error near unexpected token `newline'\n");
    assert_eq!(found.exit, Ok(Exit::USAGE));
    let found = run(&mut terminal, &mut machine, "git show <commit-hash>:.claude/config.yaml");
    assert_eq!(found.stderr, "bash: commit-hash: No such file or directory\n");
    assert!(machine.ran.is_empty(), "{:?}", machine.ran);
    assert_eq!(terminal.cwd(), HOME);
}
