//! The first process of a sandbox: it carries orders out, reaps, and takes everything with it when it ends.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, Signal, kill};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use super::actor::Numbers;
use super::enter::{Failure, say, trying};
use super::{actor, mounts, namespaces, terminal};
use crate::machine::real::plan::{Order, Plan, Word};

/// How often it is looked whether a signal has arrived, and how long at most.
const LOOK_EVERY: Duration = Duration::from_millis(1);
const LOOKS_MAX: usize = 2000;

/// Signals that end a process which does not catch them, as bits of a mask of proc(5).
const FATAL: u64 = bit(Signal::SIGHUP)
    | bit(Signal::SIGINT)
    | bit(Signal::SIGQUIT)
    | bit(Signal::SIGKILL)
    | bit(Signal::SIGTERM);

const fn bit(signal: Signal) -> u64 {
    1 << (signal as u32 - 1)
}

/// The highest number of a process, and so about how many there may be. The limit on what one user may
/// have (`terminal::LIMITS`) does not bind where root starts the harness.
const NUMBER_MAX: &str = "2512";

/// Where the kernel does not bound the numbers: after how many milliseconds processes are counted, and how many are too many.
const COUNT_EVERY: u8 = 20;
const PROCESSES_MAX: usize = 2000;

struct First<'c> {
    control: &'c UnixStream,
    /// Whether the kernel bounds how many processes there may be.
    is_bounded: bool,
    /// Processes of the world: their number in the kernel, by the number that the world knows.
    actors: BTreeMap<u32, Pid>,
    shell: Option<Pid>,
    numbers: Numbers,
}

/// Lives until the harness goes away.
pub(super) fn live(plan: &Plan, control: &UnixStream) -> Result<(), Failure> {
    let mut children = SigSet::empty();
    children.add(Signal::SIGCHLD);
    children.thread_block().map_err(trying("hold signals back"))?;
    let signals = SignalFd::with_flags(&children, SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK)
        .map_err(trying("listen to signals"))?;
    // A program that makes namespaces of its own could be root there.
    let _ = fs::write("/proc/sys/user/max_user_namespaces", "0");
    let is_bounded = fs::write("/proc/sys/kernel/pid_max", NUMBER_MAX).is_ok();
    let numbers = Numbers::open();
    let mut first = First { control, is_bounded, actors: BTreeMap::new(), shell: None, numbers };
    for each in &plan.actors {
        first.actors.insert(each.pid, actor::start(each, &first.numbers)?);
    }
    close_proc(plan)?;
    say(control, &Word::Ready);
    first.serve(&signals)
}

impl First<'_> {
    fn serve(&mut self, signals: &SignalFd) -> Result<(), Failure> {
        let mut pending = Vec::new();
        loop {
            let mut ready = [
                PollFd::new(self.control.as_fd(), PollFlags::POLLIN),
                PollFd::new(signals.as_fd(), PollFlags::POLLIN),
            ];
            let patience = if self.is_bounded { PollTimeout::NONE } else { COUNT_EVERY.into() };
            match poll(&mut ready, patience) {
                Ok(_) | Err(nix::errno::Errno::EINTR) => {}
                Err(why) => return Err(trying("wait for orders")(why)),
            }
            if !self.is_bounded && numbers_in_use().count() > PROCESSES_MAX {
                // All but this one, at once: whatever multiplies cannot outrun that.
                let _ = kill(Pid::from_raw(-1), Signal::SIGKILL);
            }
            while let Ok(Some(_)) = signals.read_signal() {}
            self.reap();
            if ready[0].any() != Some(true) {
                continue;
            }
            let mut bytes = [0; 4096];
            let mut control = self.control;
            match control.read(&mut bytes) {
                // The harness is gone, and so is all of this.
                Ok(0) | Err(_) => return Ok(()),
                Ok(got) => pending.extend_from_slice(&bytes[..got]),
            }
            while let Some(end) = pending.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = pending.drain(..=end).collect();
                let word = self.obey(&line);
                say(self.control, &word);
            }
        }
    }

    fn obey(&mut self, line: &[u8]) -> Word {
        let done = match serde_json::from_slice(line) {
            Ok(Order::Open { cwd, environment }) => self.open(&cwd, &environment),
            Ok(Order::Live) => return Word::Live(self.living()),
            Ok(Order::Load) => return self.load(),
            Ok(Order::End { pid }) => {
                if let Some(pid) = self.actors.remove(&pid) {
                    let _ = kill(pid, Signal::SIGKILL);
                }
                Ok(())
            }
            Ok(Order::Clear) => {
                self.clear(self.shell);
                Ok(())
            }
            Ok(Order::HangUp) => {
                self.clear(None);
                Ok(())
            }
            Err(why) => Err(trying("read an order")(why)),
        };
        match done {
            Ok(()) => Word::Done,
            Err(Failure { what, why }) => Word::Failed { what, why },
        }
    }

    fn open(&mut self, cwd: &str, environment: &BTreeMap<String, String>) -> Result<(), Failure> {
        self.shell = None;
        self.clear(None);
        self.shell = Some(terminal::open(cwd, environment, &self.numbers)?);
        Ok(())
    }

    /// Kills everything but the processes of the world and `keep`, and waits for its end.
    fn clear(&mut self, keep: Option<Pid>) {
        for _ in 0..LOOKS_MAX {
            let strays: Vec<Pid> =
                self.others().into_iter().filter(|pid| Some(*pid) != keep).collect();
            if strays.is_empty() {
                return;
            }
            for pid in strays {
                let _ = kill(pid, Signal::SIGKILL);
            }
            wait_a_little();
            self.reap();
        }
    }

    /// Every process but this one and those of the world.
    fn others(&self) -> Vec<Pid> {
        let is_other = |pid: &Pid| pid.as_raw() != 1 && !self.actors.values().any(|own| own == pid);
        numbers_in_use().map(Pid::from_raw).filter(is_other).collect()
    }

    /// The processes of the world that live. A signal that is on its way has done its work by then.
    fn living(&mut self) -> Vec<u32> {
        for _ in 0..LOOKS_MAX {
            self.reap();
            if !self.actors.values().any(|pid| is_dying(*pid)) {
                break;
            }
            wait_a_little();
        }
        self.actors.keys().copied().collect()
    }

    /// What everything that was started in the terminal, and the terminal itself, is doing.
    fn load(&self) -> Word {
        let (mut ticks, mut runs) = (0, false);
        for pid in self.others() {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
            let fields: Vec<&str> = after_name.split(' ').collect();
            runs |= matches!(fields.first(), Some(&("R" | "D")));
            // User and system time, the fields 14 and 15 of proc(5).
            let times = fields.iter().skip(11).take(2).filter_map(|it| it.parse::<u64>().ok());
            ticks += times.sum::<u64>();
        }
        Word::Load { ticks, runs }
    }

    fn reap(&mut self) {
        loop {
            let (pid, code) = match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
                Ok(WaitStatus::Exited(pid, code)) => (pid, code),
                Ok(WaitStatus::Signaled(pid, signal, _)) => (pid, 128 + signal as i32),
                Ok(WaitStatus::StillAlive) | Err(_) => return,
                Ok(_) => continue,
            };
            self.actors.retain(|_, own| *own != pid);
            if self.shell == Some(pid) {
                self.shell = None;
                say(self.control, &Word::Closed(u8::try_from(code & 0xff).unwrap_or(u8::MAX)));
            }
        }
    }
}

/// Lets nobody write to /proc: where root starts the harness, its settings are root's inside too, and
/// what stands in them is the host's. Who builds other walls has closed it.
fn close_proc(plan: &Plan) -> Result<(), Failure> {
    if plan.walls_stand {
        return Ok(());
    }
    // A mount with files that are open for writing cannot be closed, and the numbers of processes are
    // given out through one (`Numbers`): so what is closed is laid over it.
    mounts::lay_proc("/proc".as_ref())?;
    namespaces::make_read_only("/proc".as_ref()).map_err(trying("close /proc"))
}

/// The numbers of all processes there are.
fn numbers_in_use() -> impl Iterator<Item = i32> {
    let listed = fs::read_dir("/proc").into_iter().flatten();
    listed.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

/// Says whether a signal is on its way that ends the process.
fn is_dying(pid: Pid) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let mask = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
    };
    (mask("SigPnd:") | mask("ShdPnd:")) & FATAL != 0 || status.contains("State:\tZ")
}

fn wait_a_little() {
    let _ = poll(&mut [], PollTimeout::try_from(LOOK_EVERY).unwrap_or(PollTimeout::ZERO));
}
