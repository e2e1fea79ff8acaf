//! How a world ended, in words that two machines can be compared by.

use std::collections::{BTreeMap, BTreeSet};

use crate::world::{FileKind, FileState, State};

/// What the end of a drill left, subject by subject, as far as it is unlike the beginning.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ending {
    /// What is to be the same on every machine.
    pub subjects: BTreeMap<String, String>,
    /// Archives by path, with the digest of their bytes. Two programs that pack the same files need not
    /// write the same bytes; the files in them are subjects.
    pub archives: BTreeMap<String, String>,
}

impl Ending {
    /// Takes what a state holds and did not hold `before`.
    pub(super) fn of(before: &State, state: &State) -> Self {
        let mut all = BTreeMap::from([
            ("clock".to_owned(), state.at.to_string()),
            ("checked out commit".to_owned(), state.repository.head.clone()),
            ("checked out branch".to_owned(), format!("{:?}", state.repository.branch)),
            ("damage of repositories".to_owned(), format!("{:?}", state.unread)),
            ("service".to_owned(), format!("{:?}", state.service)),
        ]);
        let mut put = |subject: String, value: String| {
            all.insert(subject, value);
        };
        for (name, id) in &state.repository.refs {
            put(format!("reference {name}"), id.clone());
        }
        for (name, id) in &state.origin {
            put(format!("reference {name} at origin"), id.clone());
        }
        let archives = archives(state);
        let is_packed =
            |path: &str| archives.keys().any(|archive| archive.ends_with(&format!("/{path}")));
        for (path, id) in state.repository.tree.iter().filter(|(path, _)| !is_packed(path)) {
            put(format!("committed {path}"), id.clone());
        }
        // What such a file holds is told below.
        for path in state.uncommitted.keys() {
            put(format!("uncommitted {path}"), "there".to_owned());
        }
        for (path, file) in &state.archived {
            put(format!("archived {path}"), file.digest.clone());
        }
        for (path, file) in state.files.iter().filter(|(path, _)| !archives.contains_key(*path)) {
            if before.files.get(path) != Some(file) {
                put(format!("file {path}"), told(file));
            }
        }
        for path in before.files.keys().filter(|path| !state.files.contains_key(*path)) {
            put(format!("file {path}"), "removed".to_owned());
        }
        for process in &state.processes {
            put(format!("process {}", process.pid), process.command.clone());
        }
        for (target, deployed) in &state.deployments {
            put(format!("deployment {target}"), format!("{deployed:?}"));
        }
        Self { archives, subjects: all }
    }
}

/// What stands for a file: its text where it has one.
fn told(file: &FileState) -> String {
    match (file.kind, std::str::from_utf8(&file.bytes)) {
        (FileKind::File, Ok(text)) => text.to_owned(),
        (FileKind::File, Err(_)) => file.digest.clone(),
        (kind, _) => format!("{kind:?}"),
    }
}

/// The archives of a world, with the digest of their bytes: what begins as gzip writes, and what has files in it.
fn archives(state: &State) -> BTreeMap<String, String> {
    const GZIP: [u8; 2] = [0x1f, 0x8b];
    let members: BTreeSet<&str> =
        state.archived.keys().filter_map(|it| Some(it.split_once('!')?.0)).collect();
    let is_archive =
        |path: &str, file: &FileState| file.bytes.starts_with(&GZIP) || members.contains(path);
    let all = state.files.iter().filter(|(path, file)| is_archive(path, file));
    all.map(|(path, file)| (path.clone(), file.digest.clone())).collect()
}
