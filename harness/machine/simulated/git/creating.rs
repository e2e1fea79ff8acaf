//! `git init` and `git clone`, inside the world.

use super::arguments::Arguments;
use super::outcome::{Done, Halt};
use super::pretty::short_name;
use super::remotes::is_elsewhere;
use super::session::{Session, is_git_dir};
use super::surroundings::Surroundings;
use super::unpack::force;
use crate::shell::Exit;
use crate::throwaway::{References, Target};
use crate::world::{FileKind, name_of};

const INIT: &str = "q,quiet b,initial-branch: bare";
const CLONE: &str = "q,quiet b,branch: bare no-local o,origin: no-hardlinks no-checkout";

/// `git init`.
pub(super) fn init(around: &Surroundings<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("init", INIT, arguments)?;
    let top = match given.operands.as_slice() {
        [] => around.cwd.clone(),
        [path] => around.place(path),
        _ => return Err(Halt::unmodelled("init of several directories")),
    };
    around.root.create_dir_all(&top)?;
    let bare = given.has("bare");
    let git_dir = if bare { top.clone() } else { format!("{}/.git", top.trim_end_matches('/')) };
    let again = is_git_dir(around, &git_dir);
    let settings = around.settings(None)?;
    if !again {
        let usual = settings.get("init.defaultbranch");
        let branch = given.value("initial-branch").or(usual);
        if branch.is_none() && !given.has("quiet") {
            around.hint(MASTER);
        }
        lay(around, &git_dir, branch.unwrap_or("master"), bare)?;
    }
    if !given.has("quiet") {
        let how = if again { "Reinitialized existing" } else { "Initialized empty" };
        around.out(&format!("{how} Git repository in {}/\n", git_dir.trim_end_matches('/')));
    }
    Ok(Exit::SUCCESS)
}

const MASTER: &str = "Using 'master' as the name for the initial branch. This default branch name\n\
    is subject to change. To configure the initial branch name to use in all\n\
    of your new repositories, which will suppress this warning, call:\n\n\
    \tgit config --global init.defaultBranch <name>\n\n\
    Names commonly chosen instead of 'master' are 'main', 'trunk' and\n\
    'development'. The just-created branch can be renamed via this command:\n\n\
    \tgit branch -m <name>";

/// Lays an empty git directory.
fn lay(around: &Surroundings<'_>, git_dir: &str, branch: &str, bare: bool) -> Done<()> {
    for inner in ["objects/info", "objects/pack", "refs/heads", "refs/tags", "info", "hooks"] {
        around.root.create_dir_all(&format!("{git_dir}/{inner}"))?;
    }
    let logs = if bare { "" } else { "\tlogallrefupdates = true\n" };
    let config = format!(
        "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = {bare}\n{logs}"
    );
    let head = format!("ref: refs/heads/{branch}\n");
    for (name, text) in [("HEAD", &head), ("config", &config)] {
        around.root.write(&format!("{git_dir}/{name}"), text.as_bytes())?;
    }
    Ok(())
}

/// `git clone`.
pub(super) fn clone(around: &Surroundings<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("clone", CLONE, arguments)?;
    for option in ["no-local", "origin", "no-checkout"] {
        if given.has(option) {
            return Err(Halt::unmodelled(format!("clone --{option}")));
        }
    }
    let (source, target) = match given.operands.as_slice() {
        [source] => (source, None),
        [source, target] => (source, Some(target.clone())),
        _ => return Err(Halt::unmodelled("clone with those operands")),
    };
    if is_elsewhere(source) || source.contains("://") {
        return Err(Halt::unmodelled(format!("clone of {source}")));
    }
    let place = around.place(source);
    let candidates = [format!("{place}/.git"), format!("{place}.git"), place.clone()];
    if around.root.kind_of_link(&candidates[0]) == Some(FileKind::File) {
        return Err(Halt::unmodelled("clone of a linked worktree"));
    }
    let Some(from) = candidates.into_iter().find(|path| is_git_dir(around, path)) else {
        return Err(Halt::fatal(format!("repository '{source}' does not exist")));
    };
    let bare = given.has("bare");
    let own = name_of(&place).trim_end_matches(".git").to_owned();
    let shown = target.unwrap_or(if bare { format!("{own}.git") } else { own });
    let top = around.place(&shown);
    let taken = around.root.kind(&top).is_some();
    if taken && around.root.list(&top).map_or(true, |names| !names.is_empty()) {
        return Err(Halt::fatal(format!(
            "destination path '{shown}' already exists and is not an empty directory."
        )));
    }
    if !given.has("quiet") {
        let kind = if bare { "bare repository " } else { "" };
        around.err(&format!("Cloning into {kind}'{shown}'...\n"));
    }
    if bare {
        return Err(Halt::unmodelled("clone --bare"));
    }
    fill(around, &given, (&from, &place), &top)?;
    if !given.has("quiet") {
        around.err("done.\n");
    }
    Ok(Exit::SUCCESS)
}

fn fill(
    around: &Surroundings<'_>,
    given: &Arguments,
    (from, url): (&str, &str),
    top: &str,
) -> Done<()> {
    let theirs = References::of(around.root, from);
    let Some(Target::Name(head)) = theirs.target("HEAD")? else {
        return Err(Halt::unmodelled("clone of a repository with a detached HEAD"));
    };
    let full = match given.value("branch") {
        Some(name) => format!("refs/heads/{name}"),
        None => head.clone(),
    };
    let Some(id) = theirs.read(&full)? else {
        return Err(Halt::unmodelled(format!("clone without the branch {}", short_name(&full))));
    };
    around.root.create_dir_all(top)?;
    let git_dir = format!("{top}/.git");
    let branch = short_name(&full).to_owned();
    lay(around, &git_dir, &branch, false)?;
    copy_below(around, &format!("{from}/objects"), &format!("{git_dir}/objects"))?;
    let copied = around.at(top);
    let session = Session::open(copied, &git_dir, Some(top.to_owned()), String::new())?;
    session.add_remote_settings("origin", url)?;
    session.set_upstream(&branch, "origin", &branch)?;
    let references = session.references();
    for (name, id) in theirs.all()? {
        if let Some(name) = name.strip_prefix("refs/heads/") {
            references.write(&format!("refs/remotes/origin/{name}"), id)?;
        } else if name.starts_with("refs/tags/") {
            references.write(&name, id)?;
        }
    }
    references
        .link("refs/remotes/origin/HEAD", &format!("refs/remotes/origin/{}", short_name(&head)))?;
    let message = format!("clone: from {url}");
    session.update_reference(&full, id, &message)?;
    session.log("refs/remotes/origin/HEAD", None, id, &message)?;
    let mut scene = super::scene::Scene::of(&session)?;
    force(&session, &mut scene, &session.files_of(Some(id))?)?;
    scene.staging.write(&session)
}

fn copy_below(around: &Surroundings<'_>, from: &str, to: &str) -> Done<()> {
    around.root.create_dir_all(to)?;
    for name in around.root.list(from)? {
        let (source, target) = (format!("{from}/{name}"), format!("{to}/{name}"));
        match around.root.kind_of_link(&source) {
            Some(FileKind::Directory) => copy_below(around, &source, &target)?,
            Some(FileKind::File) => around.root.write(&target, &around.root.read(&source)?)?,
            _ => return Err(Halt::unmodelled("clone of a repository with links inside")),
        }
    }
    Ok(())
}
