//! Running the drills of several runbooks, with a bar, until the user asks to stop.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::error::CliError;
use super::folders::scratch;
use super::input::Read;
use super::progress::Bar;
use crate::drill::{Condition, DrillResult, Host, Scenario, Stage, Subject, Worlds};
use crate::sweep::{Progress, run_each};

/// How drills are run.
#[derive(Debug, Default)]
pub(super) struct Way<'a> {
    /// How many at a time; as many as there are processors where nobody says.
    pub(super) jobs: Option<u16>,
    /// Where their worlds are kept.
    pub(super) keep: Option<&'a Path>,
    /// What the real machine needs; none where no drill runs on it.
    pub(super) host: Option<Host>,
    /// Whether the drills of one name, on two machines, are compared.
    pub(super) compares: bool,
    /// The repository that is drilled on; none for the pack's own.
    pub(super) subject: Option<Subject>,
}

/// Runs the drills that are planned for each runbook, and returns the results of each. Where the
/// user asked to stop, only what came to its end is among them.
pub(super) fn run_planned(
    read: &Read,
    conditions: &[Condition],
    planned: &[Vec<Scenario>],
    way: &Way<'_>,
) -> Result<Vec<Vec<DrillResult>>, CliError> {
    let (scratch, stop) = (scratch()?, stop_on_signal());
    let worlds = Arc::new(Worlds::default());
    let books = read.books.iter();
    let stages: Vec<Stage<'_>> = books
        .map(|book| {
            Stage::new(&read.pack, read.files.as_ref(), &book.runbook, scratch.path())
                .in_conditions(conditions.to_vec())
                .sharing(Arc::clone(&worlds))
                .on_host(way.host.clone())
                .about(way.subject.clone())
                .telling_endings(way.compares)
                .stopped_by(Arc::clone(&stop))
        })
        .collect();
    let drills: Vec<(&Stage<'_>, &Scenario)> = stages
        .iter()
        .zip(planned)
        .flat_map(|(stage, planned)| planned.iter().map(move |scenario| (stage, scenario)))
        .collect();
    let bar = Bar::of(drills.len());
    let jobs = way.jobs.map_or_else(processors, usize::from);
    let mut ended = run_each(&drills, jobs, way.keep, &Watched { bar: &bar, stop: &stop })?;
    drop(bar);
    let mut parts = Vec::new();
    for book in &read.books {
        let (own, others) =
            ended.into_iter().partition(|drill| drill.scenario.variant == book.variant);
        parts.push(own);
        ended = others;
    }
    Ok(parts)
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

impl Progress for Watched<'_> {
    fn ended(&self, scenario: &Scenario) {
        self.bar.ended(scenario);
    }

    fn wants_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
