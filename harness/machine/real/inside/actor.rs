//! A process of the world: it has its place in the list of processes, can be seen and killed, and does nothing.

use std::fs::{self, File};
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt as _;

use nix::sys::prctl;
use nix::sys::signal::SigSet;
use nix::unistd::Pid;

use super::enter::{Failure, trying};
use super::namespaces;
use crate::machine::real::plan::Actor;

/// Starts the process `actor` and returns its number in the sandbox.
pub(super) fn start(actor: &Actor, numbers: &Numbers) -> Result<Pid, Failure> {
    let what = || format!("start {}", actor.command);
    // Whoever looks for it by its name has to find it from its first moment on.
    let (ready, is_ready) = nix::unistd::pipe().map_err(trying(what()))?;
    numbers.next(actor.pid);
    let Some(pid) = namespaces::fork().map_err(trying(what()))? else {
        drop(ready);
        be(actor, is_ready)
    };
    drop(is_ready);
    let mut said = String::new();
    File::from(ready).read_to_string(&mut said).map_err(trying(what()))?;
    match said.as_str() {
        "" => Ok(pid),
        _ => Err(Failure { what: what(), why: said }),
    }
}

/// The numbers that processes get. They are settled on as long as /proc can be written to.
pub(super) struct Numbers(Option<File>);

impl Numbers {
    pub(super) fn open() -> Self {
        Self(File::options().write(true).open("/proc/sys/kernel/ns_last_pid").ok())
    }

    /// Lets the next process have the number `pid`. A kernel that does not allow it gives another one.
    pub(super) fn next(&self, pid: u32) {
        if let Some(file) = &self.0 {
            let _ = file.write_all_at((pid - 1).to_string().as_bytes(), 0);
        }
    }
}

fn be(actor: &Actor, is_ready: OwnedFd) -> ! {
    // Signals are held back in the first process, which reads them one by one.
    let _ = SigSet::all().thread_unblock();
    let _ = nix::unistd::setsid();
    for (fd, path) in [(0, "/dev/null"), (1, "/dev/null"), (2, "/dev/null")] {
        let _ = reopen(fd, path);
    }
    let name: String = actor.command.split(' ').next().unwrap_or_default().to_owned();
    let name = name.rsplit('/').next().unwrap_or_default().as_bytes();
    if let Ok(name) = std::ffi::CString::new(&name[..name.len().min(15)]) {
        let _ = prctl::set_name(&name);
    }
    if let Err(why) = be_called(&actor.command) {
        let _ = nix::unistd::write(&is_ready, why.to_string().as_bytes());
    }
    drop(is_ready);
    loop {
        nix::unistd::pause();
    }
}

fn reopen(fd: i32, path: &str) -> std::io::Result<()> {
    let file = fs::OpenOptions::new().read(true).write(true).open(path)?;
    let done = match fd {
        0 => nix::unistd::dup2_stdin(file),
        1 => nix::unistd::dup2_stdout(file),
        _ => nix::unistd::dup2_stderr(file),
    };
    done.map_err(std::io::Error::from)
}

/// Writes the command line over that of this program, as servers do to show their state. The harness
/// has made room with a last long argument.
fn be_called(command: &str) -> std::io::Result<()> {
    let odd = || std::io::Error::from(std::io::ErrorKind::InvalidData);
    let stat = fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit_once(") ").ok_or_else(odd)?.1;
    // Fields 48 and 49 of proc(5), the first two before the name left out.
    let mut fields = after_name.split(' ').skip(45).map(str::parse::<u64>);
    let mut next = || fields.next().and_then(Result::ok).ok_or_else(odd);
    let (from, to) = (next()?, next()?);
    let room = usize::try_from(to.saturating_sub(from)).map_err(|_| odd())?;
    let mut line = command.replace(' ', "\0").into_bytes();
    line.truncate(room.saturating_sub(2));
    line.resize(room, 0);
    let from = usize::try_from(from).map_err(|_| odd())?;
    namespaces::write_over_arguments(from, &line);
    Ok(())
}
