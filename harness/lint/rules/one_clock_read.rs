//! A name reads the clock once.

use std::collections::BTreeMap;

use crate::lint::book::{Book, Typed, Way};
use crate::lint::lint::Lint;
use crate::lint::script::{Call, Piece, Word};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "one-clock-read",
        severity: Severity::Fails,
        claim: "A name with a date or a time in it reads the clock once and is kept.",
        why: "The clock has moved on: the tag that is pushed was never made, the archive that is \
             copied has yesterday's name.",
        correction: "Read the clock once, RUN_ID=$(date -u +%Y%m%dT%H%M%SZ), write it down, and \
             use \"$RUN_ID\" from then on.",
        example: Example {
            wrong: "git tag snap-$(date +%H%M%S); git push origin snap-$(date +%H%M%S)",
            right: "RUN_ID=$(date +%H%M%S); git tag \"snap-$RUN_ID\"; git push origin \
                 \"snap-$RUN_ID\"",
        },
    },
    look,
};

/// One use of a name that reads the clock.
struct Read<'w, 'r> {
    typed: &'w Typed<'r>,
    /// What `date` is asked for.
    asked: String,
}

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.ways.iter().flat_map(of_way).collect()
}

fn of_way(way: &Way<'_>) -> Vec<Evidence> {
    let mut names: BTreeMap<String, Vec<Read<'_, '_>>> = BTreeMap::new();
    for typed in &way.typed {
        for (name, asked) in typed.calls().iter().flat_map(reads_of) {
            names.entry(name).or_default().push(Read { typed, asked });
        }
    }
    names.iter().filter_map(|(name, reads)| said(name, reads)).collect()
}

/// Returns the names in a call that read the clock, each with what `date` is asked for.
fn reads_of(call: &Call) -> Vec<(String, String)> {
    let variables = call.assignments.iter().filter_map(|(variable, value)| {
        Some((format!("${variable}"), value.substitutions().find_map(date_in)?))
    });
    let files = call.redirections.iter().map(|each| &each.file);
    variables.chain(call.words.iter().chain(files).flat_map(names_in)).collect()
}

fn said(name: &str, reads: &[Read<'_, '_>]) -> Option<Evidence> {
    let [first, second, ..] = reads else { return None };
    let limit = if is_finer_than_a_day(&first.asked) {
        "a moment later that is another name"
    } else {
        "behind midnight that is another name"
    };
    let count = reads.len();
    let text = format!(
        "`{name}` reads the clock {count} times, first in {}; {limit}",
        first.typed.place()
    );
    Some(second.typed.evidence(text))
}

/// Returns the parts of a path or name that hold a clock read, each with what `date` is asked for.
fn names_in(word: &Word) -> Vec<(String, String)> {
    let mut parts: Vec<(String, Option<String>)> = vec![(String::new(), None)];
    for piece in &word.pieces {
        let Some(last) = parts.last_mut() else { break };
        match piece {
            Piece::Text(text) if text.contains(char::is_whitespace) => return Vec::new(),
            Piece::Text(text) => {
                let mut pieces = text.split('/');
                last.0.push_str(pieces.next().unwrap_or_default());
                parts.extend(pieces.map(|part| (part.to_owned(), None)));
            }
            Piece::Variable { name, .. } => last.0.extend(["$", name]),
            Piece::Substitution(inner) => {
                last.0.extend(["$(", inner, ")"]);
                last.1 = last.1.take().or_else(|| date_in(inner));
            }
        }
    }
    let named = parts.into_iter().filter_map(|(name, asked)| Some((name, asked?)));
    named.filter(|(name, asked)| name.len() > asked.len() + 3).collect()
}

/// Returns the command of a substitution that reads the clock; one of a file's date does not.
fn date_in(inner: &str) -> Option<String> {
    let mut words = inner.split_whitespace();
    let reads = words.next() == Some("date");
    let other = |word: &str| {
        ["-r", "-d", "-f", "@"].iter().any(|it| word.starts_with(it)) || word.starts_with("--date")
    };
    (reads && !words.any(other)).then(|| inner.to_owned())
}

fn is_finer_than_a_day(asked: &str) -> bool {
    let Some((_, format)) = asked.split_once('+') else { return true };
    ["%H", "%M", "%S", "%s", "%N", "%T", "%R", "%I", "%c", "%X"]
        .iter()
        .any(|it| format.contains(it))
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::{found, hits, level};

    const RULE: &str = "one-clock-read";

    #[test]
    fn a_name_that_reads_the_clock_twice_is_found_at_its_second_use() {
        let tag = "git tag snap-$(date +%H%M%S)\ngit push origin snap-$(date +%H%M%S)";
        assert_eq!(
            found(RULE, &level(&[("Tag", tag)])),
            [
                "L1.1.2: `snap-$(date +%H%M%S)` reads the clock 2 times, first in L1.1.1 (line 9); a \
              moment later that is another name"
            ]
        );
        let day = [
            ("Save", "cp log a/log-$(date +%Y%m%d).txt"),
            ("Go on", "ls"),
            ("Keep", "tar -czf x.tgz log-`date +%Y%m%d`.txt\nmv log-$(date +%Y%m%d).txt b/"),
        ];
        let found = found(RULE, &level(&day));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with("L1.3.1: ")
                && found[0].ends_with("behind midnight that is another name"),
            "{found:?}"
        );
        hits(RULE, &[("One", "D=$(date +%F)"), ("Two", "D=$(date +%F)")], &["L1.2.1"]);
    }

    #[test]
    fn one_read_two_names_and_a_file_s_own_date_are_right() {
        for command in [
            "RUN=$(date +%F)\ngit tag snap-$RUN\ngit push origin snap-$RUN",
            "touch a-$(date +%F)\ntouch b-$(date +%F)",
            "touch a-$(date -r log +%F)\nls a-$(date -r log +%F)",
            "echo \"now $(date)\"\necho \"now $(date)\"",
        ] {
            hits(RULE, &[("Go", command)], &[]);
        }
    }
}
