//! Bringing index and work tree from one tree to another without losing local work.

use std::collections::{BTreeMap, BTreeSet};

use super::ignoring::Ignoring;
use super::outcome::{Done, Halt};
use super::scene::{Local, Scene};
use super::session::Session;
use crate::throwaway::{Leaf, Listing};

/// Who asks, for the words of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Another branch or commit is checked out.
    Checkout,
    /// A merge, revert or cherry-pick lays down its result.
    Merge,
}

/// What stands in the way.
#[derive(Debug, Default)]
struct Refusal {
    local_changes: BTreeSet<String>,
    untracked_overwritten: BTreeSet<String>,
    untracked_removed: BTreeSet<String>,
    directories: BTreeSet<String>,
}

/// What is to be done to index and work tree.
#[derive(Debug, Default)]
struct Plan {
    writes: BTreeMap<String, Leaf>,
    removes: BTreeSet<String>,
}

/// Goes from the tree `old` to the tree `new`, keeping local changes that are not touched.
///
/// Where local work would be lost, says so in git's words, changes nothing and exits with 1.
pub(super) fn switch(
    session: &Session<'_>,
    scene: &mut Scene<'_>,
    (old, new): (&Listing, &Listing),
    purpose: Purpose,
) -> Done<()> {
    let mut plan = Plan::default();
    let mut refusal = Refusal::default();
    let paths: BTreeSet<&String> =
        old.keys().chain(new.keys()).chain(scene.staging.entries().keys()).collect();
    for path in paths {
        let sides = (old.get(path).copied(), new.get(path).copied());
        decide(scene, path, sides, &mut plan, &mut refusal)?;
    }
    look_for_untracked(session, scene, &plan, &mut refusal)?;
    if let Some(text) = refusal.text(purpose) {
        session.err(&text);
        session.err("Aborting\n");
        return Err(Halt::Exit(1));
    }
    carry_out(session, scene, &plan)
}

/// Decides about one path as git's two-way merge does.
fn decide(
    scene: &Scene<'_>,
    path: &str,
    (old, new): (Option<Leaf>, Option<Leaf>),
    plan: &mut Plan,
    refusal: &mut Refusal,
) -> Done<()> {
    let current = scene.staging.get(path);
    match (current, old, new) {
        (None, Some(_), Some(_)) if old == new => {}
        (None, _, None) => {}
        (None, None, Some(new)) => {
            plan.writes.insert(path.to_owned(), new);
        }
        (Some(_), ..) if old == new || current == new => {}
        (Some(_), Some(_), _) if current == old => {
            if matches!(scene.local(path)?, Local::Changed(_)) {
                refusal.local_changes.insert(path.to_owned());
            }
            match new {
                Some(new) => drop(plan.writes.insert(path.to_owned(), new)),
                None => drop(plan.removes.insert(path.to_owned())),
            }
        }
        _ => {
            refusal.local_changes.insert(path.to_owned());
        }
    }
    Ok(())
}

/// Looks for untracked files where files are to be written.
fn look_for_untracked(
    session: &Session<'_>,
    scene: &Scene<'_>,
    plan: &Plan,
    refusal: &mut Refusal,
) -> Done<()> {
    let ignoring = Ignoring::of(session)?;
    let kept = |path: &str| !scene.staging.knows(path);
    for path in plan.writes.keys() {
        let mut places: Vec<&str> = path.match_indices('/').map(|(at, _)| &path[..at]).collect();
        places.push(path);
        for place in places {
            let there = scene.survey.files.contains_key(place) && kept(place);
            if there && !ignoring.holds(place, false)? {
                refusal.untracked_overwritten.insert(place.to_owned());
            }
        }
        if scene.survey.directories.contains_key(path.as_str())
            && holds_untracked(scene, &ignoring, path)?
        {
            refusal.directories.insert(path.clone());
        }
    }
    Ok(())
}

/// Says whether a directory holds a file that neither the index nor an ignore rule names.
fn holds_untracked(scene: &Scene<'_>, ignoring: &Ignoring<'_>, directory: &str) -> Done<bool> {
    let inside = format!("{directory}/");
    let files = scene.survey.files.range(inside.clone()..).map(|(path, _)| path);
    for path in files.take_while(|path| path.starts_with(&inside)) {
        if !scene.staging.knows(path) && !ignoring.holds(path, false)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn carry_out(session: &Session<'_>, scene: &mut Scene<'_>, plan: &Plan) -> Done<()> {
    for path in &plan.removes {
        if scene.survey.files.contains_key(path) {
            session.remove_on_disk(path)?;
        }
        scene.staging.remove(path);
    }
    for (path, leaf) in &plan.writes {
        let seen = session.write_on_disk(path, *leaf)?;
        scene.staging.set(path, *leaf, Some(&seen));
    }
    Ok(())
}

/// Makes index and work tree exactly the tree `new`; whatever was tracked or stands there is lost.
pub(super) fn force(session: &Session<'_>, scene: &mut Scene<'_>, new: &Listing) -> Done<()> {
    let gone: Vec<String> =
        scene.staging.paths().into_iter().filter(|path| !new.contains_key(path)).collect();
    for path in gone {
        if scene.survey.files.contains_key(&path) {
            session.remove_on_disk(&path)?;
        }
        scene.staging.remove(&path);
    }
    for (path, leaf) in new {
        let same = scene.staging.get(path) == Some(*leaf) && scene.local(path)? == Local::Same;
        if !same {
            let seen = session.write_on_disk(path, *leaf)?;
            scene.staging.set(path, *leaf, Some(&seen));
        }
    }
    Ok(())
}

impl Refusal {
    fn text(&self, purpose: Purpose) -> Option<String> {
        let (verb, advice, move_advice) = match purpose {
            Purpose::Checkout => (
                "checkout",
                "Please commit your changes or stash them before you switch branches.\n",
                "Please move or remove them before you switch branches.\n",
            ),
            Purpose::Merge => (
                "merge",
                "Please commit your changes or stash them before you merge.\n",
                "Please move or remove them before you merge.\n",
            ),
        };
        let mut text = String::new();
        let mut say = |paths: &BTreeSet<String>, head: String, advice: &str| {
            if paths.is_empty() {
                return;
            }
            let listed: Vec<String> = paths.iter().map(|path| format!("\t{path}\n")).collect();
            text.push_str(&[&head, "\n", &listed.concat(), advice].concat());
        };
        let head = format!(
            "error: Your local changes to the following files would be overwritten by {verb}:"
        );
        say(&self.local_changes, head, advice);
        let head = "error: Updating the following directories would lose untracked files in them:";
        say(&self.directories, head.to_owned(), "\n");
        for (paths, fate) in
            [(&self.untracked_overwritten, "overwritten"), (&self.untracked_removed, "removed")]
        {
            let head = format!(
                "error: The following untracked working tree files would be {fate} by {verb}:"
            );
            say(paths, head, move_advice);
        }
        (!text.is_empty()).then_some(text)
    }
}
