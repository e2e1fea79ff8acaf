//! Building a world once and forking it for each drill.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use filetime::FileTime;

use super::history::{History, lay_history};
use super::index::write_index;
use super::{Root, ThrowawayError};
use crate::determinism::Tick;
use crate::world::{Blueprint, FilePlan, Layout, join, parent_of};

/// The most bytes of a path of a plan.
const PATH_BYTES_MAX: usize = 1024;

/// How much later than the files their index is written: git reads every file again that was
/// changed in the instant of its index or after it.
const INDEX_LAG: Duration = Duration::from_millis(1);

/// A built world, held in memory and ready to be laid on a disk as often as wanted.
#[derive(Debug)]
pub struct Template {
    layout: Layout,
    /// Every directory, parents first, absolute in the world.
    directories: BTreeSet<String>,
    /// Every file but the index of git, by absolute path.
    files: BTreeMap<String, FilePlan>,
    /// Files, from the checkout, that somebody has edited since the last commit.
    edited: BTreeSet<String>,
    /// Symbolic links: targets by absolute path.
    links: BTreeMap<String, String>,
    history: History,
    built_at: Tick,
}

/// One throwaway world. Its directory is removed when the value is dropped.
#[derive(Debug)]
pub struct World {
    /// The wall around it.
    pub root: Root,
    /// Where its parts stand.
    pub layout: Layout,
    guard: Guard,
}

/// Removes a directory when dropped, unless it was let go.
#[derive(Debug)]
struct Guard(Option<PathBuf>);

impl Template {
    /// Builds what `blueprint` plans; objects are made in a directory of its own below `scratch`,
    /// which is gone when this returns.
    pub fn build(blueprint: &Blueprint, scratch: &Path) -> Result<Self, ThrowawayError> {
        let layout = blueprint.layout.clone();
        let history =
            lay_history(&blueprint.commits, blueprint.existing.as_deref(), &layout, scratch)?;
        let mut files = BTreeMap::new();
        for (path, plan) in history.checkout.iter().chain(&blueprint.untracked) {
            files.insert(join(&layout.checkout, checked(path)?), plan.clone());
        }
        for (path, plan) in &blueprint.edited {
            if !history.checkout.contains_key(path) {
                return Err(plan_error(path, "it is edited and the last commit does not hold it"));
            }
            files.insert(join(&layout.checkout, path), plan.clone());
        }
        for (path, plan) in &blueprint.outside {
            files.insert(join("/", checked(path.trim_start_matches('/'))?), plan.clone());
        }
        files.extend(history.repositories.clone());
        let links = blueprint.existing.iter().flat_map(|existing| &existing.links);
        let mut links: BTreeMap<String, String> =
            links.map(|(path, target)| (join(&layout.checkout, path), target.clone())).collect();
        // A commit on top may have put a file in the place of a link.
        links.retain(|path, _| !files.contains_key(path));
        let mut directories: BTreeSet<String> = history.directories.iter().cloned().collect();
        directories.extend(blueprint.directories.iter().map(|path| join("/", path)));
        directories.extend([&layout.checkout, &layout.home].map(|path| join("/", path)));
        let directories = with_parents(directories, files.keys().chain(links.keys()));
        let mut paths = files.keys().chain(links.keys());
        if let Some(path) = paths.find(|path| directories.contains(*path)) {
            return Err(plan_error(path, "it is a file and a directory"));
        }
        let edited = blueprint.edited.keys().cloned().collect();
        Ok(Self { layout, directories, files, links, edited, built_at: history.last_at, history })
    }

    /// Returns where the parts of the world stand.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Lays the world in the directory `into`, which must not exist yet.
    pub fn fork(&self, into: &Path) -> Result<World, ThrowawayError> {
        fs::create_dir(into).map_err(ThrowawayError::host("create", into))?;
        let guard = Guard(Some(into.to_owned()));
        for directory in &self.directories {
            let host = on_host(into, directory);
            fs::create_dir(&host).map_err(ThrowawayError::host("create", &host))?;
        }
        let mut tracked = BTreeMap::new();
        for (path, plan) in &self.files {
            let found = self.lay_file(&on_host(into, path), plan)?;
            // Git knows nothing of an edited file, so that it reads the file when it is asked.
            let inner = below(path, &self.layout.checkout);
            if let Some(inner) = inner.filter(|inner| !self.edited.contains(*inner)) {
                tracked.insert(inner, found);
            }
        }
        for (path, target) in &self.links {
            let host = on_host(into, path);
            let lay = || {
                symlink(target, &host)?;
                let at = FileTime::from_system_time(UNIX_EPOCH + self.since_epoch());
                filetime::set_symlink_file_times(&host, at, at)?;
                fs::symlink_metadata(&host)
            };
            let found = lay().map_err(ThrowawayError::host("link", &host))?;
            tracked.extend(below(path, &self.layout.checkout).map(|inner| (inner, found)));
        }
        let index = on_host(into, &format!("{}/.git/index", self.layout.checkout));
        write_index(&index, &self.history.listing, &tracked)?;
        self.stamp(&index, INDEX_LAG)?;
        for directory in self.directories.iter().map(|path| on_host(into, path)) {
            self.stamp(&directory, Duration::ZERO)?;
        }
        let root = Root::at(into);
        root.set_now(self.built_at);
        Ok(World { root, layout: self.layout.clone(), guard })
    }

    fn lay_file(&self, host: &Path, plan: &FilePlan) -> Result<fs::Metadata, ThrowawayError> {
        let mode = if plan.executable { 0o755 } else { 0o644 };
        let lay = || {
            let mut file =
                fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(host)?;
            file.write_all(&plan.bytes)?;
            // The host's umask must not show in the world.
            file.set_permissions(fs::Permissions::from_mode(mode))?;
            file.set_modified(UNIX_EPOCH + self.since_epoch())?;
            file.metadata()
        };
        lay().map_err(ThrowawayError::host("write", host))
    }

    fn stamp(&self, host: &Path, lag: Duration) -> Result<(), ThrowawayError> {
        let at = UNIX_EPOCH + self.since_epoch() + lag;
        let stamp = || fs::File::open(host)?.set_modified(at);
        stamp().map_err(ThrowawayError::host("stamp", host))
    }

    fn since_epoch(&self) -> Duration {
        Duration::from_millis(self.built_at.epoch_ms())
    }
}

impl World {
    /// Keeps the directory beyond the life of this value, and returns it.
    pub fn keep(mut self) -> PathBuf {
        self.guard.0 = None;
        self.root.host().to_owned()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(directory) = self.0.take() {
            // Whatever is left of a throwaway directory harms nobody: there is nothing to report.
            let _ = fs::remove_dir_all(directory);
        }
    }
}

fn on_host(into: &Path, path: &str) -> PathBuf {
    into.join(path.trim_start_matches('/'))
}

fn below<'a>(path: &'a str, directory: &str) -> Option<&'a str> {
    path.strip_prefix(directory.trim_end_matches('/'))?.strip_prefix('/')
}

/// Returns the directories with every one above them and above `files`, the root left out.
fn with_parents<'a>(
    directories: BTreeSet<String>,
    files: impl Iterator<Item = &'a String>,
) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let above_files = files.map(|path| parent_of(path).to_owned());
    for directory in directories.into_iter().chain(above_files) {
        let mut here = directory.as_str();
        while here != "/" && all.insert(here.to_owned()) {
            here = parent_of(here);
        }
    }
    all
}

/// Returns `path` if a file of a world can stand there.
pub(super) fn checked(path: &str) -> Result<&str, ThrowawayError> {
    let odd = |part: &str| matches!(part, "" | "." | "..") || part.eq_ignore_ascii_case(".git");
    if path.len() > PATH_BYTES_MAX || path.contains('\0') {
        return Err(plan_error(path, "no file can have this name"));
    }
    if path.split('/').any(odd) {
        return Err(plan_error(path, "a part of it is empty, a dot, two dots or .git"));
    }
    Ok(path)
}

pub(super) fn plan_error(path: &str, why: &'static str) -> ThrowawayError {
    ThrowawayError::Plan { path: path.to_owned(), why }
}
