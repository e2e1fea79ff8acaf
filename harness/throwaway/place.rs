//! Where a repository keeps its files: those of one work tree, and those that all of them share.

use super::{Root, ThrowawayError};
use crate::world::{FileKind, join, name_of, parent_of};

/// What git writes before the directory in a file that stands in place of `.git`.
const POINTER: &str = "gitdir: ";
/// How the directory of a linked work tree names the one that all share.
const UP: &str = "../..";
/// What all work trees share, but for what [`OWN`] names.
const SHARED: &[&str] = &[
    "config",
    "hooks",
    "info",
    "logs",
    "objects",
    "packed-refs",
    "refs",
    "remotes",
    "shallow",
    "worktrees",
];
/// What each work tree has for itself, though it stands below something that is shared.
const OWN: &[&str] = &[
    "logs/HEAD",
    "logs/refs/bisect",
    "logs/refs/rewritten",
    "logs/refs/worktree",
    "refs/bisect",
    "refs/rewritten",
    "refs/worktree",
];

/// The directories of one repository, seen from one of its work trees, as paths in the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitPlace {
    /// The directory with `HEAD` and the index of this work tree.
    pub own: String,
    /// The directory with objects, references and settings; the same one but in a linked work tree.
    pub common: String,
}

impl GitPlace {
    /// Takes a directory that is both.
    pub fn whole(git_dir: impl Into<String>) -> Self {
        let own = git_dir.into();
        Self { common: own.clone(), own }
    }

    /// Finds the directories behind `path`: a `.git`, a bare repository, or the file that a linked
    /// work tree has in place of `.git`.
    ///
    /// Such a file is followed only to `worktrees/NAME` inside a git directory that points back
    /// at exactly this file, and only where no link stands on the way.
    pub fn find(root: &Root, path: &str) -> Result<Self, ThrowawayError> {
        match root.kind_of_link(path) {
            Some(FileKind::Directory) => Ok(Self::whole(path)),
            Some(FileKind::Symlink) => Err(refused(path, "a symbolic link")),
            Some(FileKind::File) => {
                Self::linked(root, path).ok_or_else(|| refused(path, "a file in place of it"))
            }
            None => {
                let what = "there is none".to_owned();
                Err(ThrowawayError::Broken { path: path.to_owned(), what })
            }
        }
    }

    /// Returns the path of a file of git's by its name inside the git directory.
    pub fn path(&self, name: &str) -> String {
        let directory = if is_shared(name) { &self.common } else { &self.own };
        format!("{directory}/{name}")
    }

    fn linked(root: &Root, path: &str) -> Option<Self> {
        let own = pointed_to(root, path)?;
        let above = parent_of(&own);
        let common = parent_of(above).to_owned();
        let says = |name: &str, text: &str| {
            line_of(root, &format!("{own}/{name}")).is_some_and(|line| line == text)
        };
        let real = [path, &own].iter().all(|path| is_without_links(root, path))
            && root.kind_of_link(&own) == Some(FileKind::Directory);
        let both_ways = name_of(above) == "worktrees" && says("gitdir", path);
        (real && both_ways && says("commondir", UP)).then_some(Self { own, common })
    }
}

/// Returns the directory that a file in place of `.git` names, there or not; none where it is no
/// such file.
pub fn pointed_to(root: &Root, path: &str) -> Option<String> {
    let line = line_of(root, path)?;
    let named = line.strip_prefix(POINTER)?;
    let plain = named.starts_with('/') && join("/", named) == named;
    plain.then(|| named.to_owned())
}

/// Returns the text of a file that is one line and no link.
fn line_of(root: &Root, path: &str) -> Option<String> {
    if root.kind_of_link(path) != Some(FileKind::File) {
        return None;
    }
    let text = String::from_utf8(root.read(path).ok()?).ok()?;
    let line = text.strip_suffix('\n')?;
    (!line.contains('\n')).then(|| line.to_owned())
}

/// Says whether the path names its file without any link on the way.
fn is_without_links(root: &Root, path: &str) -> bool {
    let host = root.resolve(path).ok();
    let inside = host.as_deref().and_then(|host| host.strip_prefix(root.host()).ok());
    inside.and_then(std::path::Path::to_str) == path.strip_prefix('/')
}

fn is_shared(name: &str) -> bool {
    let below = |above: &&str| {
        name.strip_prefix(*above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    SHARED.iter().any(below) && !OWN.iter().any(below)
}

fn refused(path: &str, what: &str) -> ThrowawayError {
    ThrowawayError::Refused { path: path.to_owned(), what: what.to_owned() }
}
