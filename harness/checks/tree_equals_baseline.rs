//! The code is the baseline again, in the commit and in the work tree.

use std::collections::BTreeMap;

use super::check::{Check, Kind, Scene, Seen, few, unless};
use crate::verdict::Evidence;

pub(super) const CHECK: Check = Check {
    id: "tree-equals-baseline",
    claim: "The commit checked out and the work tree hold the baseline's files, byte for byte.",
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let mut broken = differences("the work tree", scene, &work_tree(scene));
    broken.extend(differences("the commit checked out", scene, &committed(scene)));
    unless(broken, format!("{} files are the baseline's", scene.facts.baseline.len()))
}

/// What stands in the work tree: path to whether it is the baseline's.
fn work_tree<'a>(scene: &Scene<'a>) -> BTreeMap<&'a str, bool> {
    let files = scene.after.files.iter().filter(|(_, file)| !file.digest.is_empty());
    files
        .filter_map(|(path, file)| Some((scene.in_checkout(path)?, file)))
        .filter(|(path, _)| is_compared(scene, path))
        .map(|(path, file)| {
            (
                path,
                scene
                    .facts
                    .baseline
                    .get(path)
                    .is_some_and(|old| old.as_ref() == file.bytes.as_ref()),
            )
        })
        .collect()
}

/// What the commit holds: path to whether it is the baseline's, by git's own ids.
fn committed<'a>(scene: &Scene<'a>) -> BTreeMap<&'a str, bool> {
    let tree = scene.after.repository.tree.iter();
    tree.filter(|(path, _)| is_compared(scene, path))
        .map(|(path, id)| (path.as_str(), scene.facts.baseline_ids.get(path) == Some(id)))
        .collect()
}

fn differences(place: &str, scene: &Scene<'_>, found: &BTreeMap<&str, bool>) -> Vec<Evidence> {
    let baseline = &scene.facts.baseline;
    let extra = found.keys().copied().filter(|path| !baseline.contains_key(*path));
    let changed = found.iter().filter(|(path, same)| !**same && baseline.contains_key(**path));
    let missing = baseline.keys().map(String::as_str).filter(|path| is_compared(scene, path));
    let groups: [(&str, Vec<&str>); 3] = [
        ("more than the baseline", extra.collect()),
        ("changed", changed.map(|(path, _)| *path).collect()),
        ("missing", missing.filter(|path| !found.contains_key(path)).collect()),
    ];
    groups
        .into_iter()
        .filter(|(_, paths)| !paths.is_empty())
        .map(|(what, paths)| {
            Evidence::of(format!("{place}: {} {what}: {}", paths.len(), few(paths)))
        })
        .collect()
}

fn is_compared(scene: &Scene<'_>, path: &str) -> bool {
    !scene.facts.is_kept(path) && !scene.facts.is_unmanaged(path)
}
