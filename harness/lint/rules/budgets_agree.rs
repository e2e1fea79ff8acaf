//! A level names one time for itself.

use crate::lint::book::{Book, at_level};
use crate::lint::lint::Lint;
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "budgets-agree",
        severity: Severity::Contradiction,
        claim: "Every place that says how long a level may take says the same time.",
        why: "One person escalates while the other one still waits, and both have read the \
             runbook.",
        correction: "Write the time once, or the same time in the heading, the overview and the \
             procedure.",
        example: Example {
            wrong: "### Level 2: Config (5-10 minutes)  ..  **Duration**: 15 minutes",
            right: "### Level 2: Config (5-10 minutes)  ..  **Duration**: 5-10 minutes",
        },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    let mut found = Vec::new();
    for level in &book.runbook.levels {
        let Some((first, others)) = level.stated_budgets.split_first() else { continue };
        let figures = (first.least, first.most, first.is_strict);
        let differing =
            others.iter().filter(|other| (other.least, other.most, other.is_strict) != figures);
        found.extend(differing.map(|other| {
            let (one, two) = (book.quoted(first.span), book.quoted(other.span));
            let text = format!(
                "\"{two}\" here and \"{one}\" in line {} are two times for level {}",
                first.span.line, level.number
            );
            at_level(level.number, other.span, text)
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::found;

    const STEPS: &str = "**Steps**:\n\n1. **Go**:\n   ```bash\n   ls\n   ```\n";

    #[test]
    fn two_times_for_one_level_are_a_contradiction_and_one_time_twice_is_none() {
        let book = |heading: &str, duration: &str| {
            let overview = format!("# R\n\n### Level 2: Config ({heading})\n\n**Scope**: x\n\n");
            format!("{overview}## Do\n\n### Level 2: Config\n\n**Duration**: {duration}\n\n{STEPS}")
        };
        let hit = found("budgets-agree", &book("5-10 minutes", "15 minutes"));
        assert_eq!(hit.len(), 1, "{hit:?}");
        assert!(
            hit[0].starts_with("L2: \"5-10 minutes\" here and \"15 minutes\" in line"),
            "{hit:?}"
        );
        for (heading, duration) in [("5-10 minutes", "5-10 min"), ("<1 minute", "under 60 s")] {
            assert!(found("budgets-agree", &book(heading, duration)).is_empty());
        }
    }
}
