//! Observing a world: its files, its repositories, its service, its test suite.

use std::collections::BTreeMap;

use super::operator::Operator;
use super::witness::RECORD;
use super::{DrillError, Pack};
use crate::determinism::{Tick, VirtualClock};
use crate::machine::simulated::{System, run_suite};
use crate::machine::{Actors, Durations, ProcessTable};
use crate::shell::Stop;
use crate::throwaway::{
    Root, ThrowawayError, blob_id, list_files, observe_archives, observe_files, observe_history,
    observe_references, observe_repository,
};
use crate::world::{
    Deployment, Facts, FileError, FileKind, FileState, ProcessState, RepositoryState, State, Suite,
    TestResult, matches_pattern,
};

/// Observes everything but the suite, which is handed in.
pub(super) fn observe(operator: &Operator<'_>, suite: Suite) -> Result<State, DrillError> {
    let (root, plan) = (operator.machine.root(), &operator.pack.world);
    let without = [format!("{}/.git", plan.checkout), plan.origin.clone()];
    let files = observe_files(root, &without).map_err(in_world("observe the files"))?;
    let processes = operator.machine.processes().live().iter();
    let repository = or_nothing(observe_repository(root, &plan.checkout))?;
    let git_dirs = [format!("{}/.git", plan.checkout), plan.origin.clone()];
    Ok(State {
        at: operator.now(),
        uncommitted: uncommitted(operator.facts, &repository, &files),
        unread: damage(operator),
        history: observe_history(root, &git_dirs)?,
        repository,
        origin: or_nothing(observe_references(root, &plan.origin))?,
        archived: observe_archives(&files),
        service: operator.fleet.service_state(operator.machine.processes()),
        processes: processes
            .map(|process| ProcessState { pid: process.pid, command: process.command.clone() })
            .collect(),
        deployments: deployments(operator.pack, &files),
        files,
        suite,
    })
}

/// Files of the checkout that the commit checked out does not hold so, by git's id of each.
fn uncommitted(
    facts: &Facts,
    repository: &RepositoryState,
    files: &BTreeMap<String, FileState>,
) -> BTreeMap<String, String> {
    let prefix = format!("{}/", facts.checkout);
    let here = files.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
    here.filter(|(_, file)| file.kind == FileKind::File)
        .map(|(path, file)| (&path[prefix.len()..], file))
        .filter(|(path, _)| !facts.is_unmanaged(path))
        .map(|(path, file)| (path.to_owned(), blob_id(&file.bytes)))
        .filter(|(path, id)| repository.tree.get(path) != Some(id))
        .collect()
}

/// Says why git could not work in the world any more; none where it could.
pub(super) fn damage(operator: &Operator<'_>) -> Option<String> {
    let (root, plan) = (operator.machine.root(), &operator.pack.world);
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
            let target = path.strip_prefix(&place)?.strip_suffix(RECORD)?.strip_suffix('/')?;
            Some((target.to_owned(), deployment_of(&file.bytes)?))
        })
        .collect()
}

/// Reads what a target says of itself.
pub(super) fn deployment_of(record: &[u8]) -> Option<Deployment> {
    let record: serde_json::Value = serde_json::from_slice(record).ok()?;
    let text = |key: &str| Some(record.get(key)?.as_str()?.to_owned());
    Some(Deployment { commit: text("commit")?, environment: text("environment")? })
}

/// Nobody at work: the world of a test run stands still.
#[derive(Debug)]
struct Nobody;

impl Actors for Nobody {
    fn advance_to(&mut self, _: Tick, _: &Root, _: &mut ProcessTable) -> Result<(), String> {
        Ok(())
    }
}
