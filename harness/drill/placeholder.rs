//! Values for placeholders: from what was printed, or looked up as a person would.

use std::collections::BTreeMap;

use super::PlaceholderPlan;
use crate::journal::CommandRecord;

/// What one command of the level printed.
#[derive(Debug, Clone)]
pub(super) struct Printed {
    /// The command's address.
    pub(super) address: String,
    /// What was typed.
    pub(super) text: String,
    /// Its standard output.
    pub(super) stdout: String,
}

impl Printed {
    /// Keeps what a command printed.
    pub(super) fn by(record: &CommandRecord) -> Self {
        let (address, text) = (record.address.clone(), record.text.clone());
        Self { address, text, stdout: record.stdout.clone() }
    }
}

/// How a pack says a placeholder is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Advice {
    /// Which of the values found is meant, from 1.
    pub(super) pick: usize,
    /// The command to look the value up with.
    pub(super) look_up: Option<String>,
}

/// Finds a pack's advice for the placeholder `name`. A name that the pack does not have is filled
/// with the first value found, and never looked up.
pub(super) fn advice(plans: &BTreeMap<String, PlaceholderPlan>, name: &str) -> Advice {
    let exact = plans.get_key_value(name);
    exact
        .into_iter()
        .chain(plans)
        .find_map(|(pattern, plan)| {
            let star = matched_star(pattern, name)?;
            let look_up = plan.look_up.as_ref().map(|command| command.replace('*', star));
            Some(Advice { pick: plan.pick.max(1), look_up })
        })
        .unwrap_or(Advice { pick: 1, look_up: None })
}

/// Finds the value of `name` in what was printed, newest command first: the address of the command
/// and the value.
///
/// A name that speaks of a commit, hash or tag means the first word of a line, where that looks
/// like one, a tag only where a command about tags printed it; its other words must stand in that
/// line in their order (`phase-6-commit`: a line with `phase 6`).
pub(super) fn find(name: &str, printed: &[Printed], pick: usize) -> Option<(String, String)> {
    printed.iter().rev().find_map(|output| {
        let value = candidates(name, output).nth(pick - 1)?;
        Some((output.address.clone(), value.to_owned()))
    })
}

/// Says whether it is known how a value for `name` looks, so that none found means that there is
/// none.
pub(super) fn is_known_kind(name: &str) -> bool {
    let words = words_of(name);
    wants_commit(&words) || wants_tag(&words)
}

fn words_of(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect()
}

fn wants_commit(words: &[String]) -> bool {
    words.iter().any(|word| matches!(word.as_str(), "commit" | "hash" | "sha"))
}

fn wants_tag(words: &[String]) -> bool {
    words.iter().any(|word| word == "tag")
}

fn candidates<'o>(name: &str, output: &'o Printed) -> impl Iterator<Item = &'o str> + use<'o> {
    let words = words_of(name);
    let is_about_tags = output.text.contains("tag") || output.text.contains("describe");
    let (wants_commit, wants_tag) = (wants_commit(&words), wants_tag(&words) && is_about_tags);
    let qualifiers: Vec<String> = words.into_iter().filter(|word| !is_kind(word)).collect();
    let wanted = qualifiers.join(" ");
    output.stdout.lines().filter_map(move |line| {
        let value = line.trim_start().trim_start_matches("commit ").split_whitespace().next()?;
        let fits = (wants_commit && is_commit(value)) || (wants_tag && !wants_commit);
        (fits && plain(line).contains(&wanted)).then_some(value)
    })
}

fn is_kind(word: &str) -> bool {
    matches!(word, "" | "commit" | "hash" | "sha" | "id" | "tag" | "name")
}

fn is_commit(word: &str) -> bool {
    (7..=64).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A line in lower case with one blank for whatever is no letter and no digit.
fn plain(line: &str) -> String {
    let lower = line.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// What `*` stands for when `pattern` means `name`; empty where the pattern has no star.
fn matched_star<'n>(pattern: &str, name: &'n str) -> Option<&'n str> {
    match pattern.split_once('*') {
        None => (pattern == name).then_some(""),
        Some((before, behind)) => name.strip_prefix(before)?.strip_suffix(behind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> Vec<Printed> {
        let stdout = "abc1234 Second feature\n0123abc Party Mode Phase 6: validation\n".to_owned();
        vec![
            printed("L3.1.1", "git log --oneline", &stdout),
            printed("L3.1.2", "git tag", "pre-party-mode-v1\n"),
            printed("L3.1.3", "echo", "Done for now\n"),
        ]
    }

    fn printed(address: &str, text: &str, stdout: &str) -> Printed {
        let [address, text, stdout] = [address, text, stdout].map(str::to_owned);
        Printed { address, text, stdout }
    }

    #[test]
    fn a_tag_is_taken_only_from_a_command_about_tags() {
        let found = find("previous-tag", &log(), 1);
        assert_eq!(found, None, "no line has the word previous");
        let found = find("tag", &log(), 1);
        assert_eq!(found, Some(("L3.1.2".to_owned(), "pre-party-mode-v1".to_owned())));
        assert!(is_known_kind("tag") && is_known_kind("phase-6-commit") && !is_known_kind("pid"));
    }

    #[test]
    fn a_commit_is_taken_from_the_line_that_has_the_words_of_its_name() {
        let found = find("phase-6-commit", &log(), 1);
        assert_eq!(found, Some(("L3.1.1".to_owned(), "0123abc".to_owned())));
        assert_eq!(find("phase-5-commit", &log(), 1), None);
    }

    #[test]
    fn which_value_is_meant_can_be_picked_and_nothing_is_made_up() {
        assert_eq!(find("commit-hash", &log(), 1).map(|found| found.1).as_deref(), Some("abc1234"));
        assert_eq!(find("commit-hash", &log(), 2).map(|found| found.1).as_deref(), Some("0123abc"));
        assert_eq!(find("commit-hash", &log(), 3), None);
        assert_eq!(find("user", &log(), 1), None);
    }

    #[test]
    fn a_star_in_a_pack_fills_the_command_that_looks_a_value_up() {
        let plan =
            PlaceholderPlan { pick: 1, look_up: Some("git log --grep='Phase *'".to_owned()) };
        let plans = BTreeMap::from([("phase-*-commit".to_owned(), plan)]);
        let found = advice(&plans, "phase-5-commit").look_up;
        assert_eq!(found.as_deref(), Some("git log --grep='Phase 5'"));
        assert_eq!(advice(&plans, "ticket").look_up, None);
    }
}
