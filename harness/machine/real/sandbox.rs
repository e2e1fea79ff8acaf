//! Starting a sandbox and speaking with its first process.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that starts a process: this program, inside a sandbox"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::error::{RealError, host};
use super::plan::{Order, Plan, Word};
use super::walls::Start;

/// How long the first process may take to answer.
const ANSWER_MAX: Duration = Duration::from_secs(30);

/// Room for the command line of a process of the world, in bytes (`inside::actor`).
const ROOM: usize = 4096;

/// What the programs of a sandbox read and write.
#[derive(Debug)]
pub(super) struct Lines {
    /// The terminal.
    pub(super) stdin: OwnedFd,
    /// Where standard output goes.
    pub(super) stdout: OwnedFd,
    /// Where standard error goes.
    pub(super) stderr: OwnedFd,
}

/// A sandbox that stands. It ends when this is dropped, or when this program does.
#[derive(Debug)]
pub(super) struct Sandbox {
    child: Child,
    control: BufReader<UnixStream>,
    closed: Option<u8>,
}

impl Sandbox {
    /// Starts the sandbox of a plan; `start` builds its walls.
    pub(super) fn start(plan: &Plan, start: &Start, lines: Lines) -> Result<Self, RealError> {
        let listener = UnixListener::bind(&plan.control).map_err(host("open a socket"))?;
        let child = Command::new(&start.program)
            .args(&start.arguments)
            .arg("x".repeat(ROOM))
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(lines.stdin))
            .stdout(Stdio::from(lines.stdout))
            .stderr(Stdio::from(lines.stderr))
            .spawn()
            .map_err(host(format!("start {}", start.program.display())))?;
        let mut child = Some(child);
        let control = accept(&listener, child.as_mut().expect("it was started"))?;
        control.set_read_timeout(Some(ANSWER_MAX)).map_err(host("listen to the sandbox"))?;
        let child = child.expect("it was started");
        let mut sandbox = Self { child, control: BufReader::new(control), closed: None };
        match sandbox.hear()? {
            Word::Ready => Ok(sandbox),
            Word::Failed { what, why } => Err(RealError::NoSandbox { what, why }),
            word => Err(RealError::Broken { what: format!("it began with {word:?}") }),
        }
    }

    /// Gives an order and returns the answer.
    pub(super) fn ask(&mut self, order: &Order) -> Result<Word, RealError> {
        let mut line = serde_json::to_vec(order).expect("an order is plain JSON");
        line.push(b'\n');
        self.control.get_mut().write_all(&line).map_err(host("speak with the sandbox"))?;
        match self.hear_answer()? {
            Word::Failed { what, why } => Err(RealError::Broken { what: format!("{what}: {why}") }),
            word => Ok(word),
        }
    }

    /// Hears what the first process says by itself; there must be something to hear.
    pub(super) fn listen(&mut self) -> Result<(), RealError> {
        match self.hear()? {
            Word::Closed(code) => self.closed = Some(code),
            word => return Err(RealError::Broken { what: format!("it said {word:?}, unasked") }),
        }
        Ok(())
    }

    /// The code with which the terminal was left, if it was.
    pub(super) const fn closed(&self) -> Option<u8> {
        self.closed
    }

    /// Forgets that the terminal was left: another one is opened.
    pub(super) const fn reopen(&mut self) {
        self.closed = None;
    }

    fn hear_answer(&mut self) -> Result<Word, RealError> {
        loop {
            match self.hear()? {
                Word::Closed(code) => self.closed = Some(code),
                word => return Ok(word),
            }
        }
    }

    fn hear(&mut self) -> Result<Word, RealError> {
        let mut line = String::new();
        self.control.read_line(&mut line).map_err(host("hear from the sandbox"))?;
        serde_json::from_str(&line)
            .map_err(|why| RealError::Broken { what: format!("it said {line:?}: {why}") })
    }
}

impl AsFd for Sandbox {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.control.get_ref().as_fd()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // The first process ends with the one that waits for it, and everything ends with the first.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for the first process to come, or for it to end before it does.
fn accept(listener: &UnixListener, child: &mut Child) -> Result<UnixStream, RealError> {
    listener.set_nonblocking(true).map_err(host("open a socket"))?;
    let mut waited = Duration::ZERO;
    while waited < ANSWER_MAX {
        match super::screen::wait_for(listener.as_fd(), Duration::from_millis(50)) {
            Ok(true) => {
                let (stream, _) = listener.accept().map_err(host("meet the sandbox"))?;
                stream.set_nonblocking(false).map_err(host("meet the sandbox"))?;
                return Ok(stream);
            }
            Ok(false) => waited += Duration::from_millis(50),
            Err(why) => return Err(host("wait for the sandbox")(why.into())),
        }
        if let Ok(Some(status)) = child.try_wait() {
            let (what, why) =
                ("start its first process".to_owned(), format!("it ended at once, {status}"));
            return Err(RealError::NoSandbox { what, why });
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    let (what, why) = ("start its first process".to_owned(), "it never came".to_owned());
    Err(RealError::NoSandbox { what, why })
}
