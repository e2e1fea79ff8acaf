//! Remotes: finding the repository that a name or path stands for, and `git remote`.

use git2::{ObjectType, Oid, Repository};

use super::arguments::Arguments;
use super::outcome::{Done, Halt};
use super::session::{Session, is_git_dir};
use crate::shell::Exit;
use crate::throwaway::{References, Target, open_confined, read_settings};
use crate::world::{FileKind, join};

/// Another repository of the world.
pub(super) struct Remote<'a> {
    /// Its name in the settings; none where it was given as a path.
    pub name: Option<String>,
    /// Its address as the settings or the operator write it.
    pub url: String,
    /// Its git directory.
    pub git_dir: String,
    /// Its references.
    pub references: References<'a>,
    /// Its object store.
    pub objects: Repository,
    /// Whether it has no work tree.
    pub is_bare: bool,
}

impl<'a> Session<'a> {
    /// Finds the repository behind a remote's name or a path; says in git's words that it is none.
    pub(super) fn remote(&self, name: &str) -> Done<Remote<'a>> {
        let configured = self.settings.get(&format!("remote.{name}.url"));
        let url = configured.unwrap_or(name).to_owned();
        if is_elsewhere(&url) {
            return Err(Halt::unmodelled(format!("with the remote {url}")));
        }
        let path = url.strip_prefix("file://").unwrap_or(&url);
        let base = self.work_tree.as_deref().unwrap_or(&self.place.own);
        let place = join(base, path);
        let git_dir = [place.clone() + "/.git", place.clone() + ".git", place.clone()]
            .into_iter()
            .find(|candidate| is_git_dir(self, candidate));
        if self.root.kind_of_link(&format!("{place}/.git")) == Some(FileKind::File) {
            return Err(Halt::unmodelled(format!("with the linked worktree {url} as a remote")));
        }
        let Some(git_dir) = git_dir else {
            return Err(Halt::fatal(format!(
                "'{url}' does not appear to be a git repository\n\
                 fatal: Could not read from remote repository.\n\n\
                 Please make sure you have the correct access rights\nand the repository exists."
            )));
        };
        let objects = open_confined(self.root, &git_dir)?;
        let theirs = read_settings(self.root, &format!("{git_dir}/config"))?;
        Ok(Remote {
            name: configured.map(|_| name.to_owned()),
            url,
            references: References::of(self.root, git_dir.clone()),
            is_bare: theirs.get("core.bare") == Some("true"),
            git_dir,
            objects,
        })
    }

    /// Returns the remote that a branch pushes to and fetches from.
    pub(super) fn usual_remote(&self) -> Done<String> {
        let head = self.head()?;
        let of_branch = head
            .short_branch()
            .and_then(|branch| self.settings.get(&format!("branch.{branch}.remote")));
        Ok(of_branch.unwrap_or("origin").to_owned())
    }

    /// Returns the names of the remotes, in order.
    pub(super) fn remote_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (key, _) in self.settings.entries() {
            let inner = key.strip_prefix("remote.").and_then(|it| it.strip_suffix(".url"));
            if let Some(name) = inner.filter(|name| !names.iter().any(|known| known == name)) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        names
    }
}

/// Says whether an address leads to another host.
pub(super) fn is_elsewhere(url: &str) -> bool {
    let scheme = url.split_once("://").is_some_and(|(scheme, _)| scheme != "file");
    let host = url.split_once(':').is_some_and(|(host, _)| !host.is_empty() && !host.contains('/'));
    scheme || (host && !url.starts_with("file://"))
}

impl Remote<'_> {
    /// Returns the branch that `HEAD` names.
    pub(super) fn head_branch(&self) -> Done<Option<String>> {
        Ok(match self.references.target("HEAD")? {
            Some(Target::Name(name)) => Some(name),
            _ => None,
        })
    }
}

/// Copies everything that `ids` reach from one object store to another that lacks it.
pub(super) fn copy_objects(from: &Repository, to: &Repository, ids: &[Oid]) -> Done<()> {
    let (source, target) = (from.odb()?, to.odb()?);
    let mut left: Vec<Oid> = ids.to_vec();
    let mut found: Vec<Oid> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = left.pop() {
        if target.exists(id) || !seen.insert(id) {
            continue;
        }
        found.push(id);
        let object = from.find_object(id, None)?;
        match object.kind() {
            Some(ObjectType::Commit) => {
                let commit = from.find_commit(id)?;
                left.extend(commit.parent_ids());
                left.push(commit.tree_id());
            }
            Some(ObjectType::Tree) => {
                let tree = from.find_tree(id)?;
                let inner = tree.iter().filter(|entry| entry.kind() != Some(ObjectType::Commit));
                left.extend(inner.map(|entry| entry.id()));
            }
            Some(ObjectType::Tag) => left.push(from.find_tag(id)?.target_id()),
            _ => {}
        }
    }
    // What is reached last is written first: an object is there before anything names it.
    for id in found.into_iter().rev() {
        let object = source.read(id)?;
        target.write(object.kind(), object.data())?;
    }
    Ok(())
}

const GRAMMAR: &str = "v,verbose push all f";

/// `git remote`.
pub(super) fn remote(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("remote", GRAMMAR, arguments)?;
    let words: Vec<&str> = given.operands.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["show"] => {
            list(session, given.has("verbose"));
            Ok(Exit::SUCCESS)
        }
        ["get-url", name] => match session.settings.get(&format!("remote.{name}.url")) {
            Some(url) => {
                session.out(&format!("{url}\n"));
                Ok(Exit::SUCCESS)
            }
            None => Err(Halt::Error(format!("No such remote '{name}'"), 2)),
        },
        ["add", name, url] if !given.has("f") => {
            if session.remote_names().iter().any(|known| known == name) {
                return Err(Halt::Error(format!("remote {name} already exists."), 3));
            }
            session.add_remote_settings(name, url)?;
            Ok(Exit::SUCCESS)
        }
        ["set-url", name, url] if !given.has("push") => {
            if !session.remote_names().iter().any(|known| known == name) {
                return Err(Halt::Error(format!("No such remote '{name}'"), 2));
            }
            session.set_setting(&format!("remote.{name}.url"), url)?;
            Ok(Exit::SUCCESS)
        }
        ["remove" | "rm", name] => remove(session, name),
        other => Err(Halt::unmodelled(format!("remote {}", other.join(" ")))),
    }
}

fn list(session: &Session<'_>, verbose: bool) {
    for name in session.remote_names() {
        if verbose {
            let url = session.settings.get(&format!("remote.{name}.url")).unwrap_or_default();
            session.out(&format!("{name}\t{url} (fetch)\n{name}\t{url} (push)\n"));
        } else {
            session.out(&format!("{name}\n"));
        }
    }
}

fn remove(session: &Session<'_>, name: &str) -> Done {
    if !session.remote_names().iter().any(|known| known == name) {
        return Err(Halt::Error(format!("No such remote: '{name}'"), 2));
    }
    let ours = format!("refs/remotes/{name}/");
    for full in session.references().all()?.into_keys().filter(|full| full.starts_with(&ours)) {
        session.remove_reference(&full)?;
    }
    let branches: Vec<String> = session
        .settings
        .entries()
        .filter(|(_, value)| *value == name)
        .filter_map(|(key, _)| key.strip_prefix("branch.")?.strip_suffix(".remote"))
        .map(str::to_owned)
        .collect();
    for branch in branches {
        session.forget_branch_settings(&branch)?;
    }
    session.remove_settings(&format!("remote.{name}"))?;
    Ok(Exit::SUCCESS)
}
