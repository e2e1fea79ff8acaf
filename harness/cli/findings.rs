//! `rollback-drill list findings`: what reading and running find, beside what is known.

use std::collections::BTreeSet;
use std::io::Write;

use serde_json::json;

use super::args::{ListArguments, What};
use super::campaign::{Way, run_planned};
use super::error::CliError;
use super::input::{Book, Read, judge, read_all};
use super::table::Row;
use crate::determinism::Seed;
use crate::drill::{
    DrillError, DrillResult, KnownFinding, KnownFindings, KnownReading, Wanted, plan,
};
use crate::lint;
use crate::sweep::{Compared, Extent, Seen, compare, entries, found};
use crate::verdict::{Finding, FindingName};

/// The words for how a finding stands to the list of those that are known.
const STATES: [&str; 4] = ["known", "new", "gone", "unseen"];

/// What was found in one runbook, with every seed.
struct Found<'a> {
    book: &'a Book,
    seen: Vec<Seen>,
    /// The part of it that is of each state, in their order.
    states: [Vec<Seen>; STATES.len()],
    /// Entries of the list that a seed's drills never came to.
    never: BTreeSet<KnownFinding>,
}

/// Returns a row for each finding that is known, new or gone.
pub(super) fn rows(arguments: &ListArguments, err: &mut dyn Write) -> Result<Vec<Row>, CliError> {
    let read = read(arguments, err)?;
    Ok(look(&read, arguments.seeds)?.iter().flat_map(Found::rows).collect())
}

/// Returns what is found in one runbook as a list of known findings.
pub(super) fn to_yaml(arguments: &ListArguments, err: &mut dyn Write) -> Result<String, CliError> {
    if arguments.what != What::Findings {
        return Err(CliError::NoYaml);
    }
    let read = read(arguments, err)?;
    if read.books.len() != 1 {
        let known = read.books.iter().map(|book| book.variant.as_str()).collect::<Vec<_>>();
        return Err(CliError::OneList { known: known.join(", ") });
    }
    let found = look(&read, arguments.seeds)?;
    let list = found.iter().map(|found| found.as_known().to_yaml());
    let names = read
        .books
        .iter()
        .map(|book| format!("# What is known to be wrong with {}.\n", book.runbook.name));
    Ok(names.chain(list).collect())
}

fn read(arguments: &ListArguments, err: &mut dyn Write) -> Result<Read, CliError> {
    let variants: Vec<String> = arguments.variant.iter().cloned().collect();
    let read = read_all(&arguments.source, &variants)?;
    for book in &read.books {
        judge(book, err)?;
    }
    Ok(read)
}

/// Runs every drill of every runbook with every seed. A run that was interrupted would show too
/// little.
fn look(read: &Read, seeds: u16) -> Result<Vec<Found<'_>>, CliError> {
    let nothing =
        |book| Found { book, seen: Vec::new(), states: Default::default(), never: BTreeSet::new() };
    let mut all: Vec<Found<'_>> = read.books.iter().map(nothing).collect();
    let conditions = read.pack.conditions(read.files.as_ref())?;
    for seed in 1..=seeds {
        let seed = Seed::new(u64::from(seed));
        let scenarios =
            |book: &Book| plan(&book.runbook, &conditions, &book.variant, &Wanted::default(), seed);
        let planned: Vec<_> = read.books.iter().map(scenarios).collect();
        let drills = run_planned(read, &conditions, &planned, &Way::default())?;
        if drills.iter().zip(&planned).any(|(drills, planned)| drills.len() < planned.len()) {
            return Err(CliError::Drill(DrillError::Interrupted));
        }
        for (found, drills) in all.iter_mut().zip(&drills) {
            found.add(drills);
        }
    }
    Ok(all)
}

impl Found<'_> {
    /// Adds what the drills of one seed found.
    fn add(&mut self, drills: &[DrillResult]) {
        let compared = compare(&self.book.known.run, drills, Extent::Whole);
        for (drill, compared) in drills.iter().zip(compared.drills) {
            let seen = |found| Seen { scenario: drill.scenario.clone(), found };
            self.seen.push(seen(found(drill)));
            let Compared { known, new, gone, unseen, .. } = compared;
            for (state, found) in self.states.iter_mut().zip([known, new, gone, unseen]) {
                state.push(seen(found));
            }
        }
        self.never.extend(compared.never);
    }

    fn rows(&self) -> Vec<Row> {
        let states = STATES.iter().zip(self.states.iter().map(|seen| entries(seen)));
        let never = self.never.iter().cloned().collect();
        let run = states.chain([(&"gone", never)]);
        let run = run.flat_map(|(state, entries)| {
            entries.into_iter().map(|entry| self.run_row(state, &entry)).collect::<Vec<_>>()
        });
        self.lint_rows().into_iter().chain(run).collect()
    }

    fn lint_rows(&self) -> Vec<Row> {
        let (found, known) = (self.read_names(), self.known_names());
        let state = |name: &FindingName| match (found.contains(name), known.contains(name)) {
            (true, true) => "known",
            (true, false) => "new",
            (false, _) => "gone",
        };
        found.union(&known).map(|name| self.row(state(name), "lint", name, None)).collect()
    }

    fn run_row(&self, state: &str, entry: &KnownFinding) -> Row {
        self.row(state, "run", &entry.name(), Some(entry))
    }

    fn row(&self, state: &str, from: &str, name: &FindingName, run: Option<&KnownFinding>) -> Row {
        let at = name.at.clone().unwrap_or_default();
        let scope = run.map_or_else(String::new, KnownFinding::scope);
        let cells = [state, &self.book.variant, from, &name.rule, &at, scope.trim_start()];
        Row {
            cells: cells.map(str::to_owned).to_vec(),
            value: json!({
                "state": state, "variant": self.book.variant, "from": from, "rule": name.rule,
                "at": name.at, "in": run.map(|entry| &entry.routes.0),
                "log": run.map(|entry| &entry.log.0),
                "condition": run.map(|entry| &entry.condition.0),
                "clock": run.map(|entry| &entry.clock.0),
                "turns": run.map(|entry| &entry.turns.0),
                "chance": run.is_some_and(|entry| entry.chance),
            }),
        }
    }

    fn read_names(&self) -> BTreeSet<FindingName> {
        lint::look(&self.book.runbook).iter().map(Finding::name).collect()
    }

    fn known_names(&self) -> BTreeSet<FindingName> {
        self.book.known.lint.iter().map(KnownReading::name).collect()
    }

    /// Returns everything that is found as a list of known findings.
    fn as_known(&self) -> KnownFindings {
        let reading = |FindingName { rule, at }| KnownReading { rule, at };
        KnownFindings {
            lint: self.read_names().into_iter().map(reading).collect(),
            run: entries(&self.seen),
        }
    }
}
