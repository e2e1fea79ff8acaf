//! `git revert` and `git cherry-pick`.

use git2::Oid;

use super::arguments::Arguments;
use super::committing::{EMPTY_PICK, author_of, print_summary};
use super::identity::Role;
use super::message::{NewCommit, Tidy, tidied};
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::pretty::{message_of, subject_of};
use super::progress::Action;
use super::scene::Scene;
use super::series;
use super::session::Session;
use super::status::{Report, Untracked};
use super::status_text::long_text;
use super::threeway::{Labels, Merged, Trees, merge};
use super::unpack::{Purpose, switch};
use super::walk::Walk;
use crate::shell::Exit;
use crate::throwaway::Listing;

const GRAMMAR: &str = "n,no-commit e,edit no-edit m,mainline: x continue abort skip quit \
    allow-empty allow-empty-message keep-redundant-commits no-gpg-sign";

/// What a series was asked for.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own, as git has them")]
pub(super) struct Order {
    /// Revert or cherry-pick.
    pub action: Action,
    /// Nothing is committed.
    pub no_commit: bool,
    /// The message goes through an editor.
    pub edit: bool,
    /// The message names the commit that was picked.
    pub names_origin: bool,
    /// Which parent of a merge counts, from 1.
    pub mainline: Option<usize>,
    /// Empty commits are kept.
    pub keeps_empty: bool,
}

/// `git revert`.
pub(super) fn revert(session: &Session<'_>, arguments: &[String]) -> Done {
    run(session, Action::Revert, arguments)
}

/// `git cherry-pick`.
pub(super) fn cherry_pick(session: &Session<'_>, arguments: &[String]) -> Done {
    run(session, Action::CherryPick, arguments)
}

fn run(session: &Session<'_>, action: Action, arguments: &[String]) -> Done {
    let given = Arguments::read(action.name(), GRAMMAR, arguments)?;
    let order = order(session, action, &given)?;
    match given.last_of(&["continue", "abort", "skip", "quit"]) {
        Some("continue") => return series::go_on(session, &order),
        Some("abort") => return series::abort(session, action),
        Some("skip") => return series::skip(session, &order),
        Some(_) => {
            session.remove_git_files(&["sequencer", "REVERT_HEAD", "CHERRY_PICK_HEAD"])?;
            return Ok(Exit::SUCCESS);
        }
        None => {}
    }
    session.refuse_hooks(&["prepare-commit-msg", "commit-msg", "post-commit", "pre-commit"])?;
    let (commits, single) = commits(session, action, &given)?;
    if single {
        return pick(session, &order, commits[0]);
    }
    series::begin(session, &order, &commits)
}

fn order(session: &Session<'_>, action: Action, given: &Arguments) -> Done<Order> {
    if action == Action::Revert {
        let wrong = ["x", "allow-empty", "allow-empty-message", "keep-redundant-commits"];
        if let Some(option) = wrong.iter().find(|name| given.has(name)) {
            return Err(Halt::unmodelled(format!("revert --{option}")));
        }
    }
    let mainline = match given.value("mainline") {
        Some(text) => match text.parse::<usize>() {
            Ok(number) if number > 0 => Some(number),
            _ => {
                let what = "option `mainline' expects a number greater than zero";
                return Err(Halt::Error(what.to_owned(), 129));
            }
        },
        None => None,
    };
    let asks = action == Action::Revert && session.call.stdin.is_terminal();
    Ok(Order {
        action,
        no_commit: given.has("no-commit"),
        edit: match given.last_of(&["edit", "no-edit"]) {
            Some(option) => option == "edit",
            None => asks,
        },
        names_origin: given.has("x"),
        mainline,
        keeps_empty: given.has("allow-empty") || given.has("keep-redundant-commits"),
    })
}

/// Returns the commits in the order in which they are taken, and whether it is only one.
fn commits(session: &Session<'_>, action: Action, given: &Arguments) -> Done<(Vec<Oid>, bool)> {
    if given.operands.is_empty() || given.before_dashes.is_some() {
        return Err(Halt::unmodelled(format!("{} without a commit", action.name())));
    }
    let range = session.range(&given.operands, Some(given.operands.len()))?;
    if let Some((name, id)) =
        range.named.first().filter(|_| range.named.len() > range.include.len())
    {
        let kind = session.objects.find_object(*id, None)?.kind().map_or("object", |it| it.str());
        let _ = name;
        return Err(Halt::unmodelled(format!("{} of a {kind}", action.name())));
    }
    if range.exclude.is_empty() {
        let single = range.include.len() == 1;
        return Ok((range.include, single));
    }
    let mut commits = session.walk(&range, &Walk::default())?;
    if action == Action::CherryPick {
        commits.reverse();
    }
    if commits.is_empty() {
        session.err("error: empty commit set passed\n");
        return Err(failed(action));
    }
    Ok((commits, false))
}

/// Says that the whole command failed.
pub(super) fn failed(action: Action) -> Halt {
    Halt::fatal(format!("{} failed", action.name()))
}

/// Takes one commit: merges what it changes, or takes that back, and commits.
pub(super) fn pick(session: &Session<'_>, order: &Order, id: Oid) -> Done {
    let mut scene = Scene::of(session)?;
    let head = session.head_commit()?;
    let ours = if order.no_commit {
        if !scene.staging.conflicts.is_empty() {
            return Err(Halt::unmodelled("with --no-commit in a conflict"));
        }
        scene.staging.listing()
    } else {
        refuse_staged_changes(session, &scene, order.action, head)?;
        session.files_of(Some(head))?
    };
    let parent = parent(session, order, id)?;
    let before = session.files_of(parent)?;
    let after = session.files_of(Some(id))?;
    let label = label(session, id)?;
    let (base, theirs, label) = match order.action {
        // What a first commit began from has no commit to be named by.
        Action::Revert if parent.is_none() => (&after, &before, "(empty tree)".to_owned()),
        Action::Revert => (&after, &before, format!("parent of {label}")),
        Action::CherryPick => (&before, &after, label),
    };
    let message = message(session, order, id, parent)?;
    let labels = Labels { ours: "HEAD".to_owned(), theirs: label };
    let merged = merge(session, Trees { base, ours: &ours, theirs }, &labels)?;
    match lay(session, &mut scene, &ours, &merged) {
        Err(Halt::Exit(_)) => return Err(failed(order.action)),
        other => other?,
    }
    for line in &merged.messages {
        session.out(line);
    }
    if !merged.conflicts.is_empty() {
        return stop_in_conflict(session, order, id, &message, &merged);
    }
    if order.no_commit {
        session.write_git_file("MERGE_MSG", &message)?;
        if order.action == Action::Revert {
            session.references().write(order.action.reference(), id)?;
        }
        return Ok(Exit::SUCCESS);
    }
    let name = order.action.name();
    finish(session, order, (id, name), &message, &scene.staging.listing())
}

/// Lays the outcome of a merge into index and work tree.
pub(super) fn lay(
    session: &Session<'_>,
    scene: &mut Scene<'_>,
    ours: &Listing,
    merged: &Merged,
) -> Done<()> {
    switch(session, scene, (ours, &merged.listing), Purpose::Merge)?;
    for warning in &merged.warnings {
        session.err(warning);
    }
    for (path, sides) in &merged.conflicts {
        scene.staging.conflict(path, *sides);
    }
    scene.staging.write(session)
}

fn refuse_staged_changes(
    session: &Session<'_>,
    scene: &Scene<'_>,
    action: Action,
    head: Oid,
) -> Done<()> {
    if !scene.staging.conflicts.is_empty() {
        let doing = if action == Action::Revert { "Reverting" } else { "Cherry-picking" };
        session.err(&format!("error: {doing} is not possible because you have unmerged files.\n"));
        session.hint(
            "Fix them up in the work tree, and then use 'git add/rm <file>'\n\
             as appropriate to mark resolution and make a commit.",
        );
        return Err(failed(action));
    }
    if scene.staging.listing() != session.files_of(Some(head))? {
        let name = action.name();
        session.err(&format!("error: your local changes would be overwritten by {name}.\n"));
        session.hint("commit your changes or stash them to proceed.");
        return Err(failed(action));
    }
    Ok(())
}

/// Returns the parent that counts; none for the first commit.
fn parent(session: &Session<'_>, order: &Order, id: Oid) -> Done<Option<Oid>> {
    let parents: Vec<Oid> = session.objects.find_commit(id)?.parent_ids().collect();
    match (order.mainline, parents.len()) {
        (None, 0 | 1) | (Some(1), 1) => Ok(parents.first().copied()),
        (None, _) => {
            session.err(&format!("error: commit {id} is a merge but no -m option was given.\n"));
            Err(failed(order.action))
        }
        (Some(number), 2..) => {
            let missing = || {
                session.err(&format!("error: commit {id} does not have parent {number}\n"));
                failed(order.action)
            };
            parents.get(number - 1).copied().map(Some).ok_or_else(missing)
        }
        (Some(_), _) => {
            session
                .err(&format!("error: mainline was specified but commit {id} is not a merge.\n"));
            Err(failed(order.action))
        }
    }
}

fn label(session: &Session<'_>, id: Oid) -> Done<String> {
    let subject = subject_of(&message_of(&session.objects.find_commit(id)?));
    Ok(format!("{} ({subject})", session.short(id)?))
}

fn message(session: &Session<'_>, order: &Order, id: Oid, parent: Option<Oid>) -> Done<String> {
    let original = message_of(&session.objects.find_commit(id)?);
    if order.action == Action::Revert {
        let subject = subject_of(&original);
        let what = match parent.filter(|_| order.mainline.is_some_and(|_| is_merge(session, id))) {
            Some(parent) => format!("{id}, reversing\nchanges made to {parent}.\n"),
            None => format!("{id}.\n"),
        };
        return Ok(format!("Revert \"{subject}\"\n\nThis reverts commit {what}"));
    }
    if !order.names_origin {
        return Ok(original);
    }
    let text = original.trim_end_matches('\n');
    let trailers = text.rsplit("\n\n").next().filter(|last| *last != text);
    let is_trailer = |line: &str| {
        line.starts_with("(cherry picked from commit ")
            || line.split_once(": ").is_some_and(|(key, _)| {
                !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            })
    };
    let joined = trailers.is_some_and(|last| last.lines().all(is_trailer));
    let gap = if joined { "\n" } else { "\n\n" };
    Ok(format!("{text}{gap}(cherry picked from commit {id})\n"))
}

fn is_merge(session: &Session<'_>, id: Oid) -> bool {
    session.objects.find_commit(id).is_ok_and(|commit| commit.parent_count() > 1)
}

fn stop_in_conflict(
    session: &Session<'_>,
    order: &Order,
    id: Oid,
    message: &str,
    merged: &Merged,
) -> Done {
    let listed: Vec<String> = merged.conflicts.keys().map(|path| format!("#\t{path}\n")).collect();
    let listed = listed.concat();
    let text = format!("{}\n\n# Conflicts:\n{listed}", message.trim_end_matches('\n'));
    session.write_git_file("MERGE_MSG", &text)?;
    if !order.no_commit || order.action == Action::Revert {
        session.references().write(order.action.reference(), id)?;
    }
    let name = order.action.name();
    let word = if order.action == Action::Revert { "revert" } else { "apply" };
    let commit = session.short_and_subject(id)?.replacen(' ', "... ", 1);
    session.err(&format!("error: could not {word} {commit}\n"));
    if order.no_commit {
        session.hint(
            "after resolving the conflicts, mark the corrected paths\n\
             with 'git add <paths>' or 'git rm <paths>'",
        );
    } else {
        session.hint(&format!(
            "After resolving the conflicts, mark them with\n\"git add/rm <pathspec>\", then run\n\
             \"git {name} --continue\".\nYou can instead skip this commit with \"git {name} \
             --skip\".\nTo abort and get back to the state before \"git {name}\",\n\
             run \"git {name} --abort\"."
        ));
    }
    Ok(Exit::FAILURE)
}

/// Commits what index and message hold; `how` is what the reflog calls it.
pub(super) fn finish(
    session: &Session<'_>,
    order: &Order,
    (id, how): (Oid, &str),
    message: &str,
    listing: &Listing,
) -> Done {
    let head = session.head_commit()?;
    let empty = *listing == session.files_of(Some(head))?;
    if empty && !order.keeps_empty {
        return stop_empty(session, order, id, message);
    }
    let tidy = if order.edit { Tidy::Comments } else { Tidy::Blanks };
    let text = tidied(message, tidy);
    if order.action == Action::CherryPick && !order.edit && text.is_empty() {
        return Err(Halt::unmodelled("cherry-pick of a commit without a message"));
    }
    let author = match order.action {
        Action::Revert => session.person(Role::Author)?,
        Action::CherryPick => author_of(session, id)?,
    };
    let text = if order.action == Action::CherryPick && !order.edit { message } else { &text };
    let made = NewCommit {
        tree: session.write_tree(listing)?,
        parents: vec![head],
        author,
        committer: session.person(Role::Committer)?,
        message: text,
    };
    let new = made.write(session)?;
    session.move_head(new, &format!("{how}: {}", subject_of(text)))?;
    if order.edit {
        session.write_git_file("COMMIT_EDITMSG", message)?;
    }
    session.forget_progress()?;
    print_summary(session, new, !order.edit || order.action == Action::CherryPick)?;
    Ok(Exit::SUCCESS)
}

/// Stops at a commit that would be empty, as `git commit` does.
fn stop_empty(session: &Session<'_>, order: &Order, id: Oid, message: &str) -> Done {
    session.write_git_file("MERGE_MSG", message)?;
    if order.action == Action::CherryPick {
        session.references().write(order.action.reference(), id)?;
    }
    let scene = Scene::of(session)?;
    let report = Report::of(session, &scene, &Pathspec::default(), Untracked::Folded)?;
    session.out(&long_text(session, &report)?);
    if order.action == Action::CherryPick {
        session.err(EMPTY_PICK);
    }
    Ok(Exit::FAILURE)
}
