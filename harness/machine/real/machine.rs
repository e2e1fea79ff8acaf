//! The real machine as operators see it: a sandbox, a terminal in it, and the clock of the drill.

use std::collections::{BTreeMap, BTreeSet};
use std::os::fd::AsFd as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::accounts::{Accounts, Running};
use super::bell::{Bell, Ring, Why};
use super::error::RealError;
use super::layout::{Meeting, Purpose, plan};
use super::plan::{Order, Word};
use super::sandbox::Sandbox;
use super::screen::Screen;
use super::test_run::{counted, is_test_run};
use super::time::{Cast, Patience, Time, of_harness};
use super::tools::Tools;
use super::wait::{Push, Wait};
use super::walls::Walls;
use crate::determinism::Tick;
use crate::machine::{Actors, Durations, Machine, ProcessTable, Typed};
use crate::shell::{Exit, Stop};
use crate::throwaway::Root;

/// The clock that is loaded into the programs of a sandbox (`clock.c`).
const CLOCK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/clock.so"));

/// What the shell is told first: to say at each prompt, on a line of its own, how the last command ended.
const SETTINGS: &str = " unset HISTFILE; PS1= PS2= \
    PROMPT_COMMAND='{ printf \"%s\\n\" \"$?\" >/run/rollback-drill/prompt; } 2>/dev/null'";

/// How much time passes at once for a command that only waits.
const STRIDE: Duration = Duration::from_secs(5);

/// What a real machine is made for.
#[derive(Debug)]
pub struct Subject<'a> {
    /// This program itself, which is started anew inside the sandbox.
    pub program: &'a Path,
    /// Where the harness keeps what it needs besides the world; a directory with a short path.
    pub scratch: &'a Path,
    /// Who builds the walls.
    pub walls: &'a Walls,
    /// The programs of the host.
    pub tools: &'a Tools,
    /// The world.
    pub root: Root,
    /// The user's home, absolute in the world.
    pub home: &'a str,
    /// The user's name.
    pub user: &'a str,
    /// The processes of the world.
    pub processes: ProcessTable,
    /// The instant at which the clock starts.
    pub start: Tick,
    /// How long commands take.
    pub durations: Durations,
    /// Those who act in the world.
    pub actors: Box<dyn Actors>,
    /// Set when the user wants no more of the drill.
    pub stop: Arc<AtomicBool>,
}

/// A sandbox with one terminal.
#[derive(Debug)]
pub struct Real {
    // The sandbox is dropped first: nothing in it may outlive what it meets.
    sandbox: Sandbox,
    screen: Screen,
    bell: Bell,
    accounts: Accounts,
    time: Time,
    durations: Durations,
    sleepers: Vec<(Tick, Ring)>,
    exited: Option<Exit>,
    stop: Arc<AtomicBool>,
    _meeting: Meeting,
}

impl Real {
    /// Starts the sandbox of a world. It has no terminal until [`Machine::open_terminal`] opens one.
    pub fn start(subject: Subject<'_>) -> Result<Self, RealError> {
        let meeting = Meeting::prepare(subject.scratch, CLOCK)?;
        let purpose = Purpose {
            world: subject.root.host(),
            home: subject.home,
            user: subject.user,
            processes: &subject.processes,
        };
        let plan = plan(&meeting, subject.tools, purpose)?;
        let bell = Bell::hang(&meeting.inside("bell"))?;
        let (mut screen, lines) = Screen::set_up(&meeting.inside("prompt"))?;
        let start = subject.walls.start(subject.program, &plan, &meeting)?;
        let sandbox = Sandbox::start(&plan, &start, lines).map_err(|error| {
            screen.read_outputs();
            error.with(&String::from_utf8_lossy(&screen.take().1))
        })?;
        let Subject { root, processes, actors, start, durations, stop, .. } = subject;
        let cast = Cast { root, processes, actors };
        let time = Time::new(&meeting.inside("clock"), start, cast)?;
        Ok(Self {
            sandbox,
            screen,
            bell,
            accounts: Accounts::default(),
            time,
            durations,
            sleepers: Vec::new(),
            exited: None,
            stop,
            _meeting: meeting,
        })
    }

    /// Waits until the shell waits for the next line.
    fn until_prompt(&mut self) -> Result<(Exit, bool), Stop> {
        let mut wait = Wait::new();
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Stop::Harness { what: "interrupted".to_owned() });
            }
            let others = [self.bell.as_fd(), self.sandbox.as_fd()];
            let came = self.screen.wait(others, wait.turn()).map_err(of_kernel)?;
            if super::screen::wait_for(self.sandbox.as_fd(), Duration::ZERO).map_err(of_kernel)? {
                self.sandbox.listen().map_err(|why| of_harness(&why))?;
            }
            let code = self.screen.turn();
            let mut patience = self.answer_all()?;
            if let Some(code) = self.sandbox.closed() {
                self.exited = Some(Exit(code));
                return Ok((Exit(code), wait.was_interrupted()));
            }
            if let Some(code) = code.filter(|_| self.screen.is_read()) {
                let patience = self.charge()?;
                return Ok(outcome(Exit(code), patience, wait.was_interrupted()));
            }
            if came {
                wait.something_came();
            } else {
                patience = patience.and(self.sit_out(&mut wait)?);
            }
            if patience == Patience::Over || wait.was_interrupted() {
                self.push(&mut wait)?;
            }
        }
    }

    /// Answers all programs that have rung.
    fn answer_all(&mut self) -> Result<Patience, Stop> {
        let mut patience = Patience::Left;
        while let Some(ring) = self.bell.next() {
            patience = patience.and(self.answer(ring)?);
        }
        Ok(patience)
    }

    /// Nothing came. Lets time pass for a command that waits for it, or for somebody.
    fn sit_out(&mut self, wait: &mut Wait) -> Result<Patience, Stop> {
        if wait.is_too_long() {
            let left = self.time.left().unwrap_or_default();
            return self.time.pass(left);
        }
        if wait.was_interrupted() || !wait.is_time_to_look() {
            return Ok(Patience::Left);
        }
        let Word::Load { ticks, runs } = self.ask(&Order::Load)? else {
            return Err(Stop::Harness { what: "the sandbox does not say what it does".to_owned() });
        };
        if !wait.only_waits(ticks, runs) {
            return Ok(Patience::Left);
        }
        self.sync()?;
        let patience = self.time.pass(STRIDE)?;
        self.after_pass()?;
        Ok(patience)
    }

    /// Makes a command end whose window is over, each time harder.
    fn push(&mut self, wait: &mut Wait) -> Result<(), Stop> {
        match wait.push() {
            Push::Wait => {}
            Push::Interrupt => self.screen.interrupt(),
            Push::Kill => {
                self.ask(&Order::Clear)?;
            }
            Push::HangUp => {
                self.ask(&Order::HangUp)?;
            }
        }
        Ok(())
    }

    /// Lets a program that rang go on.
    fn answer(&mut self, ring: Ring) -> Result<Patience, Stop> {
        let mut patience = self.charge()?;
        match &ring.why {
            Why::Begin(begin) => self.accounts.begin(begin.clone(), ring.host_pid),
            Why::End => {
                let ended = self.accounts.end(ring.host_pid);
                patience = patience.and(self.charge_for(&ended)?);
            }
            Why::Sleep(span) if self.is_in_foreground(ring.host_pid) => {
                patience = patience.and(self.time.pass(*span)?);
                self.after_pass()?;
                if patience == Patience::Over {
                    // It sleeps on, until Ctrl-C ends it.
                    self.sleepers.push((Tick::from_epoch_ms(u64::MAX), ring));
                    return Ok(patience);
                }
            }
            Why::Sleep(span) => {
                self.sleepers.push((self.time.now() + *span, ring));
                return Ok(patience);
            }
        }
        ring.answer(self.time.now());
        Ok(patience)
    }

    fn is_in_foreground(&self, host_pid: i32) -> bool {
        let group = nix::unistd::getpgid(Some(nix::unistd::Pid::from_raw(host_pid)));
        group.is_ok_and(|group| self.screen.foreground() == Some(group.as_raw()))
    }

    /// Lets the time of the programs that ended since pass.
    fn charge(&mut self) -> Result<Patience, Stop> {
        let ended = self.accounts.ended();
        self.charge_for(&ended)
    }

    fn charge_for(&mut self, ended: &[Running]) -> Result<Patience, Stop> {
        let mut patience = Patience::Left;
        for ended in ended {
            self.sync()?;
            self.tell_of_tests(ended);
            patience = patience.and(self.time.pass(self.durations.of(&ended.argv))?);
            self.after_pass()?;
        }
        Ok(patience)
    }

    /// Looks which processes of the world live.
    fn sync(&mut self) -> Result<(), Stop> {
        let Word::Live(live) = self.ask(&Order::Live)? else {
            return Err(Stop::Harness { what: "the sandbox does not say who lives".to_owned() });
        };
        let gone: Vec<u32> = self
            .time
            .processes
            .live()
            .iter()
            .map(|it| it.pid)
            .filter(|it| !live.contains(it))
            .collect();
        for pid in gone {
            self.time.processes.end(pid);
        }
        Ok(())
    }

    /// Ends the processes that those who act have ended, and wakes who has slept enough.
    fn after_pass(&mut self) -> Result<(), Stop> {
        let Word::Live(live) = self.ask(&Order::Live)? else { return Ok(()) };
        for pid in live {
            if !self.time.processes.live().iter().any(|it| it.pid == pid) {
                self.ask(&Order::End { pid })?;
            }
        }
        let now = self.time.now();
        let (due, asleep) =
            std::mem::take(&mut self.sleepers).into_iter().partition(|(at, _)| *at <= now);
        self.sleepers = asleep;
        let due: Vec<(Tick, Ring)> = due;
        for (_, ring) in due {
            ring.answer(now);
        }
        Ok(())
    }

    /// Tells of a run of tests, by what it printed last.
    fn tell_of_tests(&mut self, ended: &Running) {
        if !is_test_run(&ended.argv) {
            return;
        }
        self.screen.read_outputs();
        if let Some((passed, failed)) = counted(&String::from_utf8_lossy(self.screen.printed())) {
            self.time.tell_of_tests(&ended.cwd, passed, failed);
        }
    }

    fn ask(&mut self, order: &Order) -> Result<Word, Stop> {
        self.sandbox.ask(order).map_err(|why| of_harness(&why))
    }
}

impl Machine for Real {
    fn root(&self) -> &Root {
        &self.time.root
    }

    fn processes(&self) -> &ProcessTable {
        &self.time.processes
    }

    fn now(&self) -> Tick {
        self.time.now()
    }

    fn pass(&mut self, span: Duration) -> Result<(), Stop> {
        self.sync()?;
        self.time.pass(span)?;
        self.after_pass()
    }

    fn open_terminal(
        &mut self,
        cwd: &str,
        environment: &BTreeMap<String, String>,
    ) -> Result<(), Stop> {
        let (cwd, environment) = (cwd.to_owned(), environment.clone());
        self.ask(&Order::Open { cwd, environment })?;
        self.sandbox.reopen();
        self.exited = None;
        self.screen.type_line(SETTINGS);
        self.until_prompt()?;
        self.screen.take();
        match self.exited {
            None => Ok(()),
            Some(Exit(code)) => {
                Err(Stop::Harness { what: format!("bash ended at once with {code}") })
            }
        }
    }

    fn type_line(&mut self, text: &str, window: Duration) -> Result<Typed, Stop> {
        self.time.deadline = Some(self.time.now() + window);
        self.screen.type_line(text);
        let ended = self.until_prompt();
        self.time.deadline = None;
        let (exit, was_stopped) = ended?;
        self.screen.turn();
        self.sync()?;
        let (stdout, stderr) = self.screen.take();
        Ok(Typed { exit, stdout, stderr, was_stopped })
    }

    fn has_exited(&self) -> Option<Exit> {
        self.exited
    }

    /// A real shell does not say which variables it took for nothing.
    fn take_never_set(&mut self) -> BTreeSet<String> {
        BTreeSet::new()
    }
}

impl Patience {
    /// Returns whether both have time left.
    fn and(self, other: Self) -> Self {
        if self == Self::Over { self } else { other }
    }
}

fn of_kernel(why: nix::errno::Errno) -> Stop {
    Stop::Harness { what: format!("the terminal of the sandbox failed: {why}") }
}

/// How a line ended, and whether it was interrupted. One that ends by itself as its window does was on
/// its way to be interrupted.
fn outcome(own: Exit, patience: Patience, was_interrupted: bool) -> (Exit, bool) {
    if patience == Patience::Over && !was_interrupted {
        return (Exit::INTERRUPTED, true);
    }
    (own, was_interrupted)
}
