//! Files on a disk beside the commit that they stand for.

use std::collections::BTreeMap;

use git2::{Oid, Repository};

use super::references::{References, Target};
use super::tree::{Listing, read_listing};
use super::{Root, blob_id, list_files, open_confined, survey};
use crate::world::{FileKind, WorkTree, join, parent_of};

/// Compares the work tree in which `directory` stands with the commit that is checked out there.
/// Paths that `is_aside`, from the top of the work tree, are left out. None where no repository of
/// the world holds the directory.
pub fn observe_work_tree(
    root: &Root,
    directory: &str,
    is_aside: impl Fn(&str) -> bool,
) -> Option<WorkTree> {
    let (top, git_dir, common) = repository_of(root, directory)?;
    let repository = open_confined(root, &common).ok()?;
    let head = match References::of(root, git_dir).target("HEAD").ok()?? {
        Target::Object(id) => Some(id),
        Target::Name(name) => References::of(root, common).read(&name).ok()?,
    };
    let (commit, tree, mut listing) = listing_of(&repository, head)?;
    listing.retain(|path, _| !is_aside(path));
    let here = survey(root, &top).ok()?.files;
    let mut there: BTreeMap<String, String> =
        listing.keys().map(|path| (path.clone(), String::new())).collect();
    for path in here.into_keys().filter(|path| !is_aside(path)) {
        let id = id_of(root, &format!("{top}/{path}"));
        there.insert(path, id);
    }
    Some(WorkTree { commit, tree, differs: differences(&there, &listing) })
}

/// Compares the files below `directory`, `without` one of them, with the commit that they are said
/// to be copies of. What was not copied is no difference.
pub fn observe_copy(
    root: &Root,
    git_dir: &str,
    commit: &str,
    directory: &str,
    without: &str,
) -> WorkTree {
    let id = Oid::from_str(commit).ok();
    let read = || listing_of(&open_confined(root, git_dir).ok()?, id);
    let (_, tree, listing) = read().unwrap_or_default();
    let files = list_files(root, directory, &[format!("{directory}/{without}")]);
    let prefix = format!("{directory}/");
    let there: BTreeMap<String, String> = files
        .unwrap_or_default()
        .iter()
        .filter_map(|path| Some((path.strip_prefix(&prefix)?.to_owned(), id_of(root, path))))
        .collect();
    WorkTree { commit: commit.to_owned(), tree, differs: differences(&there, &listing) }
}

/// The top of the work tree above `directory`, its git directory, and the one that holds objects
/// and references: another one where the work tree is an additional one.
fn repository_of(root: &Root, directory: &str) -> Option<(String, String, String)> {
    let mut top = directory;
    loop {
        let git = join(top, ".git");
        match root.kind_of_link(&git) {
            Some(FileKind::Directory) => return Some((top.to_owned(), git.clone(), git)),
            Some(FileKind::File) => {
                let own = join(top, text(root, &git)?.strip_prefix("gitdir:")?.trim());
                let common = text(root, &format!("{own}/commondir"))?;
                return Some((top.to_owned(), own.clone(), join(&own, common.trim())));
            }
            _ if top == "/" => return None,
            _ => top = parent_of(top),
        }
    }
}

fn text(root: &Root, path: &str) -> Option<String> {
    String::from_utf8(root.read(path).ok()?).ok()
}

/// The id of a commit, that of its tree, and the files of the tree; empty where there is no commit.
fn listing_of(repository: &Repository, commit: Option<Oid>) -> Option<(String, String, Listing)> {
    let Some(id) = commit else { return Some(Default::default()) };
    let tree = repository.find_commit(id).ok()?.tree_id();
    let listing = read_listing(repository, tree).ok()?;
    Some((id.to_string(), tree.to_string(), listing))
}

/// Git's id of what stands at `path`; empty where nothing can be read.
fn id_of(root: &Root, path: &str) -> String {
    let content = match root.kind_of_link(path) {
        Some(FileKind::Symlink) => root.read_link(path).map(String::into_bytes),
        _ => root.read(path),
    };
    content.map(|bytes| blob_id(&bytes)).unwrap_or_default()
}

fn differences(there: &BTreeMap<String, String>, listing: &Listing) -> Vec<String> {
    let is_other =
        |path: &str, id: &str| listing.get(path).is_none_or(|leaf| leaf.id.to_string() != *id);
    there.iter().filter(|(path, id)| is_other(path, id)).map(|(path, _)| path.clone()).collect()
}
