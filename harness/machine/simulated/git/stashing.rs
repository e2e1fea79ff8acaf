//! `git stash`.

use git2::Oid;

use super::arguments::Arguments;
use super::changes::between;
use super::identity::Role;
use super::message::NewCommit;
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::recording::LogLine;
use super::removing::clear_untracked;
use super::resetting::hard_to;
use super::scene::Scene;
use super::sequencer::lay;
use super::session::Session;
use super::status::{Report, Untracked};
use super::status_text::long_text;
use super::threeway::{Labels, Trees, merge};
use crate::shell::Exit;
use crate::throwaway::Listing;

/// The reference that holds the newest entry.
const STASH: &str = "refs/stash";

/// `git stash`.
pub(super) fn stash(session: &Session<'_>, arguments: &[String]) -> Done {
    let (verb, rest) = match arguments.split_first() {
        Some((verb, rest)) if !verb.starts_with('-') => (verb.as_str(), rest),
        _ => ("push", arguments),
    };
    match verb {
        "push" => push(session, rest),
        "list" => list(session, rest),
        "pop" | "apply" => apply(session, verb == "pop", rest),
        "drop" => {
            let given = Arguments::read("stash drop", "q,quiet", rest)?;
            let (at, id, name) = entry(session, given.operands.first())?;
            drop_entry(session, at)?;
            if !given.has("quiet") {
                session.out(&format!("Dropped {name} ({id})\n"));
            }
            Ok(Exit::SUCCESS)
        }
        "clear" => {
            session.remove_reference(STASH)?;
            Ok(Exit::SUCCESS)
        }
        "show" => show(session, rest),
        other => Err(Halt::unmodelled(format!("stash {other}"))),
    }
}

fn push(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("stash push", "u,include-untracked m,message: q,quiet", arguments)?;
    if !given.operands.is_empty() {
        return Err(Halt::unmodelled("stash push of some paths"));
    }
    let Some(head) = session.head()?.commit else {
        session.err("You do not have the initial commit yet\n");
        return Ok(Exit::FAILURE);
    };
    let mut scene = Scene::of(session)?;
    if !scene.staging.conflicts.is_empty() {
        return Err(Halt::unmodelled("stash in a conflict"));
    }
    let last = session.files_of(Some(head))?;
    let untracked = if given.has("include-untracked") { scene.untracked()? } else { Vec::new() };
    let tree = scene.tracked_on_disk()?;
    if scene.staging.listing() == last && tree == scene.staging.listing() && untracked.is_empty() {
        if !given.has("quiet") {
            session.out("No local changes to save\n");
        }
        return Ok(Exit::SUCCESS);
    }
    let place = session.head()?;
    let branch = place.short_branch().unwrap_or("(no branch)").to_owned();
    let what = format!("{branch}: {}", session.short_and_subject(head)?);
    let index =
        record(session, &scene.staging.listing(), vec![head], &format!("index on {what}\n"))?;
    let mut parents = vec![head, index];
    if !untracked.is_empty() {
        let mut files = Listing::new();
        for path in &untracked {
            scene.stage_file(path)?;
            files.extend(scene.staging.get(path).map(|leaf| (path.clone(), leaf)));
            scene.staging.remove(path);
        }
        let text = format!("untracked files on {what}\n");
        parents.push(record(session, &files, Vec::new(), &text)?);
    }
    for path in scene.local_changes()?.into_keys() {
        scene.stage_file(&path)?;
    }
    let message = match given.value("message") {
        Some(text) => format!("On {branch}: {text}"),
        None => format!("WIP on {what}"),
    };
    let made = record(session, &tree, parents, &message)?;
    let references = session.references();
    let old = references.read(STASH)?;
    references.write(STASH, made)?;
    if old.is_none() {
        session.write_log(STASH, &[])?;
    }
    session.log(STASH, old, made, &message)?;
    hard_to(session, head)?;
    session.references().write("ORIG_HEAD", head)?;
    session.move_head(head, "reset: moving to HEAD")?;
    session.forget_progress()?;
    if given.has("include-untracked") {
        clear_untracked(session)?;
    }
    if !given.has("quiet") {
        session.out(&format!("Saved working directory and index state {message}\n"));
    }
    Ok(Exit::SUCCESS)
}

fn record(session: &Session<'_>, files: &Listing, parents: Vec<Oid>, message: &str) -> Done<Oid> {
    let made = NewCommit {
        tree: session.write_tree(files)?,
        parents,
        author: session.person(Role::Author)?,
        committer: session.person(Role::Committer)?,
        message,
    };
    made.write(session)
}

fn entries(session: &Session<'_>) -> Done<Vec<LogLine>> {
    Ok(session.read_log(STASH)?.unwrap_or_default())
}

/// Finds an entry by its number or as `stash@{N}`.
fn entry(session: &Session<'_>, name: Option<&String>) -> Done<(usize, Oid, String)> {
    let all = entries(session)?;
    let Some(name) = name else {
        let none = || {
            session.err("No stash entries found.\n");
            Halt::Exit(1)
        };
        let newest = all.first().ok_or_else(none)?;
        return Ok((0, newest.new, format!("{STASH}@{{0}}")));
    };
    let number =
        name.strip_prefix("stash@{").and_then(|rest| rest.strip_suffix('}')).unwrap_or(name);
    let odd = |_| Halt::unmodelled(format!("stash entry {name}"));
    let at: usize = number.parse().map_err(odd)?;
    let shown = if number == name { format!("{STASH}@{{{at}}}") } else { name.clone() };
    match all.get(at) {
        Some(line) => Ok((at, line.new, shown)),
        None if all.is_empty() => {
            Err(Halt::error(format!("stash@{{{at}}} is not a valid reference")))
        }
        None => Err(Halt::fatal(format!("log for 'stash' only has {} entries", all.len()))),
    }
}

fn drop_entry(session: &Session<'_>, at: usize) -> Done<()> {
    let mut all = entries(session)?;
    if at < all.len() {
        all.remove(at);
    }
    let Some(newest) = all.first().cloned() else { return session.remove_reference(STASH) };
    // Each line goes on from the one before it.
    let mut before = Oid::ZERO_SHA1;
    for line in all.iter_mut().rev() {
        line.old = before;
        before = line.new;
    }
    session.references().write(STASH, newest.new)?;
    session.write_log(STASH, &all)
}

fn list(session: &Session<'_>, arguments: &[String]) -> Done {
    if !arguments.is_empty() {
        return Err(Halt::unmodelled("stash list with options"));
    }
    for (at, line) in entries(session)?.iter().enumerate() {
        session.out(&format!("stash@{{{at}}}: {}\n", line.message));
    }
    Ok(Exit::SUCCESS)
}

fn apply(session: &Session<'_>, pop: bool, arguments: &[String]) -> Done {
    let given = Arguments::read("stash apply", "index q,quiet", arguments)?;
    if given.has("index") {
        return Err(Halt::unmodelled("stash apply --index"));
    }
    let (at, id, name) = entry(session, given.operands.first())?;
    let mut scene = Scene::of(session)?;
    if !scene.staging.conflicts.is_empty() {
        return Err(Halt::unmodelled("stash apply in a conflict"));
    }
    let commit = session.objects.find_commit(id)?;
    let parents: Vec<Oid> = commit.parent_ids().collect();
    let base = session.files_of(parents.first().copied())?;
    let theirs = session.files_of(Some(id))?;
    let ours = scene.staging.listing();
    let untracked = session.files_of(parents.get(2).copied())?;
    let in_the_way = untracked.keys().find(|path| scene.survey.files.contains_key(*path));
    if let Some(path) = in_the_way {
        session.err(&format!("{path} already exists, no checkout\n"));
        session.err("error: could not restore untracked files from stash\n");
        if pop {
            session.out("The stash entry is kept in case you need it again.\n");
        }
        return Ok(Exit::FAILURE);
    }
    let labels =
        Labels { ours: "Updated upstream".to_owned(), theirs: "Stashed changes".to_owned() };
    let merged = merge(session, Trees { base: &base, ours: &ours, theirs: &theirs }, &labels)?;
    match lay(session, &mut scene, &ours, &merged) {
        Err(Halt::Exit(code)) => {
            say_status(session, given.has("quiet"))?;
            if pop {
                session.out("The stash entry is kept in case you need it again.\n");
            }
            return Ok(Exit(code));
        }
        other => other?,
    }
    if base == theirs && !given.has("quiet") {
        session.out("Already up to date.\n");
    }
    for line in &merged.messages {
        session.out(line);
    }
    for (path, leaf) in &untracked {
        session.write_on_disk(path, *leaf)?;
    }
    let conflict = !merged.conflicts.is_empty();
    if !conflict {
        unstage(session, &ours)?;
    }
    say_status(session, given.has("quiet"))?;
    if conflict {
        if pop {
            session.out("The stash entry is kept in case you need it again.\n");
        }
        return Ok(Exit::FAILURE);
    }
    if pop {
        drop_entry(session, at)?;
        if !given.has("quiet") {
            session.out(&format!("Dropped {name} ({id})\n"));
        }
    }
    Ok(Exit::SUCCESS)
}

fn say_status(session: &Session<'_>, quiet: bool) -> Done<()> {
    if quiet {
        return Ok(());
    }
    let scene = Scene::of(session)?;
    let report = Report::of(session, &scene, &Pathspec::default(), Untracked::Folded)?;
    session.out(&long_text(session, &report)?);
    Ok(())
}

/// Takes changes out of the index again, but for files that are new.
fn unstage(session: &Session<'_>, before: &Listing) -> Done<()> {
    let mut scene = Scene::of(session)?;
    for change in between(before, &scene.staging.listing()) {
        if let Some(old) = change.old {
            scene.staging.set_unseen(&change.path, old);
        }
    }
    scene.staging.write(session)
}

fn show(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("stash show", "p,patch stat name-only name-status", arguments)?;
    let (_, id, _) = entry(session, given.operands.first())?;
    let parent = session.objects.find_commit(id)?.parent_id(0)?;
    let changes = between(&session.files_of(Some(parent))?, &session.files_of(Some(id))?);
    let mut shown = super::diffing::Shown::read(&given)?;
    if shown.is_nothing() {
        shown = super::diffing::Shown::table();
    }
    let changes = shown.with_renames(session, changes)?;
    session.call.stdout.write(&shown.text(session, &changes)?);
    Ok(Exit::SUCCESS)
}
