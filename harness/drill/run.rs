//! One drill from beginning to end.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use super::course::{Course, order_of};
use super::fleet::FleetPlace;
use super::incident::{lines_of, reports_of};
use super::observe::{damage, in_world, observe, suite_of};
use super::operator::Operator;
use super::people::People;
use super::result::why_unfinished;
use super::sighting::Sighting;
use super::stage::Built;
use super::witness::RECORD;
use super::{
    Condition, DrillError, DrillResult, Ending, Fleet, Pack, ProcessRole, Scenario, Stage,
    SuiteCount, Turns,
};
use crate::checks::{self, Again};
use crate::determinism::{Tick, VirtualClock};
use crate::journal::{Event, Journal, Mark, Timeline};
use crate::machine::real::{Real, Subject};
use crate::machine::simulated::{Simulated, System};
use crate::machine::{Actors, Kind, Machine, ProcessTable};
use crate::runbook::{Level, Route};
use crate::throwaway::{Root, World, observe_repository};
use crate::verdict::{CheckResult, Finding, Outcome, Status, Verdict};
use crate::world::{Facts, FileError, Suite, parent_of};

/// Runs one drill. `keep` is the directory in which its world is kept; it must not exist.
pub fn run_one(
    stage: &Stage<'_>,
    scenario: &Scenario,
    keep: Option<&Path>,
) -> Result<DrillResult, DrillError> {
    let built = stage.built(scenario)?;
    let facts = facts_of(stage, &built, scenario);
    let (level, route) = route_of(stage, scenario)?;
    let world = built.template.fork(&place_of(stage, scenario, keep))?;
    let journal = Rc::new(RefCell::new(Journal::default()));

    let mut operator = take_post(stage, &facts, &world, (scenario, level), &journal)?;
    let before = observe(&operator, suite_before(&built, &operator)?)?;
    let course = Course { stage, scenario, before: &before, cure: (level, route) };
    let (status, began, took) = course.run(&mut operator)?;
    let (status, suite) = look_afterwards(&mut operator, status)?;
    let after = observe(&operator, suite)?;
    course.look_again(&operator);
    let first_journal = journal.borrow().clone();
    let again = match scenario.turns {
        Turns::Once => None,
        Turns::Twice => Some(second_run(&course, &mut operator, status)?),
    };
    drop(operator);

    let journal = first_journal;
    let unfinished = (status != Status::Completed).then(|| why_unfinished(&journal));
    let scene = checks::Scene {
        before: &before,
        after: &after,
        again: again.as_ref(),
        journal: &journal,
        facts: &facts,
    };
    let checks = checks::look_at(&scene, wanted(stage.pack, scenario), unfinished.as_deref());
    let timeline = earned(scene.timeline(), &checks);
    Ok(DrillResult {
        scenario: scenario.clone(),
        status,
        verdict: Verdict::of_checks(status, &checks).max(floor(level)),
        left_out: level.left_out.clone(),
        began,
        timeline,
        timeline_ms: ms(took),
        budget_ms: level.budget.map(|budget| ms(budget.most)),
        watched_ms: ms(journal.watched()),
        is_within_budget: is_within_budget(level, &checks),
        suite_before: SuiteCount::of(&before.suite, &facts),
        suite_after: unfinished.is_none().then(|| SuiteCount::of(&after.suite, &facts)),
        findings: Finding::of_checks(&checks),
        checklist: checks::tick(&level.checklist, &stage.pack.checklist, &checks),
        checks,
        ending: stage.tells_endings.then(|| Ending::of(&before, &after)),
        kept: keep_world(world, keep, &journal)?,
        journal,
    })
}

/// Runs the course once more from the top, in a new terminal, and observes what is then.
fn second_run<'s: 'o, 'o>(
    course: &Course<'s, '_>,
    operator: &mut Operator<'o>,
    status: Status,
) -> Result<Again, DrillError> {
    if status != Status::Completed {
        return Ok(Again::NotTried);
    }
    operator.sit_down_again()?;
    let status = course.repeat(operator)?;
    let (status, suite) = look_afterwards(operator, status)?;
    if status != Status::Completed {
        return Ok(Again::Stopped { why: why_unfinished(&operator.journal.borrow()) });
    }
    Ok(Again::Ended { state: Box::new(observe(operator, suite)?) })
}

/// The best that a drill can show: nothing is proven while something of the level is left out.
const fn floor(level: &Level) -> Verdict {
    if level.left_out.is_empty() { Verdict::Proven } else { Verdict::Inconclusive }
}

/// Takes the marks away that time alone reached: nothing is restored while it is not what it should
/// be, and nothing verified while a check is open.
fn earned(timeline: Timeline, checks: &[CheckResult]) -> Timeline {
    let all_held = checks.iter().all(|check| check.outcome == Outcome::Held);
    let is_restored = checks
        .iter()
        .filter(|check| RESTORES.contains(&check.id()))
        .all(|check| check.outcome == Outcome::Held);
    match (all_held, is_restored) {
        (true, _) => timeline,
        (false, true) => timeline.without(&[Mark::Verified]),
        (false, false) => timeline.without(&[Mark::Restored, Mark::Verified]),
    }
}

/// The checks of what production is when it is restored.
const RESTORES: [&str; 6] = [
    "feature-off-in-service",
    "config-restored",
    "no-artefact-left",
    "tree-equals-baseline",
    "production-deployed",
    "suite-as-promised",
];

/// What checks know of the world of a drill.
fn facts_of(stage: &Stage<'_>, built: &Built, scenario: &Scenario) -> Facts {
    let facts = built.facts(stage.pack, stage.runbook, scenario);
    let newest_config_is_bad = stage
        .condition(scenario)
        .and_then(|condition| condition.row_of(&stage.runbook.matrix))
        .is_some_and(|row| {
            stage.pack.levels.get(&row.level).is_some_and(|plan| plan.keeps_feature)
        });
    let condition = stage.condition(scenario);
    let longest_round = condition.map(|condition| condition.longest_round(&facts));
    Facts {
        newest_config_is_bad,
        sessions_fail: condition.is_some_and(|it| it.symptoms.sessions_fail_percent > 0),
        longest_round_ms: longest_round.map_or(facts.longest_round_ms, ms),
        ..facts
    }
}

/// What the check of the budget says; none where nobody knows, or there is no budget.
fn is_within_budget(level: &Level, checks: &[CheckResult]) -> Option<bool> {
    let check = checks.iter().find(|check| check.id() == "within-budget")?;
    match (level.budget, check.outcome) {
        (Some(_), Outcome::Held) => Some(true),
        (Some(_), Outcome::Broken) => Some(false),
        (None, _) | (_, Outcome::Unknown) => None,
    }
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
    keep.map_or_else(|| stage.scratch().join(scenario.place()), Path::to_owned)
}

/// Puts the fleet into the world and the operator in front of a terminal.
fn take_post<'a>(
    stage: &Stage<'a>,
    facts: &'a Facts,
    world: &World,
    (scenario, level): (&Scenario, &'a Level),
    journal: &Rc<RefCell<Journal>>,
) -> Result<Operator<'a>, DrillError> {
    let pack = stage.pack;
    let at = scenario.clock.begin(pack.world.starts_at);
    let root = Root::at(world.root.host());
    root.set_now(at);
    deploy_head(pack, &root, at)?;
    let (processes, service_pid, worker_pids) = start_processes(pack);
    let checkout = &pack.world.checkout;
    let stop = Arc::clone(&stage.stop);
    let condition = stage.condition(scenario);
    let lines = condition.map_or_else(Vec::new, |condition| lines_of(&condition.inject, at));
    let symptoms = condition.map(|condition| condition.symptoms.clone()).unwrap_or_default();
    lay_reports(pack, condition, &root, at).map_err(in_world("lay the reports"))?;
    let place = FleetPlace {
        root: &root,
        checkout,
        service_pid,
        worker_pids,
        at,
        stop,
        facts,
        lines,
        symptoms,
        past: stage.subject.as_ref().and_then(|subject| subject.past_log(pack)),
    };
    let seed = scenario.own_seed();
    let fleet = Fleet::populate(&pack.fleet, &pack.feature, place, seed, Rc::clone(journal))
        .map_err(in_world("lay the audit log and the sidecars"))?;
    let scene = Scene { root, processes, actors: Box::new(fleet.clone()), at };
    let machine = machine_of(stage, scenario, scene)?;
    let sighting = Sighting::take(machine.as_ref(), facts, &pack.world.origin, None);
    Ok(Operator {
        order: order_of(stage, level, None),
        people: People::of(&pack.people, seed),
        pack,
        facts,
        machine,
        fleet,
        journal: Rc::clone(journal),
        printed: Vec::new(),
        filled: BTreeMap::new(),
        typed: Vec::new(),
        began: at,
        sighting,
    })
}

/// A world with those who act in it, before a machine runs it.
struct Scene {
    root: Root,
    processes: ProcessTable,
    actors: Box<dyn Actors>,
    at: Tick,
}

/// Sets the machine of a drill up, with the operator's terminal.
fn machine_of(
    stage: &Stage<'_>,
    scenario: &Scenario,
    scene: Scene,
) -> Result<Box<dyn Machine>, DrillError> {
    let (world, durations) = (&stage.pack.world, stage.pack.durations.of_commands());
    let mut environment = world.environment.clone();
    // The terminal says what it is, and this one cannot move its cursor.
    environment.entry("TERM".to_owned()).or_insert_with(|| "dumb".to_owned());
    let Scene { root, processes, actors, at } = scene;
    let mut machine: Box<dyn Machine> = match scenario.machine {
        Kind::Simulated => {
            let clock = VirtualClock::starting_at(at);
            Box::new(Simulated::new(System::new(root, processes, clock, durations, actors)))
        }
        Kind::Real => {
            let host = stage.host.as_ref().ok_or(DrillError::NoHost)?;
            Box::new(Real::start(Subject {
                program: &host.program,
                scratch: stage.scratch(),
                walls: &host.walls,
                tools: &host.tools,
                root,
                home: &world.home,
                user: world.environment.get("USER").map_or("operator", String::as_str),
                processes,
                start: at,
                durations,
                actors,
                stop: Arc::clone(&stage.stop),
            })?)
        }
    };
    let opened = machine.open_terminal(&world.checkout, &environment);
    opened.map_err(super::operator::of_machine)?;
    Ok(machine)
}

/// Lays the reports of a condition where people and scanners leave theirs.
fn lay_reports(
    pack: &Pack,
    condition: Option<&Condition>,
    root: &Root,
    at: Tick,
) -> Result<(), FileError> {
    let text = condition.map_or_else(String::new, |condition| reports_of(&condition.inject, at));
    match &pack.feature.reports {
        Some(path) if !text.is_empty() => {
            root.create_dir_all(parent_of(path))?;
            root.write(path, text.as_bytes())
        }
        _ => Ok(()),
    }
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

/// The suite before is the same for every drill of a built world, so it is run once.
fn suite_before(built: &Built, operator: &Operator<'_>) -> Result<Suite, DrillError> {
    if let Some(suite) = built.suite.get() {
        return Ok(suite.clone());
    }
    let suite = suite_of(operator.pack, operator.machine.root())?;
    let suite = suite.map_err(|what| DrillError::Suite { what })?;
    Ok(built.suite.get_or_init(|| suite).clone())
}

/// Lets the world go on without the operator, then runs its suite. A suite that the machine does
/// not model leaves the drill unfinished, and so does a repository that is none any more.
fn look_afterwards(
    operator: &mut Operator<'_>,
    status: Status,
) -> Result<(Status, Suite), DrillError> {
    let passed = operator.machine.pass(operator.pack.durations.aftermath.0);
    passed.map_err(|stop| DrillError::Machine { what: format!("time did not pass: {stop:?}") })?;
    if status != Status::Completed {
        return Ok((status, Suite::default()));
    }
    let (subject, what) =
        match (damage(operator), suite_of(operator.pack, operator.machine.root())?) {
            (None, Ok(suite)) => return Ok((status, suite)),
            (Some(what), _) => ("what is left", what),
            (None, Err(what)) => ("the test suite", format!("{what} is not modelled")),
        };
    let address = format!("{subject} after level {}", operator.order.level.number);
    let event = Event::Unmodelled { address, line: 0, what };
    operator.journal.borrow_mut().record(operator.now(), event);
    Ok((Status::Aborted, Suite::default()))
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
