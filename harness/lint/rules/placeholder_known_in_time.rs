//! A blank is known before it is used.

use std::collections::BTreeSet;

use super::sources::Wanted;
use crate::lint::book::{Book, Way};
use crate::lint::lint::Lint;
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "placeholder-known-in-time",
        severity: Severity::Ambiguous,
        claim: "A value is printed before the command that it has to be filled into, not behind \
             it.",
        why: "The operator stands before a path with a hole and has to read ahead to find out \
             what belongs there.",
        correction: "Move the command that prints the value in front of the first one that needs \
             it.",
        example: Example {
            wrong: "cat backups/<backup-date>/config.yaml  ..  ls backups   # shows every backup \
                 date",
            right: "ls backups   # shows every backup date  ..  cat \
                 backups/<backup-date>/config.yaml",
        },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.ways.iter().flat_map(of_way).collect()
}

fn of_way(way: &Way<'_>) -> Vec<Evidence> {
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    way.blanks()
        .filter(|(_, _, blank)| asked.insert(&blank.name))
        .filter_map(|(place, typed, blank)| {
            let prints = |other| Wanted::is_printed_by(other, typed, blank);
            let first = way.typed.iter().position(prints)?;
            let later = way.typed.get(first).filter(|_| first > place)?;
            let (name, place) = (&blank.text, later.place());
            Some(typed.evidence(format!("{name} is needed here, and only {place} prints it")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::{found, hits, level};

    const RULE: &str = "placeholder-known-in-time";

    #[test]
    fn a_blank_that_is_printed_only_later_is_found() {
        let steps =
            [("Look", "cat backups/<backup>/x.yaml"), ("List", "ls backups # every backup")];
        assert_eq!(
            found(RULE, &level(&steps)),
            ["L1.1.1: <backup> is needed here, and only L1.2.1 (line 14) prints it"]
        );
    }

    #[test]
    fn a_blank_that_is_printed_before_or_never_is_none_of_this_rule() {
        hits(RULE, &[("List", "ls backups # every backup"), ("Look", "cat <backup>/x")], &[]);
        hits(RULE, &[("Look", "cat <backup>/x"), ("Again", "cat <backup>/y")], &[]);
    }
}
