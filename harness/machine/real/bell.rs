//! The bell: programs of a sandbox ring it when they begin and when they would sleep (`clock.c`).

use std::io::{Read as _, Write as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::time::Duration;

use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};

use super::error::{RealError, host};
use crate::determinism::Tick;

/// The most bytes of one message.
const RING_BYTES_MAX: u64 = 16 * 1024;

/// How long somebody who rings may take to say why.
const RING_MAX: Duration = Duration::from_secs(2);

/// Where programs ring.
#[derive(Debug)]
pub(super) struct Bell(UnixListener);

/// A program that rang and waits for an answer.
#[derive(Debug)]
pub(super) struct Ring {
    /// The process, as the host numbers it.
    pub(super) host_pid: i32,
    /// Why it rang.
    pub(super) why: Why,
    stream: UnixStream,
}

/// Why a program rang.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// It begins.
    Begin(Begin),
    /// It has done its work and ends.
    End,
    /// It would sleep.
    Sleep(Duration),
}

/// A program that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Begin {
    /// Its number in the sandbox.
    pub(super) pid: u32,
    /// The number of the process that started it.
    pub(super) parent: u32,
    /// The file that was executed; of a script the script.
    pub(super) program: String,
    /// The directory.
    pub(super) cwd: String,
    /// Name and arguments; of a script those of its interpreter.
    pub(super) argv: Vec<String>,
}

impl Bell {
    /// Hangs the bell up at `path`.
    pub(super) fn hang(path: &Path) -> Result<Self, RealError> {
        let listener = UnixListener::bind(path).map_err(host("hang up the bell"))?;
        listener.set_nonblocking(true).map_err(host("hang up the bell"))?;
        Ok(Self(listener))
    }

    /// Returns the next who rang; none where nobody did. Who says nothing of sense is not answered.
    pub(super) fn next(&self) -> Option<Ring> {
        loop {
            let (stream, _) = self.0.accept().ok()?;
            if let Some(ring) = hear(stream) {
                return Some(ring);
            }
        }
    }
}

impl AsFd for Bell {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Ring {
    /// Tells the time and lets the program go on.
    pub(super) fn answer(mut self, now: Tick) {
        // One that was killed meanwhile hears nothing.
        let _ = self.stream.write_all(&nanoseconds(now).to_ne_bytes());
    }
}

/// An instant as programs of a sandbox count it.
pub(super) fn nanoseconds(at: Tick) -> i64 {
    i64::try_from(at.epoch_ms()).unwrap_or(i64::MAX).saturating_mul(1_000_000)
}

fn hear(mut stream: UnixStream) -> Option<Ring> {
    stream.set_nonblocking(false).ok()?;
    stream.set_read_timeout(Some(RING_MAX)).ok()?;
    let host_pid = getsockopt(&stream, PeerCredentials).ok()?.pid();
    let mut bytes = Vec::new();
    (&mut stream).take(RING_BYTES_MAX).read_to_end(&mut bytes).ok()?;
    let why = understand(&bytes)?;
    Some(Ring { host_pid, why, stream })
}

fn understand(bytes: &[u8]) -> Option<Why> {
    let mut words =
        bytes.split(|byte| *byte == 0).map(|it| String::from_utf8_lossy(it).into_owned());
    let kind = words.next()?;
    let mut number = || words.next()?.parse::<u64>().ok();
    match kind.as_str() {
        "begin" => {
            let (pid, parent, _group) = (number()?, number()?, number()?);
            let (program, cwd) = (words.next()?, words.next()?);
            let mut argv: Vec<String> = words.collect();
            // Every word ends with a zero byte, so that nothing stands behind the last one.
            argv.pop();
            let (pid, parent) = (u32::try_from(pid).ok()?, u32::try_from(parent).ok()?);
            Some(Why::Begin(Begin { pid, parent, program, cwd, argv }))
        }
        "end" => number().map(|_pid| Why::End),
        "sleep" => {
            let (_pid, _group, ns) = (number()?, number()?, number()?);
            Some(Why::Sleep(Duration::from_nanos(ns)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_who_begins_and_one_without_sense_says_nothing() {
        let message = b"begin\x0012\x009\x0012\0/usr/bin/git\0/srv\0git\0commit\0-m\0\0";
        let Some(Why::Begin(begin)) = understand(message) else { panic!("it begins") };
        assert_eq!((begin.pid, begin.parent, begin.program.as_str()), (12, 9, "/usr/bin/git"));
        assert_eq!(begin.argv, ["git", "commit", "-m", ""]);
        assert_eq!(
            understand(b"sleep\x001\x001\x005000000\0"),
            Some(Why::Sleep(Duration::from_millis(5)))
        );
        for odd in [&b""[..], b"begin\0", b"sleep\0x\0", b"sleep\x001\x001\0-5\0", b"sing\0"] {
            assert_eq!(understand(odd), None);
        }
    }
}
