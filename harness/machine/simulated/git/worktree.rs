//! `git worktree`: `list`, `remove` and `prune`; `add` has a file of its own.

use super::arguments::Arguments;
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::scene::Scene;
use super::session::Session;
use super::status::{Report, Untracked};
use super::work_trees::WorkTree;
use super::worktree_add::add;
use crate::shell::Exit;
use crate::throwaway::GitPlace;
use crate::world::{FileKind, name_of};

/// Why a work tree would be forgotten.
const GONE: &str = "gitdir file points to non-existent location";

/// `git worktree`.
pub(super) fn worktree(session: &Session<'_>, arguments: &[String]) -> Done {
    let Some((verb, rest)) = arguments.split_first() else {
        return Err(Halt::unmodelled("worktree without a subcommand"));
    };
    match verb.as_str() {
        "add" => add(session, rest),
        "list" => list(session, rest),
        "remove" => remove(session, rest),
        "prune" => prune(session, rest),
        other => Err(Halt::unmodelled(format!("worktree {other}"))),
    }
}

fn list(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("worktree list", "porcelain", arguments)?;
    if !given.operands.is_empty() {
        return Err(Halt::unmodelled("worktree list with operands"));
    }
    let trees = session.work_trees()?;
    if session.settings.get("core.bare") == Some("true") {
        return Err(Halt::unmodelled("worktree list in a bare repository"));
    }
    let width = trees.iter().map(|tree| tree.path.chars().count()).max().unwrap_or(0);
    for tree in &trees {
        let porcelain = given.has("porcelain");
        session.out(&if porcelain { record(session, tree) } else { line(session, tree, width)? });
    }
    Ok(Exit::SUCCESS)
}

/// Writes a work tree for people.
fn line(session: &Session<'_>, tree: &WorkTree, width: usize) -> Done<String> {
    let short = match tree.head.commit {
        Some(id) => session.short(id)?,
        None => "0000000".to_owned(),
    };
    let head = match tree.head.short_branch() {
        Some(branch) => format!("[{branch}]"),
        None => "(detached HEAD)".to_owned(),
    };
    let mark = if tree.is_missing(session) { " prunable" } else { "" };
    Ok(format!("{:<width$}  {short} {head}{mark}\n", tree.path))
}

/// Writes a work tree for programs.
fn record(session: &Session<'_>, tree: &WorkTree) -> String {
    let id = tree.head.commit.unwrap_or(git2::Oid::ZERO_SHA1);
    let head = match &tree.head.branch {
        Some(branch) => format!("branch {branch}"),
        None => "detached".to_owned(),
    };
    let missing = tree.is_missing(session);
    let mark = if missing { format!("prunable {GONE}\n") } else { String::new() };
    format!("worktree {}\nHEAD {id}\n{head}\n{mark}\n", tree.path)
}

fn remove(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("worktree remove", "f,force", arguments)?;
    let [name] = given.operands.as_slice() else {
        return Err(Halt::unmodelled("worktree remove without one operand"));
    };
    let trees = session.work_trees()?;
    let none = || Halt::fatal(format!("'{name}' is not a working tree"));
    let tree = named(session, &trees, name).ok_or_else(none)?;
    if tree.id.is_none() {
        return Err(Halt::fatal(format!("'{name}' is a main working tree")));
    }
    if session.root.kind_of_link(&tree.path).is_some() {
        must_point_back(session, tree)?;
        if !given.has("force") {
            must_be_clean(session, tree, name)?;
        }
        session.root.remove_dir_all(&tree.path)?;
    }
    forget(session, tree)?;
    Ok(Exit::SUCCESS)
}

/// Finds the work tree that a path, or the end of one, stands for.
fn named<'t>(session: &Session<'_>, trees: &'t [WorkTree], name: &str) -> Option<&'t WorkTree> {
    let end = format!("/{name}");
    let mut by_end = trees.iter().filter(|tree| tree.path.ends_with(&end));
    if let (Some(only), None) = (by_end.next(), by_end.next()) {
        return Some(only);
    }
    let place = session.real_place(name);
    trees.iter().find(|tree| tree.path == place)
}

/// Makes sure that the work tree is the one that git wrote down.
fn must_point_back(session: &Session<'_>, tree: &WorkTree) -> Done<()> {
    let file = format!("{}/.git", tree.path);
    if session.root.kind_of_link(&file).is_none() {
        let what = "validation failed, cannot remove working tree";
        return Err(Halt::fatal(format!("{what}: '{file}' does not exist")));
    }
    let found = GitPlace::find(session.root, &file)?;
    if found == tree.place {
        return Ok(());
    }
    Err(Halt::unmodelled(format!("worktree remove of {} that belongs elsewhere", tree.path)))
}

/// Refuses to lose changes and untracked files; ignored ones do not count.
fn must_be_clean(session: &Session<'_>, tree: &WorkTree, name: &str) -> Done<()> {
    let there = session.in_work_tree(&tree.path)?;
    let scene = Scene::of(&there)?;
    let report = Report::of(&there, &scene, &Pathspec::read(&there, &[])?, Untracked::Folded)?;
    let clean = report.staged.is_empty()
        && report.unstaged.is_empty()
        && report.conflicts.is_empty()
        && report.untracked.is_empty();
    if clean {
        return Ok(());
    }
    let what = "contains modified or untracked files, use --force to delete it";
    Err(Halt::fatal(format!("'{name}' {what}")))
}

fn prune(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("worktree prune", "n,dry-run v,verbose", arguments)?;
    if !given.operands.is_empty() {
        return Err(Halt::unmodelled("worktree prune with operands"));
    }
    for tree in session.work_trees()?.iter().filter(|tree| tree.is_missing(session)) {
        if given.has("dry-run") || given.has("verbose") {
            let id = name_of(&tree.place.own);
            session.err(&format!("Removing worktrees/{id}: {GONE}\n"));
        }
        if !given.has("dry-run") {
            forget(session, tree)?;
        }
    }
    Ok(Exit::SUCCESS)
}

/// Removes what git keeps of a work tree beside its files.
pub(super) fn forget(session: &Session<'_>, tree: &WorkTree) -> Done<()> {
    session.root.remove_dir_all(&tree.place.own)?;
    let above = session.place.path("worktrees");
    let last = session.root.kind_of_link(&above) == Some(FileKind::Directory)
        && session.root.list(&above)?.is_empty();
    if last {
        session.root.remove_dir(&above)?;
    }
    Ok(())
}
