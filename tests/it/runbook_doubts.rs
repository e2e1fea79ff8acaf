//! What cannot be understood is a diagnostic at its line, never silence.

use rollback_drill::runbook::{Coloring, SOURCE_BYTES_MAX, Severity, parse};

/// A good level to stand beside the piece in doubt.
const LEVEL: &str = "## Level 1: A\n\n**Steps**:\n\n1. Go\n   ```bash\n   ls\n   ```\n";

fn step(block: &str) -> String {
    let indented = block.replace('\n', "\n   ");
    format!("## Level 1: A\n\n1. Go\n   ```bash\n   {indented}\n   ```\n")
}

/// Returns the rule, the severity's letter, the line and the marked text of each diagnostic.
fn doubts(text: &str) -> Vec<(&'static str, char, u32, String)> {
    let parsed = parse(text, "book.md");
    let shown = parsed.diagnostics.iter().map(|each| {
        let severity = match each.severity {
            Severity::Error => 'E',
            Severity::Warning => 'W',
            Severity::Note => 'N',
        };
        let marked = each.span.slice(text).lines().next().unwrap_or_default().to_owned();
        (each.rule, severity, each.span.line, marked)
    });
    shown.collect()
}

#[test]
fn every_doubt_about_the_outline_stands_at_its_line() {
    let second = "\n## Level 1: B\n\n1. Go\n   ```bash\n   pwd\n   ```\n";
    let table = [
        ("# Title\n\nNothing.\n".to_owned(), ("no-level", 'E', 1, "# Title")),
        (format!("{LEVEL}\n## Level Two: B\n"), ("level-without-number", 'W', 10, "Level Two: B")),
        (format!("{LEVEL}\n## Level 300: B\n"), ("level-without-number", 'W', 10, "Level 300: B")),
        (format!("{LEVEL}{second}"), ("duplicate-level", 'E', 10, "Level 1: B")),
        (
            format!("{LEVEL}\n## Level 2: B\n\nLater.\n"),
            ("level-without-steps", 'W', 10, "Level 2: B"),
        ),
        (format!("{LEVEL}2. **Then**:\n"), ("empty-step", 'W', 9, "**Then**:")),
        (format!("{LEVEL}1. again: x\n   ```bash\n   ls\n"), ("open-fence", 'E', 10, "```")),
        (format!("{LEVEL}\n## Notes\n\n~~~\nnever closed\n"), ("open-fence", 'E', 12, "~~~")),
        (format!("{LEVEL}\n## Notes\n\n```bash\nls\n```\n"), ("stray-commands", 'W', 12, "```")),
        (
            format!("{LEVEL}\n**Prerequisites**:\n- git:\n  ```bash\n  git --version\n  ```\n"),
            ("stray-commands", 'W', 12, "```"),
        ),
        (
            format!("{LEVEL}\n**Duration**: soon\n"),
            ("unclear-budget", 'W', 10, "**Duration**: soon"),
        ),
        (
            format!("{LEVEL}\n**Duration**: 5 min\n\n**Recovery Time**: 6 min\n"),
            ("budgets-differ", 'W', 12, "6 min"),
        ),
        (
            format!("{LEVEL}\n**If it fails**:\n- go to Level 7\n"),
            ("unknown-level", 'W', 11, "go to Level 7"),
        ),
        (
            format!("{LEVEL}\n**Alternative**: ask somebody\n"),
            ("unclear-alternative", 'W', 10, "**Alternative**: ask somebody"),
        ),
        (
            format!(
                "{LEVEL}\n   **Option A: x**\n   ```bash\n   a\n   ```\n\n   **Option A: y**\n   ```bash\n   b\n   ```\n"
            ),
            ("duplicate-option", 'E', 15, "**Option A: y**"),
        ),
        (
            format!("{LEVEL}\n## Re-deployment\n\nOne day.\n"),
            ("empty-redeployment", 'W', 10, "Re-deployment"),
        ),
    ];
    for (text, (rule, severity, line, marked)) in table {
        let found = doubts(&text);
        let expected = (rule, severity, line, marked.to_owned());
        assert!(found.contains(&expected), "{text}\n{found:?}");
    }
}

#[test]
fn every_doubt_about_a_table_or_yaml_stands_at_its_line() {
    let matrix = "\n| Condition | Level | Urgency |\n|---|---|---|\n";
    let yaml = "\n```yaml\ncircuit_breaker:\n";
    let table = [
        (format!("{LEVEL}{matrix}| x | high | now |\n"), ("unclear-row", 'E', 12, "high")),
        (format!("{LEVEL}{matrix}|  | 1 | now |\n"), ("unclear-row", 'E', 12, "|  | 1 | now |")),
        (
            format!("{LEVEL}{matrix}| x | 1 | when it suits |\n"),
            ("unclear-urgency", 'W', 12, "when it suits"),
        ),
        (format!("{LEVEL}{matrix}| x | 4 | now |\n"), ("unknown-level", 'W', 12, "4")),
        (
            format!("{LEVEL}{yaml}  enabled: [ true\n```\n"),
            ("broken-yaml", 'E', 12, "  enabled: [ true"),
        ),
        (
            format!("{LEVEL}{yaml}  enabled: maybe\n```\n"),
            ("unclear-breaker", 'W', 12, "  enabled: maybe"),
        ),
        (
            format!("{LEVEL}{yaml}  duration: a while\n```\n"),
            ("unclear-breaker", 'W', 12, "  duration: a while"),
        ),
        (
            format!("{LEVEL}{yaml}  colour: red\n```\n"),
            ("unclear-breaker", 'W', 12, "  colour: red"),
        ),
        (
            format!("{LEVEL}{yaml}  conditions:\n    - rate: low\n```\n"),
            ("unclear-breaker", 'W', 13, "    - rate: low"),
        ),
    ];
    for (text, (rule, severity, line, marked)) in table {
        let found = doubts(&text);
        let expected = (rule, severity, line, marked.to_owned());
        assert!(found.contains(&expected), "{text}\n{found:?}");
    }
}

#[test]
fn every_doubt_about_a_command_stands_at_its_line() {
    let deep = format!("{}ls{}", "(".repeat(15), ")".repeat(15));
    let table = [
        ("ls\nUser: x", ("prose-among-commands", 'W', 6, "User: x")),
        ("ls\nif a; fi", ("broken-shell", 'E', 6, "if a; fi")),
        ("ls\nfor x in y; do\n  z ;; w\ndone", ("broken-shell", 'E', 7, "  z ;; w")),
        ("ls\necho 'open\npwd", ("unfinished-command", 'E', 6, "echo 'open")),
        ("# nothing", ("block-without-commands", 'W', 4, "```bash")),
        ("select x in a; do b; done", ("unchecked-shell", 'W', 5, "select x in a; do b; done")),
        (deep.as_str(), ("unchecked-shell", 'W', 5, deep.as_str())),
    ];
    for (block, (rule, severity, line, marked)) in table {
        let found = doubts(&step(block));
        assert_eq!(found, [(rule, severity, line, marked.to_owned())], "{block}");
    }
    let unnamed = "## Level 1: A\n\n1. Go\n   ```\n   frob it\n   ```\n";
    assert_eq!(doubts(unnamed), [("unnamed-block", 'W', 4, "```".to_owned())]);
}

#[test]
fn a_broken_command_is_still_a_command_and_the_others_stay() {
    let text = step("ls\nif a; fi\npwd");
    let parsed = parse(&text, "book.md");
    let commands = &parsed.runbook.levels[0].steps[0].blocks[0].commands;
    let texts: Vec<_> = commands.iter().map(|command| command.text.as_str()).collect();
    assert_eq!(texts, ["ls", "if a; fi", "pwd"]);
    assert!(parsed.has_errors());
}

#[test]
fn a_duplicate_level_leaves_the_first_procedure_as_it_is() {
    let text = format!("{LEVEL}\n## Level 1: B\n\n1. Go\n   ```bash\n   pwd\n   ```\n");
    let parsed = parse(&text, "book.md");
    assert_eq!(parsed.runbook.levels.len(), 1);
    assert_eq!(parsed.runbook.levels[0].name, "A");
    assert_eq!(parsed.runbook.levels[0].steps.len(), 1);
}

#[test]
fn a_text_without_levels_says_which_headings_are_known() {
    let text = "# Wie man zurückrollt\n\n## Stufe 1\n";
    let parsed = parse(text, "book.md");
    assert_eq!(parsed.runbook.levels, []);
    let shown = parsed.diagnostics[0].render(text, "book.md", Coloring::Plain);
    let expected = "\
error[no-level]: no rollback level found
 --> book.md:1:1
  |
1 | # Wie man zurückrollt
  | ^^^^^^^^^^^^^^^^^^^^^
  |
  = help: a level begins with a heading such as '### Level 1: Feature flag', '## L2 – Config \
rollback', '### Rollback level 3: Code' or '## Code rollback (Level 3)', in English, with its \
number in digits";
    assert_eq!(shown, expected);
}

#[test]
fn nothing_at_all_and_too_much_are_errors() {
    for text in ["", "\u{feff}", "\n\n", "\0", "---\n", "```"] {
        assert_eq!(parse(text, "book.md").diagnostics[0].rule, "no-level", "{text:?}");
    }
    let long = format!("{LEVEL}{}", "x".repeat(SOURCE_BYTES_MAX));
    let parsed = parse(&long, "book.md");
    assert_eq!(parsed.runbook.levels, []);
    assert_eq!(parsed.diagnostics[0].rule, "too-long");
    let fits = &long[..SOURCE_BYTES_MAX];
    assert_eq!(parse(fits, "book.md").runbook.levels.len(), 1);
}
