//! A series of reverts or cherry-picks that stops at conflicts, and goes on or back.

use git2::Oid;

use super::committing::refuse_conflicts;
use super::outcome::{Done, Halt};
use super::pretty::{message_of, subject_of};
use super::progress::{Action, Progress};
use super::scene::Scene;
use super::sequencer::{Order, failed, finish, pick};
use super::session::Session;
use crate::shell::Exit;
use crate::throwaway::{GitSettings, Listing};

/// Takes several commits, one after the other.
pub(super) fn begin(session: &Session<'_>, order: &Order, commits: &[Oid]) -> Done {
    if session.git_file("sequencer/todo")?.is_some() {
        return Err(Halt::unmodelled(format!("{} inside a series", order.action.name())));
    }
    let head = session.head_commit()?;
    session.write_git_file("sequencer/head", &format!("{head}\n"))?;
    save_options(session, order)?;
    proceed(session, order, commits)
}

fn save_options(session: &Session<'_>, order: &Order) -> Done<()> {
    let mut lines = String::new();
    if order.no_commit {
        lines.push_str("\tno-commit = true\n");
    }
    if order.edit {
        lines.push_str("\tedit = true\n");
    } else if order.action == Action::Revert {
        lines.push_str("\tedit = false\n");
    }
    if order.names_origin {
        lines.push_str("\trecord-origin = true\n");
    }
    if let Some(number) = order.mainline {
        lines.push_str(&format!("\tmainline = {number}\n")[..]);
    }
    if lines.is_empty() {
        return Ok(());
    }
    session.write_git_file("sequencer/opts", &format!("[options]\n{lines}"))
}

/// Returns the order with which the series began, as far as it was written down.
fn saved_options(session: &Session<'_>, order: &Order) -> Done<Order> {
    let text = session.git_file("sequencer/opts")?.unwrap_or_default();
    let odd = |_| Halt::unmodelled("with the file sequencer/opts as it is");
    let saved = GitSettings::parse(&text).map_err(odd)?;
    let flag = |name: &str| saved.get(name).map(|value| value == "true");
    Ok(Order {
        edit: flag("options.edit").unwrap_or(order.edit),
        no_commit: flag("options.no-commit").unwrap_or(order.no_commit),
        names_origin: flag("options.record-origin").unwrap_or(order.names_origin),
        mainline: saved.get("options.mainline").and_then(|it| it.parse().ok()).or(order.mainline),
        ..*order
    })
}

fn proceed(session: &Session<'_>, order: &Order, commits: &[Oid]) -> Done {
    for (at, id) in commits.iter().enumerate() {
        save_todo(session, order.action, &commits[at..])?;
        note_head(session)?;
        let exit = pick(session, order, *id)?;
        if !exit.is_success() {
            note_head(session)?;
            return Ok(exit);
        }
    }
    session.remove_git_files(&["sequencer"])?;
    Ok(Exit::SUCCESS)
}

fn save_todo(session: &Session<'_>, action: Action, left: &[Oid]) -> Done<()> {
    let word = if action == Action::Revert { "revert" } else { "pick" };
    let mut text = String::new();
    for id in left {
        let subject = subject_of(&message_of(&session.objects.find_commit(*id)?));
        text += &format!("{word} {} {subject}\n", session.short(*id)?)[..];
    }
    session.write_git_file("sequencer/todo", &text)
}

fn note_head(session: &Session<'_>) -> Done<()> {
    let head = session.head_commit()?;
    session.write_git_file("sequencer/abort-safety", &format!("{head}\n"))
}

/// Returns the commits that a series still has to take, the one that waits first.
fn left(session: &Session<'_>) -> Done<Vec<Oid>> {
    let todo = session.git_file("sequencer/todo")?.unwrap_or_default();
    let mut commits = Vec::new();
    for line in todo.lines() {
        let short = line.split_whitespace().nth(1).unwrap_or_default();
        commits.push(session.commit(short)?);
    }
    Ok(commits)
}

/// Goes on after the operator resolved a conflict.
pub(super) fn go_on(session: &Session<'_>, order: &Order) -> Done {
    let waiting = session.references().read(order.action.reference())?;
    let commits = left(session)?;
    if waiting.is_none() && commits.is_empty() {
        return Err(none_under_way(session, order.action));
    }
    let order = &saved_options(session, order)?;
    let mut scene = Scene::of(session)?;
    refuse_conflicts(session, &scene)?;
    scene.refresh()?;
    if let Some(id) = waiting {
        let message = session.git_file("MERGE_MSG")?.unwrap_or_default();
        let edited = Order { edit: true, ..*order };
        let how = match order.action {
            Action::Revert => "commit",
            Action::CherryPick => "commit (cherry-pick)",
        };
        let done = finish(session, &edited, (id, how), &message, &scene.staging.listing())?;
        if !done.is_success() {
            return Ok(done);
        }
    }
    proceed(session, order, commits.get(1..).unwrap_or_default())
}

fn none_under_way(session: &Session<'_>, action: Action) -> Halt {
    session.err("error: no cherry-pick or revert in progress\n");
    failed(action)
}

/// Leaves the commit that waits out, and goes on.
pub(super) fn skip(session: &Session<'_>, order: &Order) -> Done {
    let waiting = session.references().read(order.action.reference())?;
    let commits = left(session)?;
    if waiting.is_none() && commits.is_empty() {
        let name = order.action.name();
        session.err(&format!("error: no {name} in progress\n"));
        return Err(failed(order.action));
    }
    let head = session.head_commit()?;
    reset_merge(session, head, &head.to_string())?;
    let order = &saved_options(session, order)?;
    proceed(session, order, commits.get(1..).unwrap_or_default())
}

/// Goes back to where the series began.
pub(super) fn abort(session: &Session<'_>, action: Action) -> Done {
    let progress = session.progress()?;
    let began = session.git_file("sequencer/head")?;
    let single = matches!(progress, Some(Progress::Revert(_) | Progress::CherryPick(_)));
    if began.is_none() && !single {
        return Err(none_under_way(session, action));
    }
    let target = match &began {
        Some(text) => Oid::from_str(text.trim())?,
        None => session.head_commit()?,
    };
    reset_merge(session, target, &target.to_string())?;
    session.remove_git_files(&["sequencer"])?;
    Ok(Exit::SUCCESS)
}

/// Goes to a commit as `git reset --merge NAME` does.
pub(super) fn reset_merge(session: &Session<'_>, target: Oid, name: &str) -> Done<()> {
    let head = session.head_commit()?;
    back_to(session, target)?;
    session.references().write("ORIG_HEAD", head)?;
    session.move_head(target, &format!("reset: moving to {name}"))?;
    session.forget_progress()
}

/// Brings what index and conflicts changed back to a commit; other local changes stay.
fn back_to(session: &Session<'_>, target: Oid) -> Done<()> {
    let mut scene = Scene::of(session)?;
    let wanted: Listing = session.files_of(Some(target))?;
    for path in scene.staging.paths() {
        let staged = scene.staging.get(&path);
        let there = scene.survey.files.contains_key(&path);
        match wanted.get(&path) {
            Some(leaf) if staged == Some(*leaf) => {}
            Some(leaf) => {
                let seen = session.write_on_disk(&path, *leaf)?;
                scene.staging.set(&path, *leaf, Some(&seen));
            }
            None => {
                if there {
                    session.remove_on_disk(&path)?;
                }
                scene.staging.remove(&path);
            }
        }
    }
    for (path, leaf) in &wanted {
        if !scene.staging.knows(path) {
            let seen = session.write_on_disk(path, *leaf)?;
            scene.staging.set(path, *leaf, Some(&seen));
        }
    }
    scene.staging.write(session)
}

/// Forgets a series that has nothing left to do.
pub(super) fn forget_finished_series(session: &Session<'_>) -> Done<()> {
    let todo = session.git_file("sequencer/todo")?.unwrap_or_default();
    if todo.lines().count() <= 1 {
        session.remove_git_files(&["sequencer"])?;
    }
    Ok(())
}
