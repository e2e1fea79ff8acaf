//! Opening repositories of a world so that they cannot lead out of it, and observing them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid, Repository, RepositoryOpenFlags};

use super::references::{References, Target};
use super::settings::{GitSettings, hide_user_settings};
use super::tree::read_listing;
use super::{GitPlace, Root, ThrowawayError};
use crate::world::{FileKind, RepositoryState};

/// Settings that a world's repository may have, whatever their value.
const HARMLESS: &[&str] =
    &["core.bare", "core.logallrefupdates", "init.defaultbranch", "user.name", "user.email"];
/// Settings that a world's repository may have with this one value.
const FIXED: &[(&str, &str)] = &[
    ("core.repositoryformatversion", "0"),
    ("core.filemode", "true"),
    ("core.ignorecase", "false"),
    ("core.autocrlf", "false"),
    ("core.symlinks", "true"),
    ("core.precomposeunicode", "true"),
    ("push.default", "simple"),
    ("pull.rebase", "false"),
    ("pull.ff", "only"),
    ("commit.gpgsign", "false"),
    ("tag.gpgsign", "false"),
    ("gc.auto", "0"),
    ("fetch.prune", "false"),
    ("merge.conflictstyle", "merge"),
    ("core.editor", "true"),
];
/// Sections of which some settings change what git does; others are only kept.
const SECTIONS: &[&str] = &[
    "add",
    "advice",
    "alias",
    "am",
    "apply",
    "attr",
    "blame",
    "branch",
    "checkout",
    "clean",
    "clone",
    "color",
    "column",
    "commit",
    "core",
    "credential",
    "diff",
    "difftool",
    "extensions",
    "feature",
    "fetch",
    "filter",
    "format",
    "fsck",
    "gc",
    "gpg",
    "grep",
    "guitool",
    "help",
    "hook",
    "http",
    "i18n",
    "include",
    "includeif",
    "index",
    "init",
    "interactive",
    "log",
    "mailmap",
    "maintenance",
    "merge",
    "mergetool",
    "notes",
    "pack",
    "pager",
    "protocol",
    "pull",
    "push",
    "rebase",
    "receive",
    "remote",
    "remotes",
    "repack",
    "rerere",
    "revert",
    "safe",
    "sendemail",
    "sequence",
    "sparse",
    "splitindex",
    "ssh",
    "stash",
    "status",
    "submodule",
    "tag",
    "tar",
    "trailer",
    "transfer",
    "uploadarchive",
    "uploadpack",
    "url",
    "user",
    "versionsort",
    "worktree",
];

/// Opens the git directory at `path` of the world: a `.git`, a bare repository, or the file that a
/// linked work tree has in place of `.git`, which opens what all its work trees share.
///
/// Links inside the directory, alternates, and settings that could lead out of the world or that
/// are not modelled are refused before the library sees them.
pub fn open_confined(root: &Root, path: &str) -> Result<Repository, ThrowawayError> {
    hide_user_settings()?;
    let place = GitPlace::find(root, path)?;
    if place.own != place.common {
        refuse_links_in(&host_of(root, &place.own)?, path)?;
    }
    let path = place.common.as_str();
    let settings = read_settings(root, &format!("{path}/config"))?;
    if let Some(what) = unmodelled_setting(&settings) {
        return Err(refused(path, what));
    }
    let host = host_of(root, path)?;
    refuse_ways_out(&host, path)?;
    let flags = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
    Repository::open_ext(&host, flags, std::iter::empty::<&OsStr>())
        .map_err(ThrowawayError::git(format!("open {path}")))
}

fn host_of(root: &Root, path: &str) -> Result<PathBuf, ThrowawayError> {
    root.resolve_link(path)
        .map_err(|source| ThrowawayError::World { path: path.to_owned(), source })
}

/// Reads a settings file of the world; one that is missing holds nothing.
pub fn read_settings(root: &Root, path: &str) -> Result<GitSettings, ThrowawayError> {
    if root.kind(path) != Some(FileKind::File) {
        return Ok(GitSettings::default());
    }
    let bytes = root
        .read(path)
        .map_err(|source| ThrowawayError::World { path: path.to_owned(), source })?;
    GitSettings::parse(&String::from_utf8_lossy(&bytes)).map_err(|line| ThrowawayError::Broken {
        path: path.to_owned(),
        what: format!("bad config line {line} in file"),
    })
}

/// Returns the first setting that is not modelled, as `name` or `name = value`.
pub fn unmodelled_setting(settings: &GitSettings) -> Option<String> {
    settings.entries().find_map(|(name, value)| {
        let section = name.split('.').next().unwrap_or(name);
        if !SECTIONS.contains(&section) || HARMLESS.contains(&name) || is_plain(name) {
            return None;
        }
        match FIXED.iter().find(|(known, _)| *known == name) {
            Some((_, fixed)) if *fixed == value => None,
            Some(_) => Some(format!("{name} = {value}")),
            None => Some(name.to_owned()),
        }
    })
}

/// Says whether the setting belongs to one remote or branch and is modelled with every value.
fn is_plain(name: &str) -> bool {
    let key = name.rsplit('.').next().unwrap_or(name);
    (name.starts_with("remote.") && matches!(key, "url" | "fetch"))
        || (name.starts_with("branch.") && matches!(key, "remote" | "merge"))
}

/// Refuses links and pointers inside the git directory: the library would follow them.
fn refuse_ways_out(host: &Path, path: &str) -> Result<(), ThrowawayError> {
    for pointer in ["commondir", "gitdir", "objects/info/alternates", "config.worktree"] {
        if host.join(pointer).symlink_metadata().is_ok() {
            return Err(refused(path, pointer.to_owned()));
        }
    }
    for directory in ["", "objects", "objects/pack", "objects/info", "info"] {
        let directory = host.join(directory);
        if directory.is_dir() {
            refuse_links_in(&directory, path)?;
        }
    }
    Ok(())
}

fn refuse_links_in(directory: &Path, path: &str) -> Result<(), ThrowawayError> {
    let entries = fs::read_dir(directory).map_err(ThrowawayError::host("list", directory))?;
    for entry in entries {
        let entry = entry.map_err(ThrowawayError::host("list", directory))?;
        let kind = entry.file_type().map_err(ThrowawayError::host("look at", directory))?;
        if kind.is_symlink() {
            let name = entry.file_name().to_string_lossy().into_owned();
            return Err(refused(path, format!("a symbolic link at {name}")));
        }
    }
    Ok(())
}

fn refused(path: &str, what: String) -> ThrowawayError {
    ThrowawayError::Refused { path: path.to_owned(), what }
}

/// Observes the repository of the checkout at `checkout`.
pub fn observe_repository(root: &Root, checkout: &str) -> Result<RepositoryState, ThrowawayError> {
    let git_dir = format!("{checkout}/.git");
    let repository = open_confined(root, &git_dir)?;
    let references = References::at(root, GitPlace::find(root, &git_dir)?);
    let branch = match references.target("HEAD")? {
        Some(Target::Name(name)) => {
            Some(name.strip_prefix("refs/heads/").unwrap_or(&name).to_owned())
        }
        _ => None,
    };
    let head = references.read("HEAD")?;
    let tree = head.map_or(Ok(BTreeMap::new()), |id| files_of(&repository, id));
    Ok(RepositoryState {
        branch,
        head: head.map(|id| id.to_string()).unwrap_or_default(),
        refs: peeled(&repository, references.all()?),
        tree: tree.map_err(ThrowawayError::git(format!("read the tree of {checkout}")))?,
    })
}

/// Observes the references of the bare repository at `bare`: full name to commit id.
pub fn observe_references(
    root: &Root,
    bare: &str,
) -> Result<BTreeMap<String, String>, ThrowawayError> {
    let repository = open_confined(root, bare)?;
    Ok(peeled(&repository, References::of(root, bare).all()?))
}

fn files_of(repository: &Repository, commit: Oid) -> Result<BTreeMap<String, String>, git2::Error> {
    let tree = repository.find_commit(commit)?.tree_id();
    let listing = read_listing(repository, tree)?;
    Ok(listing.into_iter().map(|(path, leaf)| (path, leaf.id.to_string())).collect())
}

/// Replaces annotated tags by the commits that they name.
fn peeled(repository: &Repository, references: BTreeMap<String, Oid>) -> BTreeMap<String, String> {
    let commit_of = |id: Oid| {
        let object = repository.find_object(id, None).and_then(|it| it.peel(ObjectType::Commit));
        object.map_or(id, |commit| commit.id())
    };
    references.into_iter().map(|(name, id)| (name, commit_of(id).to_string())).collect()
}
