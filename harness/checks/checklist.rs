//! Checklists: an item is confirmed only by checks that held, whatever somebody ticked.

use serde::{Deserialize, Serialize};

use crate::runbook::ChecklistItem;
use crate::verdict::{CheckResult, Outcome};

/// What proves the items of a checklist that speak of one thing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Words, between spaces, that an item's text has to hold, all of them, in any case and order.
    pub item: String,
    /// The checks that prove it together; none where no check can.
    pub proved_by: Vec<String>,
}

/// One item of a checklist after a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ticked {
    /// The line on which it stands.
    pub line: u32,
    /// What is to be confirmed.
    pub text: String,
    /// Whether it is.
    pub state: Confirmation,
    /// The checks that say so, by name.
    pub by: Vec<String>,
}

/// What a drill says of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// Every check that proves it held.
    Confirmed,
    /// No check proves it, or one of them does not know or had nothing to judge.
    Unproven,
    /// A check that would prove it is broken.
    Refuted,
}

impl Confirmation {
    /// Returns the word that people read.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Unproven => "unproven",
            Self::Refuted => "refuted",
        }
    }
}

/// Says of each of `items` what the checks of a drill prove. The first of `proofs` that speaks of an
/// item counts for it.
pub fn tick(items: &[ChecklistItem], proofs: &[Proof], checks: &[CheckResult]) -> Vec<Ticked> {
    let ticked = |item: &ChecklistItem| {
        let by = proofs.iter().find(|proof| proof.speaks_of(&item.text));
        let by = by.map(|proof| proof.proved_by.clone()).unwrap_or_default();
        let (line, text) = (item.span.line, item.text.clone());
        Ticked { line, text, state: confirmation(&by, checks), by }
    };
    items.iter().map(ticked).collect()
}

impl Proof {
    fn speaks_of(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let mut words = self.item.split_whitespace().peekable();
        words.peek().is_some() && words.all(|word| text.contains(&word.to_lowercase()))
    }
}

fn confirmation(by: &[String], checks: &[CheckResult]) -> Confirmation {
    let outcome = |name: &String| match checks.iter().find(|check| check.id() == name) {
        None => Outcome::Unknown,
        // It held because nothing of the kind happened: that is no reason to say that it was done.
        Some(check) if check.outcome == Outcome::Held && check.is_moot() => Outcome::Unknown,
        Some(check) => check.outcome,
    };
    match by.iter().map(outcome).max() {
        Some(Outcome::Held) => Confirmation::Confirmed,
        Some(Outcome::Broken) => Confirmation::Refuted,
        Some(Outcome::Unknown) | None => Confirmation::Unproven,
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;
    use crate::verdict::Evidence;

    fn item(text: &str) -> ChecklistItem {
        let markdown = format!("# R\n\n## Level 1: Try\n\n**Checklist**:\n- [x] {text}\n");
        let level = crate::runbook::parse(&markdown, "own.md").runbook.levels.remove(0);
        level.checklist.into_iter().next().expect("an item")
    }

    fn proof(words: &str, by: &[&str]) -> Proof {
        let proved_by = by.iter().map(|&name| name.to_owned()).collect();
        Proof { item: words.to_owned(), proved_by }
    }

    fn checks(outcomes: &[(&str, Outcome)]) -> Vec<CheckResult> {
        let result = |(id, outcome): &(&str, Outcome)| {
            let rule = find(id).expect("a check").rule;
            CheckResult { rule, outcome: *outcome, evidence: Vec::new() }
        };
        outcomes.iter().map(result).collect()
    }

    /// What is said of an item that two checks prove, with these outcomes.
    fn said(outcomes: &[(&str, Outcome)]) -> Confirmation {
        let proofs = [proof("sessions ENDED", &["config-valid", "work-kept"])];
        tick(&[item("All ended, sessions too")], &proofs, &checks(outcomes))[0].state
    }

    #[test]
    fn an_item_is_confirmed_only_where_all_its_checks_held() {
        use Outcome::{Broken, Held, Unknown};
        let table = [
            (Held, Held, Confirmation::Confirmed),
            (Held, Unknown, Confirmation::Unproven),
            (Broken, Held, Confirmation::Refuted),
            (Unknown, Broken, Confirmation::Refuted),
        ];
        for (first, second, expected) in table {
            assert_eq!(said(&[("config-valid", first), ("work-kept", second)]), expected);
        }
    }

    #[test]
    fn a_check_that_was_not_made_proves_nothing() {
        assert_eq!(said(&[("config-valid", Outcome::Held)]), Confirmation::Unproven);
        assert_eq!(said(&[]), Confirmation::Unproven);
    }

    #[test]
    fn a_check_that_had_nothing_to_judge_proves_nothing() {
        let mut all = checks(&[("config-valid", Outcome::Held), ("work-kept", Outcome::Held)]);
        let said = |all: &[CheckResult]| {
            let proofs = [proof("sessions", &["config-valid", "work-kept"])];
            tick(&[item("All sessions ended")], &proofs, all)[0].state
        };
        all[1].evidence.push(Evidence::of("all is there"));
        assert_eq!(said(&all), Confirmation::Confirmed);
        all[1].evidence = vec![Evidence::moot("nothing to keep")];
        assert_eq!(said(&all), Confirmation::Unproven);
    }

    #[test]
    fn an_item_that_nothing_speaks_of_is_unproven_though_its_box_is_ticked() {
        let all = checks(&[("config-valid", Outcome::Held)]);
        let proofs = [
            proof("", &["config-valid"]),
            proof("users gone", &["config-valid"]),
            proof("users", &[]),
            proof("told", &["config-valid"]),
        ];
        let ticked = tick(&[item("Users told")], &proofs, &all);
        assert_eq!((ticked[0].line, ticked[0].text.as_str()), (6, "Users told"));
        assert_eq!(ticked[0].state, Confirmation::Unproven);
        assert!(ticked[0].by.is_empty());
    }
}
