//! The virtual process table.

use crate::determinism::Tick;

/// One live process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// The number of the process that started it.
    pub parent: u32,
    /// The user it runs as.
    pub user: String,
    /// Its command line, as `ps` shows it.
    pub command: String,
    /// When it was started.
    pub started: Tick,
}

/// The processes of one world, by number.
#[derive(Debug, Clone)]
pub struct ProcessTable {
    live: Vec<Process>,
    next_pid: u32,
    now: Tick,
    begun: Option<Tick>,
}

impl Default for ProcessTable {
    fn default() -> Self {
        Self {
            live: Vec::new(),
            next_pid: Self::FIRST_PID,
            now: Tick::from_epoch_ms(0),
            begun: None,
        }
    }
}

impl Process {
    /// Returns the name as the kernel keeps it: the last part of the program's path, cut to 15
    /// bytes.
    pub fn name(&self) -> &str {
        let program = self.command.split(' ').next().unwrap_or_default();
        let program = program.strip_prefix('-').unwrap_or(program);
        let name = program.rsplit('/').next().unwrap_or_default();
        let end = (0..=name.len().min(15)).rev().find(|end| name.is_char_boundary(*end));
        &name[..end.unwrap_or(0)]
    }
}

impl ProcessTable {
    /// The number of the first process that is started.
    const FIRST_PID: u32 = 1000;

    /// The process that starts all others.
    pub const INIT: u32 = 1;

    /// Sets the instant at which processes that are started from now on begin.
    pub fn set_now(&mut self, now: Tick) {
        self.now = now;
        self.begun.get_or_insert(now);
    }

    /// Returns the first instant that was set: when the machine, as far as anybody knows, began.
    pub fn begun(&self) -> Tick {
        self.begun.unwrap_or(self.now)
    }

    /// Starts a process in the background and returns its number.
    pub fn start(&mut self, user: &str, command: &str) -> u32 {
        self.start_under(Self::INIT, user, command)
    }

    /// Starts a process as a child of `parent` and returns its number.
    pub fn start_under(&mut self, parent: u32, user: &str, command: &str) -> u32 {
        let pid = self.next_pid;
        self.next_pid += 1;
        let (user, command) = (user.to_owned(), command.to_owned());
        self.live.push(Process { pid, parent, user, command, started: self.now });
        pid
    }

    /// Ends the process and returns it; none where no such process lives.
    pub fn end(&mut self, pid: u32) -> Option<Process> {
        let at = self.live.iter().position(|process| process.pid == pid)?;
        Some(self.live.remove(at))
    }

    /// Returns the live processes, oldest first.
    pub fn live(&self) -> &[Process] {
        &self.live
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_process_is_its_program_cut_to_fifteen_bytes() {
        let table = [
            ("node lib/party-mode/worker.js", "node"),
            ("/usr/sbin/a-very-long-daemon --x", "a-very-long-dae"),
            ("-bash", "bash"),
            ("", ""),
        ];
        for (command, expected) in table {
            let mut processes = ProcessTable::default();
            processes.start("operator", command);
            assert_eq!(processes.live()[0].name(), expected, "{command}");
        }
    }
}
