//! Small runbooks for the tests of the rules.

use super::catalogue::{find, look};
use crate::runbook::parse;

/// A level with one step for each of `steps`: its title, and its block.
pub(super) fn level(steps: &[(&str, &str)]) -> String {
    let mut text = "# Runbook\n\n## Level 1: Off\n\n**Steps**:\n\n".to_owned();
    for (number, (title, block)) in steps.iter().enumerate() {
        text.extend([format!("{}. **{title}**:\n   ```bash\n", number + 1)]);
        text.extend(block.lines().map(|line| format!("   {line}\n")));
        text.push_str("   ```\n\n");
    }
    text
}

/// What one rule finds in a runbook: `address: text`.
pub(super) fn found(rule: &str, markdown: &str) -> Vec<String> {
    assert!(find(rule).is_some(), "{rule} is a rule");
    let parsed = parse(markdown, "test.md");
    let ours = look(&parsed.runbook).into_iter().filter(|finding| finding.rule == rule);
    ours.map(|finding| {
        let place = finding.evidence.place.map(|place| place.address).unwrap_or_default();
        format!("{place}: {}", finding.evidence.text)
    })
    .collect()
}

/// Asserts where one rule finds something in a level, by addresses.
#[track_caller]
pub(super) fn hits(rule: &str, steps: &[(&str, &str)], addresses: &[&str]) {
    let found = found(rule, &level(steps));
    let places: Vec<&str> =
        found.iter().map(|text| text.split(": ").next().unwrap_or_default()).collect();
    assert_eq!(places, addresses, "{found:#?}");
}

/// Asserts for each command, alone in a step of this title, whether one rule has something to say.
#[track_caller]
pub(super) fn judges(rule: &str, title: &str, wrong: &[&str], right: &[&str]) {
    for command in wrong {
        let found = found(rule, &level(&[(title, command)]));
        assert_eq!(found.len(), 1, "{command}: {found:#?}");
    }
    for command in right {
        let found = found(rule, &level(&[(title, command)]));
        assert!(found.is_empty(), "{command}: {found:#?}");
    }
}
