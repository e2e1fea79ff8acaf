//! The memory of every agent is kept before it is removed.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Check, Kind, Scene, Seen, unless};
use crate::journal::{Change, Event};
use crate::verdict::Evidence;

pub(super) const CHECK: Check = Check {
    id: "sidecars-preserved",
    claim: "A sidecar that the rollback removes is in an archive as it was last written.",
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let written = last_written(scene);
    let elsewhere: BTreeSet<&str> = scene
        .after
        .files
        .iter()
        .chain(&scene.after.archived)
        .filter(|(path, _)| !path.starts_with("/tmp/"))
        .map(|(_, file)| file.digest.as_str())
        .collect();
    let broken = removed(scene)
        .filter_map(|(path, (address, line))| {
            let digest = written.get(path)?;
            let lost = !elsewhere.contains(digest);
            let text = format!("{path} was removed and no archive has it as it was last written");
            lost.then(|| Evidence::at(address, line, text))
        })
        .collect();
    unless(broken, format!("{} sidecar files are in their place, ended or archived", written.len()))
}

/// The digest that each sidecar file had last, by absolute path.
fn last_written<'a>(scene: &Scene<'a>) -> BTreeMap<&'a str, &'a str> {
    let place = format!("{}/", scene.facts.absolute(&scene.facts.sidecars));
    let mut written: BTreeMap<&str, &str> = scene
        .before
        .files
        .iter()
        .filter(|(path, file)| path.starts_with(&place) && !file.digest.is_empty())
        .map(|(path, file)| (path.as_str(), file.digest.as_str()))
        .collect();
    for entry in scene.journal.entries() {
        if let Event::SidecarWritten { path, digest } = &entry.event {
            written.insert(path, digest);
        }
    }
    written
}

/// The sidecar files that were gone right after a command, each with the first such command.
fn removed<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (&'a str, (&'a str, u32))> {
    let mut gone = BTreeMap::new();
    for (address, line, change) in scene.changes() {
        if let Change::SidecarGone { path } = change {
            gone.entry(path.as_str()).or_insert((address, line));
        }
    }
    gone.into_iter()
}
