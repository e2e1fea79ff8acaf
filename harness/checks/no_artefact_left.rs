//! Nothing of the feature is left in the checkout.

use std::collections::BTreeSet;

use super::check::{Check, Kind, Scene, Seen, few, unless};
use crate::verdict::Evidence;

pub(super) const CHECK: Check = Check {
    id: "no-artefact-left",
    claim: "No file of the feature, no mention of it and no sidecar is left in the checkout.",
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let managed = managed_files(scene);
    let left: Vec<&str> = managed
        .iter()
        .map(|(path, _)| *path)
        .filter(|path| scene.facts.feature_files.contains(*path))
        .collect();
    let mut broken = Vec::new();
    if !left.is_empty() {
        let shown = few(left.iter().copied());
        broken.push(Evidence::of(format!("{} files of the feature are left: {shown}", left.len())));
    }
    broken.extend(sidecars_left(scene));
    let read_for_mentions = managed.iter().filter(|(path, _)| !left.contains(path));
    broken.extend(read_for_mentions.filter_map(|(path, bytes)| mentions(scene, path, bytes)));
    unless(broken, format!("{} files were read and none is or names the feature", managed.len()))
}

/// Files of the checkout that a rollback is responsible for: not what it has to keep.
fn managed_files<'a>(scene: &Scene<'a>) -> Vec<(&'a str, &'a [u8])> {
    let files = scene.after.files.iter();
    files
        .filter(|(_, file)| !file.digest.is_empty())
        .filter_map(|(path, file)| Some((scene.in_checkout(path)?, file.bytes.as_ref())))
        .filter(|(path, _)| !scene.facts.is_kept(path) && !scene.facts.is_unmanaged(path))
        .collect()
}

fn sidecars_left(scene: &Scene<'_>) -> Option<Evidence> {
    let place = format!("{}/", scene.facts.absolute(&scene.facts.sidecars));
    let left: Vec<&str> = scene
        .after
        .files
        .keys()
        .filter_map(|path| path.strip_prefix(&place))
        .filter(|path| !path.contains('/'))
        .collect();
    let text = || format!("{} sidecars are left: {}", left.len(), few(left.iter().copied()));
    (!left.is_empty()).then(|| Evidence::of(text()))
}

/// Lines that name the feature and that the baseline's own version of the file does not have.
fn mentions(scene: &Scene<'_>, path: &str, bytes: &[u8]) -> Option<Evidence> {
    let text = std::str::from_utf8(bytes).ok()?;
    let baseline = scene.facts.baseline.get(path).and_then(|old| std::str::from_utf8(old).ok());
    let known: BTreeSet<&str> = baseline.unwrap_or_default().lines().collect();
    let named: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !known.contains(line) && names_feature(scene, line))
        .collect();
    let (at, first) = named.first()?;
    let count = named.len();
    let first = first.trim();
    Some(Evidence::of(format!(
        "{path} names the feature in {count} lines, first in line {}: {first}",
        at + 1
    )))
}

fn names_feature(scene: &Scene<'_>, line: &str) -> bool {
    let line = line.to_lowercase();
    scene.facts.feature_words.iter().any(|word| line.contains(word.as_str()))
}
