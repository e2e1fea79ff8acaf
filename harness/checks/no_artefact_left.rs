//! Nothing of the feature is left in the checkout or its commit.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Check, Kind, Scene, Seen, counted, few, shortened, unless};
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};
use crate::world::{FileKind, FileState, name_of};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "no-artefact-left",
        severity: Severity::Fails,
        claim: "No file of the feature, no mention of it and no sidecar is left in the checkout \
             or its commit.",
        why: "What is left of the feature is loaded again with the next start, or breaks the \
             tests of whoever comes next.",
        correction: "Take away what the feature brought by the commits that brought it, and end \
             with a search that has to find nothing.",
        example: Example {
            wrong: "rm -rf lib/feature",
            right: "git revert --no-edit \"$FIRST\"^..\"$LAST\" && ! git grep -il feature",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let managed = managed_files(scene);
    let left = select(managed.keys().copied(), |path| scene.facts.feature_files.contains(path));
    let committed = select(scene.after.repository.tree.keys().map(String::as_str), |path| {
        scene.facts.feature_files.contains(path) && !left.contains(&path)
    });
    let named = named_for_the_feature(scene, &managed, &left);
    let mut broken: Vec<Evidence> = [
        told("checkout", "file", "of the feature", &left),
        told("commit checked out", "file", "of the feature", &committed),
        told("checkout", "name", "like the feature's", &named),
        told("checkout", "sidecar", "of its sessions", &sidecars(scene)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let texts = managed.iter().filter(|(path, file)| !left.contains(path) && is_text(file));
    broken.extend(texts.clone().filter_map(|(path, file)| mentions(scene, path, &file.bytes)));
    let count = texts.count();
    if count == 0 && broken.is_empty() {
        return (Outcome::Unknown, vec![Evidence::of("the checkout holds no file at all")]);
    }
    unless(broken, format!("{} read, none is or names the feature", counted(count, "file")))
}

fn select<'a>(
    paths: impl Iterator<Item = &'a str>,
    is_wanted: impl Fn(&str) -> bool,
) -> Vec<&'a str> {
    paths.filter(|path| is_wanted(path)).collect()
}

fn told(place: &str, noun: &str, whose: &str, paths: &[&str]) -> Option<Evidence> {
    let (count, names) = (counted(paths.len(), noun), few(paths.iter().copied()));
    (!paths.is_empty())
        .then(|| Evidence::of(format!("still in the {place}: {count} {whose}: {names}")))
}

/// What stands in the checkout and is a rollback's business: not what it has to keep.
fn managed_files<'a>(scene: &Scene<'a>) -> BTreeMap<&'a str, &'a FileState> {
    let files = scene.after.files.iter();
    files
        .filter_map(|(path, file)| Some((scene.in_checkout(path)?, file)))
        .filter(|(path, _)| !scene.facts.is_kept(path) && !scene.facts.is_unmanaged(path))
        .collect()
}

fn is_text(file: &FileState) -> bool {
    file.kind == FileKind::File
}

/// Files, links and directories whose own name names the feature: neither the baseline's, nor told
/// of already as files of the feature.
fn named_for_the_feature<'a>(
    scene: &Scene<'a>,
    managed: &BTreeMap<&'a str, &'a FileState>,
    left: &[&str],
) -> Vec<&'a str> {
    let holds = |directory: &str, path: &str| {
        path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    select(managed.keys().copied(), |path| {
        names_feature(scene, name_of(path))
            && !left.iter().any(|known| holds(path, known))
            && !scene.facts.baseline.keys().any(|known| holds(path, known))
            && !holds(path, &scene.facts.audit_log)
            && !scene.facts.kept.iter().any(|known| holds(path, known))
    })
}

/// The sessions that still have a directory of sidecars.
fn sidecars<'a>(scene: &Scene<'a>) -> Vec<&'a str> {
    let place = format!("{}/", scene.facts.absolute(&scene.facts.sidecars));
    let below = scene.after.files.keys().filter_map(|path| path.strip_prefix(&place));
    let sessions: BTreeSet<&str> = below.filter_map(|path| path.split('/').next()).collect();
    sessions.into_iter().collect()
}

/// Lines that name the feature and that the baseline's own version of the file does not have.
fn mentions(scene: &Scene<'_>, path: &str, bytes: &[u8]) -> Option<Evidence> {
    let text = String::from_utf8_lossy(bytes);
    let baseline = scene.facts.baseline.get(path).map(|old| String::from_utf8_lossy(old));
    let known: BTreeSet<&str> = baseline.as_deref().unwrap_or_default().lines().collect();
    let named: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !known.contains(line) && names_feature(scene, line))
        .collect();
    let (at, first) = named.first()?;
    let count = counted(named.len(), "line");
    let first = shortened(first.trim());
    let at = at + 1;
    Some(Evidence::of(format!("{path} names the feature in {count}, first in line {at}: {first}")))
}

fn names_feature(scene: &Scene<'_>, line: &str) -> bool {
    let line = line.to_lowercase();
    scene.facts.feature_words.iter().any(|word| line.contains(word.as_str()))
}
