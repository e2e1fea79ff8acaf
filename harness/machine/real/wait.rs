//! Waiting for a command: how long nothing came, whether it works or waits itself, whether it was interrupted.
#![expect(
    clippy::disallowed_types,
    reason = "a command that hangs is noticed by the host's own clock"
)]

use std::time::{Duration, Instant};

/// How long it is waited in one go.
const TURN: Duration = Duration::from_millis(20);

/// The same, while time passes for a command that only waits.
const SHORT_TURN: Duration = Duration::from_millis(4);

/// How long nothing may happen before it is looked whether a command waits for somebody.
const QUIET: Duration = Duration::from_secs(1);

/// How long lies between two looks.
const LOOK: Duration = Duration::from_millis(200);

/// How long the host works for one command before it counts as one without end.
const WORK_MAX: Duration = Duration::from_secs(300);

/// How long a command may take to obey.
const OBEY_MAX: Duration = Duration::from_secs(2);

/// How often Ctrl-C is pressed in that time.
const INTERRUPTS: u32 = 4;

/// What to do about a command that is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Push {
    /// Nothing yet.
    Wait,
    /// Press Ctrl-C.
    Interrupt,
    /// Kill what the terminal started.
    Kill,
    /// Kill the terminal.
    HangUp,
}

/// One command that is waited for.
#[derive(Debug)]
pub(super) struct Wait {
    began: Instant,
    /// When something came, or the command was seen to work.
    active: Instant,
    /// When it was looked last, and how much processor time had been used by then.
    looked: Option<(Instant, u64)>,
    is_waiting: bool,
    pushed: Option<(Instant, u32)>,
}

impl Wait {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self { began: now, active: now, looked: None, is_waiting: false, pushed: None }
    }

    /// How long to wait for the next thing to come.
    pub(super) const fn turn(&self) -> Duration {
        if self.is_waiting { SHORT_TURN } else { TURN }
    }

    pub(super) fn something_came(&mut self) {
        self.active = Instant::now();
        self.looked = None;
        self.is_waiting = false;
    }

    /// Says whether it is time to look what the command is doing.
    pub(super) fn is_time_to_look(&self) -> bool {
        let looked = self.looked.map(|(at, _)| at.elapsed());
        self.active.elapsed() >= QUIET && (self.is_waiting || looked.is_none_or(|it| it >= LOOK))
    }

    /// Learns what the command is doing: whether something of it `runs`, and how many `ticks` of processor time
    /// it has used. Says whether it only waits: two looks must have seen the same.
    pub(super) fn only_waits(&mut self, ticks: u64, runs: bool) -> bool {
        let before = self.looked.replace((Instant::now(), ticks));
        if runs || before.is_some_and(|(_, other)| other != ticks) {
            self.something_came();
            return false;
        }
        self.is_waiting = before.is_some();
        self.is_waiting
    }

    /// Says whether the host has worked for it too long.
    pub(super) fn is_too_long(&self) -> bool {
        self.began.elapsed() > WORK_MAX
    }

    pub(super) const fn was_interrupted(&self) -> bool {
        self.pushed.is_some()
    }

    /// Says what to do next about a command that is to end, each time harder.
    pub(super) fn push(&mut self) -> Push {
        let (push, times) = match self.pushed {
            None => (Push::Interrupt, 1),
            // A shell does not hear a Ctrl-C that comes while a program of its ends by itself.
            Some((at, times)) if times < INTERRUPTS => {
                if at.elapsed() < OBEY_MAX / INTERRUPTS {
                    return Push::Wait;
                }
                (Push::Interrupt, times + 1)
            }
            Some((at, INTERRUPTS)) if at.elapsed() < OBEY_MAX / INTERRUPTS => return Push::Wait,
            Some((_, INTERRUPTS)) => (Push::Kill, INTERRUPTS + 1),
            Some((at, _)) if at.elapsed() < OBEY_MAX => return Push::Wait,
            Some((_, times)) => (Push::HangUp, times + 1),
        };
        self.pushed = Some((Instant::now(), times));
        push
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_only_waits_when_two_looks_see_the_same_and_nothing_runs() {
        let mut wait = Wait::new();
        assert!(!wait.only_waits(5, false), "one look shows nothing");
        assert!(!wait.only_waits(6, false), "it has worked");
        assert!(!wait.only_waits(6, false) && !wait.only_waits(6, true), "it runs");
        assert!(!wait.only_waits(6, false) && wait.only_waits(6, false));
        wait.something_came();
        assert!(!wait.only_waits(6, false), "something came since");
    }

    #[test]
    fn a_command_that_is_to_end_is_interrupted_first() {
        let mut wait = Wait::new();
        assert!(!wait.was_interrupted());
        assert_eq!((wait.push(), wait.push()), (Push::Interrupt, Push::Wait));
        assert!(wait.was_interrupted());
    }
}
