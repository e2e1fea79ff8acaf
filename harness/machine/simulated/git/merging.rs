//! `git merge`, and the joining of two histories that `git pull` does too.

use git2::{ObjectType, Oid};

use super::arguments::Arguments;
use super::changes::between;
use super::identity::Role;
use super::message::{NewCommit, Tidy, tidied};
use super::outcome::{Done, Halt};
use super::progress::Progress;
use super::renames::with_renames;
use super::scene::Scene;
use super::sequencer::lay;
use super::series::reset_merge;
use super::session::Session;
use super::stat::{Stat, summary};
use super::threeway::{Labels, Merged, Trees, merge};
use super::unpack::{Purpose, switch};
use crate::shell::Exit;

const GRAMMAR: &str = "ff-only ff no-ff m,message: no-edit e,edit no-commit commit squash no-squash \
    abort continue quit n,no-stat stat q,quiet no-verify no-progress";

/// How two histories are joined.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own, as git has them")]
pub(super) struct Joining {
    /// Only a fast-forward will do.
    pub only_forward: bool,
    /// Never a fast-forward.
    pub never_forward: bool,
    /// What is changed stays in the index.
    pub no_commit: bool,
    /// Nothing but the content is taken.
    pub squash: bool,
    /// No table of changes is shown.
    pub no_stat: bool,
    /// Only errors are said.
    pub quiet: bool,
    /// The message; none for the usual one.
    pub message: Option<String>,
    /// What the reflog calls it.
    pub reflog: String,
}

/// `git merge`.
pub(super) fn run(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("merge", GRAMMAR, arguments)?;
    match given.last_of(&["abort", "continue", "quit"]) {
        Some("abort") => return abort(session),
        Some("continue") => return go_on(session),
        Some(_) => {
            session.remove_git_files(&["MERGE_HEAD", "MERGE_MSG", "MERGE_MODE"])?;
            return Ok(Exit::SUCCESS);
        }
        None => {}
    }
    refuse_while_under_way(session)?;
    let name = match given.operands.as_slice() {
        [name] => name.clone(),
        [] => {
            let head = session.head()?;
            let upstream = head.branch.as_deref().and_then(|branch| session.upstream(branch));
            let none = || Halt::fatal("No remote for the current branch.");
            upstream.ok_or_else(none)?
        }
        _ => return Err(Halt::unmodelled("merge of several commits")),
    };
    let name = session.meant(&name)?.unwrap_or(name);
    let Some(id) = session.find_commit(&name)? else {
        session.err(&format!("merge: {name} - not something we can merge\n"));
        return Ok(Exit::FAILURE);
    };
    let parts: Vec<&str> = given.values("message").collect();
    let joining = Joining {
        only_forward: given.has("ff-only"),
        never_forward: given.has("no-ff"),
        no_commit: given.has("no-commit"),
        squash: given.has("squash"),
        no_stat: given.has("no-stat"),
        quiet: given.has("quiet"),
        message: (!parts.is_empty()).then(|| parts.join("\n\n") + "\n"),
        reflog: format!("merge {name}"),
    };
    if joining.squash {
        return Err(Halt::unmodelled("merge --squash"));
    }
    session.refuse_hooks(&[
        "pre-merge-commit",
        "prepare-commit-msg",
        "commit-msg",
        "post-merge",
    ])?;
    let message = usual_message(session, &name)?;
    join(session, id, &message, &joining)
}

fn refuse_while_under_way(session: &Session<'_>) -> Done<()> {
    let scene_conflicts = !super::staging::Staging::read(session)?.conflicts.is_empty();
    if scene_conflicts {
        session.err("error: Merging is not possible because you have unmerged files.\n");
        session.hint(
            "Fix them up in the work tree, and then use 'git add/rm <file>'\n\
             as appropriate to mark resolution and make a commit.",
        );
        return Err(Halt::fatal("Exiting because of an unresolved conflict."));
    }
    match session.progress()? {
        Some(Progress::Merge) => Err(Halt::fatal(
            "You have not concluded your merge (MERGE_HEAD exists).\n\
             Please, commit your changes before you merge.",
        )),
        Some(Progress::CherryPick(_)) => Err(Halt::fatal(
            "You have not concluded your cherry-pick (CHERRY_PICK_HEAD exists).\n\
             Please, commit your changes before you merge.",
        )),
        _ => Ok(()),
    }
}

/// Returns the message that git gives a merge of `name`.
fn usual_message(session: &Session<'_>, name: &str) -> Done<String> {
    let full = session.full_names(name)?.into_iter().next();
    let what = match full.as_deref() {
        Some(full) if full.starts_with("refs/heads/") => {
            format!("branch '{}'", full.trim_start_matches("refs/heads/"))
        }
        Some(full) if full.starts_with("refs/remotes/") => {
            format!("remote-tracking branch '{}'", full.trim_start_matches("refs/remotes/"))
        }
        Some(full) if full.starts_with("refs/tags/") => {
            let id = session.references().read(full)?;
            let annotated = id.map(|id| session.objects.find_object(id, Some(ObjectType::Tag)));
            if annotated.is_some_and(|found| found.is_ok()) {
                return Err(Halt::unmodelled("merge of an annotated tag"));
            }
            format!("tag '{}'", full.trim_start_matches("refs/tags/"))
        }
        _ => early_part(session, name)?.unwrap_or_else(|| format!("commit '{name}'")),
    };
    let head = session.head()?;
    let into = match head.short_branch() {
        Some("main" | "master") => String::new(),
        Some(branch) => format!(" into {branch}"),
        None => " into HEAD".to_owned(),
    };
    Ok(format!("Merge {what}{into}\n"))
}

/// Names a commit such as `main~2` by the branch that it lies on.
fn early_part(session: &Session<'_>, name: &str) -> Done<Option<String>> {
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let base = if base.ends_with('~') { base } else { name };
    let base = base.trim_end_matches(['~', '^']);
    if base == name || session.branch_reference(base)?.is_none() {
        return Ok(None);
    }
    Ok(Some(format!("branch '{base}' (early part)")))
}

/// Joins the history of `id` to what is checked out.
pub(super) fn join(session: &Session<'_>, id: Oid, usual: &str, joining: &Joining) -> Done {
    let Some(head) = session.head()?.commit else {
        return Err(Halt::unmodelled("merge on a branch without commits"));
    };
    session.references().write("ORIG_HEAD", head)?;
    let bases: Vec<Oid> = match session.objects.merge_bases(head, id) {
        Ok(bases) => bases.iter().copied().collect(),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    if bases.contains(&id) {
        if !joining.quiet {
            session.out("Already up to date.\n");
        }
        return Ok(Exit::SUCCESS);
    }
    if bases.contains(&head) && !joining.never_forward {
        return forward(session, head, id, joining);
    }
    if joining.only_forward {
        return Err(Halt::fatal("Not possible to fast-forward, aborting."));
    }
    match bases.as_slice() {
        [] => Err(Halt::fatal("refusing to merge unrelated histories")),
        [base] => truly(session, (*base, head, id), usual, joining),
        _ => Err(Halt::unmodelled("merge over several common commits")),
    }
}

fn forward(session: &Session<'_>, head: Oid, id: Oid, joining: &Joining) -> Done {
    if !joining.quiet {
        session.out(&format!("Updating {}..{}\n", session.short(head)?, session.short(id)?));
    }
    let mut scene = Scene::of(session)?;
    let (old, new) = (session.files_of(Some(head))?, session.files_of(Some(id))?);
    switch(session, &mut scene, (&old, &new), Purpose::Merge)?;
    scene.staging.write(session)?;
    session.move_head(id, &format!("{}: Fast-forward", joining.reflog))?;
    if !joining.quiet {
        session.out("Fast-forward\n");
    }
    show_stat(session, head, id, joining)?;
    session.forget_progress()?;
    Ok(Exit::SUCCESS)
}

fn show_stat(session: &Session<'_>, old: Oid, new: Oid, joining: &Joining) -> Done<()> {
    if joining.no_stat || joining.quiet {
        return Ok(());
    }
    let changes = between(&session.files_of(Some(old))?, &session.files_of(Some(new))?);
    let changes = with_renames(session, changes)?;
    session.out(&Stat::of(session, &changes)?.table());
    session.out(&summary(&changes));
    Ok(())
}

fn truly(
    session: &Session<'_>,
    (base, head, id): (Oid, Oid, Oid),
    usual: &str,
    joining: &Joining,
) -> Done {
    let mut scene = Scene::of(session)?;
    let ours = session.files_of(Some(head))?;
    refuse_staged(session, &scene, head)?;
    let (base, theirs) = (session.files_of(Some(base))?, session.files_of(Some(id))?);
    let label = joining.reflog.split_once(' ').map_or("", |(_, name)| name);
    let label = if joining.reflog.starts_with("pull") { id.to_string() } else { label.to_owned() };
    let labels = Labels { ours: "HEAD".to_owned(), theirs: label };
    let merged = merge(session, Trees { base: &base, ours: &ours, theirs: &theirs }, &labels)?;
    match lay(session, &mut scene, &ours, &merged) {
        Err(Halt::Exit(_)) => {
            session.err("Merge with strategy ort failed.\n");
            return Ok(Exit::USAGE);
        }
        other => other?,
    }
    for line in &merged.messages {
        session.out(line);
    }
    let message = joining.message.clone().unwrap_or_else(|| usual.to_owned());
    if !merged.conflicts.is_empty() || joining.no_commit {
        return stop(session, id, &message, &merged, joining);
    }
    let text = tidied(&message, Tidy::Blanks);
    let made = NewCommit {
        tree: session.write_tree(&scene.staging.listing())?,
        parents: vec![head, id],
        author: session.person(Role::Author)?,
        committer: session.person(Role::Committer)?,
        message: &text,
    };
    let new = made.write(session)?;
    session.move_head(new, &format!("{}: Merge made by the 'ort' strategy.", joining.reflog))?;
    if !joining.quiet {
        session.out("Merge made by the 'ort' strategy.\n");
    }
    show_stat(session, head, new, joining)?;
    session.forget_progress()?;
    Ok(Exit::SUCCESS)
}

fn refuse_staged(session: &Session<'_>, scene: &Scene<'_>, head: Oid) -> Done<()> {
    let changes = between(&session.files_of(Some(head))?, &scene.staging.listing());
    if changes.is_empty() {
        return Ok(());
    }
    session
        .err("error: Your local changes to the following files would be overwritten by merge:\n");
    let paths: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
    session.err(&format!("  {}\n", paths.join(" ")));
    session.err("Merge with strategy ort failed.\n");
    Err(Halt::Exit(2))
}

/// Leaves the merge to be finished by the operator.
fn stop(session: &Session<'_>, id: Oid, message: &str, merged: &Merged, joining: &Joining) -> Done {
    session.references().write("MERGE_HEAD", id)?;
    session.write_git_file("MERGE_MODE", if joining.never_forward { "no-ff" } else { "" })?;
    if merged.conflicts.is_empty() {
        session.write_git_file("MERGE_MSG", message)?;
        session.err("Automatic merge went well; stopped before committing as requested\n");
        return Ok(Exit::SUCCESS);
    }
    let listed: Vec<String> = merged.conflicts.keys().map(|path| format!("#\t{path}\n")).collect();
    session
        .write_git_file("MERGE_MSG", &format!("{message}\n# Conflicts:\n{}", listed.concat()))?;
    session.out("Automatic merge failed; fix conflicts and then commit the result.\n");
    Ok(Exit::FAILURE)
}

fn abort(session: &Session<'_>) -> Done {
    if session.progress()? != Some(Progress::Merge) {
        return Err(Halt::fatal("There is no merge to abort (MERGE_HEAD missing)."));
    }
    let head = session.head_commit()?;
    reset_merge(session, head, "HEAD")?;
    Ok(Exit::SUCCESS)
}

fn go_on(session: &Session<'_>) -> Done {
    if session.progress()? != Some(Progress::Merge) {
        return Err(Halt::fatal("There is no merge in progress (MERGE_HEAD missing)."));
    }
    super::committing::commit(session, &[])
}
