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
pub const DECLARED: [Declared; 3] = [
    Declared {
        what: "the times that node's test runner prints",
        reason: "they are the host's own, and the simulated machine takes none",
    },
    Declared {
        what: "the screen of watch",
        reason: "the real one draws for its kind of terminal, with blanks and codes; its exit code counts",
    },
    Declared {
        what: "the bytes of archives",
        reason: "two programs that pack the same files differ in times and compression; the files in them count",
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
    let commands = simulated.journal.commands().zip(real.journal.commands());
    found.extend(commands.flat_map(|(one, other)| of_command(&drill, one, other)));
    if let (Some(one), Some(other)) = (&simulated.ending, &real.ending) {
        found.extend(of_endings(&drill, one, other));
    }
    found
}

fn of_state(drill: &str, about: &str, simulated: String, real: String) -> Disagreement {
    let (drill, about) = (drill.to_owned(), about.to_owned());
    Disagreement { drill, address: None, line: None, about, simulated, real }
}

fn of_command(drill: &str, one: &CommandRecord, other: &CommandRecord) -> Vec<Disagreement> {
    let draws = one.text.split_whitespace().next() == Some("watch");
    let screen = |text: &str| if draws { String::new() } else { without_times(text) };
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
        .filter(|((_, one), (_, other))| one != other)
        .map(|((about, simulated), (_, real))| Disagreement {
            drill: drill.to_owned(),
            address: Some(one.address.clone()),
            line: Some(one.line),
            about: about.to_owned(),
            simulated,
            real,
        })
        .collect()
}

/// Takes the times out that node's test runner prints beside each test and at the end.
fn without_times(text: &str) -> String {
    let without = |line: &str| match line.find("duration_ms") {
        Some(at) => line[..at + "duration_ms".len()].to_owned(),
        None => line.to_owned(),
    };
    text.split('\n').map(without).collect::<Vec<_>>().join("\n")
}

fn of_endings(drill: &str, one: &Ending, other: &Ending) -> Vec<Disagreement> {
    let subjects: BTreeSet<&String> = one.0.keys().chain(other.0.keys()).collect();
    let value = |ending: &Ending, subject: &String| {
        ending.0.get(subject).cloned().unwrap_or_else(|| "nothing".to_owned())
    };
    let pairs = subjects.into_iter().map(|it| (it, value(one, it), value(other, it)));
    pairs
        .filter(|(_, one, other)| one != other)
        .map(|(about, simulated, real)| of_state(drill, about, simulated, real))
        .collect()
}
