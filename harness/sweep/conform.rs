//! Conformance: the same drill on two machines, held against each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::drill::{DrillResult, Ending};
use crate::journal::CommandRecord;
use crate::machine::Kind;

/// Something in which the two machines disagree about one drill.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Disagreement {
    /// The drill.
    pub drill: String,
    /// The address of the command; none for what the end of the drill left.
    pub address: Option<String>,
    /// The line of the command in the runbook.
    pub line: Option<u32>,
    /// What it is about: `exit code`, `standard output`, or a part of the state.
    pub about: String,
    /// What the simulated machine says.
    pub simulated: String,
    /// What the real machine says.
    pub real: String,
}

/// A difference that is known and has a reason.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    /// What it is about.
    pub what: &'static str,
    /// Why the machines cannot agree.
    pub reason: &'static str,
}

/// The differences between the machines that a drill does not count.
pub const DECLARED: [Declared; 5] = [
    Declared {
        what: "the times that node's test runner prints",
        reason: "they are the host's own, and the simulated machine takes none",
    },
    Declared {
        what: "the stacks that it prints of failures",
        reason: "they name the inner parts of node itself; which tests fail and why counts",
    },
    Declared {
        what: "the screen of watch",
        reason: "the real one draws for its kind of terminal, with blanks and codes; its exit code counts",
    },
    Declared {
        what: "the bytes of archives",
        reason: "two programs that pack the same files differ in times and compression, and so do the ids of \
                 commits that hold an archive; the files in both count",
    },
    Declared {
        what: "what npm keeps in ~/.npm",
        reason: "a log and a cache of its own, which no runbook is about and the simulated npm does not keep",
    },
];

/// Compares drills that ran on both machines. A drill that one machine did not come to the end of is
/// compared as far as it came.
pub fn disagreements(drills: &[DrillResult]) -> Vec<Disagreement> {
    let on = |machine| drills.iter().filter(move |drill| drill.scenario.machine == machine);
    let real: BTreeMap<String, &DrillResult> =
        on(Kind::Real).map(|drill| (drill.scenario.id(), drill)).collect();
    let pairs =
        on(Kind::Simulated).filter_map(|drill| Some((drill, real.get(&drill.scenario.id())?)));
    pairs.flat_map(|(simulated, real)| of_drill(simulated, real)).collect()
}

fn of_drill(simulated: &DrillResult, real: &DrillResult) -> Vec<Disagreement> {
    let mut pairs = vec![
        ("status", format!("{:?}", simulated.status), format!("{:?}", real.status)),
        ("verdict", simulated.verdict.word().to_owned(), real.verdict.word().to_owned()),
    ];
    let count = |drill: &DrillResult| drill.journal.commands().count().to_string();
    pairs.push(("number of commands", count(simulated), count(real)));
    let about_drill = pairs.into_iter().filter(|(_, one, other)| one != other);
    let drill = simulated.scenario.id();
    let mut found: Vec<Disagreement> = about_drill
        .map(|(about, simulated, real)| of_state(&drill, about, simulated, real))
        .collect();
    let same =
        simulated.ending.as_ref().zip(real.ending.as_ref()).map(|(one, other)| same(one, other));
    let same = same.unwrap_or_default();
    let commands = simulated.journal.commands().zip(real.journal.commands());
    found.extend(commands.flat_map(|(one, other)| of_command(&drill, &same, (one, other))));
    if let (Some(one), Some(other)) = (&simulated.ending, &real.ending) {
        found.extend(of_endings(&drill, &same, (one, other)));
    }
    found
}

/// Names that mean the same thing: the real machine's, and the simulated one's for it.
type Same = BTreeMap<String, String>;

/// Pairs the digests of archives at one path, and the ids of commits that differ for no other reason.
fn same(simulated: &Ending, real: &Ending) -> Same {
    let both = |path: &String| Some((real.archives.get(path)?, simulated.archives.get(path)?));
    let archives = simulated.archives.keys().filter_map(both).filter(|(one, other)| one != other);
    let mut pairs: Same = archives.map(|(real, own)| (real.clone(), own.clone())).collect();
    if pairs.is_empty() {
        return pairs;
    }
    for (subject, id) in simulated.subjects.iter().filter(|(subject, _)| names_commit(subject)) {
        let other = real.subjects.get(subject).filter(|other| *other != id);
        if let Some(other) = other.filter(|other| id.len() == 40 && other.len() == 40) {
            // Both as they are and as git shortens them.
            pairs.insert(other.clone(), id.clone());
            pairs.insert(other[..7].to_owned(), id[..7].to_owned());
        }
    }
    pairs
}

fn names_commit(subject: &str) -> bool {
    subject.starts_with("reference ") || subject == "checked out commit"
}

/// Says what the real machine said in the simulated one's names.
fn in_names(text: &str, same: &Same) -> String {
    // The long names first: a short one is a part of one.
    let mut names: Vec<_> = same.iter().collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    names.iter().fold(text.to_owned(), |text, (real, own)| text.replace(real.as_str(), own))
}

fn of_state(drill: &str, about: &str, simulated: String, real: String) -> Disagreement {
    let (drill, about) = (drill.to_owned(), about.to_owned());
    Disagreement { drill, address: None, line: None, about, simulated, real }
}

fn of_command(
    drill: &str,
    same: &Same,
    (one, other): (&CommandRecord, &CommandRecord),
) -> Vec<Disagreement> {
    let draws = one.text.split_whitespace().next() == Some("watch");
    let screen = |text: &str| if draws { String::new() } else { counted_of(text) };
    let seen = |it: &CommandRecord| {
        [
            ("command", it.text.clone()),
            ("exit code", it.exit_code.to_string()),
            ("standard output", screen(&it.stdout)),
            ("standard error", screen(&it.stderr)),
            ("beginning", it.started.to_string()),
            ("duration in ms", it.duration_ms.to_string()),
        ]
    };
    let pairs = seen(one).into_iter().zip(seen(other));
    pairs
        .map(|((about, one), (_, other))| (about, one, in_names(&other, same)))
        .filter(|(_, one, other)| one != other)
        .map(|(about, simulated, real)| Disagreement {
            drill: drill.to_owned(),
            address: Some(one.address.clone()),
            line: Some(one.line),
            about: about.to_owned(),
            simulated,
            real,
        })
        .collect()
}

/// Takes what does not count out of an output: the times and the stacks that node's test runner prints.
fn counted_of(text: &str) -> String {
    let mut kept = Vec::new();
    let mut stack: Option<usize> = None;
    for line in text.split('\n') {
        let indent = line.len() - line.trim_start().len();
        if stack.is_some_and(|at| indent > at) {
            continue;
        }
        stack = line.trim_end().ends_with("stack: |-").then_some(indent);
        // Of what ends a whole file of tests the stack stands in remarks.
        if line.trim_start_matches(['#', ' ']).starts_with("at ") {
            continue;
        }
        let end = line.find("duration_ms").map_or(line.len(), |at| at + "duration_ms".len());
        kept.push(&line[..end]);
    }
    kept.join("\n")
}

fn of_endings(drill: &str, same: &Same, (one, other): (&Ending, &Ending)) -> Vec<Disagreement> {
    let subjects: BTreeSet<&String> = one.subjects.keys().chain(other.subjects.keys()).collect();
    let value = |ending: &Ending, subject: &String| {
        ending.subjects.get(subject).cloned().unwrap_or_else(|| "nothing".to_owned())
    };
    let pairs = subjects
        .into_iter()
        .filter(|subject| !subject.contains("/.npm/") && !subject.ends_with("/.npm"))
        .map(|it| (it, value(one, it), in_names(&value(other, it), same)));
    pairs
        .filter(|(_, one, other)| one != other)
        .map(|(about, simulated, real)| of_state(drill, about, simulated, real))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_stacks_do_not_count_and_everything_else_does() {
        let text = "ok 1 - a\n  ---\n  duration_ms: 1.5\n  ...\nnot ok 2 - b\n  ---\n  stack: |-\n    at x\n      at y\n  ...\n# fail 1\n";
        let counted = counted_of(text);
        assert_eq!(
            counted,
            "ok 1 - a\n  ---\n  duration_ms\n  ...\nnot ok 2 - b\n  ---\n  stack: |-\n  ...\n# fail 1\n"
        );
        assert_ne!(counted, counted_of(&text.replace("not ok 2", "ok 2")));
    }

    fn ending(subjects: &[(&str, &str)], archives: &[(&str, &str)]) -> Ending {
        let owned = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
        };
        Ending { subjects: owned(subjects), archives: owned(archives) }
    }

    #[test]
    fn a_commit_that_holds_an_archive_may_have_another_id_and_no_other_commit_may() {
        let (id, other) = ("a".repeat(40), "b".repeat(40));
        let named = |id: &str| format!("{}: it", &id[..7]);
        let of = |id: &str, archives: &[(&str, &str)]| {
            ending(&[("reference refs/heads/x", id), ("file /log", &named(id))], archives)
        };
        let compare = |one: Ending, other: Ending| {
            let same = same(&one, &other);
            of_endings("drill", &same, (&one, &other)).len()
        };
        assert_eq!(compare(of(&id, &[("/a.tgz", "1")]), of(&other, &[("/a.tgz", "2")])), 0);
        assert_eq!(compare(of(&id, &[("/a.tgz", "1")]), of(&other, &[("/a.tgz", "1")])), 2);
        assert_eq!(compare(of(&id, &[]), of(&other, &[])), 2);
    }
}
