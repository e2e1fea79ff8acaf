//! Traps: what runs at the end of a shell and after a failing command.

use super::super::Exit;
use super::super::state::Signal;
use super::{Ending, Flow, Shell, Unwind};

impl Shell<'_> {
    /// Runs the trap of a signal, if one is set; `$?` is afterwards what it was before.
    pub(super) fn run_trap(&mut self, signal: Signal) -> Flow<()> {
        let Some(action) = self.state.traps.get(&signal).cloned() else { return Ok(()) };
        if action.is_empty() || self.in_trap {
            return Ok(());
        }
        let before = self.state.last_exit;
        self.in_trap = true;
        let result = self.run_text(&action, self.line, Ending::Part);
        self.in_trap = false;
        self.state.last_exit = before;
        result.map(drop)
    }

    /// Runs the `EXIT` trap once and returns the code with which the shell ends.
    pub(in crate::shell) fn run_exit_trap(&mut self, exit: Exit) -> Flow<Exit> {
        let Some(action) = self.state.traps.remove(&Signal::Exit) else { return Ok(exit) };
        self.state.last_exit = exit;
        match self.run_text(&action, 1, Ending::Part) {
            Err(Unwind::Exit(code)) => Ok(code),
            Err(Unwind::Stop(stop)) => Err(Unwind::Stop(stop)),
            _ => Ok(exit),
        }
    }
}
