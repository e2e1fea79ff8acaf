//! The operator's terminal: an interactive bash on a terminal of its own.

use std::collections::BTreeMap;
use std::ffi::CString;

use nix::sys::prctl;
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::SigSet;
use nix::unistd::Pid;

use super::actor::Numbers;
use super::enter::{Failure, trying};
use super::namespaces;

/// The number of the operator's shell.
const SHELL_PID: u32 = 900;

const GIB: u64 = 1024 * 1024 * 1024;

/// What one process of a sandbox may use: how many there may be, bytes of memory, bytes of one file, seconds
/// of processor time, open files, and no memory images.
const LIMITS: [(Resource, u64); 6] = [
    (Resource::RLIMIT_NPROC, 512),
    (Resource::RLIMIT_DATA, 4 * GIB),
    (Resource::RLIMIT_FSIZE, GIB),
    (Resource::RLIMIT_CPU, 300),
    (Resource::RLIMIT_NOFILE, 1024),
    (Resource::RLIMIT_CORE, 0),
];

/// An interactive shell that reads no settings, edits no lines and keeps no history.
const BASH: [&str; 6] = ["bash", "--norc", "--noprofile", "--noediting", "+H", "-i"];

/// Opens a shell in `cwd` on standard input, output and error.
pub(super) fn open(
    cwd: &str,
    environment: &BTreeMap<String, String>,
    numbers: &Numbers,
) -> Result<Pid, Failure> {
    numbers.next(SHELL_PID);
    if let Some(pid) = namespaces::fork().map_err(trying("start bash"))? {
        // What is started from now on has numbers behind those of the world's own processes.
        numbers.next(2000);
        return Ok(pid);
    }
    let Err(Failure { what, why }) = become_shell(cwd, environment);
    let _ = nix::unistd::write(std::io::stderr(), format!("{what}: {why}\n").as_bytes());
    namespaces::end(126)
}

fn become_shell(
    cwd: &str,
    environment: &BTreeMap<String, String>,
) -> Result<std::convert::Infallible, Failure> {
    SigSet::all().thread_unblock().map_err(trying("take signals"))?;
    nix::unistd::setsid().map_err(trying("begin a session"))?;
    namespaces::take_terminal().map_err(trying("take the terminal"))?;
    nix::unistd::chdir(cwd).map_err(trying(format!("enter {cwd}")))?;
    for (resource, most) in LIMITS {
        setrlimit(resource, most, most).map_err(trying("set limits"))?;
    }
    prctl::set_no_new_privs().map_err(trying("give up privileges"))?;
    let words = |words: Vec<String>| -> Result<Vec<CString>, Failure> {
        words.into_iter().map(|word| CString::new(word).map_err(trying("pass words"))).collect()
    };
    let arguments = words(BASH.map(str::to_owned).to_vec())?;
    let environment = words(environment.iter().map(|(k, v)| format!("{k}={v}")).collect())?;
    let program = CString::new("/bin/bash").map_err(trying("name bash"))?;
    nix::unistd::execve(&program, &arguments, &environment).map_err(trying("start /bin/bash"))
}
