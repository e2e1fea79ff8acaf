//! The matrix and the steps of a level name the same people.

use std::collections::BTreeSet;

use crate::lint::book::{Book, at_level, listed};
use crate::lint::lint::Lint;
use crate::runbook::{Level, Span};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "authorities-agree",
        severity: Severity::Contradiction,
        claim: "The steps of a level ask for the approval of those whom the decision matrix names \
             for it.",
        why: "Somebody waits for a signature that the other half of the runbook does not ask for, \
             or goes on without one that it does.",
        correction: "Name who approves once, in the matrix, and let the level refer to it.",
        example: Example {
            wrong: "| Breach | Level 4 | Immediate | CTO |  ..  Requires approval from: CTO, Legal",
            right: "| Breach | Level 4 | Immediate | CTO |  ..  Requires approval from: CTO",
        },
    },
    look,
};

/// Words that speak of an approval, by their beginnings.
const APPROVALS: [&str; 5] = ["approv", "sign-off", "signoff", "authoris", "authoriz"];

type Names = BTreeSet<String>;

fn look(book: &Book<'_>) -> Vec<Evidence> {
    let rows = &book.runbook.matrix;
    let everybody: Names =
        rows.iter().flat_map(|row| &row.authorities).map(|name| name.to_lowercase()).collect();
    let mut found = Vec::new();
    for level in &book.runbook.levels {
        let rows: Vec<(Names, u32)> = rows
            .iter()
            .filter(|row| row.level == level.number && !row.authorities.is_empty())
            .map(|row| {
                (row.authorities.iter().map(|name| name.to_lowercase()).collect(), row.span.line)
            })
            .collect();
        for (span, text) in sentences(level) {
            let asked = asked_in(text, &everybody);
            if asked.is_empty() || rows.is_empty() || rows.iter().any(|(names, _)| *names == asked)
            {
                continue;
            }
            found.push(at_level(level.number, span, said(text, &asked, &rows)));
        }
    }
    found
}

fn said(text: &str, asked: &Names, rows: &[(Names, u32)]) -> String {
    let (names, line) = &rows[0];
    let more: Vec<&str> = asked.difference(names).map(String::as_str).collect();
    let less: Vec<&str> = names.difference(asked).map(String::as_str).collect();
    let mut differences = Vec::new();
    if !more.is_empty() {
        differences.push(format!("asks for {} too", listed(more)));
    }
    if !less.is_empty() {
        differences.push(format!("does not ask for {}", listed(less)));
    }
    let matrix = listed(names.iter().map(String::as_str));
    let differences = differences.join(" and ");
    format!("\"{text}\" {differences}; the matrix (line {line}) names {matrix}")
}

/// Returns the sentences of a level that may name who approves.
fn sentences(level: &Level) -> Vec<(Span, &str)> {
    let steps = level.steps.iter().flat_map(|step| {
        let options = step.options.iter().flat_map(|option| &option.prose);
        step.prose.iter().chain(options)
    });
    let prose = level.prerequisites.iter().chain(steps).chain(&level.notes);
    let items = level.checklist.iter().map(|item| (item.span, item.text.as_str()));
    prose.map(|prose| (prose.span, prose.text.as_str())).chain(items).collect()
}

/// Returns the people whose approval a sentence asks for, in lower case. At least one of them has
/// to be known from the matrix, else the words may mean anything.
fn asked_in(text: &str, everybody: &Names) -> Names {
    let lower = text.to_lowercase();
    let Some(at) = APPROVALS.iter().filter_map(|word| lower.find(word)).min() else {
        return Names::new();
    };
    let Some(behind) = text.get(at..) else { return Names::new() };
    let behind = [" from", " by", " of"]
        .iter()
        .filter_map(|word| behind.find(word).map(|at| &behind[at + word.len()..]))
        .max_by_key(|rest| rest.len());
    let list = behind.unwrap_or_else(|| text.get(..at).unwrap_or_default());
    let parts = list.split(['+', ',', '&', ';']).flat_map(|part| part.split(" and "));
    let names: Vec<String> = parts.filter_map(|part| name_in(part, everybody)).collect();
    let is_known = names.iter().any(|name| everybody.contains(name));
    names.into_iter().filter(|_| is_known).collect()
}

/// Reads one name: one that the matrix knows, or a few words of which the first is capitalised.
fn name_in(part: &str, everybody: &Names) -> Option<String> {
    let part = part.trim().trim_start_matches(':').trim().trim_end_matches(['.', ':']).trim();
    let part = part.strip_prefix("the ").or_else(|| part.strip_prefix("and ")).unwrap_or(part);
    let lower = part.to_lowercase();
    if let Some(known) = everybody.iter().find(|name| lower.ends_with(name.as_str())) {
        return Some(known.clone());
    }
    let is_name = part.starts_with(char::is_uppercase) && part.split_whitespace().count() <= 3;
    is_name.then_some(lower)
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::found;

    fn book(step: &str) -> String {
        format!(
            "# R\n\n| Condition | Level | Urgency | Authority |\n|---|---|---|---|\n| Breach | Level \
             4 | Immediate | CTO + Security architect |\n\n## Level 4: All\n\n**Steps**:\n\n1. \
             **Stop**:\n   - {step}\n\n2. **Go**:\n   ```bash\n   ls\n   ```\n"
        )
    }

    #[test]
    fn a_third_name_in_the_steps_contradicts_the_matrix() {
        assert_eq!(
            found(
                "authorities-agree",
                &book("Requires approval from: CTO, Security Architect, Legal")
            ),
            ["L4: \"Requires approval from: CTO, Security Architect, Legal\" asks for legal too; \
              the matrix (line 5) names cto and security architect"]
        );
        assert_eq!(found("authorities-agree", &book("Get approval of the CTO")).len(), 1);
    }

    #[test]
    fn the_same_names_in_other_words_and_other_people_altogether_are_no_contradiction() {
        for step in [
            "Obtain CTO and Security architect approval",
            "CTO + Security Architect approval obtained",
            "Must be approved by the security architect and the CTO.",
            "Do not go on without approval",
            "Deployments are approved by Release bots",
        ] {
            let found = found("authorities-agree", &book(step));
            assert!(found.is_empty(), "{step}: {found:?}");
        }
    }
}
