//! Runbooks that are written otherwise than the documented one are read as well.

use rollback_drill::runbook::{BlockKind, Level, Parsed, StepOption, parse};

/// Shows what was understood of the levels, one line a level:
/// `2 Config 300-600s: 1 Look {git log; cat x} 2 Tell {message}`.
fn shown(text: &str) -> String {
    let parsed = parse(text, "book.md");
    parsed.runbook.levels.iter().map(show_level).collect::<Vec<_>>().join("\n")
}

fn show_level(level: &Level) -> String {
    let budget = level.budget.map_or(String::new(), |budget| {
        let least = budget.least.map_or(String::new(), |least| format!("{}-", least.as_secs()));
        format!(" {least}{}s", budget.most.as_secs())
    });
    let steps = level.steps.iter().map(|step| {
        let blocks = step.blocks.iter().map(show_block).collect::<String>();
        let options = step.options.iter().map(show_option).collect::<String>();
        format!(" {} {}{blocks}{options}", step.number, step.title)
    });
    let others = level.alternatives.iter().map(|other| {
        format!(" or {}{}", other.title, other.blocks.iter().map(show_block).collect::<String>())
    });
    let extra = match level.checklist.len() {
        0 => String::new(),
        count => format!(" +{count} boxes"),
    };
    let parts = steps.chain(others).collect::<String>();
    format!("{} {}{budget}:{parts}{extra}", level.number, level.name)
}

fn show_option(option: &StepOption) -> String {
    let blocks = option.blocks.iter().map(show_block).collect::<String>();
    format!(" {}={}{blocks}", option.letter, option.title)
}

fn show_block(block: &rollback_drill::runbook::Block) -> String {
    let commands: Vec<_> = block.commands.iter().map(|each| each.text.as_str()).collect();
    match &block.kind {
        BlockKind::Commands => format!(" {{{}}}", commands.join("; ")),
        BlockKind::Message => " {message}".to_owned(),
        BlockKind::Output => " {output}".to_owned(),
        BlockKind::Other(language) => format!(" {{other {language}}}"),
    }
}

fn rules(text: &str) -> Vec<&'static str> {
    let Parsed { diagnostics, .. } = parse(text, "book.md");
    diagnostics.iter().map(|each| each.rule).collect()
}

/// A text, what is understood of it, and the rules of the remarks.
type Case = (&'static str, &'static str, &'static [&'static str]);

fn check(table: &[Case]) {
    for (text, expected, remarks) in table {
        assert_eq!(shown(text), *expected, "{text}");
        assert_eq!(rules(text), *remarks, "{text}");
    }
}

#[test]
fn headings_of_levels_may_be_worded_and_placed_otherwise() {
    check(&[
        (
            "## L2 – Config rollback\n\n**Steps**:\n\n1. Look\n   ```bash\n   git log\n   ```\n",
            "2 Config rollback: 1 Look {git log}",
            &[],
        ),
        (
            "# Rollback level 3: Code (30-60 min)\n\n1. **Go**:\n   ```sh\n   ls\n   ```\n",
            "3 Code 1800-3600s: 1 Go {ls}",
            &[],
        ),
        (
            "Level 10 - All\n==============\n\n```bash\nls\n```\n\nLevel 7\n---\n\n```bash\npwd\n```\n",
            "7 : 1 Step 1 {pwd}\n10 All: 1 All {ls}",
            &[],
        ),
        (
            "##### Configuration rollback (Level 2)\n\nSteps:\n\n1. Do it:\n\n   ```\n   git status\n   ```\n",
            "2 Configuration rollback: 1 Do it {git status}",
            &[],
        ),
        (
            "> ## A quoted heading is no chapter\n\n## Level 1: A\n\n```bash\nls\n```\n",
            "1 A: 1 A {ls}",
            &[],
        ),
    ]);
}

#[test]
fn a_level_may_have_one_place_or_two_in_either_order() {
    let procedure = "### Level 1: A\n\n**Duration**: 5 min\n\n1. Go\n   ```bash\n   ls\n   ```\n\n";
    let overview = "### Level 1: A (5 min)\n\n**Scope**: all\n\n**Recovery Time**: 5 minutes\n\n";
    let expected = "1 A 300s: 1 Go {ls}";
    assert_eq!(shown(procedure), expected);
    assert_eq!(shown(&format!("## Levels\n\n{overview}## Procedures\n\n{procedure}")), expected);
    assert_eq!(shown(&format!("## Procedures\n\n{procedure}## Levels\n\n{overview}")), expected);
    let only_overview = "## Level 1: A\n\n**Duration**: 5 min\n\n1. **Go**:\n   ```bash\n   ls\n   ```\n\n## When\n\nNow.\n";
    assert_eq!(shown(only_overview), expected);
    let without = procedure.replace("**Duration**: 5 min\n\n", "");
    assert_eq!(shown(&format!("{overview}{without}")), expected);
}

#[test]
fn line_ends_tabs_and_marks_make_no_difference() {
    let plain = "\
## Level 1: Größe (<2 min)

**Steps**:

1. **Über** (a):
   ```bash
   # why
   cat <<EOF
     x
   EOF
   ls \\
     -l  # Should be empty
   ```
2. Two

**Checklist**:
- [ ] a
- [x] b
";
    let expected =
        "1 Größe 120s: 1 Über {cat <<EOF\n  x\nEOF; ls \\\n  -l  # Should be empty} 2 Two +2 boxes";
    assert_eq!(shown(plain), expected);
    let with_returns = plain.replace('\n', "\r\n");
    assert_eq!(shown(&with_returns), expected);
    assert_eq!(shown(&format!("\u{feff}{plain}")), expected);
    assert_eq!(shown(&plain.replace("\n   ", "\n\t")), expected);
    assert_eq!(shown(&plain.replace("```bash", "~~~sh").replace("```", "~~~")), expected);
    assert_eq!(shown(&plain.replace("- [", "* [")), expected);
    assert_eq!(shown(&plain.replace("- [", "+ [")), expected);
    assert_eq!(shown(&plain.replace("1. ", "1) ").replace("2. ", "2) ")), expected);
    assert_eq!(shown(plain.trim_end()), expected);
    assert_eq!(shown(&format!("---\ntitle: Level 9\n---\n\n{plain}")), expected);
    let command = &parse(&with_returns, "book.md").runbook.levels[0].steps[0].blocks[0].commands[1];
    assert_eq!(command.text, "ls \\\n  -l  # Should be empty");
    assert_eq!(command.span.slice(&with_returns), "ls \\\r\n     -l  # Should be empty");
}

#[test]
fn steps_may_be_items_headings_or_labels() {
    check(&[
        (
            "## Level 1: A\n\n#### Step 1: Look (now)\n\n```bash\nls\n```\n\n#### Step 2. Tell\n\nSay so.\n",
            "1 A: 1 Look {ls} 2 Tell",
            &[],
        ),
        (
            "## Level 1: A\n\n### Steps\n\n### 3. Look\n\n    ls\n\n### 4) Go\n\n```console\n$ pwd\n/srv\n```\n",
            "1 A: 3 Look {ls} 4 Go {pwd}",
            &[],
        ),
        (
            "## Level 1: A\n\n**Step 1: Look**\n\n```bash\nls\n```\n\n**Step 2**: Go\n\n```bash\npwd\n```\n",
            "1 A: 1 Look {ls} 2 Go {pwd}",
            &[],
        ),
        (
            "## Level 1: A\n\n**Steps**\n\n5) Look\n   ~~~\n   ls\n   ~~~\n6) Go. Then wait.\n",
            "1 A: 5 Look {ls} 6 Go",
            &[],
        ),
        ("## Level 1: A\n\n1. Call the owner.\n2. Wait.\n", "1 A: 1 Call the owner. 2 Wait.", &[]),
        (
            "## Level 1: A\n\n#### Verify\n\n```bash\nls\n```\n\n#### Clean up\n\n```bash\nrm x\n```\n",
            "1 A: 1 Verify {ls} 2 Clean up {rm x}",
            &[],
        ),
    ]);
}

#[test]
fn blocks_between_items_belong_to_the_item_above() {
    check(&[
        (
            "## Level 1: A\n\n**Steps**:\n\n1. Look\n\n```bash\nls\n```\n\n2. Go\n\n```bash\npwd\n```\n\nThen rest.\n",
            "1 A: 1 Look {ls} 2 Go {pwd}",
            &[],
        ),
        (
            "## Level 1: A\n\n**Steps**:\n\n1. Look\n\n```bash\nls\n```\n\n1. Go\n\n```bash\npwd\n```\n",
            "1 A: 1 Look {ls} 2 Go {pwd}",
            &["repeated-step"],
        ),
        (
            "## Level 1: A\n\n**Steps**:\n\n- Look\n  ```bash\n  ls\n  ```\n- Go\n  - twice:\n    ```bash\n    pwd\n    ```\n",
            "1 A: 1 Look {ls} 2 Go {pwd}",
            &["bulleted-step", "bulleted-step"],
        ),
        (
            "## Level 1: A\n\n1. Look\n   1. here:\n      ```bash\n      ls\n      ```\n   2. there:\n      > ```bash\n      > pwd\n      > ```\n",
            "1 A: 1 Look {ls} {pwd}",
            &[],
        ),
    ]);
}

#[test]
fn options_and_alternatives_may_be_headings_labels_or_items() {
    check(&[
        (
            "## Level 1: A\n\n1. Go\n   - **Option A**: fast (risky)\n     ```bash\n     ls\n     ```\n   - Option B: slow\n     ```bash\n     pwd\n     ```\n",
            "1 A: 1 Go A=fast (risky) {ls} B=slow {pwd}",
            &[],
        ),
        (
            "## Level 1: A\n\n### Step 1: Go\n\n#### Option 1 – fast\n\n```bash\nls\n```\n\n#### Option 2 – slow\n\n```bash\npwd\n```\n",
            "1 A: 1 Go A=fast {ls} B=slow {pwd}",
            &[],
        ),
        (
            "## Level 1: A\n\n1. Go\n   ```bash\n   ls\n   ```\n\n### Alternative method: by hand (if it fails)\n\n```bash\npwd\n```\n\n### Fallback\n\n```bash\nid\n```\n",
            "1 A: 1 Go {ls} or by hand {pwd} or Fallback {id}",
            &[],
        ),
    ]);
    let text = "## Level 1: A\n\n1. Go\n   ```bash\n   ls\n   ```\n\n**Alternative**:\n```bash\npwd\n```\n\n**Alternative 2**:\n```bash\nid\n```\n";
    let parsed = parse(text, "book.md");
    let routes = parsed.runbook.levels[0].routes();
    let names: Vec<_> = routes.iter().filter_map(|route| route.option.as_deref()).collect();
    assert_eq!(names, ["alternative", "alternative-2"]);
}

#[test]
fn a_step_that_lacks_the_letter_of_a_route_gives_its_first_option() {
    let option = |letter: char, command: &str| {
        format!("   **Option {letter}: x**\n   ```bash\n   {command}\n   ```\n\n")
    };
    let text = format!(
        "## Level 1: A\n\n1. One\n\n{}{}{}2. Two\n\n{}",
        option('A', "a1"),
        option('B', "b1"),
        option('C', "c1"),
        option('B', "b2")
    );
    let parsed = parse(&text, "book.md");
    let typed = |route: &rollback_drill::runbook::Route<'_>| {
        let texts = route.items.iter().filter_map(|item| match item {
            rollback_drill::runbook::RouteItem::Command(_, _, command) => {
                Some(command.text.clone())
            }
            _ => None,
        });
        texts.collect::<Vec<_>>().join(" ")
    };
    let routes = parsed.runbook.levels[0].routes();
    assert_eq!(routes.iter().map(typed).collect::<Vec<_>>(), ["a1 b2", "b1 b2", "c1 b2"]);
}

#[test]
fn labels_may_be_items_or_share_a_paragraph() {
    let items = "## Level 1: A\n\n- **Duration**: 5 min\n- **Prerequisites**: git\n\n1. Go\n   ```bash\n   ls\n   ```\n";
    let lines = "## Level 1: A\n\n**Duration**: 5 min\n**Prerequisites**: git\n**Steps**:\n\n1. Go\n   ```bash\n   ls\n   ```\n";
    let plain = "## Level 1: A\n\nDuration: 5 min\n\nPrerequisites: git\n\nSteps:\n\n1. Go\n   ```bash\n   ls\n   ```\n";
    for text in [items, lines, plain] {
        assert_eq!(shown(text), "1 A 300s: 1 Go {ls}", "{text}");
        let level = &parse(text, "book.md").runbook.levels[0];
        assert_eq!(level.prerequisites[0].text, "git", "{text}");
    }
}

#[test]
fn a_runbook_may_have_three_levels_or_seven() {
    for count in [1, 3, 7, 40] {
        let levels: Vec<_> = (1..=count)
            .map(|n| format!("## Level {n}: N{n}\n\n1. Go\n   ```bash\n   run {n}\n   ```\n\n"))
            .collect();
        let text = levels.concat();
        let parsed = parse(&text, "book.md");
        assert_eq!(parsed.runbook.levels.len(), count);
        assert_eq!(parsed.diagnostics, []);
        assert_eq!(parsed.runbook.matrix, []);
        assert_eq!(parsed.runbook.breaker, None);
    }
}

#[test]
fn the_columns_of_a_matrix_may_stand_in_another_order_and_be_more() {
    let text = "\
## Level 2: B

1. Go
   ```bash
   ls
   ```

## Matrix

| Who approves | Ticket | Rollback level | How soon | Symptom |
|---|---|---|---|---|
| CTO and CISO | T-1 | **2** | within 2 h | It burns (badly) |
| ops, dev | - | L2 | ASAP | Errors above 5% |
| ops | | Level 2 | | It smells |
";
    let parsed = parse(text, "book.md");
    let rows = &parsed.runbook.matrix;
    assert_eq!(rows.len(), 3);
    assert_eq!((rows[0].condition.as_str(), rows[0].level), ("It burns", 2));
    assert_eq!(rows[0].authorities, ["CTO", "CISO"]);
    assert_eq!(rows[0].others, [("Ticket".to_owned(), "T-1".to_owned())]);
    assert_eq!(rows[1].threshold.as_ref().expect("a bound").to_string(), ">5%");
    assert_eq!(rows[2].urgency, None);
    assert_eq!(rules(text), ["unclear-urgency"]);
}

#[test]
fn messages_may_stand_in_the_level_itself() {
    let text = "\
## Level 1: A

1. Go
   ```bash
   ls
   ```

**User-Facing Message** (status page):
```
We are sorry, [name].
```
";
    let runbook = parse(text, "book.md").runbook;
    assert_eq!(shown(text), "1 A: 1 Go {ls}");
    let template = &runbook.templates[0];
    assert_eq!((template.level, template.channel.as_deref()), (Some(1), Some("status page")));
    assert_eq!(template.placeholders[0].text, "[name]");
}

#[test]
fn expected_output_may_stand_in_prose_and_blocks_behind_the_command() {
    use rollback_drill::runbook::Claim;
    let text = "\
## Level 1: A

1. Go
   ```bash
   flag get
   ```
   Expected output:
   ```
   off
   ```
2. Look
   ```bash
   count
   ```
   Should be `0`. 

3. Watch
   ```bash
   tail log
   ```
   Monitor for 10 minutes.
";
    assert_eq!(shown(text), "1 A: 1 Go {flag get} {output} 2 Look {count} 3 Watch {tail log}");
    let level = &parse(text, "book.md").runbook.levels[0];
    let claim = |step: usize| level.steps[step].blocks[0].commands[0].expectations[0].claim.clone();
    assert_eq!(claim(0), Claim::PrintsExactly("off".to_owned()));
    assert_eq!(claim(1), Claim::PrintsExactly("0".to_owned()));
    assert_eq!(level.steps[2].observations[0].window.as_secs(), 600);
}
