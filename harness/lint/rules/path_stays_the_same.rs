//! A file has one path through a level.

use std::collections::{BTreeMap, BTreeSet};

use crate::lint::book::{Book, Typed, Way};
use crate::lint::lint::Lint;
use crate::lint::script::{Call, Word};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "path-stays-the-same",
        severity: Severity::Fails,
        claim: "A file that one command names by its path is not read elsewhere by a part of that \
             path.",
        why: "Only one of the two can be right in one folder: the other reads nothing, often \
             without a word.",
        correction: "Write the same path everywhere, or put it into one variable.",
        example: Example {
            wrong: "tail -5 logs/audit.jsonl  ..  grep error audit.jsonl",
            right: "LOG=logs/audit.jsonl  ..  tail -5 \"$LOG\"  ..  grep error \"$LOG\"",
        },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.ways.iter().flat_map(of_way).collect()
}

fn of_way(way: &Way<'_>) -> Vec<Evidence> {
    let long = long_paths(way);
    let mut made: BTreeSet<String> = BTreeSet::new();
    let mut found = BTreeSet::new();
    let calls = way.typed.iter().flat_map(|it| it.calls().iter().map(move |call| (it, call)));
    // Behind a `cd` a relative path means something else: nothing is known from there on.
    let here = calls.take_while(|(_, call)| call.name() != "cd" || call.is_apart);
    for (typed, call) in here {
        let (read, own) = files(call);
        let others = read.iter().filter(|path| !made.contains(*path));
        found.extend(others.filter_map(|path| said(typed, path, &long)));
        made.extend(own);
    }
    found.into_iter().collect()
}

fn said(typed: &Typed<'_>, path: &str, long: &BTreeMap<String, &Typed<'_>>) -> Option<Evidence> {
    let (other, from) = long.iter().find(|(other, _)| is_part_of(path, other))?;
    let is_here = from.command.address == typed.command.address;
    let place = if is_here { "the same command".to_owned() } else { from.place() };
    Some(typed.evidence(format!("`{path}` is read here, and {place} has it at `{other}`")))
}

/// Returns the paths with a folder in them, each with the first command that names it.
fn long_paths<'w, 'r>(way: &'w Way<'r>) -> BTreeMap<String, &'w Typed<'r>> {
    let mut paths = BTreeMap::new();
    for typed in &way.typed {
        let words = typed.calls().iter().flat_map(Call::all_words);
        for path in words.map(Word::text).filter(|text| is_path(text) && text.contains('/')) {
            paths.entry(tidy(&path)).or_insert(typed);
        }
    }
    paths
}

/// Returns the paths that a call reads, and those that it makes.
fn files(call: &Call) -> (Vec<String>, Vec<String>) {
    let operands: Vec<String> = call
        .operands()
        .map(Word::text)
        .filter(|text| is_path(text))
        .map(|text| tidy(&text))
        .collect();
    let (mut read, mut made) = match call.name() {
        "touch" | "mkdir" | "tee" | "git" | "echo" | "printf" => (Vec::new(), operands),
        "tar" if call.has_option('c', "create") || first_letters(call).contains('c') => {
            (operands.iter().skip(1).cloned().collect(), operands.into_iter().take(1).collect())
        }
        "cp" | "mv" | "ln" | "install" => {
            let last = operands.last().cloned();
            let is_into = call.arguments().last().is_some_and(|word| word.text().ends_with('/'));
            let sources = operands.len().saturating_sub(1);
            (
                operands.into_iter().take(sources.max(usize::from(is_into))).collect(),
                last.into_iter().collect(),
            )
        }
        _ => (operands, Vec::new()),
    };
    for each in &call.redirections {
        let path = tidy(&each.file.text());
        if is_path(&path) {
            if each.is_output { made.push(path) } else { read.push(path) }
        }
    }
    (read, made)
}

/// Returns the first argument of `tar czf`, which may stand without a hyphen.
fn first_letters(call: &Call) -> String {
    call.arguments().first().map(Word::text).unwrap_or_default()
}

/// Says whether a word reads as the path of a file: one with an ending, relative, nothing else.
fn is_path(text: &str) -> bool {
    let name = text.rsplit('/').next().unwrap_or_default();
    let has_ending = name.rsplit_once('.').is_some_and(|(stem, ending)| {
        let is_short = (1..=8).contains(&ending.len());
        !stem.is_empty() && is_short && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let is_version =
        name.rsplit('.').next().is_some_and(|it| it.bytes().all(|b| b.is_ascii_digit()));
    let is_plain = !text.contains(['*', '?', '[', '{', '=', ':', '\'', '"', '\n', '|', '\\', ',']);
    let is_relative = !text.starts_with(['/', '~', '$', '-', '<']);
    let outside: String = text
        .split("$(")
        .enumerate()
        .map(
            |(place, part)| {
                if place == 0 { part } else { part.split_once(')').map_or("", |(_, rest)| rest) }
            },
        )
        .collect();
    has_ending && !is_version && is_plain && is_relative && !outside.contains(' ')
}

fn tidy(path: &str) -> String {
    path.trim_start_matches("./").trim_end_matches('/').to_owned()
}

fn is_part_of(path: &str, other: &str) -> bool {
    other.len() > path.len() + 1
        && other.ends_with(path)
        && other[..other.len() - path.len()].ends_with('/')
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::{found, hits, level};

    const RULE: &str = "path-stays-the-same";

    #[test]
    fn a_file_that_is_read_by_a_part_of_its_path_is_found() {
        let steps = [("Look", "tail -5 logs/audit.jsonl"), ("Count", "grep -c x < audit.jsonl")];
        assert_eq!(
            found(RULE, &level(&steps)),
            [
                "L1.2.1: `audit.jsonl` is read here, and L1.1.1 (line 9) has it at `logs/audit.jsonl`"
            ]
        );
        hits(
            RULE,
            &[("One", "cp a.log b/a-$(date +%F).log\ncp a-$(date +%F).log c/")],
            &["L1.1.2"],
        );
        hits(RULE, &[("One", "while read x; do jq . a.json; done < b/a.json")], &["L1.1.1"]);
    }

    #[test]
    fn a_file_that_was_made_here_or_has_another_folder_is_another_file() {
        for command in [
            "cp logs/audit.jsonl audit.jsonl\ncat audit.jsonl",
            "tar -czf a.tgz logs/\ncp a.tgz kept/a.tgz\ntar -tf a.tgz",
            "cat one/README.md two/README.md",
            "cat logs/audit.jsonl\ncd logs\ncat audit.jsonl",
            "cat logs/audit.jsonl\ncat ./logs/audit.jsonl",
            "git push origin v1.2\nls dist/v1.2",
        ] {
            hits(RULE, &[("Go", command)], &[]);
        }
    }
}
