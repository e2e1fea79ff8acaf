//! The audit log survives: every line is still in the live log or in an archive.

use std::collections::BTreeSet;

use super::check::{Check, Kind, Scene, Seen, unless};
use crate::journal::{Change, Event};
use crate::verdict::{Evidence, Outcome};

pub(super) const CHECK: Check = Check {
    id: "audit-log-complete",
    claim: "Every line the audit log ever had is in the live log or in an archive.",
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let path = scene.facts.absolute(&scene.facts.audit_log);
    let Some(log) = scene.before.files.get(&path) else {
        return (Outcome::Unknown, vec![Evidence::of("there was no audit log to begin with")]);
    };
    let mut wanted: BTreeSet<&[u8]> = lines(&log.bytes).collect();
    let written = scene.journal.entries().iter().filter_map(|entry| match &entry.event {
        Event::AuditLine { text, .. } => Some(text.as_bytes()),
        _ => None,
    });
    wanted.extend(written);
    let total = wanted.len();
    for bytes in copies(scene) {
        for line in lines(bytes) {
            wanted.remove(line);
        }
    }
    unless(missing(scene, &wanted, total), format!("all {total} lines are there"))
}

/// Everything in which a line may survive: files outside `/tmp`, and members of archives.
fn copies<'a>(scene: &Scene<'a>) -> impl Iterator<Item = &'a [u8]> {
    let files = scene.after.files.iter().filter(|(path, _)| !path.starts_with("/tmp/"));
    files.chain(&scene.after.archived).map(|(_, file)| file.bytes.as_ref())
}

fn missing(scene: &Scene<'_>, wanted: &BTreeSet<&[u8]>, total: usize) -> Vec<Evidence> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let lost = format!("{} of {total} lines are in no file and in no archive", wanted.len());
    let mut evidence = vec![Evidence::of(lost)];
    evidence.extend(cuts(scene));
    evidence.extend(refused_writes(scene));
    evidence
}

/// Commands after which the log was shorter or gone.
fn cuts<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Evidence> + use<'a> {
    scene.changes().filter_map(|(address, line, change)| match change {
        Change::AuditLogCut { before_bytes, after_bytes } => {
            let left = after_bytes.map_or("is gone".to_owned(), |left| format!("has {left} bytes"));
            let text = format!("the audit log had {before_bytes} bytes and {left}");
            Some(Evidence::at(address, line, text))
        }
        _ => None,
    })
}

fn refused_writes(scene: &Scene<'_>) -> Option<Evidence> {
    let mut reasons = scene.journal.entries().iter().filter_map(|entry| match &entry.event {
        Event::AuditLine { lost: Some(why), .. } => Some(why),
        _ => None,
    });
    let first = reasons.next()?;
    let count = reasons.count() + 1;
    Some(Evidence::of(format!("the service could not write {count} events: {first}")))
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}
