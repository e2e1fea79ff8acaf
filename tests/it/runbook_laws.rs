//! Laws of the parser that hold for every text.

use proptest::prelude::*;
use rollback_drill::lint;
use rollback_drill::runbook::{BlockKind, Coloring, CommandAddress, Parsed, parse};

const DOCUMENTED: &str = include_str!("../../scenarios/party-mode/runbooks/documented.md");

/// Pieces of which runbooks are made, whole and broken.
const FRAGMENTS: [&str; 88] = [
    "# Title",
    "## Level 1: A",
    "### Level 2: B (5-10 min)",
    "## Level Two",
    "#### Step 1: Go",
    "### L3 – C",
    "## Communication Templates",
    "## Re-Deployment Decision",
    "Level 4",
    "---",
    "===",
    "**Steps**:",
    "**Duration**: <1 minute",
    "**Prerequisites**: None",
    "**Checklist**:",
    "**Alternative Method** (if it fails):",
    "**If Rollback Fails**:",
    "**Option A: x** (y):",
    "**Option A: z**:",
    "- Option 2: w",
    "**Internal Communication** (Slack):",
    "**Status Report Template**:",
    "**Criteria**:",
    "**Plan**:",
    "1. **Look** (now):",
    "1. Go",
    "7) Go",
    "0. zero",
    "- item",
    "  - nested",
    "      - deeper",
    "- [ ] box",
    "* [x] ticked",
    "1. [ ] both",
    "```bash",
    "```",
    "   ```bash",
    "   ```",
    "~~~sh",
    "~~~",
    "\t```console",
    "\t```",
    "```yaml",
    "````",
    "    indented",
    "> quote",
    "> ```bash",
    "> ```",
    "git status",
    "   git status",
    "   ls x  # Should not exist",
    "# Expected: 74/74 tests passing",
    "   # Monitor for 15 minutes",
    "# (1 hour validation)",
    "for x in a b; do",
    "  done",
    "cat <<EOF",
    "EOF",
    "   cat <<-'E",
    "echo \"open",
    "echo 'x' \\",
    "a | ",
    "git show <commit-hash>:x",
    "{{name}} $(date +%Y)",
    "((((",
    "if a; then",
    "fi",
    "User: \"Start\"",
    "$ ls -l",
    "> more",
    "output",
    "| Condition | Level | Urgency | Authority |",
    "|---|---|---|---|",
    "| **x** (y) <80% | Level 1 | now | A + B |",
    "| a | | | | | b |",
    "circuit_breaker:",
    "  enabled: true",
    "  conditions: [ 'x', { y: <70% } ]",
    "    - rate: <70%",
    "Trigger if ALL of:",
    "Why [a]?",
    "  Because [b]",
    "INC-[YYYYMMDD]-001 [HH:MM] [A | B]",
    "\u{feff}",
    "日本語 ünï 🔥",
    "<details><b>x</b>",
    "[link](#x) `code` **",
    "",
];

fn text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        20 => prop::sample::select(FRAGMENTS.as_slice()).prop_map(str::to_owned),
        2 => "[ -~]{0,20}",
        1 => "\\PC{0,12}",
    ];
    let end = prop_oneof![8 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\n\n")];
    prop::collection::vec((line, end), 0..40).prop_map(|lines| {
        lines.into_iter().flat_map(|(line, end)| [line, end.to_owned()]).collect()
    })
}

/// The documented runbook with one stretch of lines cut out and another line put in.
fn damaged() -> impl Strategy<Value = String> {
    let lines = DOCUMENTED.lines().count();
    let fragment = prop::sample::select(FRAGMENTS.as_slice());
    (0..lines, 0..30_usize, fragment).prop_map(|(at, length, fragment)| {
        let kept = DOCUMENTED.lines().enumerate();
        let kept = kept.filter(|(line, _)| !(at..at + length).contains(line));
        kept.map(|(line, text)| if line == at + length { fragment } else { text })
            .collect::<Vec<_>>()
            .join("\n")
    })
}

/// Leaves out indentation, prompts and quote marks, which a block has and a command has not.
fn bare(text: &str) -> Vec<&str> {
    text.lines().map(|line| line.trim_start_matches([' ', '\t', '>', '$'])).collect()
}

/// Checks that every command stands where its span says, and that no two have one address.
fn check_commands(text: &str, parsed: &Parsed) -> Result<(), TestCaseError> {
    let mut addresses: Vec<CommandAddress> = Vec::new();
    for level in &parsed.runbook.levels {
        for (_, block, command) in level.all_commands() {
            prop_assert_eq!(bare(command.span.slice(text)), bare(&command.text));
            prop_assert_eq!(&block.kind, &BlockKind::Commands);
            let span = command.span;
            let before = &text[..span.offset];
            prop_assert_eq!(span.line as usize, before.matches('\n').count() + 1);
            for blank in &command.placeholders {
                prop_assert_eq!(blank.span.slice(text), &blank.text);
                let range = blank.at..blank.at + blank.text.len();
                prop_assert_eq!(command.text.get(range), Some(blank.text.as_str()));
            }
            let read = command.address.to_string().parse::<CommandAddress>();
            prop_assert_eq!(read.as_ref(), Ok(&command.address));
            prop_assert_eq!(command.address.level, level.number);
            addresses.push(command.address);
        }
    }
    let count = addresses.len();
    addresses.sort();
    addresses.dedup();
    prop_assert_eq!(addresses.len(), count);
    Ok(())
}

fn check_all(text: &str) -> Result<(), TestCaseError> {
    let parsed = parse(text, "book.md");
    check_commands(text, &parsed)?;
    prop_assert!(parsed.diagnostics.is_sorted_by_key(|each| each.span));
    for each in &parsed.diagnostics {
        prop_assert!(each.span.offset + each.span.length <= text.len());
        prop_assert!(!each.render(text, "book.md", Coloring::Plain).is_empty());
    }
    for finding in lint::look(&parsed.runbook) {
        prop_assert!(!finding.evidence.text.contains('\n'));
    }
    for level in &parsed.runbook.levels {
        let routes = level.routes();
        prop_assert_eq!(routes.is_empty(), level.steps.is_empty());
        let numbers: Vec<u32> = level.steps.iter().map(|step| step.number).collect();
        prop_assert!(numbers.is_sorted_by(|a, b| a < b), "{:?}", numbers);
    }
    prop_assert_eq!(parse(text, "book.md"), parsed);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_is_read_without_a_panic_and_every_command_stands_where_its_span_says(
        text in text()
    ) {
        check_all(&text)?;
    }

    #[test]
    fn a_damaged_runbook_is_read_without_a_panic(text in damaged()) {
        check_all(&text)?;
    }

    #[test]
    fn any_characters_at_all_are_read_without_a_panic(text in "\\PC{0,200}") {
        check_all(&text)?;
    }
}

#[test]
fn a_flood_of_one_thing_is_read_in_time_that_grows_with_its_length() {
    let step = "## Level 1: A\n\n1. Go\n   ```bash\n";
    let floods = [
        "(",
        "[a]",
        "<a>",
        "- ",
        "> ",
        "1. x\n",
        "`",
        "**",
        "| a ",
        "a <<b ",
        "'",
        "\\",
        "$((",
        "a|",
        "5 min ",
        "# Monitor for 1 hour\n",
        "## L1\n",
        "```\na\n```\n",
        "**Option A**:\n\n",
        "\r",
        "- [ ] x\n",
        "{",
        "if ",
        "   # (1 hour validation)\n",
        "\t",
        "[HH:MM] ",
    ];
    for flood in floods {
        let many = flood.repeat(40_000 / flood.len());
        for text in [many.clone(), format!("## Level 1: A\n\n{many}"), format!("{step}{many}")] {
            let parsed = parse(&text, "book.md");
            assert!(parsed.diagnostics.len() <= 501, "{flood}");
        }
    }
}
