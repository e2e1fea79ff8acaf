//! Every blank of a command is printed by another command.

use std::collections::BTreeSet;

use super::sources::Wanted;
use crate::lint::book::{Book, Way};
use crate::lint::lint::Lint;
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "placeholder-has-source",
        severity: Severity::Ambiguous,
        claim: "Every value that has to be filled in can be printed by a command of the level.",
        why: "The operator has to know where such a value is found, and picks one by feel if \
             nobody answers.",
        correction: "Write the command that prints it in front, and use one variable instead of \
             the blank.",
        example: Example {
            wrong: "git revert <phase-2-commit>",
            right: "git log --oneline --grep='Phase 2'  ..  git revert <phase-2-commit>",
        },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.ways.iter().flat_map(of_way).collect()
}

fn of_way(way: &Way<'_>) -> Vec<Evidence> {
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    let is_printed =
        |typed, blank| way.typed.iter().any(|other| Wanted::is_printed_by(other, typed, blank));
    way.blanks()
        .filter(|(_, _, blank)| asked.insert(&blank.name))
        .filter(|(_, typed, blank)| !is_printed(typed, blank))
        .map(|(_, typed, blank)| {
            typed.evidence(format!("no command of the level prints a value for {}", blank.text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::hits;

    const RULE: &str = "placeholder-has-source";

    #[test]
    fn a_blank_that_no_command_can_print_is_found_once() {
        let revert = "git revert <phase-2-commit>\ngit show <phase-2-commit>";
        hits(RULE, &[("Go", revert)], &["L1.1.1"]);
        let other = "git log --oneline --grep=\"Phase 6\"";
        hits(RULE, &[("Find", other), ("Go", revert)], &["L1.2.1"]);
        hits(RULE, &[("Find", "git tag | grep stable"), ("Go", revert)], &["L1.2.1"]);
        hits(RULE, &[("Find", "ps aux"), ("Go", "kubectl delete pod <pod-name>")], &["L1.2.1"]);
    }

    #[test]
    fn a_blank_that_a_command_prints_is_filled_from_there() {
        let table = [
            ("git log --oneline", "git revert <commit-hash>"),
            ("git log --oneline --grep='My Phase 2'", "git revert <phase-2-commit>"),
            ("git log --oneline", "git revert <phase-2-commit>"),
            ("kubectl get pods", "kubectl delete pod <pod-name>"),
            ("kubectl rollout history x", "kubectl rollout undo x --to-revision=<revision>"),
            ("# Prints the process id\n./show.sh", "kill <process-id>"),
        ];
        for (source, use_it) in table {
            hits(RULE, &[("Find", source), ("Go", use_it)], &[]);
        }
    }
}
