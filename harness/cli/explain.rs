//! `rollback-drill explain`: one rule, in full.

use std::io::Write;

use serde_json::json;
use strsim::levenshtein;

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
    let names = all().into_iter().map(|(rule, _)| (levenshtein(&typed, rule.id), rule.id));
    names.min().filter(|(distance, _)| *distance <= MISTYPED_MAX).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_rule_is_recognised_and_a_strange_one_is_not() {
        assert_eq!(nearest("one-clok-read"), Some("one-clock-read"));
        assert_eq!(nearest("AUDIT-LOG-COMPLETE"), Some("audit-log-complete"));
        assert_eq!(nearest("something quite different"), None);
    }
}
