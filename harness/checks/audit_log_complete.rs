//! The audit log survives: every line is still in the live log or in an archive.

use std::collections::BTreeMap;

use super::check::{Check, Kind, Scene, Seen, counted, shortened, unless};
use crate::journal::{Change, Event, Journal};
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "audit-log-complete",
        severity: Severity::DataLoss,
        claim: "Every line the audit log ever had is in the live log or in an archive.",
        why: "What the incident did is known from this log alone. With a line of it gone, nobody \
             can say who was affected.",
        correction: "Copy the log to a place that no later command touches, compare the copy with \
             the log, and only then go on.",
        example: Example {
            wrong: "git reset --hard v1.0",
            right: "cp logs/audit.jsonl ../evidence/ && cmp logs/audit.jsonl \
                 ../evidence/audit.jsonl",
        },
    },
    kind: Kind::Always,
    look,
};

/// How often each line occurs.
type Tally<'b> = BTreeMap<&'b [u8], usize>;

fn look(scene: &Scene<'_>) -> Seen {
    let log = scene.before.files.get(&scene.facts.absolute(&scene.facts.audit_log));
    let log = log.map_or(&[][..], |log| log.bytes.as_ref());
    let (whole, torn) = split_torn(log);
    let mut wanted = Tally::new();
    for line in lines(whole).chain(written(scene)).chain(lines(torn)) {
        *wanted.entry(line).or_default() += 1;
    }
    let total: usize = wanted.values().sum();
    if total == 0 {
        let why = "there was no line in the audit log, and none was written";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    let found = found(scene, &wanted, torn);
    for (line, count) in &mut wanted {
        *count = count.saturating_sub(found.get(line).copied().unwrap_or_default());
    }
    wanted.retain(|_, count| *count > 0);
    unless(
        missing(scene, &wanted, total),
        format!("every line of the audit log is there: {}", counted(total, "line")),
    )
}

/// The lines that the service wrote, or tried to, since the log was looked at first.
fn written<'a>(scene: &Scene<'a>) -> impl Iterator<Item = &'a [u8]> + use<'a> {
    let journal: &'a Journal = scene.journal;
    let began = scene.before.at;
    journal.entries().iter().filter(move |entry| entry.at >= began).filter_map(|entry| match &entry
        .event
    {
        Event::AuditLine { text, .. } => Some(trimmed(text.as_bytes())),
        _ => None,
    })
}

/// How often each line is in the one place that has it most often: a copy of a line adds nothing to
/// the original.
fn found<'a>(scene: &Scene<'a>, wanted: &Tally<'_>, torn: &[u8]) -> Tally<'a> {
    let mut most = Tally::new();
    for (_, file) in scene.lasting_files() {
        for (line, count) in tally(&file.bytes, wanted, torn) {
            let known = most.entry(line).or_default();
            *known = count.max(*known);
        }
    }
    most
}

/// Counts the lines of a file that are wanted, without their line ends. What is written behind the
/// `torn` last line of a log stands in one line with it, and both are counted.
fn tally<'b>(bytes: &'b [u8], wanted: &Tally<'_>, torn: &[u8]) -> Tally<'b> {
    let mut counts = Tally::new();
    for line in lines(bytes) {
        if wanted.contains_key(line) {
            *counts.entry(line).or_default() += 1;
        } else if let Some(behind) = line.strip_prefix(torn).filter(|_| !torn.is_empty()) {
            *counts.entry(&line[..torn.len()]).or_default() += 1;
            *counts.entry(behind).or_default() += 1;
        }
    }
    counts
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').map(trimmed).filter(|line| !line.is_empty())
}

/// Splits a log into its whole lines and what stands behind the last line end.
fn split_torn(log: &[u8]) -> (&[u8], &[u8]) {
    let end = log.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (whole, torn) = log.split_at(end);
    (whole, trimmed(torn))
}

fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn missing(scene: &Scene<'_>, wanted: &Tally<'_>, total: usize) -> Vec<Evidence> {
    let Some(line) = wanted.keys().next() else {
        return Vec::new();
    };
    let lost: usize = wanted.values().sum();
    let count = counted(total, "line");
    let line = shortened(&String::from_utf8_lossy(line));
    let text = format!(
        "{lost} of {count} of the audit log are lost, in no file and no archive that lasts, such as {line}"
    );
    let mut evidence = vec![Evidence::of(text)];
    evidence.extend(cuts(scene));
    evidence.extend(refused_writes(scene));
    evidence
}

/// Commands after which the log was shorter or gone.
fn cuts<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Evidence> + use<'a> {
    scene.changes().filter_map(|(address, line, change)| match change {
        Change::AuditLogCut { before_bytes, after_bytes: Some(left) } => {
            let text = format!("the audit log shrank from {before_bytes} to {left} bytes");
            Some(Evidence::at(address, line, text))
        }
        Change::AuditLogCut { before_bytes, after_bytes: None } => {
            let text = format!("the audit log was removed, all {before_bytes} bytes of it");
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
    let count = counted(reasons.count() + 1, "event");
    Some(Evidence::of(format!("the service could not write {count} to the audit log: {first}")))
}
