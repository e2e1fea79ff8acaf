//! What an expectation claims: "Expected output: ..", "Should be empty", "74/74 tests passing".

use super::{blanks_in_command, head};
use crate::runbook::model::Claim;

/// Where a sentence stands to the command that it speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runbook) enum Standing {
    /// In front of it: a plan, so that only plain expectations count.
    Before,
    /// Behind it or on its line.
    Behind,
}

/// Returns what `text` claims; none where it is no expectation.
pub(in crate::runbook) fn claim_of(text: &str, standing: Standing) -> Option<Claim> {
    if let Some(shown) = shown_by_arrow(text) {
        return (standing == Standing::Behind).then(|| about_shown(head(shown)));
    }
    let text = without_subject(head(text.trim()));
    let lower = text.to_ascii_lowercase();
    if !is_expectation(&lower, standing) {
        return None;
    }
    let claim = about_tests(&lower)
        .or_else(|| about_output(text, &lower))
        .or_else(|| says_nothing(&lower).then_some(Claim::PrintsNothing))
        .unwrap_or(Claim::Prose);
    Some(claim)
}

/// Returns what stands behind the arrow of "=> 4" and "-> text", the output of the command before.
pub(in crate::runbook) fn shown_by_arrow(text: &str) -> Option<&str> {
    let text = text.trim();
    let rest = ["=>", "->", "→", "⇒"].iter().find_map(|arrow| text.strip_prefix(arrow))?;
    let shown = rest.trim();
    (!shown.is_empty()).then_some(shown)
}

/// Returns what an output behind an arrow claims.
fn about_shown(shown: &str) -> Claim {
    let lower = shown.to_ascii_lowercase();
    if let Some(claim) = about_tests(&lower) {
        return claim;
    }
    if is_nothing(&lower) || says_nothing(&lower) {
        return Claim::PrintsNothing;
    }
    match unquoted(shown) {
        Some(quoted) => Claim::PrintsExactly(quoted.to_owned()),
        None if is_description(shown) => Claim::Prose,
        None => Claim::PrintsExactly(shown.to_owned()),
    }
}

/// Leaves out the "you" of "you should see ..".
fn without_subject(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let subjects = ["you ", "it ", "this ", "that ", "the output ", "the result ", "the command "];
    let found = subjects.iter().find(|subject| {
        lower
            .strip_prefix(**subject)
            .is_some_and(|rest| starts_with_word(rest, &["should", "must"]))
    });
    found.map_or(text, |subject| &text[subject.len()..])
}

/// Returns whether `text` begins as an expectation does, so that it looks back at a command.
pub(in crate::runbook) fn looks_back(text: &str) -> bool {
    let leads = ["expected", "expect", "expects"];
    starts_with_word(&text.trim().to_ascii_lowercase(), &leads) || shown_by_arrow(text).is_some()
}

fn is_expectation(lower: &str, standing: Standing) -> bool {
    let leads = ["expected", "expect", "expects", "should", "must"];
    let marks = ["output:", "outputs:", "output should", "prints:"];
    let is_plain = starts_with_word(lower, &leads) || lower.contains("(expect");
    if is_plain || marks.iter().any(|mark| lower.starts_with(mark)) {
        return true;
    }
    let bids = [" should ", " must ", " expected "];
    let is_no_output = starts_with_word(lower, &["no output"]);
    standing == Standing::Behind && (is_no_output || bids.iter().any(|word| lower.contains(word)))
}

fn starts_with_word(lower: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

fn about_tests(lower: &str) -> Option<Claim> {
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '/')
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().position(|word| matches!(*word, "test" | "tests"))?;
    let removals = ["should be removed", "should be gone", "should be deleted", "should not exist"];
    let has_none = ["no ", "zero "].iter().any(|no| lower.starts_with(no))
        && ["should exist", "should remain", "should run", "should be"]
            .iter()
            .any(|end| lower.contains(end));
    if has_none || removals.iter().any(|gone| lower.contains(gone)) {
        let count = counted_tests(&words).map(|(passed, _)| passed);
        return Some(Claim::TestsGone { count });
    }
    let is_success = lower.contains("pass") || lower.contains("expect");
    let is_failure = lower.contains("fail");
    let (passed, of) = counted_tests(&words).filter(|_| is_success && !is_failure)?;
    Some(Claim::TestsPass { passed, of })
}

/// Reads "74/74 tests", "74 tests" and "74 baseline tests".
fn counted_tests(words: &[&str]) -> Option<(u32, Option<u32>)> {
    words.iter().enumerate().find_map(|(at, word)| {
        let near = words[at + 1..].iter().take(3);
        near.take_while(|next| !next.starts_with(|c: char| c.is_ascii_digit()))
            .find(|next| matches!(**next, "test" | "tests"))?;
        match word.split_once('/') {
            Some((passed, of)) => Some((passed.parse().ok()?, Some(of.parse().ok()?))),
            None => Some((word.parse().ok()?, None)),
        }
    })
}

fn about_output(text: &str, lower: &str) -> Option<Claim> {
    let leads = [
        "expected output:",
        "expected output is:",
        "expected output is",
        "expected result:",
        "output:",
        "outputs:",
        "prints:",
        "output should be:",
        "output should be",
        "should print:",
        "should print",
        "should output:",
        "should output",
        "should return:",
        "should return",
        "should say:",
        "should say",
        "expected:",
        "expect:",
        "expect",
        "must print",
        "must be",
        "should be",
    ];
    let lead = leads.iter().find(|lead| lower.starts_with(**lead))?;
    let value = text[lead.len()..].trim();
    if value.is_empty() || is_nothing(&value.to_ascii_lowercase()) {
        return (!value.is_empty()).then_some(Claim::PrintsNothing);
    }
    if let Some(quoted) = unquoted(value) {
        return Some(Claim::PrintsExactly(quoted.to_owned()));
    }
    let is_literal = lead.starts_with("expected output") && !is_description(value);
    let verbs = ["print", "output", "return", "say"];
    let is_told = lead.ends_with(':') || verbs.iter().any(|verb| lead.ends_with(verb));
    let is_value = !value.contains(char::is_whitespace)
        && (is_told || value.contains(|c: char| c.is_ascii_digit()))
        && !is_description(value);
    (is_literal || is_value).then(|| Claim::PrintsExactly(value.to_owned()))
}

/// Returns what stands between two equal quotes around the whole value.
fn unquoted(value: &str) -> Option<&str> {
    let value = value.trim_end_matches('.');
    ['`', '"', '\''].iter().find_map(|quote| {
        let inner = value.strip_prefix(*quote)?.strip_suffix(*quote)?;
        (!inner.is_empty() && !inner.contains(*quote)).then_some(inner)
    })
}

/// Tells words about an output from an output.
fn is_description(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let is_bound = value.starts_with(['<', '>', '~', '≤', '≥']);
    let is_vague = ["...", "…", "e.g.", "similar to", "something like", "list of"]
        .iter()
        .any(|mark| lower.contains(mark));
    is_vague
        || is_bound
        || starts_with_word(&lower, &["a", "an", "the", "all", "any", "one"])
        || !blanks_in_command(value).is_empty()
}

fn is_nothing(lower: &str) -> bool {
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(bare, "nothing" | "none" | "empty" | "no output" | "empty output" | "no" | "blank")
        || starts_with_word(lower, &["no"])
}

fn says_nothing(lower: &str) -> bool {
    let bids = [
        "be empty",
        "not exist",
        "not be found",
        "not be present",
        "not be there",
        "not be listed",
        "not appear",
        "print nothing",
        "return nothing",
        "show nothing",
        "output nothing",
        "be gone",
        "be absent",
        "be no output",
        "have no output",
        "produce no output",
        "no longer exist",
        "find nothing",
        "match nothing",
    ];
    lower.starts_with("no output")
        || ["should ", "must "].iter().any(|verb| {
            lower.match_indices(verb).any(|(at, _)| {
                let rest = &lower[at + verb.len()..];
                bids.iter().any(|bid| rest.starts_with(bid))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exactly(text: &str) -> Claim {
        Claim::PrintsExactly(text.to_owned())
    }

    #[test]
    fn sentences_behind_a_command_claim_what_they_say() {
        let table = [
            ("Expected output: Party Mode: false", exactly("Party Mode: false")),
            ("Expected: No new sessions after disable", Claim::PrintsNothing),
            (
                "Expected: All non-Party Mode tests passing (74 tests)",
                Claim::TestsPass { passed: 74, of: None },
            ),
            ("Expected: 74/74 tests passing", Claim::TestsPass { passed: 74, of: Some(74) }),
            (
                "Party Mode tests: 123 tests should be removed",
                Claim::TestsGone { count: Some(123) },
            ),
            ("No Party Mode tests should exist", Claim::TestsGone { count: None }),
            ("Should not exist", Claim::PrintsNothing),
            ("Should be empty", Claim::PrintsNothing),
            ("should print `v1.2`.", exactly("v1.2")),
            ("Expected: 0", exactly("0")),
            ("Should be 3", exactly("3")),
            ("must print true", exactly("true")),
            ("Expected: nothing", Claim::PrintsNothing),
            ("No output", Claim::PrintsNothing),
            ("the directory must not exist any more", Claim::PrintsNothing),
            ("Expected: Router spawns single agent instead", Claim::Prose),
            ("Expected output: a list of tags", Claim::Prose),
            ("Expected output: version <version>", Claim::Prose),
            ("Expected output:", Claim::Prose),
            ("Should be quick", Claim::Prose),
            ("Should be <5", Claim::Prose),
            ("You should see `done` at the end", Claim::Prose),
            ("You should see `done`", Claim::Prose),
            ("The output should be `done`.", exactly("done")),
            ("It should be empty", Claim::PrintsNothing),
            ("All tests should pass", Claim::Prose),
            ("Expected: 3 tests fail", Claim::Prose),
            ("=> 4", exactly("4")),
            ("-> Party Mode: false", exactly("Party Mode: false")),
            ("=> \"a b\"", exactly("a b")),
            ("→ nothing", Claim::PrintsNothing),
            ("=> (empty)", Claim::PrintsNothing),
            ("=> 74/74 tests passing", Claim::TestsPass { passed: 74, of: Some(74) }),
            ("=> a list of tags", Claim::Prose),
            ("=> v<version>", Claim::Prose),
        ];
        for (text, claim) in table {
            assert_eq!(claim_of(text, Standing::Behind), Some(claim), "{text}");
        }
    }

    #[test]
    fn a_plan_in_front_of_a_command_is_an_expectation_only_in_plain_words() {
        let table = [
            (
                "Run ALL tests (expect 74 baseline tests)",
                Some(Claim::TestsPass { passed: 74, of: None }),
            ),
            ("Expected: 74/74 tests passing", Some(Claim::TestsPass { passed: 74, of: Some(74) })),
            ("Delete what should not exist", None),
            ("Verify no Party Mode references", None),
            ("Check feature flag removed from config", None),
            ("Unexpected things", None),
            ("Output files go to /tmp", None),
            ("=> 4", None),
        ];
        for (text, claim) in table {
            assert_eq!(claim_of(text, Standing::Before), claim, "{text}");
        }
    }
}
