//! What the references of repositories hold: every commit that can be reached, and its files.

use std::collections::BTreeSet;

use git2::{ObjectType, Oid, Repository};

use super::references::{References, Target};
use super::{Root, ThrowawayError, open_confined};
use crate::world::History;

/// The most commits that are followed.
const COMMITS_MAX: usize = 100_000;

/// Gathers everything that the references, the stashes and the heads of `git_dirs` reach. A
/// repository that git cannot read is passed over, and so is what an id leads to and is not there.
pub fn observe_history(root: &Root, git_dirs: &[String]) -> Result<History, ThrowawayError> {
    let mut found = History::default();
    for git_dir in git_dirs {
        match gather(root, git_dir, &mut found) {
            Ok(()) | Err(ThrowawayError::Broken { .. } | ThrowawayError::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

fn gather(root: &Root, git_dir: &str, found: &mut History) -> Result<(), ThrowawayError> {
    let repository = open_confined(root, git_dir)?;
    let mut gathering = Gathering { repository: &repository, found };
    gathering.follow(starts(root, git_dir)?);
    Ok(())
}

/// Where the ways into a repository begin: references, what is checked out here and in other work
/// trees, and every stash.
fn starts(root: &Root, git_dir: &str) -> Result<Vec<Oid>, ThrowawayError> {
    let references = References::of(root, git_dir);
    let mut starts: Vec<Oid> = references.all()?.into_values().collect();
    starts.extend(references.read("HEAD")?);
    for name in root.list(&format!("{git_dir}/worktrees")).unwrap_or_default() {
        let own = References::of(root, format!("{git_dir}/worktrees/{name}"));
        if let Some(Target::Object(id)) = own.target("HEAD")? {
            starts.push(id);
        }
    }
    let stashes = root.read(&format!("{git_dir}/logs/refs/stash")).unwrap_or_default();
    let ids = String::from_utf8_lossy(&stashes);
    let ids = ids.lines().filter_map(|line| line.split(' ').nth(1));
    starts.extend(ids.filter_map(|id| Oid::from_str(id).ok()));
    Ok(starts)
}

struct Gathering<'g> {
    repository: &'g Repository,
    found: &'g mut History,
}

impl Gathering<'_> {
    fn follow(&mut self, mut open: Vec<Oid>) {
        let mut trees = BTreeSet::new();
        while let Some(id) = open.pop() {
            let object = self.repository.find_object(id, None);
            let Ok(commit) = object.and_then(|object| object.peel_to_commit()) else { continue };
            let name = commit.id().to_string();
            if self.found.commits.len() >= COMMITS_MAX || self.found.commits.contains_key(&name) {
                continue;
            }
            self.found.commits.insert(name, commit.tree_id().to_string());
            open.extend(commit.parent_ids());
            self.list(commit.tree_id(), &mut trees);
        }
    }

    fn list(&mut self, id: Oid, seen: &mut BTreeSet<Oid>) {
        if !seen.insert(id) {
            return;
        }
        let Ok(tree) = self.repository.find_tree(id) else { return };
        for entry in &tree {
            match entry.kind() {
                Some(ObjectType::Tree) => self.list(entry.id(), seen),
                Some(ObjectType::Blob) => {
                    self.found.blobs.insert(entry.id().to_string());
                }
                _ => {}
            }
        }
    }
}
