//! Who there is besides the processes of the world: the first process, and the operator's shells.

use super::super::files::OWNER;
use super::super::{Process, ProcessTable, System};
use crate::shell::{Call, Kernel as _, Stop};

/// How the operator's own shell shows itself: as the login shell of a terminal.
const LOGIN_SHELL: &str = "-bash";

/// Returns every process, by number: the world's, the first one, the operator's shell.
pub(super) fn everyone(system: &System) -> Vec<Process> {
    let own = |pid, user: &str, command: &str| Process {
        pid,
        parent: if pid == ProcessTable::INIT { 0 } else { ProcessTable::INIT },
        user: user.to_owned(),
        command: command.to_owned(),
        started: system.processes.begun(),
    };
    let mut found = vec![
        own(ProcessTable::INIT, "root", "/sbin/init"),
        own(system.shell_pid(), OWNER, LOGIN_SHELL),
    ];
    found.extend(system.processes.live().iter().cloned());
    found.sort_by_key(|process| process.pid);
    found
}

/// Says whether a process belongs to the operator's terminal: the shell there, and the shells and
/// wrappers that run in it now.
pub(super) fn is_of_terminal(system: &System, pid: u32) -> bool {
    pid == system.shell_pid() || system.foreground.contains(&pid)
}

impl System {
    /// Runs `inner` while a process with this command line lives in the operator's terminal.
    pub(in super::super) fn as_process<T>(
        &mut self,
        call: &Call<'_>,
        inner: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let parent = self.foreground.last().copied().unwrap_or(self.shell_pid());
        let pid = self.processes.start_under(parent, OWNER, &call.argv.join(" "));
        self.foreground.push(pid);
        let outcome = inner(self);
        self.foreground.pop();
        self.processes.end(pid);
        outcome
    }
}
