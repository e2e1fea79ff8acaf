//! The plan of a sandbox for one world.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::{RealError, host};
use super::plan::{Access, Actor, MEETING, Plan, Step, USER_ID};
use super::tools::Tools;
use crate::machine::{HOST_NAME, Process, ProcessTable};

/// Directories in which a sandbox shows the system; a world has no files there.
const RESERVED: [&str; 11] =
    ["bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "proc", "sbin", "sys", "usr"];

/// Directories of the host with its programs: each is shown, or is a link as on the host.
const PROGRAMS: [&str; 6] = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"];

/// Files and directories of the host's settings without which programs do not run.
const SETTINGS: [&str; 2] = ["/etc/alternatives", "/etc/ld.so.cache"];

const DEVICES: [&str; 6] = ["null", "zero", "full", "random", "urandom", "tty"];

/// Where the harness and the programs of one sandbox meet, on the host.
#[derive(Debug)]
pub(super) struct Meeting {
    directory: tempfile::TempDir,
}

impl Meeting {
    /// Makes the place below `scratch`, with all that stands there before the sandbox does.
    pub(super) fn prepare(scratch: &Path, clock: &[u8]) -> Result<Self, RealError> {
        let directory = tempfile::Builder::new().prefix("m").tempdir_in(scratch);
        let meeting = Self { directory: directory.map_err(host("make a directory"))? };
        for name in ["root", "inside"] {
            fs::create_dir(meeting.path(name)).map_err(host("make a directory"))?;
        }
        fs::write(meeting.inside("clock.so"), clock).map_err(host("write the clock"))?;
        fs::write(meeting.inside("clock"), [0; 8]).map_err(host("write the clock"))?;
        let mode = nix::sys::stat::Mode::from_bits_truncate(0o600);
        nix::unistd::mkfifo(&meeting.inside("prompt"), mode)
            .map_err(|why| host("make a pipe")(why.into()))?;
        Ok(meeting)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// What the sandbox sees too.
    pub(super) fn inside(&self, name: &str) -> PathBuf {
        self.path("inside").join(name)
    }
}

/// What one sandbox is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purpose<'a> {
    /// The root of the world on the host.
    pub(super) world: &'a Path,
    /// The home of the user, absolute in the world.
    pub(super) home: &'a str,
    /// The name of the user.
    pub(super) user: &'a str,
    /// The processes of the world.
    pub(super) processes: &'a ProcessTable,
}

/// Plans the sandbox of a world.
pub(super) fn plan(
    meeting: &Meeting,
    tools: &Tools,
    purpose: Purpose<'_>,
) -> Result<Plan, RealError> {
    let mut steps: Vec<Step> = ["/dev", "/etc", "/run", "/tmp"].map(empty).to_vec();
    steps.extend(system());
    steps.extend(devices());
    steps.extend(offered(tools));
    steps.extend(files(purpose));
    let closed = steps.iter().filter_map(|step| match step {
        Step::Empty { at } if !Step::is_for_everybody(at) && at != "/run" => Some(at.clone()),
        _ => None,
    });
    let closed: Vec<Step> = closed.map(|at| Step::Close { at }).collect();
    steps.extend(closed);
    steps.extend(world(purpose)?);
    let (from, at) = (meeting.path("inside"), MEETING.to_owned());
    steps.push(Step::Show { from, at, access: Access::Read });
    let live = purpose.processes.live().iter();
    let actor = |it: &Process| Actor { pid: it.pid, command: it.command.clone() };
    Ok(Plan {
        root: meeting.path("root"),
        control: meeting.inside("control"),
        walls_stand: false,
        steps,
        actors: live.map(actor).collect(),
    })
}

fn empty(at: &str) -> Step {
    Step::Empty { at: at.to_owned() }
}

/// Shows a place of the host as it is, where there is one: a link as a link.
fn as_on_host(path: &str) -> Option<Step> {
    let at = path.to_owned();
    match fs::read_link(path) {
        Ok(target) => Some(Step::Link { at, target: target.to_string_lossy().into_owned() }),
        Err(_) if Path::new(path).exists() => {
            Some(Step::Show { from: path.into(), at, access: Access::Read })
        }
        Err(_) => None,
    }
}

fn system() -> impl Iterator<Item = Step> {
    PROGRAMS.into_iter().chain(SETTINGS).filter_map(as_on_host)
}

fn devices() -> Vec<Step> {
    let mut steps: Vec<Step> = DEVICES
        .map(|name| format!("/dev/{name}"))
        .map(|at| Step::Show { from: at.clone().into(), at, access: Access::Device })
        .to_vec();
    let links = [("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")];
    steps.extend(links.map(|(name, fd)| Step::Link {
        at: format!("/dev/{name}"),
        target: format!("/proc/self/fd{fd}"),
    }));
    steps.push(empty("/dev/shm"));
    steps
}

/// Offers the tools that do not stand where the system keeps its own: `/usr/local/bin` holds these and
/// nothing else.
fn offered(tools: &Tools) -> Vec<Step> {
    let own = "/usr/local/bin";
    let mut steps = Vec::new();
    if Path::new(own).is_dir() {
        steps.push(empty(own));
    }
    for (name, at) in tools.elsewhere() {
        let target = fs::canonicalize(at).unwrap_or_else(|_| at.to_owned());
        // A program finds its own files beside it: node's modules stand in `../lib`.
        let prefix = target.parent().and_then(Path::parent).unwrap_or(Path::new("/usr"));
        if !prefix.starts_with("/usr") {
            steps.extend(as_on_host(&prefix.to_string_lossy()));
        }
        let target = target.to_string_lossy().into_owned();
        steps.push(Step::Link { at: format!("{own}/{name}"), target });
    }
    steps
}

/// Shows the directories of the world, each in its place.
fn world(purpose: Purpose<'_>) -> Result<Vec<Step>, RealError> {
    let listed = fs::read_dir(purpose.world).map_err(host("list the world"))?;
    let mut names: Vec<String> =
        listed.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    if let Some(name) = names.iter().find(|name| RESERVED.contains(&name.as_str())) {
        return Err(RealError::Reserved { place: format!("/{name}") });
    }
    let show = |name: String| {
        let (from, at) = (purpose.world.join(&name), format!("/{name}"));
        Step::Show { from, at, access: Access::Write }
    };
    Ok(names.into_iter().map(show).collect())
}

/// The files that a sandbox has in place of the host's settings.
fn files(purpose: Purpose<'_>) -> Vec<Step> {
    let Purpose { user, home, .. } = purpose;
    let files = [
        ("passwd", format!("{user}:x:{USER_ID}:{USER_ID}::{home}:/bin/bash\n")),
        ("group", format!("{user}:x:{USER_ID}:\n")),
        ("hosts", format!("127.0.0.1 localhost {HOST_NAME}\n")),
        ("hostname", format!("{HOST_NAME}\n")),
        ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n".to_owned()),
        ("ld.so.preload", format!("{MEETING}/clock.so\n")),
        // Somebody who is shown a message by an editor takes it as it is.
        ("gitconfig", "[core]\n\teditor = true\n".to_owned()),
        // What npm writes for itself is no part of the world, and nobody can be asked for updates.
        ("npmrc", "cache=/run/npm\nupdate-notifier=false\nfund=false\naudit=false\n".to_owned()),
    ];
    files.map(|(name, text)| Step::File { at: format!("/etc/{name}"), text }).to_vec()
}
