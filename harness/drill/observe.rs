//! Observing a world: its files, its repositories, its service, its test suite.

use std::collections::BTreeMap;

use super::operator::Operator;
use super::{DrillError, Pack};
use crate::determinism::{Tick, VirtualClock};
use crate::machine::simulated::{Actors, Durations, ProcessTable, System, run_suite};
use crate::shell::{Kernel as _, Stop};
use crate::throwaway::{
    Root, ThrowawayError, list_files, observe_archives, observe_files, observe_references,
    observe_repository,
};
use crate::world::{
    Deployment, FileError, FileKind, FileState, ProcessState, State, Suite, TestResult,
    matches_pattern,
};

/// Observes everything but the suite, which is handed in.
pub(super) fn observe(operator: &Operator<'_>, suite: Suite) -> Result<State, DrillError> {
    let (root, plan) = (&operator.system.root, &operator.pack.world);
    let without = [format!("{}/.git", plan.checkout), plan.origin.clone()];
    let files = observe_files(root, &without).map_err(in_world("observe the files"))?;
    let processes = operator.system.processes.live().iter();
    Ok(State {
        at: operator.system.now(),
        repository: or_nothing(observe_repository(root, &plan.checkout))?,
        origin: or_nothing(observe_references(root, &plan.origin))?,
        archived: observe_archives(&files),
        service: operator.fleet.service_state(&operator.system.processes),
        processes: processes
            .map(|process| ProcessState { pid: process.pid, command: process.command.clone() })
            .collect(),
        deployments: deployments(operator.pack, &files),
        files,
        suite,
    })
}

/// Says why git could not work in the world any more; none where it could.
pub(super) fn damage(operator: &Operator<'_>) -> Option<String> {
    let (root, plan) = (&operator.system.root, &operator.pack.world);
    let checkout = observe_repository(root, &plan.checkout).err();
    let damaged = checkout.or_else(|| observe_references(root, &plan.origin).err())?;
    Some(damaged.to_string())
}

/// What is seen of a repository, and nothing of one that a runbook has damaged.
fn or_nothing<T: Default>(seen: Result<T, ThrowawayError>) -> Result<T, ThrowawayError> {
    match seen {
        Err(ThrowawayError::Broken { .. } | ThrowawayError::Refused { .. }) => Ok(T::default()),
        seen => seen,
    }
}

/// Runs the test suite of a world with a system of its own: no time passes in the drill. The inner
/// error names what the suite needs and the machine does not model.
pub(super) fn suite_of(pack: &Pack, root: &Root) -> Result<Result<Suite, String>, DrillError> {
    let own = Root::at(root.host());
    let clock = VirtualClock::starting_at(pack.world.starts_at);
    let nobody = Box::new(Nobody);
    let mut system = System::new(own, ProcessTable::default(), clock, Durations::default(), nobody);
    let files = test_files(pack, root).map_err(in_world("find the test suite"))?;
    if files.is_empty() {
        return Ok(Ok(Suite::default()));
    }
    match run_suite(&mut system, &pack.world.checkout, &pack.world.environment, &files) {
        Ok(tests) => Ok(Ok(Suite { tests: tests.into_iter().map(in_one_line).collect() })),
        Err(Stop::Unmodelled { what }) => Ok(Err(what)),
        Err(stop) => Err(DrillError::Machine { what: format!("the test suite: {stop:?}") }),
    }
}

pub(super) fn in_world(what: &str) -> impl FnOnce(FileError) -> DrillError {
    let what = what.to_owned();
    |source| DrillError::File { what, source }
}

fn in_one_line(mut test: TestResult) -> TestResult {
    test.failure = test.failure.map(|why| why.lines().next().unwrap_or_default().to_owned());
    test
}

fn test_files(pack: &Pack, root: &Root) -> Result<Vec<String>, FileError> {
    let checkout = &pack.world.checkout;
    if root.kind(checkout) != Some(FileKind::Directory) {
        return Ok(Vec::new());
    }
    let without = [format!("{checkout}/.git"), format!("{checkout}/node_modules")];
    let prefix = format!("{checkout}/");
    let files = list_files(root, checkout, &without)?;
    let names = files.iter().filter_map(|path| path.strip_prefix(&prefix));
    let is_test = |name: &&str| pack.world.suite.iter().any(|p| matches_pattern(p, name));
    Ok(names.filter(is_test).map(str::to_owned).collect())
}

fn deployments(pack: &Pack, files: &BTreeMap<String, FileState>) -> BTreeMap<String, Deployment> {
    let place = format!("{}/", pack.feature.deployments);
    files
        .iter()
        .filter_map(|(path, file)| {
            let target = path.strip_prefix(&place)?.strip_suffix("/deployment.json")?;
            let record: serde_json::Value = serde_json::from_slice(&file.bytes).ok()?;
            let text = |key: &str| Some(record.get(key)?.as_str()?.to_owned());
            let (commit, environment) = (text("commit")?, text("environment")?);
            Some((target.to_owned(), Deployment { commit, environment }))
        })
        .collect()
}

/// Nobody at work: the world of a test run stands still.
#[derive(Debug)]
struct Nobody;

impl Actors for Nobody {
    fn advance_to(&mut self, _: Tick, _: &Root, _: &mut ProcessTable) -> Result<(), String> {
        Ok(())
    }
}
