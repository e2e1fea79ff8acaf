//! The virtual process table.

/// One live process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// The user it runs as.
    pub user: String,
    /// Its command line, as `ps` shows it.
    pub command: String,
}

/// The processes of one world, by number.
#[derive(Debug, Clone, Default)]
pub struct ProcessTable {
    live: Vec<Process>,
    next_pid: u32,
}

impl ProcessTable {
    /// The number of the first process that is started.
    const FIRST_PID: u32 = 1000;

    /// Starts a process and returns its number.
    pub fn start(&mut self, user: &str, command: &str) -> u32 {
        let pid = self.next_pid.max(Self::FIRST_PID);
        self.next_pid = pid + 1;
        self.live.push(Process { pid, user: user.to_owned(), command: command.to_owned() });
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
