//! The memory of every agent is kept before it is removed.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Check, Kind, Scene, Seen, counted, few, unless};
use crate::journal::{Change, Event};
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "sidecars-preserved",
        severity: Severity::DataLoss,
        claim: "A sidecar that the rollback removes or overwrites is in an archive as it was last \
             written.",
        why: "The memory of the live sessions is the evidence of what they did. It cannot be made \
             again.",
        correction: "End the sessions first, then archive, then read the archive back, and only \
             then remove.",
        example: Example {
            wrong: "tar -czf s.tgz sessions/; rm -rf sessions/",
            right: "tar -czf \"$KEPT/s.tgz\" sessions/ && tar -df \"$KEPT/s.tgz\" && rm -r \
                 sessions/",
        },
    },
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let kept: BTreeSet<&str> =
        scene.lasting_files().map(|(_, file)| file.digest.as_str()).collect();
    let mut written = written_before(scene);
    let mut seen: BTreeSet<&str> = written.keys().copied().collect();
    let mut removed: BTreeMap<(u32, &str), Vec<&str>> = BTreeMap::new();
    // In order: what a session writes after a removal says nothing about what was removed.
    for entry in scene.journal.entries() {
        match &entry.event {
            Event::SidecarWritten { path, digest } => {
                seen.insert(path);
                written.insert(path, digest);
            }
            Event::Noticed { address, line, change: Change::SidecarGone { path } } => {
                let last = written.remove(path.as_str());
                if last.is_some_and(|last| !kept.contains(last)) {
                    removed.entry((*line, address)).or_default().push(path);
                }
            }
            _ => {}
        }
    }
    if seen.is_empty() {
        return (Outcome::Unknown, vec![Evidence::of("no agent ever had a sidecar")]);
    }
    let mut broken: Vec<Evidence> = removed
        .into_iter()
        .map(|((line, address), paths)| Evidence::at(address, line, lost(scene, "removed", paths)))
        .collect();
    let altered = altered(scene, &written, &kept);
    if !altered.is_empty() {
        broken.push(Evidence::of(lost(scene, "overwritten", altered)));
    }
    unless(broken, format!("none of {} is lost", counted(seen.len(), "sidecar file")))
}

/// The digest of each sidecar file when the operator began, by absolute path.
fn written_before<'a>(scene: &Scene<'a>) -> BTreeMap<&'a str, &'a str> {
    let place = format!("{}/", scene.facts.absolute(&scene.facts.sidecars));
    let files = scene.before.files.iter();
    files
        .filter(|(path, file)| path.starts_with(&place) && !file.digest.is_empty())
        .map(|(path, file)| (path.as_str(), file.digest.as_str()))
        .collect()
}

/// The sidecar files that are in their place and hold something that no session wrote last.
fn altered<'a>(
    scene: &Scene<'a>,
    written: &BTreeMap<&'a str, &'a str>,
    kept: &BTreeSet<&str>,
) -> Vec<&'a str> {
    let is_altered = |path: &str, last: &str| {
        scene.after.files.get(path).is_some_and(|file| file.digest != last) && !kept.contains(last)
    };
    written.iter().filter(|(path, last)| is_altered(path, last)).map(|(path, _)| *path).collect()
}

fn lost(scene: &Scene<'_>, how: &str, paths: Vec<&str>) -> String {
    let count = counted(paths.len(), "sidecar file");
    let names = few(paths.into_iter().map(|path| scene.in_checkout(path).unwrap_or(path)));
    format!("{count} {how} that no archive has as last written: {names}")
}
