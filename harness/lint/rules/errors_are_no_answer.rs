//! An error is no answer.

use std::collections::BTreeSet;

use crate::lint::book::Book;
use crate::lint::lint::Lint;
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "errors-are-no-answer",
        severity: Severity::FalseAssurance,
        claim: "A question that could not be asked (no file, no network, a wrong option) is told \
             from one that was answered with no.",
        why: "The file is not there, every answer is an error, and the runbook reads it as an \
             answer.",
        correction: "Look at the exit code: for grep 1 is no and 2 an error; stop at an error, as \
             in '|| exit 1'.",
        example: Example {
            wrong: "grep -q done log > /dev/null || echo \"still active\"",
            right: "test -r log || exit 1; grep -q done log; case $? in 0) ;; 1) echo active ;; \
                 *) exit 1 ;; esac",
        },
    },
    look,
};

/// Commands that ask a question and answer with their exit code.
const QUESTIONS: [&str; 16] = [
    "grep", "egrep", "fgrep", "rg", "jq", "yq", "curl", "wget", "git", "diff", "cmp", "node",
    "python3", "psql", "kubectl", "ssh",
];

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.calls()
        .filter_map(|(typed, call)| {
            let rescue: Vec<&str> = call.rescue.iter().flatten().map(String::as_str).collect();
            let shown = call.shown();
            let is_told =
                rescue.iter().all(|name| matches!(*name, "echo" | "printf" | "true" | ":"));
            let is_question = QUESTIONS.contains(&call.name()) && call.is_last;
            let is_quiet = call.is_silenced() || call.has_option('q', "quiet");
            if rescue.is_empty() || !is_told || !is_question || !is_quiet {
                return None;
            }
            let names: BTreeSet<&str> = rescue.into_iter().collect();
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            let text =
                format!("where `{shown}` cannot even ask, `{names}` runs as if it had answered no");
            Some(typed.evidence(text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::judges;

    #[test]
    fn an_error_that_counts_as_an_answer_is_found() {
        judges(
            "errors-are-no-answer",
            "Look",
            &[
                "jq -e .done log > /dev/null || echo active",
                "grep -q done log || echo active",
                "grep done log &> /dev/null || { echo active; echo again; }",
                "while read id; do grep -q $id log || echo \"$id\"; done < ids",
                "curl -f x >/dev/null 2>&1 || true",
            ],
            &[
                "jq -e .done log > /dev/null || exit 1",
                "jq -e .done log > /dev/null || { echo active; exit 1; }",
                "grep done log || echo active",
                "mkdir -p x > /dev/null || echo failed",
                "if ! grep -q done log; then echo active; fi",
            ],
        );
    }
}
