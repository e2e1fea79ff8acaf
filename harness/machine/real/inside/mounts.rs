//! The file system of a sandbox: nothing of the host's but what the plan shows.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use nix::mount::{MntFlags, MsFlags, mount, umount2};

use super::enter::{Failure, trying};
use super::namespaces::{make_harmless, make_read_only};
use crate::machine::real::plan::{Access, Plan, Step};

/// The most bytes that one of the small file systems holds.
const EMPTY_OPTIONS: &str = "size=256m,mode=0755";

const NONE: Option<&str> = None;

/// Puts the file system together and makes it the only one there is.
pub(super) fn build(plan: &Plan) -> Result<(), Failure> {
    // What is mounted here must not show on the host, nor the other way round.
    mount(NONE, "/", NONE, MsFlags::MS_REC | MsFlags::MS_PRIVATE, NONE)
        .map_err(trying("part from the mounts of the host"))?;
    let root = &plan.root;
    lay_empty(root, "mode=0755")?;
    for step in &plan.steps {
        lay(root, step)?;
    }
    lay_proc(&made(root, "/proc")?)?;
    turn_to(root)
}

/// Lays what the kernel says about the processes of the sandbox on `at`.
pub(super) fn lay_proc(at: &Path) -> Result<(), Failure> {
    mount(Some("proc"), at, Some("proc"), MsFlags::empty(), NONE).map_err(trying("mount /proc"))
}

fn lay(root: &Path, step: &Step) -> Result<(), Failure> {
    match step {
        Step::Show { from, at, access } => show(root, from, at, *access),
        Step::Empty { at } => {
            let options =
                if Step::is_for_everybody(at) { "size=256m,mode=1777" } else { EMPTY_OPTIONS };
            lay_empty(&made(root, at)?, options)
        }
        Step::Close { at } => {
            make_read_only(&inside(root, at)).map_err(trying(format!("close {at}")))
        }
        Step::Link { at, target } => {
            symlink(target, inside(root, at)).map_err(trying(format!("link {at}")))
        }
        Step::File { at, text } => {
            fs::write(inside(root, at), text).map_err(trying(format!("write {at}")))
        }
    }
}

fn lay_empty(at: &Path, options: &str) -> Result<(), Failure> {
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV;
    mount(Some("tmpfs"), at, Some("tmpfs"), flags, Some(options))
        .map_err(trying(format!("mount an empty file system on {}", at.display())))
}

fn show(root: &Path, from: &Path, at: &str, access: Access) -> Result<(), Failure> {
    let what = || format!("show {} at {at}", from.display());
    let place = if from.is_dir() { made(root, at)? } else { touched(root, at)? };
    let flags = if access == Access::Device {
        MsFlags::MS_BIND
    } else {
        MsFlags::MS_BIND | MsFlags::MS_REC
    };
    mount(Some(from), &place, NONE, flags, NONE).map_err(trying(what()))?;
    match access {
        Access::Read => make_read_only(&place).map_err(trying(what())),
        Access::Write => make_harmless(&place).map_err(trying(what())),
        Access::Device => Ok(()),
    }
}

/// Leaves the host's file system behind for good.
fn turn_to(root: &Path) -> Result<(), Failure> {
    nix::unistd::chdir(root).map_err(trying("enter the new root"))?;
    nix::unistd::pivot_root(".", ".").map_err(trying("change the root"))?;
    umount2(".", MntFlags::MNT_DETACH).map_err(trying("leave the root of the host"))?;
    nix::unistd::chdir("/").map_err(trying("enter the new root"))?;
    let flags = MsFlags::MS_BIND
        | MsFlags::MS_REMOUNT
        | MsFlags::MS_RDONLY
        | MsFlags::MS_NOSUID
        | MsFlags::MS_NODEV;
    mount(NONE, "/", NONE, flags, NONE).map_err(trying("close the root"))
}

fn inside(root: &Path, at: &str) -> PathBuf {
    root.join(at.trim_start_matches('/'))
}

fn made(root: &Path, at: &str) -> Result<PathBuf, Failure> {
    let place = inside(root, at);
    if !place.is_dir() {
        fs::create_dir_all(&place).map_err(trying(format!("make {at}")))?;
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&place, open).map_err(trying(format!("open {at}")))?;
    }
    Ok(place)
}

fn touched(root: &Path, at: &str) -> Result<PathBuf, Failure> {
    let place = inside(root, at);
    if let Some(above) = place.parent() {
        fs::create_dir_all(above).map_err(trying(format!("make a place for {at}")))?;
    }
    fs::write(&place, "").map_err(trying(format!("make {at}")))?;
    Ok(place)
}
