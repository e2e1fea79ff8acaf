//! The operator's terminal as the harness has it: a keyboard, and what comes back on three lines.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::openpty;
use nix::sys::termios::{LocalFlags, SetArg, cfmakeraw, tcgetattr, tcsetattr};
use nix::unistd::pipe2;

use super::error::{RealError, host};
use super::sandbox::Lines;

/// The most bytes of one output that are kept; what comes after is thrown away.
const KEPT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Ctrl-C.
const INTERRUPT: u8 = 3;

/// One terminal.
#[derive(Debug)]
pub(super) struct Screen {
    keyboard: File,
    /// The other end of the keyboard: what lies there nobody has read yet.
    unread: OwnedFd,
    stdout: Output,
    stderr: Output,
    prompt: File,
    to_type: Vec<u8>,
}

/// What comes on one line.
#[derive(Debug)]
struct Output {
    from: File,
    kept: Vec<u8>,
}

impl Screen {
    /// Sets a terminal up. `prompt` is the pipe on which its shell says that it waits.
    pub(super) fn set_up(prompt: &Path) -> Result<(Self, Lines), RealError> {
        let failed = |why: Errno| host("set up a terminal")(why.into());
        let pty = openpty(None, None).map_err(failed)?;
        let mut settings = tcgetattr(&pty.slave).map_err(failed)?;
        // What is typed arrives as it is, but Ctrl-C interrupts.
        cfmakeraw(&mut settings);
        settings.local_flags.insert(LocalFlags::ISIG);
        tcsetattr(&pty.slave, SetArg::TCSANOW, &settings).map_err(failed)?;
        let (stdout, out) = pipe2(OFlag::O_CLOEXEC).map_err(failed)?;
        let (stderr, err) = pipe2(OFlag::O_CLOEXEC).map_err(failed)?;
        for fd in [&pty.master, &stdout, &stderr] {
            fcntl(fd, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).map_err(failed)?;
        }
        for fd in [&pty.master, &pty.slave] {
            fcntl(fd, FcntlArg::F_SETFD(nix::fcntl::FdFlag::FD_CLOEXEC)).map_err(failed)?;
        }
        // Held open for writing too, so that the shell never waits for a reader.
        let prompt = File::options().read(true).write(true).open(prompt);
        let prompt = prompt.map_err(host("open the prompt"))?;
        fcntl(&prompt, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).map_err(failed)?;
        let unread = pty.slave.try_clone().map_err(host("set up a terminal"))?;
        let screen = Self {
            keyboard: File::from(pty.master),
            unread,
            stdout: Output { from: File::from(stdout), kept: Vec::new() },
            stderr: Output { from: File::from(stderr), kept: Vec::new() },
            prompt,
            to_type: Vec::new(),
        };
        Ok((screen, Lines { stdin: pty.slave, stdout: out, stderr: err }))
    }

    /// Lays a line under the operator's fingers; [`turn`](Self::turn) types it as the terminal takes it.
    pub(super) fn type_line(&mut self, text: &str) {
        self.to_type = text.as_bytes().to_vec();
        self.to_type.push(b'\n');
    }

    /// Presses Ctrl-C. What was not typed yet is not typed any more.
    pub(super) fn interrupt(&mut self) {
        self.to_type.clear();
        // A terminal that nobody reads any more needs no interrupt.
        let _ = self.keyboard.write_all(&[INTERRUPT]);
    }

    /// The group of processes in the foreground, as the host numbers it.
    pub(super) fn foreground(&self) -> Option<i32> {
        nix::unistd::tcgetpgrp(&self.keyboard).ok().map(nix::unistd::Pid::as_raw)
    }

    /// Types and reads what can be typed and read at once. Returns the code that the shell showed at its
    /// prompt, if it did.
    pub(super) fn turn(&mut self) -> Option<u8> {
        // The prompt first: what was printed before it is then there to be read.
        let mut bytes = [0; 256];
        let got = self.prompt.read(&mut bytes).unwrap_or(0);
        let code =
            String::from_utf8_lossy(&bytes[..got]).lines().last().and_then(|it| it.parse().ok());
        if !self.to_type.is_empty()
            && let Ok(typed) = self.keyboard.write(&self.to_type)
        {
            self.to_type.drain(..typed);
        }
        self.read_outputs();
        code
    }

    /// Reads what came on standard output and standard error.
    pub(super) fn read_outputs(&mut self) {
        self.stdout.read();
        self.stderr.read();
    }

    /// Says whether everything that was typed has been read by somebody.
    pub(super) fn is_read(&self) -> bool {
        self.to_type.is_empty() && !wait_for(self.unread.as_fd(), Duration::ZERO).unwrap_or(false)
    }

    /// Takes what came on standard output and standard error.
    pub(super) fn take(&mut self) -> (Vec<u8>, Vec<u8>) {
        (std::mem::take(&mut self.stdout.kept), std::mem::take(&mut self.stderr.kept))
    }

    /// What came on standard output so far.
    pub(super) fn printed(&self) -> &[u8] {
        &self.stdout.kept
    }

    /// Waits until something comes, on one of the lines or from `others`, at most for `span`. Says whether
    /// something did.
    pub(super) fn wait(&self, others: [BorrowedFd<'_>; 2], span: Duration) -> nix::Result<bool> {
        let [bell, control] = others;
        let lines = [self.stdout.from.as_fd(), self.stderr.from.as_fd(), self.prompt.as_fd()];
        let mut all: Vec<PollFd<'_>> = lines
            .into_iter()
            .chain([bell, control])
            .map(|fd| PollFd::new(fd, PollFlags::POLLIN))
            .collect();
        if !self.to_type.is_empty() {
            all.push(PollFd::new(self.keyboard.as_fd(), PollFlags::POLLOUT));
        }
        any(&mut all, span)
    }
}

impl Output {
    fn read(&mut self) {
        let mut bytes = [0; 16 * 1024];
        loop {
            match self.from.read(&mut bytes) {
                Ok(0) => return,
                Ok(got) => {
                    let room = KEPT_BYTES_MAX.saturating_sub(self.kept.len()).min(got);
                    self.kept.extend_from_slice(&bytes[..room]);
                }
                Err(why) if why.kind() == ErrorKind::Interrupted => {}
                Err(_) => return,
            }
        }
    }
}

/// Waits until there is something to read at `fd`, at most for `span`.
pub(super) fn wait_for(fd: BorrowedFd<'_>, span: Duration) -> nix::Result<bool> {
    any(&mut [PollFd::new(fd, PollFlags::POLLIN)], span)
}

fn any(all: &mut [PollFd<'_>], span: Duration) -> nix::Result<bool> {
    let timeout = PollTimeout::try_from(span).unwrap_or(PollTimeout::MAX);
    match poll(all, timeout) {
        Ok(ready) => Ok(ready > 0),
        Err(Errno::EINTR) => Ok(true),
        Err(why) => Err(why),
    }
}
