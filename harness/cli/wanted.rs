//! Which drills the arguments ask for.

use std::collections::BTreeSet;

use super::args::RunArguments;
use super::error::CliError;
use super::input::Book;
use crate::determinism::Seed;
use crate::drill::{Condition, Scenario, Wanted, plan};
use crate::runbook::Level;

/// Which drills somebody asks for; empty lists ask for all.
pub(super) struct Asked<'a> {
    pub(super) levels: &'a [u8],
    pub(super) options: &'a [String],
    pub(super) conditions: &'a [String],
    pub(super) seed: Seed,
}

impl<'a> From<&'a RunArguments> for Asked<'a> {
    fn from(arguments: &'a RunArguments) -> Self {
        let RunArguments { level, option, condition, seed, .. } = arguments;
        Self { levels: level, options: option, conditions: condition, seed: *seed }
    }
}

/// Returns the drills of one runbook that the arguments ask for, in the order of reports.
pub(super) fn wanted_scenarios(
    book: &Book,
    conditions: &[Condition],
    asked: &Asked<'_>,
) -> Result<Vec<Scenario>, CliError> {
    let known = || conditions.iter().map(|condition| condition.name.as_str());
    if let Some(unknown) = asked.conditions.iter().find(|name| known().all(|k| k != *name)) {
        let known = known().collect::<Vec<_>>().join(", ");
        let known = if known.is_empty() { "no conditions".to_owned() } else { known };
        return Err(CliError::NoCondition { name: unknown.clone(), known });
    }
    let place = || book.runbook.name.clone();
    let numbers: Vec<u8> = book.runbook.levels.iter().map(|level| level.number).collect();
    if let Some(level) = asked.levels.iter().find(|level| !numbers.contains(level)) {
        let known = numbers.iter().map(|n| format!("L{n}")).collect::<Vec<_>>().join(", ");
        return Err(CliError::NoLevel { place: place(), level: *level, known });
    }
    let wanted = |options: Vec<String>| Wanted {
        levels: asked.levels.to_vec(),
        options,
        conditions: asked.conditions.to_vec(),
    };
    let all = plan(&book.runbook, conditions, &book.variant, &wanted(Vec::new()), asked.seed);
    let known: BTreeSet<&str> = all.iter().filter_map(|one| one.option.as_deref()).collect();
    let is_unknown =
        |option: &&String| !known.iter().any(|known| known.eq_ignore_ascii_case(option));
    if let Some(option) = asked.options.iter().find(is_unknown) {
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        let known = if known.is_empty() { "no options".to_owned() } else { known };
        return Err(CliError::NoOption { place: place(), option: option.clone(), known });
    }
    let wanted = wanted(asked.options.to_vec());
    let scenarios = plan(&book.runbook, conditions, &book.variant, &wanted, asked.seed);
    none_left_out(book, &wanted, &scenarios)?;
    if scenarios.is_empty() { Err(CliError::Nothing { place: place() }) } else { Ok(scenarios) }
}

/// Refuses a run in which a level that was asked for by number would be passed over without a word
/// because it lacks the option.
fn none_left_out(book: &Book, wanted: &Wanted, planned: &[Scenario]) -> Result<(), CliError> {
    let is_left_out = |level: &&Level| {
        let is_planned = planned.iter().any(|one| one.level == level.number);
        wanted.levels.contains(&level.number) && !level.routes().is_empty() && !is_planned
    };
    book.runbook.levels.iter().find(is_left_out).map_or(Ok(()), |level| {
        let (place, why) = (book.runbook.name.clone(), "it has no option that was asked for");
        Err(CliError::NotDrilled { place, level: level.number, why })
    })
}

/// Returns the levels that were asked for and have nothing to drill.
pub(super) fn without_steps(book: &Book, arguments: &RunArguments) -> Vec<u8> {
    let wanted = &arguments.level;
    let levels = book.runbook.levels.iter().filter(|level| level.routes().is_empty());
    let numbers = levels.map(|level| level.number);
    numbers.filter(|number| wanted.is_empty() || wanted.contains(number)).collect()
}
