//! `rollback-drill run`.

use std::io::Write;
use std::path::Path;

use super::args::{Format, Machine, RunArguments};
use super::campaign::{Way, run_planned};
use super::error::{CliError, code};
use super::folders::{empty_folder, scratch};
use super::input::{Read, judge, read_all};
use super::machines::{self, on_machines};
use super::reports;
use super::run::{complain, write_whole};
use super::wanted::{wanted_scenarios, without_steps};
use crate::drill::{DrillError, DrillResult, KnownFindings, Scenario, Subject};
use crate::report::{Part, Purpose, Report, to_json, to_text};
use crate::sweep::{Comparison, Extent, compare, disagreements};
use crate::verdict::Expectation;

/// Drills what the arguments ask for and writes the report, also to the files that were asked for.
pub(super) fn run(
    arguments: &RunArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    reports::check(&arguments.report)?;
    match drill(arguments, err) {
        Ok(done) => write_report(&done, arguments, out),
        Err(error) => {
            if let Err(worse) = reports::write_failure(&arguments.report, &error) {
                complain(&worse, err);
            }
            Err(error)
        }
    }
}

/// What was drilled: for each runbook what was planned and what came of it.
struct Done {
    read: Read,
    planned: Vec<Vec<Scenario>>,
    drills: Vec<Vec<DrillResult>>,
    subject: Option<Subject>,
}

fn drill(arguments: &RunArguments, err: &mut dyn Write) -> Result<Done, CliError> {
    let mut read = read_all(&arguments.source, &arguments.variant)?;
    for book in &read.books {
        judge(book, err)?;
    }
    let mut conditions = read.pack.conditions(read.files.as_ref())?;
    let subject = arguments.subject.as_deref().map(|it| subject(it, &read)).transpose()?;
    if let Some(subject) = &subject {
        subject.date(&mut read.pack, &mut conditions);
        // What is known to be wrong was seen on the pack's own repository.
        read.books.iter_mut().for_each(|book| book.known = KnownFindings::default());
    }
    let planned =
        read.books.iter().map(|book| wanted_scenarios(book, &conditions, &arguments.into()));
    let planned: Vec<Vec<Scenario>> = planned.collect::<Result<_, _>>()?;
    let keep = arguments.keep_world.as_deref().map(empty_folder).transpose()?;
    let planned = planned.into_iter().map(|own| match &subject {
        Some(subject) => subject.only_its_log(own),
        None => own,
    });
    let planned: Vec<_> = planned.map(|own| on_machines(&own, arguments.machine)).collect();
    let host = (arguments.machine != Machine::Simulated).then(machines::host).transpose()?;
    let way = Way {
        jobs: arguments.jobs,
        keep: keep.as_deref(),
        host,
        compares: arguments.machine == Machine::Both,
        subject,
    };
    let drills = run_planned(&read, &conditions, &planned, &way)?;
    Ok(Done { read, planned, drills, subject: way.subject })
}

/// Reads the repository that `PATH[@COMMIT]` names. A path that is there with its `@` is taken whole.
fn subject(named: &str, read: &Read) -> Result<Subject, CliError> {
    let scratch = scratch()?;
    let (path, at) = match named.rsplit_once('@') {
        Some((path, at)) if !path.is_empty() && !Path::new(named).exists() => (path, Some(at)),
        _ => (named, None),
    };
    Ok(Subject::read(Path::new(path), at, &read.pack, scratch.path())?)
}

fn write_report(
    done: &Done,
    arguments: &RunArguments,
    out: &mut dyn Write,
) -> Result<u8, CliError> {
    let Done { read, planned, drills, subject } = done;
    let without: Vec<_> = read.books.iter().map(|book| without_steps(book, arguments)).collect();
    let compared: Vec<Comparison> = read
        .books
        .iter()
        .zip(planned)
        .zip(drills)
        .map(|((book, planned), drills)| {
            let is_whole = !narrows(arguments) && planned.len() == drills.len();
            let extent = if is_whole { Extent::Whole } else { Extent::Narrowed };
            compare(&book.known.run, drills, extent)
        })
        .collect();
    let parts = read.books.iter().zip(planned).zip(drills).zip(&compared).zip(&without);
    let parts: Vec<Part<'_>> = parts
        .map(|((((book, planned), drills), comparison), without_steps)| Part {
            variant: &book.variant,
            runbook: &book.runbook,
            drills,
            diagnostics: &book.diagnostics,
            without_steps,
            comparison,
            interrupted: planned.len() - drills.len(),
        })
        .collect();
    let disagreements = (arguments.machine == Machine::Both)
        .then(|| drills.iter().flat_map(|own| disagreements(own)).collect::<Vec<_>>());
    let report = Report {
        parts: &parts,
        purpose: purpose(arguments),
        disagreements: disagreements.as_deref(),
        subject: subject.as_ref(),
    };
    let text = match arguments.format {
        Format::Human => to_text(&report),
        Format::Json => to_json(&report),
    };
    // Where nobody reads the report on standard output, those in files are written all the same.
    let shown = write_whole(out, text.as_bytes());
    reports::write(&arguments.report, &report)?;
    shown?;
    if report.interrupted() > 0 {
        return Err(CliError::Drill(DrillError::Interrupted));
    }
    if report.disagrees() {
        return Ok(code::DISAGREE);
    }
    Ok(exit_code(report.expectation()))
}

/// Returns whether some drills of a runbook are left out.
const fn narrows(arguments: &RunArguments) -> bool {
    !arguments.level.is_empty() || !arguments.option.is_empty() || !arguments.condition.is_empty()
}

/// A run of everything that is built in says something of this program itself.
const fn purpose(arguments: &RunArguments) -> Purpose {
    let source = &arguments.source;
    let is_own = source.pack.is_some() || source.runbook.is_some() || arguments.subject.is_some();
    let is_whole = !narrows(arguments) && arguments.variant.is_empty();
    if is_whole && !is_own { Purpose::Controls } else { Purpose::Drill }
}

const fn exit_code(expectation: Expectation) -> u8 {
    match expectation {
        Expectation::Met => code::PROVEN,
        Expectation::NotMet => code::REFUTED,
        Expectation::Open => code::INCONCLUSIVE,
    }
}
