//! What builds the walls of a sandbox: this program itself, or bubblewrap where the kernel lets only that.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::{RealError, host};
use super::inside::{INSIDE, WITHIN};
use super::layout::Meeting;
use super::plan::{Access, MEETING, Plan, Step, USER_ID};
use crate::machine::HOST_NAME;

/// Who builds the walls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walls {
    /// This program.
    Own,
    /// Bubblewrap, at this place.
    Bubblewrap(PathBuf),
}

/// A program to start, and its arguments.
pub(super) struct Start {
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<OsString>,
}

impl Walls {
    /// Returns bubblewrap where it is installed.
    pub fn bubblewrap() -> Option<Self> {
        let places = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"];
        let at = places.into_iter().find(|place| Path::new(place).is_file())?;
        Some(Self::Bubblewrap(at.into()))
    }

    /// Writes the plan down and returns what starts the sandbox.
    pub(super) fn start(
        &self,
        program: &Path,
        plan: &Plan,
        meeting: &Meeting,
    ) -> Result<Start, RealError> {
        let write = |path: &Path, plan: &Plan| {
            let text = serde_json::to_vec(plan).expect("a plan is plain JSON");
            fs::write(path, text).map_err(host("write the plan of a sandbox"))
        };
        match self {
            Self::Own => {
                let path = meeting.path("plan.json");
                write(&path, plan)?;
                let arguments = vec![INSIDE.into(), path.into()];
                Ok(Start { program: program.to_owned(), arguments })
            }
            Self::Bubblewrap(at) => {
                // Inside, the meeting place has another path.
                let control = format!("{MEETING}/control").into();
                let inner = Plan { control, walls_stand: true, ..plan.clone() };
                write(&meeting.inside("plan.json"), &inner)?;
                let mut arguments = bubblewrap(plan, meeting)?;
                let at_inside = format!("{MEETING}/program");
                arguments.extend(["--ro-bind".into(), program.into(), at_inside.clone().into()]);
                arguments.extend(["--chdir", "/", "--", &at_inside, WITHIN].map(OsString::from));
                arguments.push(format!("{MEETING}/plan.json").into());
                Ok(Start { program: at.clone(), arguments })
            }
        }
    }
}

/// The walls of a plan in the words of bubblewrap.
fn bubblewrap(plan: &Plan, meeting: &Meeting) -> Result<Vec<OsString>, RealError> {
    let user = USER_ID.to_string();
    let mut words: Vec<OsString> = [
        "--unshare-user",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--as-pid-1",
        "--die-with-parent",
        "--hostname",
        HOST_NAME,
        "--uid",
        &user,
        "--gid",
        &user,
    ]
    .map(OsString::from)
    .to_vec();
    fs::write(meeting.inside("program"), "").map_err(host("make room for this program"))?;
    for (number, step) in plan.steps.iter().enumerate() {
        match step {
            Step::Show { from, at, access } => {
                let how = match access {
                    Access::Read => "--ro-bind",
                    Access::Write => "--bind",
                    Access::Device => "--dev-bind",
                };
                words.extend([how.into(), from.into(), at.into()]);
            }
            Step::Empty { at } => {
                let mode = if Step::is_for_everybody(at) { "1777" } else { "0755" };
                words.extend(["--perms", mode, "--tmpfs", at].map(OsString::from));
            }
            Step::Close { at } => words.extend(["--remount-ro", at].map(OsString::from)),
            Step::Link { at, target } => {
                words.extend(["--symlink", target, at].map(OsString::from));
            }
            Step::File { at, text } => {
                let path = meeting.path(&format!("file-{number}"));
                fs::write(&path, text).map_err(host("write a file of the sandbox"))?;
                words.extend(["--ro-bind".into(), path.into(), at.into()]);
            }
        }
    }
    words.extend(["--proc", "/proc"].map(OsString::from));
    // Where root starts the harness, its user could write here. What is shown in their place are the
    // host's, to be read.
    for path in ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs"] {
        words.extend(["--ro-bind-try", path, path].map(OsString::from));
    }
    words.extend(["--remount-ro", "/"].map(OsString::from));
    Ok(words)
}
