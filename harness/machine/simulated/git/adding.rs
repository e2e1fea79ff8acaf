//! `git add`.

use git2::ObjectType;

use super::arguments::Arguments;
use super::ignoring::Ignoring;
use super::outcome::{Done, Halt};
use super::pathspec::{Item, Pathspec};
use super::scene::{Local, Scene};
use super::session::Session;
use crate::shell::Exit;

const GRAMMAR: &str = "A,all no-ignore-removal u,update f,force n,dry-run v,verbose";

/// `git add`.
pub(super) fn add(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("add", GRAMMAR, arguments)?;
    let everything = given.has("all") || given.has("update");
    if given.has("all") && given.has("update") {
        return Err(Halt::fatal("options '-A' and '-u' cannot be used together"));
    }
    if given.operands.is_empty() && !everything {
        session.err("Nothing specified, nothing added.\n");
        session.hint(
            "Maybe you wanted to say 'git add .'?\nTurn this message off by running\n\
             \"git config advice.addEmptyPathspec false\"",
        );
        return Ok(Exit::SUCCESS);
    }
    let paths = Pathspec::read(session, &given.operands)?;
    let mut scene = Scene::of(session)?;
    let untracked = if given.has("update") {
        Vec::new()
    } else {
        new_files(&scene, &paths, given.has("force"))?
    };
    let ignored = must_match(session, &scene, &paths, &untracked, &given)?;
    let shown = given.has("verbose") || given.has("dry-run");
    let mut lines = Vec::new();
    for (path, new) in scene.to_be_staged(&paths)? {
        let word = if new { "add" } else { "remove" };
        lines.push(format!("{word} '{path}'\n"));
    }
    lines.extend(untracked.iter().map(|path| format!("add '{path}'\n")));
    if shown {
        session.out(&lines.concat());
    }
    if !given.has("dry-run") {
        scene.stage_local_changes(&paths)?;
        for path in &untracked {
            scene.stage_file(path)?;
        }
        scene.staging.write(session)?;
    }
    Ok(if ignored { Exit::FAILURE } else { Exit::SUCCESS })
}

/// Returns the untracked files that are meant.
fn new_files(scene: &Scene<'_>, paths: &Pathspec, force: bool) -> Done<Vec<String>> {
    let found = if force {
        let unknown = |path: &&String| !scene.staging.knows(path);
        scene.survey.files.keys().filter(unknown).cloned().collect()
    } else {
        scene.untracked()?
    };
    let meant: Vec<String> =
        found.into_iter().filter(|path| paths.matches(path.trim_end_matches('/'))).collect();
    if let Some(nested) = meant.iter().find(|path| path.ends_with('/')) {
        return Err(Halt::unmodelled(format!("add of the repository {nested} inside this one")));
    }
    Ok(meant)
}

/// Says which given paths are nothing or ignored; `true` where one is ignored.
fn must_match(
    session: &Session<'_>,
    scene: &Scene<'_>,
    paths: &Pathspec,
    untracked: &[String],
    given: &Arguments,
) -> Done<bool> {
    let ignoring = Ignoring::of(session)?;
    let known = scene.staging.paths();
    let mut ignored = Vec::new();
    for item in paths.items() {
        let matched = known.iter().chain(untracked).any(|path| item.matches(path));
        if matched || item.path.is_empty() {
            continue;
        }
        let there = is_there(session, item)?;
        let directory = scene.survey.directories.contains_key(&item.path);
        if there && !given.has("force") && ignoring.holds(&item.path, directory)? {
            ignored.push(item.path.clone());
        } else if !there || given.has("update") {
            return Err(Halt::fatal(format!("pathspec '{}' did not match any files", item.given)));
        }
    }
    if ignored.is_empty() {
        return Ok(false);
    }
    session.err("The following paths are ignored by one of your .gitignore files:\n");
    for path in ignored {
        session.err(&format!("{path}\n"));
    }
    session.hint(
        "Use -f if you really want to add them.\nTurn this message off by running\n\
         \"git config advice.addIgnoredFile false\"",
    );
    Ok(true)
}

fn is_there(session: &Session<'_>, item: &Item) -> Done<bool> {
    Ok(session.root.kind_of_link(&session.file(&item.path)?).is_some())
}

impl Scene<'_> {
    /// Lists the tracked files that differ from the index; `false` for one that is gone.
    fn to_be_staged(&self, paths: &Pathspec) -> Done<Vec<(String, bool)>> {
        let mut found: Vec<(String, bool)> = self
            .local_changes()?
            .into_iter()
            .filter(|(path, _)| paths.matches(path))
            .map(|(path, leaf)| (path, leaf.is_some()))
            .collect();
        for path in self.staging.conflicts.keys().filter(|path| paths.matches(path)) {
            found.push((path.clone(), self.survey.files.contains_key(path)));
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Takes every change of a tracked file that is meant into the index.
    pub(super) fn stage_local_changes(&mut self, paths: &Pathspec) -> Done<()> {
        for (path, there) in self.to_be_staged(paths)? {
            if there {
                self.stage_file(&path)?;
            } else {
                self.staging.remove(&path);
            }
        }
        Ok(())
    }

    /// Takes a file of the work tree into the index.
    pub(super) fn stage_file(&mut self, path: &str) -> Done<()> {
        let Some(seen) = self.survey.files.get(path) else { return Ok(()) };
        let session = self.session();
        let bytes = session.bytes_on_disk(path, seen)?;
        let mut leaf = session.leaf_on_disk(path, seen)?;
        leaf.id = session.write(ObjectType::Blob, &bytes)?;
        let seen = seen.clone();
        self.staging.set(path, leaf, Some(&seen));
        Ok(())
    }

    /// Notes what the host says of unchanged files, so that they need not be read again.
    pub(super) fn refresh(&mut self) -> Done<()> {
        let session = self.session();
        let stale: Vec<String> = self
            .staging
            .entries()
            .keys()
            .filter(|path| {
                self.survey.files.get(*path).is_some_and(|seen| !self.staging.is_fresh(path, seen))
            })
            .cloned()
            .collect();
        let mut changed = false;
        for path in stale {
            let (Some(leaf), Some(seen)) = (self.staging.get(&path), self.survey.files.get(&path))
            else {
                continue;
            };
            if self.local(&path)? == Local::Same {
                self.staging.set(&path, leaf, Some(seen));
                changed = true;
            }
        }
        if changed { self.staging.write(session) } else { Ok(()) }
    }
}
