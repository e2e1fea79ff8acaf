//! `git rm`, `git mv` and `git clean`.

use super::arguments::Arguments;
use super::ignoring::Ignoring;
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::quoting::quoted;
use super::scene::{Local, Scene};
use super::session::Session;
use crate::shell::Exit;
use crate::throwaway::Listing;
use crate::world::{FileKind, name_of};

/// `git rm`.
pub(super) fn rm(session: &Session<'_>, arguments: &[String]) -> Done {
    let given =
        Arguments::read("rm", "cached r f,force n,dry-run q,quiet ignore-unmatch", arguments)?;
    if given.operands.is_empty() {
        return Err(Halt::fatal("No pathspec was given. Which files should I remove?"));
    }
    let paths = Pathspec::read(session, &given.operands)?;
    let mut scene = Scene::of(session)?;
    let known = scene.staging.paths();
    let mut gone: Vec<String> = Vec::new();
    for item in paths.items() {
        let found: Vec<&String> = known.iter().filter(|path| item.matches(path)).collect();
        if found.is_empty() && !given.has("ignore-unmatch") {
            return Err(Halt::fatal(format!("pathspec '{}' did not match any files", item.given)));
        }
        let whole =
            found.iter().any(|path| **path != item.path) && !super::glob::is_glob(&item.path);
        if whole && !given.has("r") {
            let what = format!("not removing '{}' recursively without -r", item.given);
            return Err(Halt::fatal(what));
        }
        gone.extend(found.into_iter().cloned());
    }
    gone.sort_unstable();
    gone.dedup();
    if !given.has("force") {
        refuse_changed(session, &scene, &gone, given.has("cached"))?;
    }
    for path in &gone {
        if !given.has("quiet") {
            session.out(&format!("rm '{path}'\n"));
        }
        if given.has("dry-run") {
            continue;
        }
        if !given.has("cached") && scene.survey.files.contains_key(path) {
            session.remove_on_disk(path)?;
        }
        scene.staging.remove(path);
    }
    scene.staging.write(session)?;
    Ok(Exit::SUCCESS)
}

/// Refuses to remove what exists nowhere else.
fn refuse_changed(
    session: &Session<'_>,
    scene: &Scene<'_>,
    paths: &[String],
    cached: bool,
) -> Done<()> {
    let last: Listing = session.files_of(session.head()?.commit)?;
    let (mut both, mut staged, mut local) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths.iter().filter(|path| scene.staging.get(path).is_some()) {
        let differs = matches!(scene.local(path)?, Local::Changed(_));
        let there = scene.survey.files.contains_key(path);
        let new = last.get(path).copied() != scene.staging.get(path);
        match (new, differs) {
            (true, true) => both.push(path),
            (true, false) if !cached && there => staged.push(path),
            (false, true) if !cached => local.push(path),
            _ => {}
        }
    }
    let mut failed = false;
    for (files, what, advice) in [
        (
            both,
            "staged content different from both the\nfile and the HEAD",
            "use -f to force removal",
        ),
        (
            staged,
            "changes staged in the index",
            "use --cached to keep the file, or -f to force removal",
        ),
        (local, "local modifications", "use --cached to keep the file, or -f to force removal"),
    ] {
        if files.is_empty() {
            continue;
        }
        failed = true;
        let (verb, noun) = if files.len() == 1 { ("has", "file") } else { ("have", "files") };
        let listed: Vec<String> = files.iter().map(|path| format!("    {path}\n")).collect();
        session.err(&format!(
            "error: the following {noun} {verb} {what}:\n{}({advice})\n",
            listed.concat()
        ));
    }
    if failed { Err(Halt::Exit(1)) } else { Ok(()) }
}

/// `git mv`.
pub(super) fn mv(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("mv", "f,force", arguments)?;
    let [from, to] = given.operands.as_slice() else {
        return Err(Halt::unmodelled("mv of several files"));
    };
    let inside = |path: &String| {
        session.inside(path)?.ok_or_else(|| Halt::unmodelled(format!("mv with {path}")))
    };
    let (source, mut target) = (inside(from)?, inside(to)?);
    let mut scene = Scene::of(session)?;
    let refuse = |why: &str, target: &str| {
        Halt::fatal(format!("{why}, source={source}, destination={target}"))
    };
    if session.root.kind(&session.file(&target)?) == Some(FileKind::Directory) {
        let top = if target.is_empty() { "" } else { "/" };
        target = [&target, top, name_of(&source)].concat();
    }
    if session.root.kind_of_link(&session.file(&source)?).is_none() {
        return Err(refuse("bad source", &target));
    }
    let inner = format!("{source}/");
    let moved: Vec<String> = scene
        .staging
        .paths()
        .into_iter()
        .filter(|path| *path == source || path.starts_with(&inner))
        .collect();
    if moved.is_empty() {
        let directory = scene.survey.directories.contains_key(&source);
        let why = if directory { "source directory is empty" } else { "not under version control" };
        return Err(refuse(why, &target));
    }
    let full = session.file(&target)?;
    if session.root.kind_of_link(&full).is_some() && !given.has("force") {
        return Err(refuse("destination exists", &target));
    }
    if session.root.kind(crate::world::parent_of(&full)) != Some(FileKind::Directory) {
        let what = format!("renaming '{source}' failed: No such file or directory");
        return Err(Halt::fatal(what));
    }
    session.root.rename(&session.file(&source)?, &full)?;
    for path in moved {
        let Some(leaf) = scene.staging.get(&path) else {
            return Err(Halt::unmodelled("mv in a conflict"));
        };
        let new = format!("{target}{}", &path[source.len()..]);
        let same = scene.local(&path)? == Local::Same;
        scene.staging.remove(&path);
        let seen = session.seen_on_disk(&new)?.filter(|_| same);
        scene.staging.set(&new, leaf, seen.as_ref());
    }
    scene.staging.write(session)?;
    Ok(Exit::SUCCESS)
}

/// `git clean`.
pub(super) fn clean(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("clean", "n,dry-run f,force d x X q,quiet", arguments)?;
    let dry = given.has("dry-run");
    if !dry && !given.has("force") {
        return Err(Halt::fatal(
            "clean.requireForce defaults to true and neither -i, -n, nor -f given; refusing to clean",
        ));
    }
    if given.has("X") {
        return Err(Halt::unmodelled("clean -X"));
    }
    let scene = Scene::of(session)?;
    let limits: Vec<String> =
        if given.operands.is_empty() { vec![".".to_owned()] } else { given.operands.clone() };
    let paths = Pathspec::read(session, &limits)?;
    for path in
        to_clean(session, &scene, given.has("x"), given.has("d") || !given.operands.is_empty())?
    {
        if !paths.matches(path.trim_end_matches('/')) {
            continue;
        }
        let shown = quoted(&session.seen(&path));
        if !given.has("quiet") || dry {
            session.out(&if dry {
                format!("Would remove {shown}\n")
            } else {
                format!("Removing {shown}\n")
            });
        }
        if dry {
            continue;
        }
        remove(session, &path)?;
    }
    Ok(Exit::SUCCESS)
}

/// Removes everything that is untracked, as `git clean -fd` does.
pub(super) fn clear_untracked(session: &Session<'_>) -> Done<()> {
    let scene = Scene::of(session)?;
    for path in to_clean(session, &scene, false, true)? {
        remove(session, &path)?;
    }
    Ok(())
}

fn remove(session: &Session<'_>, path: &str) -> Done<()> {
    let full = session.file(path.trim_end_matches('/'))?;
    match session.root.kind_of_link(&full) {
        Some(FileKind::Directory) => session.root.remove_dir_all(&full)?,
        _ => session.root.remove_file(&full)?,
    }
    Ok(())
}

/// Returns what is untracked, whole directories as one path with a slash behind.
fn to_clean(
    session: &Session<'_>,
    scene: &Scene<'_>,
    ignored: bool,
    directories: bool,
) -> Done<Vec<String>> {
    let ignoring = Ignoring::of(session)?;
    let mut found: Vec<String> = Vec::new();
    let unknown = |path: &&String| !scene.staging.knows(path);
    let mut kept: Vec<&String> = Vec::new();
    for path in scene.survey.files.keys().filter(unknown) {
        if !ignored && ignoring.holds(path, false)? {
            kept.push(path);
        } else {
            found.push(path.clone());
        }
    }
    let empty = scene.survey.directories.iter().filter(|(path, nested)| {
        let inside = format!("{path}/");
        let holds = |mut keys: Box<dyn Iterator<Item = &String> + '_>| {
            keys.next().is_some_and(|below| below.starts_with(&inside))
        };
        !**nested && !holds(Box::new(scene.survey.files.range(inside.clone()..).map(|it| it.0)))
    });
    let empty: Vec<String> = empty.map(|(path, _)| format!("{path}/")).collect();
    found.extend(empty);
    let mut folded: Vec<String> = Vec::new();
    for path in found {
        let mut shown = path.clone();
        for (at, _) in path.match_indices('/') {
            let above = &path[..=at];
            let shared = kept.iter().any(|kept| kept.starts_with(above));
            if !scene.staging.knows_below(&path[..at]) && !shared {
                above.clone_into(&mut shown);
                break;
            }
        }
        let directory = shown.ends_with('/');
        let inside = shown.contains('/')
            && !scene
                .staging
                .knows_below(crate::world::parent_of(&format!("/{shown}")).trim_start_matches('/'));
        let below_untracked =
            inside && !directory && crate::world::parent_of(&format!("/{shown}")) != "/";
        if (directory || below_untracked) && !directories {
            continue;
        }
        folded.push(shown);
    }
    folded.sort_unstable();
    folded.dedup();
    Ok(folded)
}
