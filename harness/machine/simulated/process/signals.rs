//! Signals: their names, and what they do to a process.

use super::super::files::OWNER;
use super::super::{Process, ProcessTable, System};
use super::everyone::is_of_terminal;
use crate::shell::{Call, Stop};

/// A signal by number; 0 only asks whether the process is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signal(pub u8);

/// What came of sending one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// It arrived.
    Done,
    /// The process belongs to somebody else.
    NotPermitted,
}

/// The signals of Linux in the order of their numbers, from 1.
const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "POLL", "PWR", "SYS",
];

/// Signals that end a process which does not handle them, and that this machine models.
const ENDING: &[&str] = &["HUP", "INT", "QUIT", "ABRT", "KILL", "TERM"];

impl Signal {
    /// The signal that is sent where none is named.
    pub(super) const TERM: Self = Self(15);

    /// Reads a signal's number or name, with or without `SIG`, in either case.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Ok(number) = text.parse::<u8>() {
            return (usize::from(number) <= NAMES.len()).then_some(Self(number));
        }
        let name = text.to_ascii_uppercase();
        let name = name.strip_prefix("SIG").unwrap_or(&name);
        let at = NAMES.iter().position(|known| *known == name)?;
        u8::try_from(at + 1).ok().map(Self)
    }

    /// Returns the name without `SIG`, `0` for the signal that only asks.
    pub(super) fn name(self) -> &'static str {
        usize::from(self.0).checked_sub(1).and_then(|at| NAMES.get(at)).copied().unwrap_or("0")
    }

    /// Sends the signal to a process that lives.
    pub(super) fn send(
        self,
        system: &mut System,
        call: &Call<'_>,
        process: &Process,
    ) -> Result<Sent, Stop> {
        if process.pid == ProcessTable::INIT || process.user != OWNER {
            return Ok(Sent::NotPermitted);
        }
        if self.0 == 0 {
            return Ok(Sent::Done);
        }
        if is_of_terminal(system, process.pid) {
            return Err(call.unmodelled(&format!("of the shell that runs it: {}", process.command)));
        }
        if !ENDING.contains(&self.name()) {
            return Err(call.unmodelled(&format!("-{}", self.name())));
        }
        system.processes.end(process.pid);
        Ok(Sent::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_go_by_number_and_by_name() {
        for text in ["15", "TERM", "SIGTERM", "term", "sigTerm"] {
            assert_eq!(Signal::parse(text), Some(Signal::TERM), "{text}");
        }
        assert_eq!(Signal::parse("9").map(Signal::name), Some("KILL"));
        assert_eq!(Signal::parse("31").map(Signal::name), Some("SYS"));
        for text in ["", "FOO", "32", "-1", "SIG"] {
            assert_eq!(Signal::parse(text), None, "{text}");
        }
    }
}
