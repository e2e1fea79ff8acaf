//! One git command at work in one repository.

use std::ops::Deref;

use git2::{ObjectType, Oid, Repository};

use super::outcome::{Done, Halt};
use super::surroundings::Surroundings;
use crate::throwaway::{
    GitPlace, GitSettings, Listing, References, Target, open_confined, pointed_to, read_listing,
    write_listing,
};
use crate::world::{FileKind, parent_of};

/// A repository that a command found, with the command's surroundings.
pub(super) struct Session<'a> {
    around: Surroundings<'a>,
    /// The directories of `HEAD` and the index, and of what all work trees share.
    pub place: GitPlace,
    /// The directory above all files; none in a bare repository.
    pub work_tree: Option<String>,
    /// The working directory from the top of the work tree, with a slash behind; empty at the top.
    pub prefix: String,
    /// All settings that count.
    pub settings: GitSettings,
    /// The object store.
    pub objects: Repository,
}

/// What is checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// The full name of the branch; none when detached.
    pub branch: Option<String>,
    /// The commit; none on a branch without one.
    pub commit: Option<Oid>,
}

impl<'a> Deref for Session<'a> {
    type Target = Surroundings<'a>;

    fn deref(&self) -> &Self::Target {
        &self.around
    }
}

impl<'a> Session<'a> {
    /// Finds the repository that the working directory belongs to.
    pub(super) fn find(around: Surroundings<'a>) -> Done<Self> {
        let Some((git_dir, work_tree)) = look_up(&around) else {
            let what = "not a git repository (or any of the parent directories): .git";
            return Err(Halt::fatal(what));
        };
        let inner = work_tree.as_ref().map_or("", |top| &around.cwd[top.len()..]);
        let prefix = match inner.trim_start_matches('/') {
            "" => String::new(),
            inner => format!("{inner}/"),
        };
        Self::open(around, &git_dir, work_tree, prefix)
    }

    /// Returns the git directory with the settings for the working directory.
    pub(super) fn settings_dir(around: &Surroundings<'_>) -> Done<Option<String>> {
        let Some((git_dir, _)) = look_up(around) else { return Ok(None) };
        Ok(Some(place_of(around, &git_dir)?.common))
    }

    /// Opens the repository with the directory `git_dir`, or with a file in place of it.
    pub(super) fn open(
        around: Surroundings<'a>,
        git_dir: &str,
        work_tree: Option<String>,
        prefix: String,
    ) -> Done<Self> {
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"] {
            if around.variable(name).is_some() {
                return Err(Halt::unmodelled(format!("with {name} in the environment")));
            }
        }
        let place = place_of(&around, git_dir)?;
        let objects = open_confined(around.root, git_dir)?;
        let settings = around.settings(Some(&place.common))?;
        Ok(Self { around, place, work_tree, prefix, settings, objects })
    }

    /// Returns the top of the work tree, or says that there is none.
    pub(super) fn top(&self) -> Done<&str> {
        let none = || Halt::fatal("this operation must be run in a work tree");
        self.work_tree.as_deref().ok_or_else(none)
    }

    /// Returns the path in the world of a file of the work tree.
    pub(super) fn file(&self, path: &str) -> Done<String> {
        Ok(format!("{}/{path}", self.top()?.trim_end_matches('/')))
    }

    /// Returns the references.
    pub(super) fn references(&self) -> References<'a> {
        References::at(self.around.root, self.place.clone())
    }

    /// Returns what is checked out.
    pub(super) fn head(&self) -> Done<Head> {
        let references = self.references();
        Ok(match references.target("HEAD")? {
            Some(Target::Name(name)) => {
                Head { commit: references.read(&name)?, branch: Some(name) }
            }
            Some(Target::Object(id)) => Head { branch: None, commit: Some(id) },
            None => return Err(Halt::unmodelled("in a repository without HEAD")),
        })
    }

    /// Returns the commit checked out, or says that the branch has none.
    pub(super) fn head_commit(&self) -> Done<Oid> {
        let head = self.head()?;
        let branch = head.short_branch().unwrap_or("HEAD").to_owned();
        let none =
            || Halt::fatal(format!("your current branch '{branch}' does not have any commits yet"));
        head.commit.ok_or_else(none)
    }

    /// Returns the files of a commit; none of it is an empty tree.
    pub(super) fn files_of(&self, commit: Option<Oid>) -> Done<Listing> {
        let Some(commit) = commit else { return Ok(Listing::new()) };
        Ok(read_listing(&self.objects, self.tree_of(commit)?)?)
    }

    /// Returns the tree of a commit.
    pub(super) fn tree_of(&self, commit: Oid) -> Done<Oid> {
        Ok(self.objects.find_commit(commit)?.tree_id())
    }

    /// Writes a tree.
    pub(super) fn write_tree(&self, listing: &Listing) -> Done<Oid> {
        Ok(write_listing(&self.objects.odb()?, listing)?)
    }

    /// Returns the bytes of a blob.
    pub(super) fn blob(&self, id: Oid) -> Done<Vec<u8>> {
        Ok(self.objects.odb()?.read(id)?.data().to_vec())
    }

    /// Writes an object.
    pub(super) fn write(&self, kind: ObjectType, bytes: &[u8]) -> Done<Oid> {
        Ok(self.objects.odb()?.write(kind, bytes)?)
    }

    /// Returns the first digits of an id that name it alone, seven or more.
    pub(super) fn short(&self, id: Oid) -> Done<String> {
        self.shortened(id, SHORT_DIGITS)
    }

    /// Returns the first digits of an id that name it alone, `least` or more.
    pub(super) fn shortened(&self, id: Oid, least: usize) -> Done<String> {
        let full = id.to_string();
        let odb = self.objects.odb()?;
        for length in least.clamp(4, full.len())..full.len() {
            let prefix = Oid::from_str(&full[..length])?;
            match odb.exists_prefix(prefix, length) {
                Err(error) if error.code() == git2::ErrorCode::Ambiguous => {}
                _ => return Ok(full[..length].to_owned()),
            }
        }
        Ok(full)
    }

    /// Returns a file of the git directory as text.
    pub(super) fn git_file(&self, name: &str) -> Done<Option<String>> {
        let path = self.place.path(name);
        if self.root.kind(&path) != Some(FileKind::File) {
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&self.root.read(&path)?).into_owned()))
    }

    /// Writes a file of the git directory.
    pub(super) fn write_git_file(&self, name: &str, text: &str) -> Done<()> {
        let path = self.place.path(name);
        self.root.create_dir_all(parent_of(&path))?;
        Ok(self.root.write(&path, text.as_bytes())?)
    }

    /// Removes files and directories of the git directory, those that are there.
    pub(super) fn remove_git_files(&self, names: &[&str]) -> Done<()> {
        for name in names {
            let path = self.place.path(name);
            match self.root.kind_of_link(&path) {
                Some(FileKind::Directory) => self.root.remove_dir_all(&path)?,
                Some(_) => self.root.remove_file(&path)?,
                None => {}
            }
        }
        Ok(())
    }
}

/// How many digits a short id has at least: git takes more only from 16,384 objects on.
pub(super) const SHORT_DIGITS: usize = 7;

impl Head {
    /// Returns the branch as people write it.
    pub(super) fn short_branch(&self) -> Option<&str> {
        self.branch.as_deref().map(|name| name.strip_prefix("refs/heads/").unwrap_or(name))
    }
}

/// Finds the directories behind a git directory, or says in git's words that they are gone.
fn place_of(around: &Surroundings<'_>, git_dir: &str) -> Done<GitPlace> {
    match pointed_to(around.root, git_dir) {
        Some(gone) if around.root.kind_of_link(&gone).is_none() => {
            Err(Halt::fatal(format!("not a git repository: {gone}")))
        }
        _ => Ok(GitPlace::find(around.root, git_dir)?),
    }
}

/// Finds the nearest git directory, with the top of its work tree where it has one.
fn look_up(around: &Surroundings<'_>) -> Option<(String, Option<String>)> {
    let mut here = around.cwd.as_str();
    loop {
        let inner = format!("{}/.git", here.trim_end_matches('/'));
        if around.root.kind_of_link(&inner).is_some() {
            return Some((inner, Some(here.to_owned())));
        }
        let of_linked = format!("{}/commondir", here.trim_end_matches('/'));
        if is_git_dir(around, here) || around.root.kind_of_link(&of_linked).is_some() {
            return Some((here.to_owned(), None));
        }
        if here == "/" {
            return None;
        }
        here = parent_of(here);
    }
}

/// Says whether the directory itself is a git directory, as a bare repository is.
pub(super) fn is_git_dir(around: &Surroundings<'_>, path: &str) -> bool {
    let inner = |name: &str| around.root.kind(&format!("{}/{name}", path.trim_end_matches('/')));
    inner("HEAD") == Some(FileKind::File)
        && ["objects", "refs"].iter().all(|name| inner(name) == Some(FileKind::Directory))
}
