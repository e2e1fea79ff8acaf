//! `git reset`.

use git2::Oid;

use super::arguments::Arguments;
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::scene::Scene;
use super::session::Session;
use super::unpack::force;
use super::walk::unknown;
use crate::shell::Exit;

const GRAMMAR: &str = "soft mixed hard q,quiet no-refresh refresh no-quiet";

/// `git reset`.
pub(super) fn reset(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("reset", GRAMMAR, arguments)?;
    let (name, paths) = parted(session, &given)?;
    let mode = given.last_of(&["soft", "mixed", "hard"]);
    let head = session.head()?.commit;
    let target = match name.as_deref() {
        None | Some("HEAD") if head.is_none() => None,
        name => {
            let name = name.unwrap_or("HEAD");
            Some(session.find_commit(name)?.ok_or_else(|| unknown(name))?)
        }
    };
    if !paths.is_empty() {
        if let Some(mode @ ("soft" | "hard")) = mode {
            return Err(Halt::fatal(format!("Cannot do {mode} reset with paths.")));
        }
        return reset_paths(session, target, &paths, given.has("quiet"));
    }
    let Some(target) = target else {
        return Err(Halt::unmodelled("reset on a branch without commits"));
    };
    let message = format!("reset: moving to {}", name.as_deref().unwrap_or("HEAD"));
    match mode {
        Some("soft") => soft(session, target, &message)?,
        Some("hard") => hard(session, target, &message, given.has("quiet"))?,
        _ => mixed(session, target, &message, given.has("quiet"))?,
    }
    Ok(Exit::SUCCESS)
}

/// Parts the operands into the commit and the paths.
fn parted(session: &Session<'_>, given: &Arguments) -> Done<(Option<String>, Vec<String>)> {
    let (before, behind) = given.parted();
    let Some((first, rest)) = before.split_first() else { return Ok((None, behind.to_vec())) };
    let dashes = given.before_dashes.is_some();
    let is_commit = session.find_commit(first)?.is_some();
    if !dashes && is_commit && !rest.is_empty() && session.is_path_here(first) {
        return Err(Halt::unmodelled(format!("reset where {first} is a commit and a file")));
    }
    if is_commit || dashes {
        if !is_commit {
            let what = "Failed to resolve";
            return Err(Halt::fatal(format!("{what} '{first}' as a valid tree.")));
        }
        for path in rest {
            session.must_be_path(path)?;
        }
        return Ok((Some(first.clone()), [rest, behind].concat()));
    }
    for path in before {
        session.must_be_path(path)?;
    }
    Ok((None, before.to_vec()))
}

fn move_to(session: &Session<'_>, target: Oid, message: &str) -> Done<()> {
    if let Some(old) = session.head()?.commit {
        session.references().write("ORIG_HEAD", old)?;
    }
    session.move_head(target, message)
}

fn soft(session: &Session<'_>, target: Oid, message: &str) -> Done<()> {
    let staging = super::staging::Staging::read(session)?;
    if !staging.conflicts.is_empty() || session.progress()?.is_some() {
        return Err(Halt::fatal("Cannot do a soft reset in the middle of a merge."));
    }
    move_to(session, target, message)?;
    session.forget_progress()
}

/// Goes to a commit and makes index and work tree like it.
pub(super) fn hard(session: &Session<'_>, target: Oid, message: &str, quiet: bool) -> Done<()> {
    hard_to(session, target)?;
    move_to(session, target, message)?;
    if !quiet {
        session.out(&format!("HEAD is now at {}\n", session.short_and_subject(target)?));
    }
    forget(session)
}

/// Makes index and work tree like a commit.
pub(super) fn hard_to(session: &Session<'_>, target: Oid) -> Done<()> {
    let mut scene = Scene::of(session)?;
    force(session, &mut scene, &session.files_of(Some(target))?)?;
    scene.staging.write(session)
}

fn mixed(session: &Session<'_>, target: Oid, message: &str, quiet: bool) -> Done<()> {
    let mut scene = Scene::of(session)?;
    let listing = session.files_of(Some(target))?;
    for path in scene.staging.paths() {
        if !listing.contains_key(&path) {
            scene.staging.remove(&path);
        }
    }
    for (path, leaf) in &listing {
        scene.staging.set_unseen(path, *leaf);
    }
    scene.staging.write(session)?;
    move_to(session, target, message)?;
    say_unstaged(session, &scene, quiet)?;
    forget(session)
}

fn reset_paths(session: &Session<'_>, target: Option<Oid>, paths: &[String], quiet: bool) -> Done {
    let meant = Pathspec::read(session, paths)?;
    let listing = session.files_of(target)?;
    let mut scene = Scene::of(session)?;
    for path in scene.staging.paths() {
        if meant.matches(&path) && !listing.contains_key(&path) {
            scene.staging.remove(&path);
        }
    }
    for (path, leaf) in listing.iter().filter(|(path, _)| meant.matches(path)) {
        scene.staging.set_unseen(path, *leaf);
    }
    scene.staging.write(session)?;
    say_unstaged(session, &scene, quiet)?;
    Ok(Exit::SUCCESS)
}

/// Lists what differs between index and work tree now.
fn say_unstaged(session: &Session<'_>, scene: &Scene<'_>, quiet: bool) -> Done<()> {
    let mut lines = String::new();
    for (path, leaf) in scene.local_changes()? {
        let change = super::changes::Change::at(&path, scene.staging.get(&path), leaf);
        lines +=
            &format!("{}\t{}\n", change.letter(), super::quoting::quoted(&session.seen(&path)))[..];
    }
    if !lines.is_empty() && !quiet {
        session.out(&format!("Unstaged changes after reset:\n{lines}"));
    }
    Ok(())
}

/// Forgets a merge, revert or cherry-pick, and a series if this was its last commit.
fn forget(session: &Session<'_>) -> Done<()> {
    session.forget_progress()?;
    super::series::forget_finished_series(session)
}
