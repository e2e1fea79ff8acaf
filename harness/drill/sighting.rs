//! A quick look at the world between two commands, so that a change is blamed on the right line.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Fleet;
use crate::checks::leaves;
use crate::journal::Change;
use crate::machine::{Machine, Process};
use crate::throwaway::{Root, observe_references};
use crate::world::{Facts, FileKind};

/// What is looked at between two commands: only what checks ask a place for.
#[derive(Debug, Default)]
pub(super) struct Sighting {
    log_bytes: Option<u64>,
    config: Vec<u8>,
    settings: BTreeMap<String, Value>,
    processes: Vec<Process>,
    own: References,
    origin: References,
    sidecars: BTreeSet<String>,
    watched: BTreeMap<String, Vec<u8>>,
}

/// The references of one repository, with the bytes in which it keeps them.
#[derive(Debug, Default)]
struct References {
    files: BTreeMap<String, Vec<u8>>,
    all: BTreeMap<String, String>,
}

impl References {
    fn look(root: &Root, git_dir: &str, last: Option<&Self>) -> Self {
        let files = reference_files(root, git_dir);
        let all = match last {
            Some(last) if last.files == files => last.all.clone(),
            _ => observe_references(root, git_dir).unwrap_or_default(),
        };
        Self { files, all }
    }
}

impl Sighting {
    /// Looks at the world as it is now. What cannot be read counts as not there.
    pub(super) fn take(
        machine: &dyn Machine,
        facts: &Facts,
        origin: &str,
        last: Option<&Self>,
    ) -> Self {
        let root = machine.root();
        let config = root.read(&facts.absolute(&facts.config)).unwrap_or_default();
        let settings = match last {
            Some(last) if last.config == config => last.settings.clone(),
            _ => leaves(&config).unwrap_or_default(),
        };
        let own = format!("{}/.git", facts.checkout);
        Self {
            log_bytes: root.size(&facts.absolute(&facts.audit_log)),
            config,
            settings,
            processes: machine.processes().live().to_vec(),
            own: References::look(root, &own, last.map(|last| &last.own)),
            origin: References::look(root, origin, last.map(|last| &last.origin)),
            sidecars: files_below(root, &facts.absolute(&facts.sidecars)),
            watched: contents(root, facts.watched.iter()),
        }
    }

    /// Says what is different in `after`. Sidecars that a session took away itself do not count.
    pub(super) fn changes(&self, after: &Self, fleet: &Fleet) -> Vec<Change> {
        let mut changes = Vec::new();
        changes.extend(self.log_cut(after));
        changes.extend(different(&self.settings, &after.settings).map(|(key, before, after)| {
            let text = |value: Option<&Value>| value.map(ToString::to_string);
            Change::ConfigValue { key: key.clone(), before: text(before), after: text(after) }
        }));
        let ended = self.processes.iter().filter(|process| !after.processes.contains(process));
        changes.extend(ended.map(|process| Change::ProcessEnded {
            pid: process.pid,
            command: process.command.clone(),
        }));
        changes.extend(different(&self.own.all, &after.own.all).map(|(name, before, after)| {
            let (before, after) = (before.cloned(), after.cloned());
            Change::Reference { name: name.clone(), before, after }
        }));
        changes.extend(different(&self.origin.all, &after.origin.all).map(
            |(name, before, after)| {
                let (before, after) = (before.cloned(), after.cloned());
                Change::OriginReference { name: name.clone(), before, after }
            },
        ));
        changes.extend(
            different(&self.watched, &after.watched)
                .map(|(path, _, _)| Change::OthersFile { path: path.clone() }),
        );
        let gone = self.sidecars.difference(&after.sidecars);
        changes.extend(
            gone.filter(|path| !session_of(path).is_some_and(|id| fleet.has_cleaned(id)))
                .map(|path| Change::SidecarGone { path: path.clone() }),
        );
        changes
    }

    fn log_cut(&self, after: &Self) -> Option<Change> {
        let before_bytes = self.log_bytes?;
        let after_bytes = after.log_bytes;
        let is_cut = after_bytes.is_none_or(|left| left < before_bytes);
        is_cut.then_some(Change::AuditLogCut { before_bytes, after_bytes })
    }
}

/// The keys whose values differ, with both values, in the order of the keys.
fn different<'m, V: PartialEq>(
    before: &'m BTreeMap<String, V>,
    after: &'m BTreeMap<String, V>,
) -> impl Iterator<Item = (&'m String, Option<&'m V>, Option<&'m V>)> {
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    keys.into_iter()
        .map(|key| (key, before.get(key), after.get(key)))
        .filter(|(_, before, after)| before != after)
}

/// The bytes in which a repository keeps its references.
fn reference_files(root: &Root, bare: &str) -> BTreeMap<String, Vec<u8>> {
    let mut paths = files_below(root, &format!("{bare}/refs"));
    paths.insert(format!("{bare}/packed-refs"));
    contents(root, paths.iter())
}

/// What the files at `paths` hold; those that cannot be read are left out.
fn contents<'p>(root: &Root, paths: impl Iterator<Item = &'p String>) -> BTreeMap<String, Vec<u8>> {
    paths.filter_map(|path| Some((path.clone(), root.read(path).ok()?))).collect()
}

fn files_below(root: &Root, directory: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![directory.to_owned()];
    while let Some(here) = open.pop() {
        for (name, kind) in root.entries(&here).unwrap_or_default() {
            let path = format!("{here}/{name}");
            if kind == FileKind::Directory {
                open.push(path);
            } else {
                found.insert(path);
            }
        }
    }
    found
}

/// The session whose sidecar stands at `path`: `.../SESSION/AGENT/FILE`.
fn session_of(path: &str) -> Option<&str> {
    path.rsplit('/').nth(2)
}
