//! `git diff`.

use super::arguments::Arguments;
use super::changes::{Change, between, limited};
use super::diffing::Shown;
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::scene::Scene;
use super::session::Session;
use super::staging::Staging;
use super::walk::Range;
use crate::shell::Exit;
use crate::throwaway::Listing;

const GRAMMAR: &str = "cached staged stat numstat shortstat summary name-only name-status p,patch u \
    s,no-patch U,unified: q,quiet exit-code raw no-color no-ext-diff M,find-renames? no-renames \
    full-index merge-base diff-filter:";

/// What is compared.
struct Sides {
    old: Listing,
    new: Listing,
    /// Paths in conflict that the index cannot compare.
    unmerged: Vec<String>,
}

/// `git diff`.
pub(super) fn diff(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("diff", GRAMMAR, arguments)?;
    if given.has("merge-base") {
        return Err(Halt::unmodelled("diff --merge-base"));
    }
    let range = session.range(&given.operands, given.before_dashes)?;
    let paths = Pathspec::read(session, &range.paths)?;
    let cached = given.has("cached") || given.has("staged");
    let Sides { old, new, mut unmerged } = sides(session, &given, &range, cached)?;
    let mut shown = Shown::read(&given)?;
    shown.default_to_patch();
    let mut changes = limited(between(&old, &new), &paths);
    unmerged.retain(|path| paths.matches(path));
    let differs = !changes.is_empty() || !unmerged.is_empty();
    if !given.has("quiet") {
        changes = shown.with_renames(session, changes)?;
        if let Some(letters) = given.value("diff-filter") {
            filter(letters, &mut changes, &mut unmerged);
        }
        print(session, &shown, &changes, &unmerged)?;
    } else if given.has("diff-filter") {
        return Err(Halt::unmodelled("diff --quiet --diff-filter"));
    }
    let says = given.has("exit-code") || given.has("quiet");
    Ok(if differs && says { Exit::FAILURE } else { Exit::SUCCESS })
}

/// Keeps the kinds of change that the letters name; small letters leave kinds out.
fn filter(letters: &str, changes: &mut Vec<Change>, unmerged: &mut Vec<String>) {
    let wanted: Vec<char> = letters.chars().filter(char::is_ascii_uppercase).collect();
    let keeps = |kind: char| {
        (wanted.is_empty() || wanted.contains(&kind))
            && !letters.contains(kind.to_ascii_lowercase())
    };
    changes.retain(|change| keeps(change.letter()));
    if !keeps('U') {
        unmerged.clear();
    }
}

fn print(
    session: &Session<'_>,
    shown: &Shown,
    changes: &[Change],
    unmerged: &[String],
) -> Done<()> {
    if unmerged.is_empty() {
        session.call.stdout.write(&shown.text(session, changes)?);
        return Ok(());
    }
    if !shown.is_names_only() {
        return Err(Halt::unmodelled("diff of files in conflict"));
    }
    // A file in conflict stands before what it differs in from our side.
    let mut lines: Vec<(String, u8, Vec<u8>)> = Vec::new();
    for path in unmerged {
        let text = shown.unmerged_text(std::slice::from_ref(path));
        lines.push((path.clone(), 0, text.into_bytes()));
    }
    for change in changes {
        let text = shown.text(session, std::slice::from_ref(change))?;
        lines.push((change.path.clone(), 1, text));
    }
    lines.sort();
    for (_, _, text) in lines {
        session.call.stdout.write(&text);
    }
    Ok(())
}

fn sides(session: &Session<'_>, given: &Arguments, range: &Range, cached: bool) -> Done<Sides> {
    let files = |id| session.files_of(Some(id));
    let plain = |old, new| Ok(Sides { old, new, unmerged: Vec::new() });
    let ends = (range.exclude.as_slice(), range.include.as_slice());
    if range.named.len() > range.include.len() {
        let names: Vec<&str> = range.named.iter().map(|(name, _)| name.as_str()).collect();
        return Err(Halt::unmodelled(format!("diff of {}", names.join(" and "))));
    }
    match ends {
        ([], []) if cached => staged(session, session.files_of(session.head()?.commit)?),
        ([], [one]) if cached => staged(session, files(*one)?),
        _ if cached => Err(Halt::unmodelled("diff --cached of a range")),
        ([], []) => local(session),
        ([], [one]) => plain(files(*one)?, on_disk(&Scene::of(session)?)?),
        ([], [one, other]) | ([one], [other]) => plain(files(*one)?, files(*other)?),
        // Three dots: from the merge base to the right side.
        ([base], [_, other]) if given.operands.iter().any(|text| text.contains("...")) => {
            plain(files(*base)?, files(*other)?)
        }
        _ => Err(Halt::unmodelled("diff of more than two commits")),
    }
}

/// Compares a tree with the index.
fn staged(session: &Session<'_>, mut old: Listing) -> Done<Sides> {
    let staging = Staging::read(session)?;
    let unmerged: Vec<String> = staging.conflicts.keys().cloned().collect();
    old.retain(|path, _| !unmerged.contains(path));
    Ok(Sides { old, new: staging.listing(), unmerged })
}

/// Compares the index with the work tree; files in conflict by our side.
fn local(session: &Session<'_>) -> Done<Sides> {
    let scene = Scene::of(session)?;
    let mut old = scene.staging.listing();
    for (path, [_, ours, _]) in &scene.staging.conflicts {
        old.extend(ours.map(|leaf| (path.clone(), leaf)));
    }
    let unmerged = scene.staging.conflicts.keys().cloned().collect();
    Ok(Sides { old, new: on_disk(&scene)?, unmerged })
}

/// Lists what the work tree holds of tracked files, those in conflict too.
fn on_disk(scene: &Scene<'_>) -> Done<Listing> {
    let mut listing = scene.tracked_on_disk()?;
    for path in scene.staging.conflicts.keys() {
        listing.extend(scene.on_disk(path)?.map(|leaf| (path.clone(), leaf)));
    }
    Ok(listing)
}
