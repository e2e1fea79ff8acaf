//! The matrix and the circuit breaker draw the same line.

use std::collections::BTreeSet;

use crate::lint::book::{Book, at_level};
use crate::lint::lint::Lint;
use crate::runbook::{Breaker, BreakerTest, Span, Threshold};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "thresholds-agree",
        severity: Severity::Contradiction,
        claim: "One signal has one bound, in the decision matrix and in the circuit breaker.",
        why: "Between the two bounds a person has to act and the automatic does not, or the other \
             way round, and nobody knows whose turn it is.",
        correction: "Use one bound in both places, or say which one is for people, which one for \
             the automatic, and why they differ.",
        example: Example {
            wrong: "| Error rate >5% | Level 1 |  ..  - error_rate: >10%",
            right: "| Error rate >5% | Level 1 |  ..  - error_rate: >5%",
        },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    let Some(breaker) = &book.runbook.breaker else { return Vec::new() };
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for (span, bound) in bounds(breaker) {
        for row in &book.runbook.matrix {
            let Some(other) = &row.threshold else { continue };
            let differs = other.unit == bound.unit && other.to_string() != bound.to_string();
            let is_same = is_same_signal(&other.subject, &bound.subject);
            if differs && is_same && told.insert((row.span.line, bound.to_string())) {
                let text = said(other, row.span.line, &bound);
                found.push(at_level(row.level, span, text));
            }
        }
    }
    found
}

/// Returns the bounds of the breaker's configuration, then those of the sentences beside it.
fn bounds(breaker: &Breaker) -> Vec<(Span, Threshold)> {
    let conditions = breaker.conditions.iter().filter_map(|each| match &each.test {
        BreakerTest::Crosses(bound) => Some((each.span, bound.clone())),
        BreakerTest::AnyOf(_) | BreakerTest::Text(_) => None,
    });
    let clauses =
        breaker.clauses.iter().filter_map(|each| Some((each.span, each.threshold.clone()?)));
    conditions.chain(clauses).collect()
}

fn said(row: &Threshold, line: u32, breaker: &Threshold) -> String {
    let (low, high) = (
        row.bound_thousandths.min(breaker.bound_thousandths),
        row.bound_thousandths.max(breaker.bound_thousandths),
    );
    let at = |bound: u64| {
        let shown = Threshold { bound_thousandths: bound, ..row.clone() }.to_string();
        shown.trim_start_matches(['<', '>', '=']).to_owned()
    };
    let gap = if low == high {
        format!("they differ at exactly {}", at(low))
    } else {
        format!("from {} to {} only one of them holds", at(low), at(high))
    };
    let subject = &row.subject;
    format!("\"{subject}\" trips at {breaker} here and at {row} in the matrix (line {line}): {gap}")
}

/// Says whether two names mean one signal: the words of one are all among those of the other.
fn is_same_signal(one: &str, other: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2);
        words.map(|word| word.trim_end_matches('s').to_owned()).collect()
    };
    let (one, other) = (words(one), words(other));
    let is_named = one.len().min(other.len()) >= 2;
    is_named && (one.is_subset(&other) || other.is_subset(&one))
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::found;

    fn book(condition: &str, breaker: &str) -> String {
        format!(
            "# R\n\n| Condition | Level |\n|---|---|\n| {condition} | Level 1 |\n\n**Circuit \
             Breaker**\n\n```yaml\ncircuit_breaker:\n  conditions:\n    - {breaker}\n```\n\n## Level \
             1: Off\n\n**Steps**:\n\n1. **Go**:\n   ```bash\n   ls\n   ```\n"
        )
    }

    #[test]
    fn two_bounds_of_one_signal_are_told_with_the_gap_between_them() {
        assert_eq!(
            found(
                "thresholds-agree",
                &book("Request error rate >5%", "request_error_rate: '>10%'")
            ),
            [
                "L1: \"Request error rate\" trips at >10% here and at >5% in the matrix (line 5): from \
              5% to 10% only one of them holds"
            ]
        );
        assert_eq!(
            found("thresholds-agree", &book("Error rate >5%", "error_rate: '>=5%'")),
            [
                "L1: \"Error rate\" trips at >=5% here and at >5% in the matrix (line 5): they differ at \
              exactly 5%"
            ]
        );
    }

    #[test]
    fn the_same_bound_another_signal_and_another_unit_agree() {
        for (condition, breaker) in [
            ("Error rate >5%", "error_rate: '>5%'"),
            ("Error rate >5%", "success_rate: '<70%'"),
            ("Error count >5%", "error_count: '>10'"),
        ] {
            assert!(found("thresholds-agree", &book(condition, breaker)).is_empty(), "{breaker}");
        }
    }
}
