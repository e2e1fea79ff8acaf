//! Pairing removed files with added ones that are alike.

use std::collections::BTreeMap;

use super::changes::{ALIKE_MAX, Change};
use super::likeness::{Pieces, likeness};
use super::outcome::{Done, Halt};
use super::session::Session;
use crate::throwaway::{Leaf, MODE_EXECUTABLE, MODE_FILE};
use crate::world::name_of;

/// How alike a removed and an added file must be.
const LEAST: u64 = ALIKE_MAX / 2;
/// How alike two files must be that alone bear their name.
const LEAST_OF_NAMESAKES: u64 = ALIKE_MAX * 3 / 4;
/// The most pairs that are compared, as in git.
const PAIRS_MAX: usize = 1_000 * 1_000;
/// How many sources are kept in mind for each added file.
const CANDIDATES: usize = 4;

struct Side<'c> {
    path: &'c str,
    leaf: Leaf,
    used: bool,
}

struct Candidate {
    alike: u64,
    namesake: bool,
    old: usize,
    new: usize,
}

/// Replaces pairs of a removed and an added file that are alike by one renamed file.
pub(super) fn with_renames(session: &Session<'_>, changes: Vec<Change>) -> Done<Vec<Change>> {
    let pairs = pair(session, &changes)?;
    if pairs.is_empty() {
        return Ok(changes);
    }
    let sources: Vec<String> = pairs.values().map(|(from, _)| from.clone()).collect();
    let old_leaves: BTreeMap<String, Option<Leaf>> =
        changes.iter().map(|change| (change.path.clone(), change.old)).collect();
    let mut paired = Vec::new();
    for mut change in changes {
        if change.new.is_none() && sources.contains(&change.path) {
            continue;
        }
        if let Some((from, alike)) = pairs.get(&change.path) {
            change.old = old_leaves.get(from).copied().flatten();
            change.from = Some((from.clone(), *alike));
        }
        paired.push(change);
    }
    Ok(paired)
}

/// Finds for each added path the removed one it comes from, and how alike both are.
fn pair(session: &Session<'_>, changes: &[Change]) -> Done<BTreeMap<String, (String, u64)>> {
    let side = |path, leaf: Option<Leaf>| leaf.map(|leaf| Side { path, leaf, used: false });
    let mut olds: Vec<Side<'_>> = changes
        .iter()
        .filter(|change| change.new.is_none())
        .filter_map(|change| side(change.path.as_str(), change.old))
        .collect();
    let mut news: Vec<Side<'_>> = changes
        .iter()
        .filter(|change| change.old.is_none())
        .filter_map(|change| side(change.path.as_str(), change.new))
        .collect();
    let mut pairs = BTreeMap::new();
    if olds.is_empty() || news.is_empty() {
        return Ok(pairs);
    }
    pair_equal(&mut olds, &mut news, &mut pairs);
    let left = |sides: &[Side<'_>]| sides.iter().filter(|side| !side.used).count();
    if left(&olds) == 0 || left(&news) == 0 {
        return Ok(pairs);
    }
    if left(&olds) * left(&news) > PAIRS_MAX {
        return Err(Halt::unmodelled("with more added and removed files than it compares"));
    }
    let old_pieces = pieces_of(session, &olds)?;
    let new_pieces = pieces_of(session, &news)?;
    let alike = |old: usize, new: usize, least: u64| match (&old_pieces[old], &new_pieces[new]) {
        (Some(old), Some(new)) => likeness(old, new, least),
        _ => 0,
    };
    pair_namesakes(&mut olds, &mut news, &alike, &mut pairs);
    pair_alike(&mut olds, &mut news, &alike, &mut pairs);
    Ok(pairs)
}

fn pair_equal(
    olds: &mut [Side<'_>],
    news: &mut [Side<'_>],
    pairs: &mut BTreeMap<String, (String, u64)>,
) {
    for new in news {
        let equal = |old: &Side<'_>| {
            let modes = is_file(old.leaf) && is_file(new.leaf) || old.leaf.mode == new.leaf.mode;
            !old.used && old.leaf.id == new.leaf.id && modes
        };
        let namesake = |old: &Side<'_>| equal(old) && name_of(old.path) == name_of(new.path);
        let at = olds.iter().position(namesake).or_else(|| olds.iter().position(equal));
        if let Some(at) = at {
            olds[at].used = true;
            new.used = true;
            pairs.insert(new.path.to_owned(), (olds[at].path.to_owned(), ALIKE_MAX));
        }
    }
}

/// Pairs files whose name only one removed and one added file bear.
fn pair_namesakes(
    olds: &mut [Side<'_>],
    news: &mut [Side<'_>],
    alike: &impl Fn(usize, usize, u64) -> u64,
    pairs: &mut BTreeMap<String, (String, u64)>,
) {
    for at in 0..olds.len() {
        let name = name_of(olds[at].path);
        let alone = |sides: &[Side<'_>]| {
            let mut bearers = sides
                .iter()
                .enumerate()
                .filter(|(_, side)| !side.used && name_of(side.path) == name)
                .map(|(at, _)| at);
            bearers.next().filter(|_| bearers.next().is_none())
        };
        if let (Some(old), Some(new)) = (alone(olds).filter(|found| *found == at), alone(news)) {
            let score = alike(old, new, LEAST_OF_NAMESAKES);
            if score > 0 {
                take(olds, news, &Candidate { alike: score, namesake: true, old, new }, pairs);
            }
        }
    }
}

fn pair_alike(
    olds: &mut [Side<'_>],
    news: &mut [Side<'_>],
    alike: &impl Fn(usize, usize, u64) -> u64,
    pairs: &mut BTreeMap<String, (String, u64)>,
) {
    let mut candidates: Vec<Candidate> = Vec::new();
    for (new, added) in news.iter().enumerate().filter(|(_, side)| !side.used) {
        let mut best: Vec<Candidate> = olds
            .iter()
            .enumerate()
            .filter(|(_, side)| !side.used)
            .map(|(old, removed)| Candidate {
                alike: alike(old, new, LEAST),
                namesake: name_of(removed.path) == name_of(added.path),
                old,
                new,
            })
            .filter(|candidate| candidate.alike > 0)
            .collect();
        best.sort_by_key(|candidate| std::cmp::Reverse((candidate.alike, candidate.namesake)));
        best.truncate(CANDIDATES);
        candidates.extend(best);
    }
    candidates.sort_by_key(|candidate| std::cmp::Reverse((candidate.alike, candidate.namesake)));
    for candidate in candidates {
        if !olds[candidate.old].used && !news[candidate.new].used {
            take(olds, news, &candidate, pairs);
        }
    }
}

fn take(
    olds: &mut [Side<'_>],
    news: &mut [Side<'_>],
    found: &Candidate,
    pairs: &mut BTreeMap<String, (String, u64)>,
) {
    olds[found.old].used = true;
    news[found.new].used = true;
    let (old, new) = (olds[found.old].path, news[found.new].path);
    pairs.insert(new.to_owned(), (old.to_owned(), found.alike));
}

/// Cuts every unpaired file into pieces; links and submodules have none.
fn pieces_of(session: &Session<'_>, sides: &[Side<'_>]) -> Done<Vec<Option<Pieces>>> {
    sides
        .iter()
        .map(|side| {
            let comparable = !side.used && is_file(side.leaf);
            comparable.then(|| Ok(Pieces::of(&session.content(side.path, side.leaf)?))).transpose()
        })
        .collect()
}

fn is_file(leaf: Leaf) -> bool {
    matches!(leaf.mode, MODE_FILE | MODE_EXECUTABLE)
}
