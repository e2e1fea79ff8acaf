//! What the investigation needs lies in one place that lasts.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Check, Kind, Scene, Seen, unless};
use crate::journal::{Change, Event};
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};
use crate::world::{FileState, parent_of};

/// A package is an archive, or a directory with what lies in it and in its directories. It stands
/// in a place that the pack calls kept, or outside the checkout where things last.
pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "incident-package",
        severity: Severity::DataLoss,
        claim: "One package in a kept place holds the audit log, every sidecar and the git log, \
             each equal to its source.",
        why: "The investigation begins days later, when the live log has moved on and the sidecars \
             are gone. What is not in the package by then is not in the world.",
        correction: "Make the package's directory first, copy into it with the names that you read \
             from, and compare each copy with its source.",
        example: Example {
            wrong: "cp audit-$(date +%Y%m%d).jsonl \"$PACKAGE\"/",
            right: "cp \"$LOG\" \"$PACKAGE/audit.jsonl\" && cmp \"$LOG\" \"$PACKAGE/audit.jsonl\"",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

/// The files of one package.
type Package<'a> = Vec<&'a FileState>;

fn look(scene: &Scene<'_>) -> Seen {
    let sources = Sources::of(scene);
    let packages = packages(scene);
    let judged = packages.iter().map(|(place, files)| (sources.lacking(files), place));
    let Some((lacking, place)) = judged.min_by_key(|(lacking, _)| lacking.len()) else {
        return (Outcome::Broken, vec![Evidence::of("no file lies in a kept place")]);
    };
    let broken = lacking.iter().map(|what| Evidence::of(format!("{place} holds no {what}")));
    let (lines, commits) = (sources.lines_due, sources.commits.len());
    let held = format!(
        "{place} holds the audit log up to the switch-off ({lines} lines or more), {} sidecars and \
         {commits} commits",
        sources.sidecars.len()
    );
    unless(broken.collect(), held)
}

/// What a package has to be equal to.
struct Sources<'a> {
    /// Every line that the audit log ever had, in order.
    lines: Vec<&'a [u8]>,
    /// How many of them there were when the feature went off, or else to begin with.
    lines_due: usize,
    /// What each sidecar that was removed or is still there held last, by its digest.
    sidecars: BTreeSet<&'a str>,
    /// Every commit that could be reached when the level began.
    commits: Vec<&'a str>,
}

impl<'a> Sources<'a> {
    fn of(scene: &Scene<'a>) -> Self {
        let log = scene.before.files.get(&scene.facts.absolute(&scene.facts.audit_log));
        let mut all: Vec<&[u8]> = log.map(|log| lines(&log.bytes).collect()).unwrap_or_default();
        let mut lines_due = all.len();
        let off = scene.journal.off_since().unwrap_or_default();
        for (index, event) in events(scene) {
            let Event::AuditLine { text, lost: None } = event else { continue };
            all.push(text.as_bytes());
            if index < off {
                lines_due = all.len();
            }
        }
        let commits = scene.before.history.commits.keys().map(String::as_str).collect();
        Self { lines: all, lines_due, sidecars: sidecars(scene), commits }
    }

    /// Names what a package does not hold.
    fn lacking(&self, files: &Package<'_>) -> Vec<&'static str> {
        let has = |is_it: &dyn Fn(&FileState) -> bool| files.iter().any(|file| is_it(file));
        let digests: BTreeSet<&str> = files.iter().map(|file| file.digest.as_str()).collect();
        let parts = [
            ("whole audit log up to the switch-off", has(&|file| self.is_log(file))),
            ("archive of every sidecar as last written", self.sidecars.is_subset(&digests)),
            ("git log of every commit", has(&|file| self.is_git_log(file))),
        ];
        parts.into_iter().filter(|(_, is_there)| !is_there).map(|(what, _)| what).collect()
    }

    /// A copy is the beginning of the log: it was made while sessions went on writing.
    fn is_log(&self, file: &FileState) -> bool {
        let copy: Vec<&[u8]> = lines(&file.bytes).collect();
        copy.len() >= self.lines_due && !copy.is_empty() && self.lines.starts_with(&copy)
    }

    fn is_git_log(&self, file: &FileState) -> bool {
        const SHORTEST: usize = 7;
        let text = String::from_utf8_lossy(&file.bytes);
        // Most files name no commit at all; cutting them into words would be most of the work.
        let is_missing = |commit: &&str| !text.contains(&commit[..SHORTEST.min(commit.len())]);
        if self.commits.iter().any(is_missing) {
            return false;
        }
        let words: BTreeSet<&str> = text
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let is_named = |commit: &&str| {
            let lengths = SHORTEST.min(commit.len())..=commit.len();
            lengths.into_iter().any(|length| words.contains(&commit[..length]))
        };
        !self.commits.is_empty() && self.commits.iter().all(is_named)
    }
}

fn events<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (usize, &'a Event)> + use<'a> {
    let journal: &'a crate::journal::Journal = scene.journal;
    journal.entries().iter().map(|entry| &entry.event).enumerate()
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}

/// What the sidecars held when the runbook removed them, and what those hold that are still there.
fn sidecars<'a>(scene: &Scene<'a>) -> BTreeSet<&'a str> {
    let place = format!("{}/", scene.facts.absolute(&scene.facts.sidecars));
    let there = |files: &'a BTreeMap<String, FileState>| {
        let below = files.iter().filter(|(path, _)| path.starts_with(&place));
        let files = below.map(|(path, file)| (path.as_str(), file.digest.as_str()));
        files.filter(|(_, digest)| !digest.is_empty()).collect::<BTreeMap<_, _>>()
    };
    let mut last = there(&scene.before.files);
    let mut wanted: BTreeSet<&str> = there(&scene.after.files).into_values().collect();
    for (_, event) in events(scene) {
        match event {
            Event::SidecarWritten { path, digest } => {
                last.insert(path, digest);
            }
            Event::Noticed { change: Change::SidecarGone { path }, .. } => {
                wanted.extend(last.remove(path.as_str()));
            }
            _ => {}
        }
    }
    wanted
}

/// The packages by their place, each with its files and with the members of its archives.
fn packages<'a>(scene: &Scene<'a>) -> BTreeMap<String, Package<'a>> {
    let mut found: BTreeMap<String, Package<'a>> = BTreeMap::new();
    for (path, file) in scene.lasting_files() {
        let (outer, is_member) = match path.split_once('!') {
            Some((archive, _)) => (archive, true),
            None => (path, false),
        };
        let directories = [parent_of(outer), parent_of(parent_of(outer))];
        let places = directories.into_iter().filter(|place| is_package(scene, place));
        let archive = is_member.then_some(outer).filter(|_| is_package(scene, outer));
        for place in places.chain(archive) {
            found.entry(place.to_owned()).or_default().push(file);
        }
    }
    found
}

/// Says whether a directory or archive may be a package: below a kept place, not the place itself.
fn is_package(scene: &Scene<'_>, place: &str) -> bool {
    let is_itself = |kept: &String| scene.facts.absolute(kept) == *place;
    match scene.in_checkout(place) {
        Some(inner) => {
            scene.facts.is_kept(inner)
                && inner != scene.facts.audit_log
                && !scene.facts.kept.iter().any(is_itself)
        }
        None => place.matches('/').count() > 1 && *place != scene.facts.checkout,
    }
}
