//! `git worktree add`.

use git2::Oid;

use super::arguments::Arguments;
use super::branching;
use super::outcome::{Done, Halt};
use super::session::Session;
use super::work_trees::WorkTree;
use super::worktree::forget;
use crate::shell::Exit;
use crate::throwaway::{GitPlace, References};
use crate::world::{FileKind, name_of};

const GRAMMAR: &str = "b: B: d,detach f,force q,quiet checkout";
/// The exit code where the branch could not be made.
const NO_BRANCH: u8 = 255;

/// What is to be checked out in the new work tree.
struct Wanted<'g> {
    given: &'g Arguments,
    /// The path as the operator wrote it.
    path: &'g str,
    /// The branch that is made first.
    new: Option<String>,
    /// The branch or commit.
    start: String,
}

/// `git worktree add`.
pub(super) fn add(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("worktree add", GRAMMAR, arguments)?;
    if ["b", "B", "detach"].iter().filter(|name| given.has(name)).count() > 1 {
        let what = "options '-b', '-B', and '--detach' cannot be used together";
        return Err(Halt::fatal(what));
    }
    let mut wanted = Wanted::read(session, &given)?;
    if !given.has("quiet") {
        session.err(&preparing(session, &wanted)?);
    }
    if let Some(new) = wanted.new.take() {
        make_branch(session, &given, &new, &wanted.start)?;
        wanted.start = new;
    }
    lay(session, &wanted)
}

impl<'g> Wanted<'g> {
    fn read(session: &Session<'_>, given: &'g Arguments) -> Done<Self> {
        let (path, start) = match given.operands.as_slice() {
            [path] => (path, None),
            [path, start] => (path, Some(start.as_str())),
            _ => return Err(Halt::unmodelled("worktree add without one or two operands")),
        };
        let asked = given.value("b").or_else(|| given.value("B")).map(str::to_owned);
        if let Some(name) = given.value("B").filter(|_| !given.has("force"))
            && let Some(branch) = session.branch_reference(name)?
            && let Some(place) = session.checked_out_at(&branch)?
        {
            return Err(Halt::fatal(format!("'{name}' is already checked out at '{place}'")));
        }
        let named = start.map_or("HEAD", |start| if start == "-" { "@{-1}" } else { start });
        let mut wanted = Self { given, path, new: asked, start: named.to_owned() };
        if wanted.new.is_none() && !given.has("detach") {
            wanted.guess(session, start.is_some())?;
        }
        Ok(wanted)
    }

    /// Guesses a branch: of the path's name, or one that only a remote has.
    fn guess(&mut self, session: &Session<'_>, named: bool) -> Done<()> {
        if named {
            let remote = match session.destination(&self.start)? {
                Some(_) => None,
                None => session.remote_namesake(&self.start)?,
            };
            if let Some(remote) = remote {
                self.new = Some(std::mem::replace(&mut self.start, remote));
            }
            return Ok(());
        }
        let own = name_of(self.path.trim_end_matches('/')).to_owned();
        match session.branch_reference(&own)? {
            Some(_) => self.start = own,
            None => self.new = Some(own),
        }
        Ok(())
    }

    /// Returns the path from the top of the work tree, as git shows it.
    fn shown(&self, session: &Session<'_>) -> String {
        let prefix = if self.path.starts_with('/') { "" } else { &session.prefix };
        format!("{prefix}{}", self.path)
    }
}

/// Says what is about to be done.
fn preparing(session: &Session<'_>, wanted: &Wanted<'_>) -> Done<String> {
    let Wanted { given, new, start, .. } = wanted;
    let what = if let Some(new) = new {
        match session.branch_reference(new)?.filter(|_| given.has("B")) {
            Some(branch) => {
                let id = session.commit(&branch)?;
                format!("resetting branch '{new}'; was at {}", session.short(id)?)
            }
            None => format!("new branch '{new}'"),
        }
    } else {
        let to = session.destination(start)?.ok_or_else(|| invalid(start))?;
        match to.branch.filter(|_| !given.has("detach")) {
            Some(_) => format!("checking out '{start}'"),
            None => format!("detached HEAD {}", session.short(to.commit)?),
        }
    };
    Ok(format!("Preparing worktree ({what})\n"))
}

fn invalid(name: &str) -> Halt {
    Halt::fatal(format!("invalid reference: {name}"))
}

/// Makes the branch as `git branch` does, which git runs for it.
fn make_branch(session: &Session<'_>, given: &Arguments, new: &str, start: &str) -> Done<()> {
    let mut arguments = Vec::new();
    arguments.extend(given.has("B").then(|| "--force".to_owned()));
    arguments.extend(given.has("quiet").then(|| "--quiet".to_owned()));
    arguments.extend([new.to_owned(), start.to_owned()]);
    match branching::branch(session, &arguments) {
        Ok(exit) if exit.is_success() => return Ok(()),
        Ok(_) | Err(Halt::Exit(_)) => {}
        Err(Halt::Fatal(text)) => session.err(&format!("fatal: {text}\n")),
        Err(Halt::Error(text, _)) => session.err(&format!("error: {text}\n")),
        Err(stop @ Halt::Stop(_)) => return Err(stop),
    }
    Err(Halt::Exit(NO_BRANCH))
}

/// Lays the work tree.
fn lay(session: &Session<'_>, wanted: &Wanted<'_>) -> Done {
    let (given, start) = (wanted.given, wanted.start.as_str());
    let path = session.real_place(wanted.path);
    must_be_usable(session, wanted, &path)?;
    let to = session.destination(start)?.ok_or_else(|| invalid(start))?;
    let branch = to.branch.filter(|_| !given.has("detach"));
    if let Some(branch) = branch.as_deref().filter(|_| !given.has("force"))
        && let Some(place) = session.checked_out_at(branch)?
    {
        let named = wanted.start.as_str();
        let short = if named.starts_with("@{") { &to.name } else { named };
        return Err(Halt::fatal(format!("'{short}' is already checked out at '{place}'")));
    }
    session.refuse_hooks(&["post-checkout"])?;
    write_pointers(session, &path, branch.as_deref(), to.commit)?;
    let there = session.in_work_tree(&path)?;
    there.log("HEAD", None, to.commit, "")?;
    super::resetting::hard(&there, to.commit, "reset: moving to HEAD", given.has("quiet"))?;
    Ok(Exit::SUCCESS)
}

/// Refuses a path that holds something, or that git knows as that of another work tree.
fn must_be_usable(session: &Session<'_>, wanted: &Wanted<'_>, path: &str) -> Done<()> {
    let shown = wanted.shown(session);
    let taken = match session.root.kind_of_link(path) {
        None => false,
        Some(FileKind::Directory) => !session.root.list(path)?.is_empty(),
        Some(_) => true,
    };
    if taken {
        return Err(Halt::fatal(format!("'{shown}' already exists")));
    }
    let trees = session.work_trees()?;
    match trees.iter().find(|tree| tree.path == path) {
        None => Ok(()),
        Some(tree) if wanted.given.has("force") && tree.id.is_some() => forget(session, tree),
        Some(WorkTree { .. }) => Err(Halt::fatal(format!(
            "'{shown}' is a missing but already registered worktree;\n\
             use 'add -f' to override, or 'prune' or 'remove' to clear"
        ))),
    }
}

/// Writes the files by which work tree and repository find each other.
fn write_pointers(
    session: &Session<'_>,
    path: &str,
    branch: Option<&str>,
    commit: Oid,
) -> Done<()> {
    let own = free_directory(session, name_of(path))?;
    let root = session.root;
    root.create_dir_all(path)?;
    root.create_dir_all(&own)?;
    root.write(&format!("{path}/.git"), format!("gitdir: {own}\n").as_bytes())?;
    root.write(&format!("{own}/gitdir"), format!("{path}/.git\n").as_bytes())?;
    root.write(&format!("{own}/commondir"), b"../..\n")?;
    let place = GitPlace { own, common: session.place.common.clone() };
    let references = References::at(root, place);
    match branch {
        Some(branch) => references.link("HEAD", branch)?,
        None => references.write("HEAD", commit)?,
    }
    Ok(())
}

/// Returns a directory for a work tree of the name, with a number behind it where that is taken.
fn free_directory(session: &Session<'_>, name: &str) -> Done<String> {
    if !git2::Reference::is_valid_name(&format!("refs/heads/{name}")) {
        return Err(Halt::unmodelled(format!("worktree add of a directory called {name}")));
    }
    let base = session.place.path(&format!("worktrees/{name}"));
    let free = |path: &String| session.root.kind_of_link(path).is_none();
    let mut numbered = (1_u32..).map(|at| format!("{base}{at}"));
    let found = if free(&base) { Some(base.clone()) } else { numbered.find(free) };
    found.ok_or_else(|| Halt::unmodelled("worktree add beside too many others"))
}
