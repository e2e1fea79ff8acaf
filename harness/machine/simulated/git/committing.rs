//! `git commit`.

use git2::Oid;

use super::arguments::Arguments;
use super::changes::between;
use super::identity::{Person, Role};
use super::message::{NewCommit, Tidy, tidied};
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::pretty::{message_of, subject_of};
use super::progress::Progress;
use super::renames::with_renames;
use super::scene::Scene;
use super::session::Session;
use super::stat::{Stat, summary};
use super::status::{Report, Untracked};
use super::status_text::long_text;
use super::when::exact;
use crate::shell::Exit;
use crate::throwaway::Listing;

const GRAMMAR: &str = "m,message: F,file: a,all amend allow-empty allow-empty-message q,quiet \
    n,no-verify no-edit e,edit author: date: i,include o,only no-gpg-sign no-status no-post-rewrite \
    cleanup: reset-author";

/// What becomes of the index while the commit is made.
struct Content {
    /// What the commit holds.
    listing: Listing,
    /// Whether only some paths are committed.
    partial: bool,
}

/// `git commit`.
pub(super) fn commit(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("commit", GRAMMAR, arguments)?;
    refuse_unmodelled(session, &given)?;
    let progress = session.progress()?;
    let head = session.head()?;
    let amended = match (given.has("amend"), head.commit) {
        (false, _) => None,
        (true, None) => return Err(Halt::fatal("You have nothing yet to amend.")),
        (true, Some(_)) if progress == Some(Progress::Merge) => {
            return Err(Halt::fatal("You are in the middle of a merge -- cannot amend."));
        }
        (true, Some(id)) => Some(id),
    };
    let mut scene = Scene::of(session)?;
    let content = stage(session, &mut scene, &given, progress)?;
    refuse_conflicts(session, &scene)?;
    let parents = parents(session, head.commit, amended, progress)?;
    if !given.has("allow-empty")
        && progress != Some(Progress::Merge)
        && content.listing == session.files_of(parents.first().copied())?
        && !(amended.is_some() && parents.is_empty())
    {
        scene.refresh()?;
        return nothing_to_commit(session, &scene, amended.is_some(), progress);
    }
    let message = message(session, &given, amended, progress)?;
    session.write_git_file("COMMIT_EDITMSG", &message.0)?;
    let tidy = if message.1 { Tidy::Comments } else { Tidy::Blanks };
    let text = tidied(&message.0, tidy);
    if text.is_empty() && !given.has("allow-empty-message") {
        session.err("Aborting commit due to empty commit message.\n");
        return Ok(Exit::FAILURE);
    }
    let tree = session.write_tree(&content.listing)?;
    if !content.partial {
        scene.staging.write(session)?;
    }
    let author = author(session, &given, amended, progress)?;
    let committer = session.person(Role::Committer)?;
    let made = NewCommit { tree, parents, author, committer, message: &text };
    let id = made.write(session)?;
    let how = match (amended, progress, made.parents.len()) {
        (Some(_), ..) => " (amend)",
        (_, Some(Progress::Merge), _) => " (merge)",
        (_, Some(Progress::CherryPick(_)), _) => " (cherry-pick)",
        (_, _, 0) => " (initial)",
        _ => "",
    };
    session.move_head(id, &format!("commit{how}: {}", subject_of(&text)))?;
    if content.partial {
        scene.staging.write(session)?;
    }
    session.forget_progress()?;
    if !given.has("quiet") {
        let shows_date = amended.is_some() || given.has("date");
        print_summary(session, id, shows_date)?;
    }
    Ok(Exit::SUCCESS)
}

fn refuse_unmodelled(session: &Session<'_>, given: &Arguments) -> Done<()> {
    for option in ["include", "edit", "cleanup", "reset-author"] {
        if given.has(option) {
            return Err(Halt::unmodelled(format!("commit --{option}")));
        }
    }
    if given.has("message") && given.has("file") {
        return Err(Halt::fatal("options '-m' and '-F' cannot be used together"));
    }
    session.refuse_hooks(&["prepare-commit-msg", "post-commit", "post-rewrite"])?;
    if given.has("no-verify") {
        Ok(())
    } else {
        session.refuse_hooks(&["pre-commit", "commit-msg"])
    }
}

/// Stages what `-a` or the given paths ask for, and returns what the commit will hold.
fn stage(
    session: &Session<'_>,
    scene: &mut Scene<'_>,
    given: &Arguments,
    progress: Option<Progress>,
) -> Done<Content> {
    let paths = &given.operands;
    if given.has("all") {
        if let Some(path) = paths.first() {
            let what = format!("paths '{path} ...' with -a does not make sense");
            return Err(Halt::fatal(what));
        }
        scene.stage_local_changes(&Pathspec::default())?;
    } else if !paths.is_empty() {
        if progress == Some(Progress::Merge) {
            return Err(Halt::fatal("cannot do a partial commit during a merge."));
        }
        let meant = Pathspec::read(session, paths)?;
        for item in meant.items() {
            if !scene.staging.paths().iter().any(|path| item.matches(path)) {
                let what = "did not match any file(s) known to git";
                return Err(Halt::error(format!("pathspec '{}' {what}", item.given)));
            }
        }
        scene.stage_local_changes(&meant)?;
        let mut listing = session.files_of(session.head()?.commit)?;
        listing.retain(|path, _| !meant.matches(path));
        let staged = scene.staging.listing();
        listing.extend(staged.into_iter().filter(|(path, _)| meant.matches(path)));
        return Ok(Content { listing, partial: true });
    }
    Ok(Content { listing: scene.staging.listing(), partial: false })
}

/// Says that conflicts keep anything from being committed.
pub(super) fn refuse_conflicts(session: &Session<'_>, scene: &Scene<'_>) -> Done<()> {
    if scene.staging.conflicts.is_empty() {
        return Ok(());
    }
    for path in scene.staging.conflicts.keys() {
        session.out(&format!("U\t{path}\n"));
    }
    session.err("error: Committing is not possible because you have unmerged files.\n");
    session.hint(
        "Fix them up in the work tree, and then use 'git add/rm <file>'\n\
         as appropriate to mark resolution and make a commit.",
    );
    Err(Halt::fatal("Exiting because of an unresolved conflict."))
}

fn parents(
    session: &Session<'_>,
    head: Option<Oid>,
    amended: Option<Oid>,
    progress: Option<Progress>,
) -> Done<Vec<Oid>> {
    if let Some(id) = amended {
        return Ok(session.objects.find_commit(id)?.parent_ids().collect());
    }
    let mut parents: Vec<Oid> = head.into_iter().collect();
    if progress == Some(Progress::Merge) {
        for line in session.git_file("MERGE_HEAD")?.unwrap_or_default().lines() {
            parents.push(Oid::from_str(line.trim())?);
        }
    }
    Ok(parents)
}

fn nothing_to_commit(
    session: &Session<'_>,
    scene: &Scene<'_>,
    amend: bool,
    progress: Option<Progress>,
) -> Done {
    let report = Report::of(session, scene, &Pathspec::default(), Untracked::Folded)?;
    if amend {
        return Err(Halt::unmodelled("commit --amend to nothing"));
    }
    session.out(&long_text(session, &report)?);
    if let Some(Progress::CherryPick(_)) = progress {
        session.err(EMPTY_PICK);
    }
    Ok(Exit::FAILURE)
}

/// What git says when a cherry-pick has become empty.
pub(super) const EMPTY_PICK: &str = "The previous cherry-pick is now empty, possibly due to \
     conflict resolution.\nIf you wish to commit it anyway, use:\n\n    git commit --allow-empty\n\n\
     Otherwise, please use 'git cherry-pick --skip'\n";

/// Returns the message, and whether it went through an editor.
fn message(
    session: &Session<'_>,
    given: &Arguments,
    amended: Option<Oid>,
    progress: Option<Progress>,
) -> Done<(String, bool)> {
    let parts: Vec<String> =
        given.values("message").map(|part| part.trim_end_matches('\n').to_owned() + "\n").collect();
    if let Some(path) = given.value("file") {
        let bytes = match path {
            "-" if session.call.stdin.is_terminal() => {
                return Err(Halt::unmodelled("commit -F - from a terminal"));
            }
            "-" => session.call.stdin.take_all(),
            path => session.root.read(&session.place(path)).map_err(|error| {
                Halt::fatal(format!("could not read log file '{path}': {error}"))
            })?,
        };
        return Ok((String::from_utf8_lossy(&bytes).into_owned(), false));
    }
    if !parts.is_empty() {
        return Ok((parts.join("\n"), false));
    }
    // The operator's editor shows what is there already; they save it and leave.
    if let Some(id) = amended {
        let message = message_of(&session.objects.find_commit(id)?);
        return Ok((message, !given.has("no-edit")));
    }
    let waiting = session.git_file("MERGE_MSG")?.filter(|_| progress.is_some());
    match waiting {
        Some(message) => Ok((message, !given.has("no-edit"))),
        None => Ok((String::new(), true)),
    }
}

fn author(
    session: &Session<'_>,
    given: &Arguments,
    amended: Option<Oid>,
    progress: Option<Progress>,
) -> Done<Person> {
    let kept = match (amended, progress) {
        (Some(id), _) | (None, Some(Progress::CherryPick(id))) => Some(author_of(session, id)?),
        _ => None,
    };
    let mut author = kept.map_or_else(|| session.person(Role::Author), Ok)?;
    if let Some(text) = given.value("author") {
        let odd = || Halt::unmodelled(format!("commit --author={text}"));
        let (name, rest) = text.split_once('<').ok_or_else(odd)?;
        name.trim().clone_into(&mut author.name);
        rest.strip_suffix('>').ok_or_else(odd)?.trim().clone_into(&mut author.email);
    }
    if let Some(text) = given.value("date") {
        let odd = || Halt::unmodelled(format!("commit --date={text}"));
        author.at = exact(text, session.now_seconds()).ok_or_else(odd)?;
    }
    Ok(author)
}

/// Returns the author of a commit.
pub(super) fn author_of(session: &Session<'_>, id: Oid) -> Done<Person> {
    let commit = session.objects.find_commit(id)?;
    let header = String::from_utf8_lossy(commit.raw_header_bytes()).into_owned();
    let line = header.lines().find_map(|line| line.strip_prefix("author "));
    line.and_then(Person::parse)
        .ok_or_else(|| Halt::unmodelled(format!("with the commit {id} as it is")))
}

/// Prints `[branch id] subject` and what the commit changes.
pub(super) fn print_summary(session: &Session<'_>, id: Oid, shows_date: bool) -> Done<()> {
    let commit = session.objects.find_commit(id)?;
    let parents: Vec<Oid> = commit.parent_ids().collect();
    let head = session.head()?;
    let branch = head.short_branch().unwrap_or("detached HEAD");
    let root = if parents.is_empty() { " (root-commit)" } else { "" };
    let subject = subject_of(&message_of(&commit));
    session.out(&format!("[{branch}{root} {}] {subject}\n", session.short(id)?));
    let author = author_of(session, id)?;
    let committer = session.person(Role::Committer)?;
    if (&author.name, &author.email) != (&committer.name, &committer.email) {
        session.out(&format!(" Author: {} <{}>\n", author.name, author.email));
    }
    if shows_date {
        let date = author.at.show(&super::dates::DateStyle::Default, session.now)?;
        session.out(&format!(" Date: {date}\n"));
    }
    if parents.len() > 1 {
        return Ok(());
    }
    let before = session.files_of(parents.first().copied())?;
    let changes = between(&before, &session.files_of(Some(id))?);
    let changes = with_renames(session, changes)?;
    session.out(&Stat::of(session, &changes)?.sums());
    session.out(&summary(&changes));
    Ok(())
}
