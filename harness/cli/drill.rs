//! `rollback-drill run`.

#![expect(clippy::disallowed_methods, reason = "TMPDIR names where throwaway worlds are laid")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::args::{Format, RunArguments};
use super::error::{CliError, code};
use super::input::{Read, judge, read};
use super::progress::Bar;
use super::run::write_whole;
use crate::drill::{Condition, DrillError, Scenario, Stage, Wanted, plan};
use crate::report::{Report, to_json, to_text};
use crate::runbook::Level;
use crate::sweep::run_all;
use crate::verdict::Verdict;

/// Drills what the arguments ask for and writes the report.
pub(super) fn run(
    arguments: &RunArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let read = read(&arguments.source)?;
    judge(&read, &arguments.source, err)?;
    let conditions = read.pack.conditions(read.files.as_ref())?;
    let scenarios = wanted_scenarios(&read, &conditions, arguments)?;
    let keep = arguments.keep_world.as_deref().map(empty_folder).transpose()?;
    let scratch = scratch()?;
    let stop = stop_on_signal();
    let stage = Stage::new(&read.pack, read.files.as_ref(), &read.runbook, scratch.path())
        .in_conditions(conditions)
        .stopped_by(Arc::clone(&stop));
    let bar = Bar::of(scenarios.len());
    let jobs = arguments.jobs.map_or_else(processors, usize::from);
    let done =
        run_all(&stage, &scenarios, jobs, keep.as_deref(), &Watched { bar: &bar, stop: &stop });
    drop(bar);
    let drills = done?;
    let without_steps = without_steps(&read, arguments);
    let report = Report {
        runbook: &read.runbook,
        drills: &drills,
        diagnostics: &read.diagnostics,
        without_steps: &without_steps,
        interrupted: scenarios.len() - drills.len(),
    };
    let text = match arguments.format {
        Format::Human => to_text(&report),
        Format::Json => to_json(&report),
    };
    write_whole(out, text.as_bytes())?;
    if report.interrupted > 0 {
        return Err(CliError::Drill(DrillError::Interrupted));
    }
    Ok(exit_code(report.verdict()))
}

const fn exit_code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Proven => code::PROVEN,
        Verdict::Refuted => code::REFUTED,
        Verdict::Inconclusive => code::INCONCLUSIVE,
    }
}

fn wanted_scenarios(
    read: &Read,
    conditions: &[Condition],
    arguments: &RunArguments,
) -> Result<Vec<Scenario>, CliError> {
    let known = || conditions.iter().map(|condition| condition.name.as_str());
    if let Some(unknown) = arguments.condition.iter().find(|name| known().all(|k| k != *name)) {
        let known = known().collect::<Vec<_>>().join(", ");
        let known = if known.is_empty() { "no conditions".to_owned() } else { known };
        return Err(CliError::NoCondition { name: unknown.clone(), known });
    }
    let place = || read.runbook.name.clone();
    let numbers: Vec<u8> = read.runbook.levels.iter().map(|level| level.number).collect();
    if let Some(level) = arguments.level.iter().find(|level| !numbers.contains(level)) {
        let known = numbers.iter().map(|n| format!("L{n}")).collect::<Vec<_>>().join(", ");
        return Err(CliError::NoLevel { place: place(), level: *level, known });
    }
    let wanted = |options: Vec<String>| Wanted {
        levels: arguments.level.clone(),
        options,
        conditions: arguments.condition.clone(),
    };
    let all = plan(&read.runbook, conditions, &read.variant, &wanted(Vec::new()), arguments.seed);
    let known: BTreeSet<&str> = all.iter().filter_map(|one| one.option.as_deref()).collect();
    let is_unknown =
        |option: &&String| !known.iter().any(|known| known.eq_ignore_ascii_case(option));
    if let Some(option) = arguments.option.iter().find(is_unknown) {
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        let known = if known.is_empty() { "no options".to_owned() } else { known };
        return Err(CliError::NoOption { place: place(), option: option.clone(), known });
    }
    let wanted = wanted(arguments.option.clone());
    let scenarios = plan(&read.runbook, conditions, &read.variant, &wanted, arguments.seed);
    none_left_out(read, &wanted, &scenarios)?;
    if scenarios.is_empty() { Err(CliError::Nothing { place: place() }) } else { Ok(scenarios) }
}

/// Refuses a run in which a level that was asked for by number would be passed over without a word
/// because it lacks the option.
fn none_left_out(read: &Read, wanted: &Wanted, planned: &[Scenario]) -> Result<(), CliError> {
    let is_left_out = |level: &&Level| {
        let is_planned = planned.iter().any(|one| one.level == level.number);
        wanted.levels.contains(&level.number) && !level.routes().is_empty() && !is_planned
    };
    read.runbook.levels.iter().find(is_left_out).map_or(Ok(()), |level| {
        let (place, why) = (read.runbook.name.clone(), "it has no option that was asked for");
        Err(CliError::NotDrilled { place, level: level.number, why })
    })
}

/// Returns the levels that were asked for and have nothing to drill.
fn without_steps(read: &Read, arguments: &RunArguments) -> Vec<u8> {
    let wanted = &arguments.level;
    let levels = read.runbook.levels.iter().filter(|level| level.routes().is_empty());
    let numbers = levels.map(|level| level.number);
    numbers.filter(|number| wanted.is_empty() || wanted.contains(number)).collect()
}

/// Takes a folder for kept worlds; it is made where it is missing and must hold nothing.
fn empty_folder(path: &Path) -> Result<PathBuf, CliError> {
    let place = path.display().to_string();
    let refused = |source| CliError::Directory { place: place.clone(), source };
    fs::create_dir_all(path).map_err(refused)?;
    let mut entries = fs::read_dir(path).map_err(refused)?;
    if entries.next().is_some() {
        return Err(CliError::NotEmpty { place: path.display().to_string() });
    }
    fs::canonicalize(path).map_err(refused)
}

/// Makes the directory for throwaway worlds: in memory where the system has such a place and the
/// user names no other.
fn scratch() -> Result<tempfile::TempDir, CliError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("rollback-drill-");
    let in_memory = Path::new("/dev/shm");
    let made = match std::env::var_os("TMPDIR") {
        None if in_memory.is_dir() => builder.tempdir_in(in_memory).or_else(|_| builder.tempdir()),
        _ => builder.tempdir(),
    };
    let place = std::env::temp_dir().display().to_string();
    made.map_err(|source| CliError::Directory { place, source })
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Asks for a flag that Ctrl-C and a polite kill set; drills that run come to their end first.
fn stop_on_signal() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // A second program run in one process keeps the first one's handler: then Ctrl-C just kills.
    let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
    stop
}

/// A bar that also carries the wish to stop.
struct Watched<'a> {
    bar: &'a Bar,
    stop: &'a AtomicBool,
}

impl crate::sweep::Progress for Watched<'_> {
    fn ended(&self, scenario: &Scenario) {
        self.bar.ended(scenario);
    }

    fn wants_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
