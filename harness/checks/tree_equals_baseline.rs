//! The code is the baseline again, in the commit and in the work tree.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Check, Kind, Scene, Seen, counted, few, unless};
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};
use crate::world::{FileKind, FileState};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "tree-equals-baseline",
        severity: Severity::Fails,
        claim: "The commit checked out and the work tree hold the baseline's files, byte for byte.",
        why: "What is deployed as the baseline was never tested as one: it has files that the \
             baseline lacks, or lacks files that it has.",
        correction: "Take the tree of the baseline as it stands, in one command, and compare it \
             with the tag at the end.",
        example: Example {
            wrong: "rm -rf lib/feature; git add -A",
            right: "git read-tree -u --reset v1.0 && git diff --exit-code v1.0",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let baseline = scene.facts.baseline.keys().map(String::as_str);
    let wanted: BTreeSet<&str> = baseline.filter(|path| is_compared(scene, path)).collect();
    if wanted.is_empty() {
        let why = "the pack's baseline holds no file to compare with";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    let mut broken = differences("the work tree", &wanted, &work_tree(scene));
    broken.extend(differences("the commit checked out", &wanted, &committed(scene)));
    let count = counted(wanted.len(), "file");
    unless(broken, format!("{count} and no other, all the baseline's, in work tree and commit"))
}

/// What stands in the work tree, links too: path to whether it is the baseline's. What somebody
/// had not committed and is as it was is none of the rollback's, and counts for the baseline's.
fn work_tree<'a>(scene: &Scene<'a>) -> BTreeMap<&'a str, bool> {
    let files = scene.after.files.iter().filter(|(_, file)| file.kind != FileKind::Directory);
    let files = files.filter(|(path, file)| {
        scene.in_checkout(path).is_none_or(|inner| {
            scene.facts.baseline.contains_key(inner) || !was_loose(scene, inner, path, file)
        })
    });
    let is_old = |path: &str, file: &FileState| {
        let old = scene.facts.baseline.get(path);
        let is_same = old.is_some_and(|old| **old == *file.bytes);
        let absolute = scene.facts.absolute(path);
        file.kind != FileKind::Directory && (is_same || was_loose(scene, path, &absolute, file))
    };
    files
        .filter_map(|(path, file)| Some((scene.in_checkout(path)?, file)))
        .filter(|(path, _)| is_compared(scene, path))
        .map(|(path, file)| (path, is_old(path, file)))
        .collect()
}

/// Says whether a file was uncommitted to begin with and is as it was then.
fn was_loose(scene: &Scene<'_>, path: &str, absolute: &str, file: &FileState) -> bool {
    scene.before.uncommitted.contains_key(path)
        && scene.before.files.get(absolute).is_some_and(|before| before.digest == file.digest)
}

/// What the commit holds: path to whether it is the baseline's, by git's own ids.
fn committed<'a>(scene: &Scene<'a>) -> BTreeMap<&'a str, bool> {
    let tree = scene.after.repository.tree.iter();
    tree.filter(|(path, _)| is_compared(scene, path))
        .map(|(path, id)| (path.as_str(), scene.facts.baseline_ids.get(path) == Some(id)))
        .collect()
}

fn differences(
    place: &str,
    wanted: &BTreeSet<&str>,
    found: &BTreeMap<&str, bool>,
) -> Vec<Evidence> {
    let extra = found.keys().copied().filter(|path| !wanted.contains(path));
    let changed = found.iter().filter(|(path, is_old)| !**is_old && wanted.contains(**path));
    let missing = wanted.iter().copied().filter(|path| !found.contains_key(path));
    let groups: [(&str, Vec<&str>); 3] = [
        ("that the baseline has not", extra.collect()),
        ("with other content than the baseline's", changed.map(|(path, _)| *path).collect()),
        ("less than the baseline", missing.collect()),
    ];
    groups
        .into_iter()
        .filter(|(_, paths)| !paths.is_empty())
        .map(|(what, paths)| {
            let count = counted(paths.len(), "file");
            Evidence::of(format!("{place} has {count} {what}: {}", few(paths)))
        })
        .collect()
}

fn is_compared(scene: &Scene<'_>, path: &str) -> bool {
    !scene.facts.is_kept(path) && !scene.facts.is_unmanaged(path)
}
