//! `rollback-drill run`.

use std::io::Write;

use super::args::{Format, RunArguments};
use super::campaign::run_planned;
use super::error::{CliError, code};
use super::folders::empty_folder;
use super::input::{Read, judge, read_all};
use super::run::write_whole;
use super::wanted::{wanted_scenarios, without_steps};
use crate::drill::{DrillError, DrillResult, Scenario};
use crate::report::{Part, Report, to_json, to_text};
use crate::verdict::Verdict;

/// Drills what the arguments ask for and writes the report.
pub(super) fn run(
    arguments: &RunArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let read = read_all(&arguments.source, &arguments.variant)?;
    for book in &read.books {
        judge(book, err)?;
    }
    let conditions = read.pack.conditions(read.files.as_ref())?;
    let planned = read.books.iter().map(|book| wanted_scenarios(book, &conditions, arguments));
    let planned: Vec<Vec<Scenario>> = planned.collect::<Result<_, _>>()?;
    let keep = arguments.keep_world.as_deref().map(empty_folder).transpose()?;
    let drills = run_planned(&read, &conditions, &planned, arguments.jobs, keep.as_deref())?;
    write_report(&read, &planned, &drills, arguments, out)
}

fn write_report(
    read: &Read,
    planned: &[Vec<Scenario>],
    drills: &[Vec<DrillResult>],
    arguments: &RunArguments,
    out: &mut dyn Write,
) -> Result<u8, CliError> {
    let without: Vec<_> = read.books.iter().map(|book| without_steps(book, arguments)).collect();
    let parts = read.books.iter().zip(planned).zip(drills).zip(&without);
    let parts: Vec<Part<'_>> = parts
        .map(|(((book, planned), drills), without_steps)| Part {
            variant: &book.variant,
            runbook: &book.runbook,
            drills,
            diagnostics: &book.diagnostics,
            without_steps,
            interrupted: planned.len() - drills.len(),
        })
        .collect();
    let report = Report { parts: &parts };
    let text = match arguments.format {
        Format::Human => to_text(&report),
        Format::Json => to_json(&report),
    };
    write_whole(out, text.as_bytes())?;
    if report.interrupted() > 0 {
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
