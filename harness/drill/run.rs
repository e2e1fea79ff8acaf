//! One drill from beginning to end.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use super::fleet::FleetPlace;
use super::observe::{damage, in_world, observe, suite_of};
use super::operator::{Operator, Order};
use super::people::People;
use super::sighting::Sighting;
use super::stage::Built;
use super::witness::RECORD;
use super::{DrillError, DrillResult, Fleet, Pack, ProcessRole, Scenario, Stage, SuiteCount};
use crate::checks;
use crate::determinism::{Tick, VirtualClock};
use crate::journal::{Event, Journal};
use crate::machine::simulated::{Durations, ProcessTable, System};
use crate::runbook::{Level, ReportKind, Route};
use crate::shell::{Kernel as _, Terminal};
use crate::throwaway::{Root, World, observe_repository};
use crate::verdict::{Finding, Status, Verdict};
use crate::world::{Facts, Suite};

/// Runs one drill. `keep` is the directory in which its world is kept; it must not exist.
pub fn run_one(
    stage: &Stage<'_>,
    scenario: &Scenario,
    keep: Option<&Path>,
) -> Result<DrillResult, DrillError> {
    let built = stage.built(scenario.audit_log)?;
    let facts = built.facts(stage.pack, stage.runbook, scenario);
    let (level, route) = route_of(stage, scenario)?;
    let world = built.template.fork(&place_of(stage, scenario, keep))?;
    let journal = Rc::new(RefCell::new(Journal::default()));

    let order = order_of(stage, level);
    let mut operator = take_post(stage, &facts, &world, (scenario, order), &journal)?;
    let before = observe(&operator, suite_before(built, &operator)?)?;
    let began = operator.system.now();
    journal.borrow_mut().record(began, start_of(level, scenario));
    let status = operator.carry_out(&route)?;
    let took = operator.system.now().since(began);
    let (status, suite) = look_afterwards(&mut operator, status)?;
    let after = observe(&operator, suite)?;
    drop(operator);

    let journal = journal.take();
    let unfinished = (status != Status::Completed).then(|| why_unfinished(&journal));
    let scene = checks::Scene { before: &before, after: &after, journal: &journal, facts: &facts };
    let checks = checks::look_at(&scene, wanted(stage.pack, scenario), unfinished.as_deref());
    Ok(DrillResult {
        scenario: scenario.clone(),
        status,
        verdict: Verdict::of_checks(status, &checks).max(floor(level)),
        left_out: level.left_out.clone(),
        began,
        timeline_ms: ms(took),
        budget_ms: level.budget.map(|budget| ms(budget.most)),
        watched_ms: ms(journal.watched()),
        is_within_budget: is_within_budget(level, &journal, unfinished.is_some()),
        suite_before: SuiteCount::of(&before.suite, &facts),
        suite_after: unfinished.is_none().then(|| SuiteCount::of(&after.suite, &facts)),
        findings: Finding::of_checks(&checks),
        checklist: checks::tick(&level.checklist, &stage.pack.checklist, &checks),
        checks,
        kept: keep_world(world, keep, &journal)?,
        journal,
    })
}

/// The best that a drill can show: nothing is proven while something of the level is left out.
const fn floor(level: &Level) -> Verdict {
    if level.left_out.is_empty() { Verdict::Proven } else { Verdict::Inconclusive }
}

/// What the operator of a level is told.
fn order_of<'s>(stage: &Stage<'s>, level: &'s Level) -> Order<'s> {
    let runbook = stage.runbook;
    let of_level = runbook.templates.iter().filter(|each| each.level == Some(level.number));
    let messages: Vec<_> = of_level.collect();
    let analysis = runbook.reports.iter().find(|report| report.kind == ReportKind::RootCause);
    let analysis_due = analysis.and_then(|report| report.due).map(|due| due.most);
    Order { level, row: None, unsent: messages.clone(), messages, analysis_due }
}

fn start_of(level: &Level, scenario: &Scenario) -> Event {
    Event::LevelStarted {
        drill: scenario.id(),
        budget_ms: level.budget.map(|budget| ms(budget.most)),
        is_strict: level.budget.is_some_and(|budget| budget.is_strict),
    }
}

fn is_within_budget(level: &Level, journal: &Journal, is_unfinished: bool) -> Option<bool> {
    let work = journal.work().filter(|_| !is_unfinished)?;
    level.budget.map(|budget| budget.holds(work))
}

fn route_of<'s>(
    stage: &Stage<'s>,
    scenario: &Scenario,
) -> Result<(&'s Level, Route<'s>), DrillError> {
    let missing = || DrillError::Machine { what: format!("no route {}", scenario.id()) };
    let level = stage.runbook.level(scenario.level).ok_or_else(missing)?;
    let route = level.routes().into_iter().find(|route| route.option == scenario.option);
    route.map(|route| (level, route)).ok_or_else(missing)
}

/// The checks of a level. For a level that the pack does not know, all of them: what none can hold
/// is then broken or unknown, and nothing is proven by leaving it out.
fn wanted<'p>(pack: &'p Pack, scenario: &Scenario) -> Vec<&'p checks::Check> {
    match pack.levels.get(&scenario.level) {
        Some(plan) => plan.checks.iter().filter_map(|id| checks::find(id)).collect(),
        None => checks::ALL.iter().collect(),
    }
}

fn place_of(stage: &Stage<'_>, scenario: &Scenario, keep: Option<&Path>) -> PathBuf {
    keep.map_or_else(|| stage.scratch().join(scenario.id()), Path::to_owned)
}

/// Puts the fleet into the world and the operator in front of a terminal.
fn take_post<'a>(
    stage: &Stage<'a>,
    facts: &'a Facts,
    world: &World,
    (scenario, order): (&Scenario, Order<'a>),
    journal: &Rc<RefCell<Journal>>,
) -> Result<Operator<'a>, DrillError> {
    let pack = stage.pack;
    let at = pack.world.starts_at;
    let root = Root::at(world.root.host());
    root.set_now(at);
    deploy_head(pack, &root, at)?;
    let (processes, service_pid, worker_pids) = start_processes(pack);
    let checkout = &pack.world.checkout;
    let stop = Arc::clone(&stage.stop);
    let place = FleetPlace { root: &root, checkout, service_pid, worker_pids, at, stop, facts };
    let seed = scenario.own_seed();
    let fleet = Fleet::populate(&pack.fleet, &pack.feature, place, seed, Rc::clone(journal))
        .map_err(in_world("lay the audit log and the sidecars"))?;
    let clock = VirtualClock::starting_at(at);
    let system = System::new(root, processes, clock, durations(pack), Box::new(fleet.clone()));
    let sighting = Sighting::take(&system, facts, &pack.world.origin, None);
    Ok(Operator {
        order,
        people: People::of(&pack.people, seed),
        pack,
        facts,
        terminal: Terminal::open(checkout, pack.world.environment.clone()),
        system,
        fleet,
        journal: Rc::clone(journal),
        printed: Vec::new(),
        filled: BTreeMap::new(),
        typed: Vec::new(),
        began: at,
        sighting,
    })
}

/// Records that every target runs the commit that is checked out, each in its own environment.
fn deploy_head(pack: &Pack, root: &Root, at: Tick) -> Result<(), DrillError> {
    let head = observe_repository(root, &pack.world.checkout)?.head;
    for target in pack.feature.configs.keys() {
        let directory = format!("{}/{target}", pack.feature.deployments);
        let record = serde_json::json!({
            "target": target, "commit": head, "environment": target, "deployed_at": at.to_string(),
        });
        let lay = || {
            root.create_dir_all(&directory)?;
            root.write(&format!("{directory}/{RECORD}"), format!("{record}\n").as_bytes())
        };
        lay().map_err(in_world("record the first deployments"))?;
    }
    Ok(())
}

fn start_processes(pack: &Pack) -> (ProcessTable, u32, Vec<u32>) {
    let mut processes = ProcessTable::default();
    let (mut service, mut workers) = (0, Vec::new());
    for plan in &pack.world.processes {
        let pid = processes.start(&plan.user, &plan.command);
        match plan.role {
            ProcessRole::Service => service = pid,
            ProcessRole::Worker => workers.push(pid),
            ProcessRole::Innocent => {}
        }
    }
    (processes, service, workers)
}

fn durations(pack: &Pack) -> Durations {
    let commands = pack.durations.commands.iter();
    Durations {
        by_command: commands.map(|(words, span)| (words.clone(), span.0)).collect(),
        otherwise: pack.durations.otherwise.0,
    }
}

/// The suite before is the same for every drill of a built world, so it is run once.
fn suite_before(built: &Built, operator: &Operator<'_>) -> Result<Suite, DrillError> {
    if let Some(suite) = built.suite.get() {
        return Ok(suite.clone());
    }
    let suite = suite_of(operator.pack, &operator.system.root)?;
    let suite = suite.map_err(|what| DrillError::Suite { what })?;
    Ok(built.suite.get_or_init(|| suite).clone())
}

/// Lets the world go on without the operator, then runs its suite. A suite that the machine does
/// not model leaves the drill unfinished, and so does a repository that is none any more.
fn look_afterwards(
    operator: &mut Operator<'_>,
    status: Status,
) -> Result<(Status, Suite), DrillError> {
    let passed = operator.system.pass(operator.pack.durations.aftermath.0);
    passed.map_err(|stop| DrillError::Machine { what: format!("time did not pass: {stop:?}") })?;
    if status != Status::Completed {
        return Ok((status, Suite::default()));
    }
    let (subject, what) = match (damage(operator), suite_of(operator.pack, &operator.system.root)?)
    {
        (None, Ok(suite)) => return Ok((status, suite)),
        (Some(what), _) => ("what is left", what),
        (None, Err(what)) => ("the test suite", format!("{what} is not modelled")),
    };
    let address = format!("{subject} after level {}", operator.order.level.number);
    let event = Event::Unmodelled { address, line: 0, what };
    operator.journal.borrow_mut().record(operator.system.now(), event);
    Ok((Status::Aborted, Suite::default()))
}

fn why_unfinished(journal: &Journal) -> String {
    let last = journal.entries().iter().rev().find_map(|entry| match &entry.event {
        Event::Unmodelled { address, line: 0, what } => {
            Some(format!("{address} could not be observed: {what}"))
        }
        Event::Unmodelled { address, line, what } => {
            Some(format!("the drill stopped at {address}, line {line}: {what} is not modelled"))
        }
        Event::Stuck { address, line, why } => {
            Some(format!("the operator stopped at {address}, line {line}: {why}"))
        }
        _ => None,
    });
    last.unwrap_or_else(|| "the drill did not come to its end".to_owned())
}

fn keep_world(
    world: World,
    keep: Option<&Path>,
    journal: &Journal,
) -> Result<Option<PathBuf>, DrillError> {
    let Some(path) = keep else {
        return Ok(None);
    };
    let written = std::fs::write(path.with_extension("journal.jsonl"), journal.to_lines());
    written.map_err(|source| DrillError::Keep { path: path.to_owned(), source })?;
    Ok(Some(world.keep()))
}

fn ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
