//! Bringing single paths back: `git restore` and `git checkout -- PATHS`.

use std::collections::BTreeSet;

use git2::Oid;

use super::arguments::Arguments;
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::scene::{Local, Scene};
use super::session::Session;
use crate::shell::Exit;
use crate::throwaway::Listing;

/// Where the content comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    /// The index.
    Index,
    /// A commit.
    Commit(Oid),
}

/// Where the content goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Into {
    /// The index.
    pub index: bool,
    /// The work tree.
    pub work_tree: bool,
    /// Whether files that the source does not hold are removed.
    pub removes: bool,
}

impl Into {
    /// What `git checkout` does: nothing is removed.
    pub(super) fn checkout() -> Self {
        Self { index: true, work_tree: true, removes: false }
    }
}

const RESTORE: &str = "s,source: S,staged W,worktree q,quiet no-progress";

/// `git restore`.
pub(super) fn restore(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("restore", RESTORE, arguments)?;
    if given.operands.is_empty() {
        return Err(Halt::fatal("you must specify path(s) to restore"));
    }
    let index = given.has("staged");
    let work_tree = given.has("worktree") || !index;
    let source = match given.value("source") {
        Some(name) => {
            let unknown = || Halt::fatal(format!("could not resolve {name}"));
            Source::Commit(session.find_commit(name)?.ok_or_else(unknown)?)
        }
        None if index => match session.head()?.commit {
            Some(id) => Source::Commit(id),
            None => return Err(Halt::fatal("could not resolve HEAD")),
        },
        None => Source::Index,
    };
    let paths = Pathspec::read(session, &given.operands)?;
    restore_paths(session, &source, &paths, Into { index, work_tree, removes: true })?;
    Ok(Exit::SUCCESS)
}

/// Brings the paths that are meant back, and returns how many files of the work tree changed.
pub(super) fn restore_paths(
    session: &Session<'_>,
    source: &Source,
    paths: &Pathspec,
    into: Into,
) -> Done<usize> {
    let mut scene = Scene::of(session)?;
    let listing = match source {
        Source::Index => scene.staging.listing(),
        Source::Commit(id) => session.files_of(Some(*id))?,
    };
    let tracked = scene.staging.paths();
    must_match(session, &listing, &tracked, paths, into)?;
    refuse_conflicts(session, &scene, source, paths)?;
    let mut candidates: BTreeSet<&String> = listing.keys().collect();
    if into.removes {
        candidates.extend(&tracked);
    }
    let meant: Vec<String> =
        candidates.into_iter().filter(|path| paths.matches(path)).cloned().collect();
    let mut changed = 0;
    for path in &meant {
        changed += usize::from(restore_one(session, &mut scene, &listing, path, into)?);
    }
    scene.staging.write(session)?;
    Ok(changed)
}

fn restore_one(
    session: &Session<'_>,
    scene: &mut Scene<'_>,
    listing: &Listing,
    path: &str,
    into: Into,
) -> Done<bool> {
    let Some(leaf) = listing.get(path).copied() else {
        if into.work_tree && scene.survey.files.contains_key(path) {
            session.remove_on_disk(path)?;
        }
        if into.index {
            scene.staging.remove(path);
        }
        return Ok(into.work_tree);
    };
    let on_disk = scene.on_disk(path)?;
    if into.work_tree && on_disk != Some(leaf) {
        let seen = session.write_on_disk(path, leaf)?;
        if into.index || scene.staging.get(path) == Some(leaf) {
            scene.staging.set(path, leaf, Some(&seen));
        }
        return Ok(true);
    }
    if into.index {
        let same = scene.staging.get(path) == Some(leaf) && scene.local(path)? == Local::Same;
        if !same {
            let seen = scene.survey.files.get(path).filter(|_| on_disk == Some(leaf)).cloned();
            scene.staging.set(path, leaf, seen.as_ref());
        }
    }
    Ok(false)
}

fn must_match(
    session: &Session<'_>,
    listing: &Listing,
    tracked: &[String],
    paths: &Pathspec,
    into: Into,
) -> Done<()> {
    let mut unknown = false;
    for item in paths.items() {
        let known = listing.keys().any(|path| item.matches(path))
            || (into.removes && tracked.iter().any(|path| item.matches(path)));
        if !known {
            let given = &item.given;
            session.err(&format!(
                "error: pathspec '{given}' did not match any file(s) known to git\n"
            ));
            unknown = true;
        }
    }
    if unknown { Err(Halt::Exit(1)) } else { Ok(()) }
}

fn refuse_conflicts(
    session: &Session<'_>,
    scene: &Scene<'_>,
    source: &Source,
    paths: &Pathspec,
) -> Done<()> {
    if !matches!(source, Source::Index) {
        return Ok(());
    }
    let mut conflict = false;
    for path in scene.staging.conflicts.keys().filter(|path| paths.matches(path)) {
        session.err(&format!("error: path '{path}' is unmerged\n"));
        conflict = true;
    }
    if conflict { Err(Halt::Exit(1)) } else { Ok(()) }
}
