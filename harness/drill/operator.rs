//! The operator: reads a level's steps, fills placeholders, types commands into one terminal.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use super::expectation::{Did, End, disappointments, undecided};
use super::people::People;
use super::placeholder::Printed;
use super::sighting::Sighting;
use super::{DrillError, Fleet, Pace, Pack, Scenario};
use crate::determinism::Tick;
use crate::journal::{CommandRecord, Event, Journal};
use crate::machine::{Machine, Typed};
use crate::runbook::{
    Audience, Block, BlockKind, Command, Level, MatrixRow, Observation, Route, RouteItem, Step,
    Template,
};
use crate::shell::Stop;
use crate::verdict::Status;
use crate::world::Facts;

/// The most characters of one output that a journal keeps.
const KEPT_CHARS: usize = 64 * 1024;

/// The longest that the world is watched in one go: the sessions of longer would fill the memory.
const WATCHED_MAX: Duration = Duration::from_secs(7 * 24 * 3600);

/// Names behind a fence of what people read and nobody runs.
const READ_ONLY: [&str; 23] = [
    "conf",
    "csv",
    "css",
    "diff",
    "dot",
    "env",
    "html",
    "ini",
    "json",
    "json5",
    "jsonc",
    "jsonl",
    "log",
    "markdown",
    "md",
    "mermaid",
    "plaintext",
    "text",
    "toml",
    "txt",
    "xml",
    "yaml",
    "yml",
];

/// Somebody who carries out one route of a level, exactly as it is written.
#[derive(Debug)]
pub(super) struct Operator<'a> {
    pub(super) order: Order<'a>,
    pub(super) people: People,
    pub(super) pack: &'a Pack,
    pub(super) facts: &'a Facts,
    pub(super) machine: Box<dyn Machine>,
    pub(super) fleet: Fleet,
    pub(super) journal: Rc<RefCell<Journal>>,
    pub(super) printed: Vec<Printed>,
    /// The values of placeholders by name: one name means one thing throughout a level.
    pub(super) filled: BTreeMap<String, String>,
    /// The same values in the order in which they were typed.
    pub(super) typed: Vec<String>,
    /// When the level began.
    pub(super) began: Tick,
    pub(super) sighting: Sighting,
}

/// What the operator was told to do.
#[derive(Debug, Clone)]
pub(super) struct Order<'a> {
    /// The level to carry out.
    pub(super) level: &'a Level,
    /// The row of the decision matrix that calls for it; none where nobody said why.
    pub(super) row: Option<&'a MatrixRow>,
    /// The messages of the level.
    pub(super) messages: Vec<&'a Template>,
    /// Those that were not sent yet.
    pub(super) unsent: Vec<&'a Template>,
    /// How long after the rollback its analysis is due.
    pub(super) analysis_due: Option<Duration>,
}

/// Why the operator does not go on.
pub(super) enum Halt {
    /// Something that is not modelled came up.
    Unmodelled,
    /// Nothing says what to type, or there is no terminal to type into.
    Stuck,
    /// The harness failed.
    Harness(DrillError),
}

impl<'a> Operator<'a> {
    /// Turns to a level, and says when. What earlier levels printed is not looked at any more.
    pub(super) fn begin_level(&mut self, order: Order<'a>, scenario: &Scenario) -> Tick {
        let budget = order.level.budget;
        self.record(Event::LevelStarted {
            drill: scenario.id(),
            budget_ms: budget.map(|budget| ms(budget.most)),
            is_strict: budget.is_some_and(|budget| budget.is_strict),
        });
        self.order = order;
        self.began = self.now();
        self.printed.clear();
        self.filled.clear();
        self.typed.clear();
        self.began
    }

    /// Opens a new terminal, as somebody does who begins anew.
    pub(super) fn sit_down_again(&mut self) -> Result<(), DrillError> {
        let plan = &self.pack.world;
        let opened = self.machine.open_terminal(&plan.checkout, &plan.environment);
        opened.map_err(of_machine)
    }

    /// Carries out a route and says how far it came.
    pub(super) fn carry_out(&mut self, route: &Route<'_>) -> Result<Status, DrillError> {
        let done = self.try_all(&route.items).and_then(|()| self.tell_the_end());
        let status = match done {
            Ok(()) => Status::Completed,
            Err(Halt::Unmodelled) => Status::Aborted,
            Err(Halt::Stuck) => Status::Failed,
            Err(Halt::Harness(error)) => return Err(error),
        };
        self.record(Event::LevelEnded);
        Ok(status)
    }

    fn try_all(&mut self, items: &[RouteItem<'_>]) -> Result<(), Halt> {
        let mut during: Option<&Observation> = None;
        for item in items {
            self.hear();
            match item {
                RouteItem::Step(step) => self.reach(step)?,
                RouteItem::Message(_, block) => {
                    self.work(self.pack.durations.human.send_message)?;
                    self.record(Event::MessageSent {
                        line: block.span.line,
                        audience: Audience::Other,
                        text: block.text.clone(),
                        holes: block.placeholders.iter().map(|blank| blank.text.clone()).collect(),
                    });
                }
                RouteItem::Other(step, block) => self.read_block(step, block)?,
                RouteItem::Command(_, _, command) => {
                    let due = during.filter(|o| o.during.as_ref() == Some(&command.address));
                    self.type_and_watch(command, due)?;
                    during = during.filter(|_| due.is_none());
                }
                RouteItem::Observation(observation) => {
                    self.check_length(observation)?;
                    match observation.during {
                        Some(_) => during = Some(observation),
                        None => self.watch(observation)?,
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads a block that is no shell's. One that only people read does nothing; any other may be a
    /// program that the step is about.
    fn read_block(&self, step: &Step, block: &Block) -> Result<(), Halt> {
        let BlockKind::Other(language) = &block.kind else { return Ok(()) };
        if language.is_empty() || READ_ONLY.contains(&language.as_str()) {
            return Ok(());
        }
        let (address, line) =
            (format!("L{}.{}", self.order.level.number, step.number), block.span.line);
        self.record(Event::Unmodelled { address, line, what: format!("a block of {language}") });
        Err(Halt::Unmodelled)
    }

    /// Types a command. The window of `observation` bounds it; a command that ends earlier leaves
    /// the operator to watch by themselves.
    fn type_and_watch(
        &mut self,
        command: &Command,
        observation: Option<&Observation>,
    ) -> Result<(), Halt> {
        let was_ended = self.type_command(command, observation.map(|o| o.window))?;
        match observation {
            Some(observation) if !was_ended => self.watch(observation),
            Some(observation) => {
                self.record_watch(observation);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Types one command of the runbook. Says whether the operator had to end it.
    fn type_command(&mut self, command: &Command, window: Option<Duration>) -> Result<bool, Halt> {
        let text = self.fill(command)?;
        if self.people.is_irreversible(&text) {
            self.tell(false)?;
            self.await_approvals(&command.address.to_string(), command.span.line)?;
        }
        if self.machine.has_exited().is_some() {
            return Err(self.stuck(command, "the terminal was closed by an earlier command"));
        }
        self.work(self.pack.durations.human.type_command)?;
        let bound = window.unwrap_or(self.pack.durations.endless_window.0);
        let mut record = self.run(command, &text, bound)?;
        let end = match (record.interrupted, window) {
            (false, _) => End::ByItself,
            (true, Some(_)) => End::WindowOver,
            (true, None) => End::PatienceOver(bound),
        };
        record.disappointments = disappointments(
            command,
            &Did {
                exit_code: record.exit_code,
                stdout: &record.stdout,
                stderr: &record.stderr,
                end,
            },
        );
        record.undecided = undecided(command, self.facts.goal);
        self.judge_never_set(&mut record);
        let interrupted = record.interrupted;
        self.printed.push(Printed::by(&record));
        self.record_run(command, record);
        Ok(interrupted)
    }

    /// Tells of variables that the shell took for nothing, without a word: a reason where the command
    /// failed, and a doubt where nobody can see what it should have done.
    fn judge_never_set(&mut self, record: &mut CommandRecord) {
        let names = self.machine.take_never_set();
        let told =
            names.iter().map(|name| format!("{name} was never set, it was typed as nothing"));
        if record.disappointments.is_empty() {
            record.undecided.extend(told);
        } else {
            record.disappointments.extend(told);
        }
    }

    /// Runs one line in the terminal, for at most `window` of virtual time.
    pub(super) fn run(
        &mut self,
        command: &Command,
        text: &str,
        window: Duration,
    ) -> Result<CommandRecord, Halt> {
        let started = self.now();
        let typed = match self.machine.type_line(text, window) {
            Ok(typed) => typed,
            Err(Stop::Unmodelled { what }) => {
                let (address, line) = (command.address.to_string(), command.span.line);
                self.record(Event::Unmodelled { address, line, what });
                // What it did before it met that is done.
                self.notice(command);
                return Err(Halt::Unmodelled);
            }
            Err(stop) => return Err(Halt::Harness(of_machine(stop))),
        };
        let Typed { exit, stdout, stderr, was_stopped } = typed;
        let ran = self.now().since(started);
        Ok(CommandRecord {
            address: command.address.to_string(),
            line: command.span.line,
            text: text.to_owned(),
            exit_code: exit.0,
            stdout: text_of(&stdout),
            stderr: text_of(&stderr),
            started,
            duration_ms: ms(ran),
            interrupted: was_stopped,
            improvised: false,
            disappointments: Vec::new(),
            undecided: Vec::new(),
        })
    }

    fn check_length(&self, observation: &Observation) -> Result<(), Halt> {
        if observation.window <= WATCHED_MAX {
            return Ok(());
        }
        let (address, line) = (format!("L{}", self.order.level.number), observation.span.line);
        let what = "watching for more than a week".to_owned();
        self.record(Event::Unmodelled { address, line, what });
        Err(Halt::Unmodelled)
    }

    fn watch(&mut self, observation: &Observation) -> Result<(), Halt> {
        self.spend(observation.window)?;
        self.record_watch(observation);
        Ok(())
    }

    fn record_watch(&self, observation: &Observation) {
        let window_ms = ms(observation.window);
        self.record(Event::Watched { line: observation.span.line, window_ms });
    }

    /// Records a command that ran, and what it changed.
    pub(super) fn record_run(&mut self, command: &Command, record: CommandRecord) {
        self.record(Event::CommandRan(Box::new(kept(record))));
        self.notice(command);
    }

    fn notice(&mut self, command: &Command) {
        let origin = &self.pack.world.origin;
        let now = Sighting::take(self.machine.as_ref(), self.facts, origin, Some(&self.sighting));
        for change in self.sighting.changes(&now, &self.fleet) {
            let (address, line) = (command.address.to_string(), command.span.line);
            self.record(Event::Noticed { address, line, change });
        }
        self.sighting = now;
    }

    /// Does something by hand.
    pub(super) fn work(&mut self, pace: Pace) -> Result<(), Halt> {
        let span = self.people.take(pace);
        self.spend(span)
    }

    pub(super) fn spend(&mut self, span: Duration) -> Result<(), Halt> {
        self.let_pass(span).map_err(Halt::Harness)
    }

    pub(super) fn stuck(&self, command: &Command, why: &str) -> Halt {
        let (address, line) = (command.address.to_string(), command.span.line);
        self.record(Event::Stuck { address, line, why: why.to_owned() });
        Halt::Stuck
    }

    /// Lets time pass in which nothing is typed.
    pub(super) fn let_pass(&mut self, span: Duration) -> Result<(), DrillError> {
        self.machine
            .pass(span)
            .map_err(|stop| DrillError::Machine { what: format!("time did not pass: {stop:?}") })
    }

    pub(super) fn record(&self, event: Event) {
        self.journal.borrow_mut().record(self.now(), event);
    }

    pub(super) fn now(&self) -> Tick {
        self.machine.now()
    }
}

pub(super) fn ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// A machine that could not do its work.
pub(super) fn of_machine(stop: Stop) -> DrillError {
    let what = match stop {
        Stop::Harness { what } | Stop::Unmodelled { what } => what,
        Stop::Interrupted => "interrupted".to_owned(),
    };
    DrillError::Machine { what }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a journal keeps of a command: of its outputs the beginning. Judge it before.
fn kept(record: CommandRecord) -> CommandRecord {
    let (stdout, stderr) = (beginning(record.stdout), beginning(record.stderr));
    CommandRecord { stdout, stderr, ..record }
}

fn beginning(text: String) -> String {
    match text.char_indices().nth(KEPT_CHARS) {
        None => text,
        Some((end, _)) => format!("{}\n[{} bytes more]\n", &text[..end], text.len() - end),
    }
}
