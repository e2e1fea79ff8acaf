//! `rollback-drill explain`: one rule, in full.

use std::io::Write;

use serde_json::json;

use super::args::{ExplainArguments, Format};
use super::error::CliError;
use super::rules::{Finder, all};
use super::run::write_whole;
use crate::verdict::Rule;

/// The most letters by which a name may be mistyped and still be recognised.
const MISTYPED_MAX: usize = 8;

/// Writes what a rule is for.
pub(super) fn explain(arguments: &ExplainArguments, out: &mut dyn Write) -> Result<u8, CliError> {
    let id = arguments.rule.as_str();
    let Some((rule, finder)) = all().into_iter().find(|(rule, _)| rule.id == id) else {
        return Err(CliError::NoRule { id: id.to_owned(), nearest: nearest(id) });
    };
    let text = match arguments.format {
        Format::Human => to_text(&rule, finder),
        Format::Json => to_json(&rule, finder),
    };
    write_whole(out, text.as_bytes())
}

fn to_text(rule: &Rule, finder: Finder) -> String {
    format!(
        "{}: {}, found by 'rollback-drill {}'\n\n  has to hold  {}\n  if it fails  {}\n  instead      \
         {}\n\n  wrong        {}\n  right        {}\n",
        rule.id,
        rule.severity.word(),
        finder.word(),
        rule.claim,
        rule.why,
        rule.correction,
        rule.example.wrong,
        rule.example.right,
    )
}

fn to_json(rule: &Rule, finder: Finder) -> String {
    let document = json!({
        "format_version": crate::report::FORMAT_VERSION, "id": rule.id, "severity": rule.severity,
        "from": finder.word(), "claim": rule.claim, "why": rule.why,
        "correction": rule.correction, "example": rule.example,
    });
    format!("{document:#}\n")
}

/// Returns the rule whose name is nearest to `typed`, if it is near at all.
fn nearest(typed: &str) -> Option<&'static str> {
    let typed: String = typed.chars().take(64).collect::<String>().to_lowercase();
    let names = all().into_iter().map(|(rule, _)| (distance(&typed, rule.id), rule.id));
    names.min().filter(|(distance, _)| *distance <= MISTYPED_MAX).map(|(_, name)| name)
}

/// Counts the letters to add, drop or replace between two names.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, c) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (at, theirs) in other.iter().enumerate() {
            let kept = diagonal + usize::from(c != *theirs);
            diagonal = row[at + 1];
            row[at + 1] = kept.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_single_letters() {
        let table = [("", "", 0), ("abc", "", 3), ("abc", "abc", 0), ("kitten", "sitting", 3)];
        for (one, other, expected) in table {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn a_mistyped_rule_is_recognised_and_a_strange_one_is_not() {
        assert_eq!(nearest("one-clok-read"), Some("one-clock-read"));
        assert_eq!(nearest("AUDIT-LOG-COMPLETE"), Some("audit-log-complete"));
        assert_eq!(nearest("something quite different"), None);
    }
}
