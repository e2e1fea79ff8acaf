//! `git checkout` and `git switch`.

use super::arguments::Arguments;
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::restoring::{Source, restore_paths};
use super::scene::Scene;
use super::session::Session;
use super::switching::{Destination, Manner, NewBranch};
use crate::shell::Exit;

const CHECKOUT: &str = "b: B: f,force q,quiet ours theirs detach no-track no-guess no-progress";

const SWITCH: &str = "c,create: C,force-create: f,force discard-changes q,quiet d,detach no-track \
    no-guess no-progress";

/// `git checkout`.
pub(super) fn checkout(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("checkout", CHECKOUT, arguments)?;
    let new = new_branch(session, &given, "b", "B")?;
    let manner = Manner {
        force: given.has("force"),
        quiet: given.has("quiet"),
        detach: given.has("detach"),
        no_track: given.has("no-track"),
    };
    let (before, behind) = given.parted();
    let dashes = given.before_dashes.is_some();
    let (place, paths) = match before.split_first() {
        None => (None, behind.to_vec()),
        Some((first, rest)) => match find(session, first, rest, dashes, &given)? {
            Some(found) => (Some(found), [rest, behind].concat()),
            None => (None, [before, behind].concat()),
        },
    };
    if let Some(side) = given.last_of(&["ours", "theirs"]) {
        let plain = place.is_none() && new.is_none() && !paths.is_empty();
        if !plain {
            return Err(Halt::unmodelled(format!("checkout --{side} of a branch")));
        }
        let stage = if side == "ours" { 2 } else { 3 };
        return checkout_side(session, &paths, stage, manner.quiet || dashes);
    }
    let paths_given = !paths.is_empty() || (dashes && before.is_empty());
    if paths_given {
        let manner = Manner { quiet: manner.quiet || dashes, ..manner };
        return checkout_paths(session, place, &paths, new.is_some(), manner);
    }
    let place = match place {
        Some(Place::Remote(name)) => return follow(session, &name, new, manner),
        Some(Place::Here(destination)) => destination,
        None => here(session)?,
    };
    session.go(&place, new.as_ref(), manner)?;
    Ok(Exit::SUCCESS)
}

/// What the first operand of `git checkout` means.
enum Place {
    /// A branch or commit.
    Here(Destination),
    /// A branch that only one remote has.
    Remote(String),
}

/// Decides whether the first operand is a commit, a remote's branch or a path.
fn find(
    session: &Session<'_>,
    first: &str,
    rest: &[String],
    dashes: bool,
    given: &Arguments,
) -> Done<Option<Place>> {
    if let Some(destination) = session.destination(first)? {
        if !dashes && !rest.is_empty() && session.is_path_here(first) {
            let what = format!("ambiguous argument '{first}': both revision and filename");
            return Err(Halt::fatal(format!(
                "{what}\nUse '--' to separate paths from revisions, like this:\n\
                 'git <command> [<revision>...] -- [<file>...]'"
            )));
        }
        return Ok(Some(Place::Here(destination)));
    }
    if let Some(id) = session.find_object(first)? {
        return Err(Halt::unmodelled(format!("checkout of {first}, the object {id}")));
    }
    let alone = rest.is_empty() && !given.has("b") && !given.has("B") && !given.has("no-guess");
    let is_path = !dashes && session.is_path_here(first);
    if alone && !is_path && session.remote_namesake(first)?.is_some() {
        return Ok(Some(Place::Remote(first.to_owned())));
    }
    if dashes {
        return Err(Halt::fatal(format!("invalid reference: {first}")));
    }
    if given.has("b") || given.has("B") {
        let name = given.value("b").or_else(|| given.value("B")).unwrap_or_default();
        if rest.is_empty() && !is_path {
            let what = format!(
                "'{first}' is not a commit and a branch '{name}' cannot be created from it"
            );
            return Err(Halt::fatal(what));
        }
    }
    Ok(None)
}

fn checkout_paths(
    session: &Session<'_>,
    place: Option<Place>,
    paths: &[String],
    makes_branch: bool,
    manner: Manner,
) -> Done {
    if makes_branch || manner.detach {
        let what = "Cannot update paths and switch to branch";
        return Err(Halt::unmodelled(format!("checkout: {what}")));
    }
    let meant = Pathspec::read(session, paths)?;
    let source = match place {
        Some(Place::Here(to)) => Source::Commit(to.commit),
        Some(Place::Remote(name)) => return Err(Halt::unmodelled(format!("checkout of {name}"))),
        None => Source::Index,
    };
    let count = restore_paths(session, &source, &meant, super::restoring::Into::checkout())?;
    if !manner.quiet {
        let from = match &source {
            Source::Index => "the index".to_owned(),
            Source::Commit(id) => session.short(session.tree_of(*id)?)?,
        };
        let plural = if count == 1 { "" } else { "s" };
        session.err(&format!("Updated {count} path{plural} from {from}\n"));
    }
    Ok(Exit::SUCCESS)
}

/// Lays one side of files in conflict into the work tree; they stay in conflict.
fn checkout_side(session: &Session<'_>, paths: &[String], stage: usize, quiet: bool) -> Done {
    let meant = Pathspec::read(session, paths)?;
    let scene = Scene::of(session)?;
    let known = scene.staging.paths();
    for item in meant.items() {
        if !known.iter().any(|path| item.matches(path)) {
            let what = "did not match any file(s) known to git";
            return Err(Halt::error(format!("pathspec '{}' {what}", item.given)));
        }
    }
    let side = if stage == 2 { "our" } else { "their" };
    let mut laid = Vec::new();
    for path in known.iter().filter(|path| meant.matches(path)) {
        let conflict = scene.staging.conflicts.contains_key(path);
        let missing = || Halt::error(format!("path '{path}' does not have {side} version"));
        let leaf = scene.staging.at_stage(path, if conflict { stage } else { 0 });
        laid.push((path, leaf.ok_or_else(missing)?));
    }
    let mut count = 0;
    for (path, leaf) in laid {
        if scene.on_disk(path)? != Some(leaf) {
            session.write_on_disk(path, leaf)?;
            count += 1;
        }
    }
    if !quiet {
        let plural = if count == 1 { "" } else { "s" };
        session.err(&format!("Updated {count} path{plural} from the index\n"));
    }
    Ok(Exit::SUCCESS)
}

/// Makes a branch that follows the remote's branch of the same name, and goes there.
fn follow(session: &Session<'_>, name: &str, new: Option<NewBranch>, manner: Manner) -> Done {
    let full = session.remote_namesake(name)?.unwrap_or_default();
    let short = full.strip_prefix("refs/remotes/").unwrap_or(&full);
    let Some(mut to) = session.destination(short)? else {
        return Err(Halt::unmodelled(format!("checkout of {name}")));
    };
    to.name = if manner.detach { short.to_owned() } else { full.clone() };
    let branch = NewBranch { name: name.to_owned(), force: false };
    let new = new.or_else(|| (!manner.detach).then_some(branch));
    session.go(&to, new.as_ref(), manner)?;
    Ok(Exit::SUCCESS)
}

/// Returns what is checked out, as a place to go to.
fn here(session: &Session<'_>) -> Done<Destination> {
    let head = session.head()?;
    let unborn = || Halt::unmodelled("checkout on a branch without commits");
    let commit = head.commit.ok_or_else(unborn)?;
    Ok(Destination { name: "HEAD".to_owned(), branch: head.branch, commit })
}

fn new_branch(
    session: &Session<'_>,
    given: &Arguments,
    create: &'static str,
    force: &'static str,
) -> Done<Option<NewBranch>> {
    let Some(option) = given.last_of(&[create, force]) else { return Ok(None) };
    let name = given.value(option).unwrap_or_default().to_owned();
    must_be_branch_name(&name)?;
    let force = option == force;
    if !force && session.branch_reference(&name)?.is_some() {
        return Err(Halt::fatal(format!("a branch named '{name}' already exists")));
    }
    Ok(Some(NewBranch { name, force }))
}

/// Says that no branch can have the name.
pub(super) fn must_be_branch_name(name: &str) -> Done<()> {
    let plain = !name.starts_with('-') && name != "HEAD";
    if plain && git2::Reference::is_valid_name(&format!("refs/heads/{name}")) {
        return Ok(());
    }
    Err(Halt::fatal(format!("'{name}' is not a valid branch name")))
}

/// `git switch`.
pub(super) fn switch(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("switch", SWITCH, arguments)?;
    if let Some(extra) = given.operands.get(1) {
        let _ = extra;
        return Err(Halt::fatal("only one reference expected"));
    }
    if let Some(progress) = session.progress()? {
        return Err(Halt::unmodelled(format!("switch while {progress:?} is under way")));
    }
    let new = new_branch(session, &given, "create", "force-create")?;
    let manner = Manner {
        force: given.has("force") || given.has("discard-changes"),
        quiet: given.has("quiet"),
        detach: given.has("detach"),
        no_track: given.has("no-track"),
    };
    let Some(name) = given.operands.first() else {
        if new.is_none() && !manner.detach {
            return Err(Halt::fatal("missing branch or commit argument"));
        }
        session.go(&here(session)?, new.as_ref(), manner)?;
        return Ok(Exit::SUCCESS);
    };
    let Some(to) = session.destination(name)? else {
        if new.is_none() && !manner.detach && session.remote_namesake(name)?.is_some() {
            return follow(session, name, None, manner);
        }
        return Err(Halt::fatal(format!("invalid reference: {name}")));
    };
    if to.branch.is_none() && new.is_none() && !manner.detach {
        let kind = match session.full_names(&to.name)?.first() {
            Some(full) if full.starts_with("refs/tags/") => format!("tag '{}'", to.name),
            Some(full) if full.starts_with("refs/remotes/") => {
                format!("remote branch '{}'", to.name)
            }
            _ => format!("commit '{}'", to.name),
        };
        session.err(&format!("fatal: a branch is expected, got {kind}\n"));
        session
            .hint("If you want to detach HEAD at the commit, try again with the --detach option.");
        return Err(Halt::Exit(128));
    }
    session.go(&to, new.as_ref(), manner)?;
    Ok(Exit::SUCCESS)
}
