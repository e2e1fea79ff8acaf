//! The way into a sandbox.

use std::fs;
use std::io::Write as _;
use std::os::unix::net::UnixStream;
use std::path::Path;

use nix::sys::prctl;
use nix::sys::signal::Signal;
use nix::sys::wait::waitpid;

use super::{first, mounts, namespaces};
use crate::machine::HOST_NAME;
use crate::machine::real::plan::{Plan, USER_ID, Word};

/// The first argument with which this program is started inside a sandbox.
pub(crate) const INSIDE: &str = "inside-the-sandbox";

/// The same, where the walls of the sandbox stand already.
pub(crate) const WITHIN: &str = "within-the-walls";

/// What could not be done, and why.
pub(super) struct Failure {
    pub(super) what: String,
    pub(super) why: String,
}

/// Says what was tried when something failed.
pub(super) fn trying<E: std::fmt::Display>(what: impl Into<String>) -> impl FnOnce(E) -> Failure {
    let what = what.into();
    move |why| Failure { what, why: why.to_string() }
}

/// Becomes the first process of a sandbox, as the plan in the file `path` describes it. Unless `word` says that its walls stand
/// already, it builds them. Returns the exit code.
pub fn enter(word: &str, path: &Path) -> u8 {
    let Ok(bytes) = fs::read(path) else { return 1 };
    let Ok(plan) = serde_json::from_slice::<Plan>(&bytes) else { return 1 };
    let Ok(control) = UnixStream::connect(&plan.control) else { return 1 };
    let done = if word == WITHIN { first::live(&plan, &control) } else { go_in(&plan, &control) };
    match done {
        Ok(()) => 0,
        Err(Failure { what, why }) => {
            say(&control, &Word::Failed { what, why });
            1
        }
    }
}

/// Says one word to the harness; one that went away ends the sandbox anyway.
pub(super) fn say(mut control: &UnixStream, word: &Word) {
    if let Ok(mut line) = serde_json::to_vec(word) {
        line.push(b'\n');
        let _ = control.write_all(&line);
    }
}

fn go_in(plan: &Plan, control: &UnixStream) -> Result<(), Failure> {
    let (user, group) = (nix::unistd::getuid(), nix::unistd::getgid());
    prctl::set_pdeathsig(Signal::SIGKILL).map_err(trying("end with the harness"))?;
    namespaces::leave().map_err(trying("leave the namespaces of the host"))?;
    let map =
        |path: &str, text: String| fs::write(path, text).map_err(trying(format!("write {path}")));
    map("/proc/self/setgroups", "deny".to_owned())?;
    map("/proc/self/uid_map", format!("{USER_ID} {user} 1"))?;
    map("/proc/self/gid_map", format!("{USER_ID} {group} 1"))?;
    if let Some(child) = namespaces::fork().map_err(trying("start the first process"))? {
        // The harness reads how the sandbox fares from the first process itself.
        let _ = waitpid(child, None);
        return Ok(());
    }
    if let Err(Failure { what, why }) = live(plan, control) {
        say(control, &Word::Failed { what, why });
    }
    namespaces::end(0)
}

fn live(plan: &Plan, control: &UnixStream) -> Result<(), Failure> {
    prctl::set_pdeathsig(Signal::SIGKILL).map_err(trying("end with the harness"))?;
    nix::unistd::sethostname(HOST_NAME).map_err(trying("name the host"))?;
    namespaces::raise_loopback().map_err(trying("raise the loopback interface"))?;
    mounts::build(plan)?;
    first::live(plan, control)
}
