//! How a world ended, in words that two machines can be compared by.

use std::collections::BTreeMap;

use crate::world::{FileKind, State};

/// What the end of a drill left, subject by subject.
///
/// An archive stands for the files in it: two programs that pack the same files need not write the
/// same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ending(pub BTreeMap<String, String>);

impl Ending {
    /// Takes what a state holds.
    pub(super) fn of(state: &State) -> Self {
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
        for (commit, tree) in &state.history.commits {
            put(format!("commit {commit}"), tree.clone());
        }
        for (path, id) in &state.uncommitted {
            put(format!("uncommitted {path}"), id.clone());
        }
        for (path, file) in &state.archived {
            put(format!("archived {path}"), file.digest.clone());
        }
        for (path, file) in state.files.iter().filter(|(path, _)| !is_archive(state, path)) {
            let value = if file.kind == FileKind::File {
                file.digest.clone()
            } else {
                format!("{:?}", file.kind)
            };
            put(format!("file {path}"), value);
        }
        for process in &state.processes {
            put(format!("process {}", process.pid), process.command.clone());
        }
        for (target, deployed) in &state.deployments {
            put(format!("deployment {target}"), format!("{deployed:?}"));
        }
        Self(all)
    }
}

fn is_archive(state: &State, path: &str) -> bool {
    let prefix = format!("{path}!");
    state.archived.range(prefix.clone()..).next().is_some_and(|(it, _)| it.starts_with(&prefix))
}
