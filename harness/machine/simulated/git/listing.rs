//! Commands that list: `ls-files`, `ls-tree`, `ls-remote`, `show-ref`, `for-each-ref`, `reflog`.

use git2::ObjectType;

use super::arguments::Arguments;
use super::glob;
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::pretty::{message_of, short_name, subject_of};
use super::quoting::quoted;
use super::scene::{Local, Scene};
use super::session::Session;
use crate::shell::Exit;

/// `git ls-files`.
pub(super) fn ls_files(session: &Session<'_>, arguments: &[String]) -> Done {
    let grammar = "c,cached o,others m,modified d,deleted s,stage u,unmerged exclude-standard \
        error-unmatch full-name";
    let given = Arguments::read("ls-files", grammar, arguments)?;
    if given.has("others") && !given.has("exclude-standard") {
        return Err(Halt::unmodelled("ls-files --others without --exclude-standard"));
    }
    let scene = Scene::of(session)?;
    let limits: Vec<String> =
        if given.operands.is_empty() { vec![".".to_owned()] } else { given.operands.clone() };
    let paths = Pathspec::read(session, &limits)?;
    let shown = |path: &str| {
        quoted(&if given.has("full-name") { path.to_owned() } else { session.seen(path) })
    };
    let mut lines: Vec<String> = Vec::new();
    if given.has("others") {
        let found = scene.untracked()?;
        lines.extend(found.iter().filter(|path| paths.matches(path)).map(|path| shown(path)));
    }
    let chosen = ["others", "modified", "deleted", "stage", "unmerged"];
    let cached = given.has("cached") || !chosen.iter().any(|name| given.has(name));
    let staged = given.has("stage") || given.has("unmerged");
    for path in scene.staging.paths().iter().filter(|path| paths.matches(path)) {
        if staged {
            lines.extend(stages(&scene, path, &shown(path), given.has("unmerged")));
            continue;
        }
        lines.extend(cached.then(|| shown(path)));
        let local = scene.local(path)?;
        let gone = local == Local::Gone;
        lines.extend((given.has("deleted") && gone).then(|| shown(path)));
        lines.extend((given.has("modified") && local != Local::Same).then(|| shown(path)));
    }
    for line in lines {
        session.out(&format!("{line}\n"));
    }
    let known = scene.staging.paths();
    let missing = |item: &&super::pathspec::Item| !known.iter().any(|path| item.matches(path));
    if let Some(item) = paths.items().find(missing).filter(|_| given.has("error-unmatch")) {
        session.err(&format!(
            "error: pathspec '{}' did not match any file(s) known to git\n\
             Did you forget to 'git add'?\n",
            item.given
        ));
        return Ok(Exit::FAILURE);
    }
    Ok(Exit::SUCCESS)
}

fn stages(scene: &Scene<'_>, path: &str, shown: &str, only_unmerged: bool) -> Vec<String> {
    let first = usize::from(only_unmerged);
    let leaf = |stage| Some((stage, scene.staging.at_stage(path, stage)?));
    (first..4)
        .filter_map(leaf)
        .map(|(stage, leaf)| format!("{:06o} {} {stage}\t{shown}", leaf.mode, leaf.id))
        .collect()
}

/// `git ls-tree`.
pub(super) fn ls_tree(session: &Session<'_>, arguments: &[String]) -> Done {
    let given =
        Arguments::read("ls-tree", "r name-only name-status full-tree d l,long", arguments)?;
    if given.has("d") || given.has("long") {
        return Err(Halt::unmodelled("ls-tree -d or -l"));
    }
    let Some((name, paths)) = given.operands.split_first() else {
        return Err(Halt::unmodelled("ls-tree without a tree"));
    };
    if !session.prefix.is_empty() && !given.has("full-tree") {
        return Err(Halt::unmodelled("ls-tree below the top of the work tree"));
    }
    let unknown = || Halt::fatal(format!("Not a valid object name {name}"));
    let id = session.find_object(name)?.ok_or_else(unknown)?;
    let tree =
        session.peeled(id, ObjectType::Tree)?.ok_or_else(|| Halt::fatal("not a tree object"))?;
    let names = given.has("name-only") || given.has("name-status");
    let mut rows = Vec::new();
    collect_tree(session, tree, "", (given.has("r"), paths), &mut rows)?;
    for (mode, kind, id, path) in rows {
        let path = quoted(&path);
        session.out(&if names {
            format!("{path}\n")
        } else {
            format!("{mode:06o} {kind} {id}\t{path}\n")
        });
    }
    Ok(Exit::SUCCESS)
}

type TreeRow = (i32, &'static str, git2::Oid, String);

fn collect_tree(
    session: &Session<'_>,
    tree: git2::Oid,
    above: &str,
    (recursive, paths): (bool, &[String]),
    rows: &mut Vec<TreeRow>,
) -> Done<()> {
    for entry in &session.objects.find_tree(tree)? {
        let path = format!("{above}{}", entry.name()?);
        let kind = entry.kind().unwrap_or(ObjectType::Blob);
        let is_tree = kind == ObjectType::Tree;
        let meant = |given: &String| {
            let plain = given.trim_end_matches('/');
            path == plain || path.starts_with(&format!("{plain}/"))
        };
        let leads = |given: &String| given.starts_with(&format!("{path}/"));
        let inside = paths.iter().any(leads);
        let itself = paths.is_empty() || paths.iter().any(meant);
        if is_tree && (inside || (recursive && itself)) {
            collect_tree(session, entry.id(), &format!("{path}/"), (recursive, paths), rows)?;
        } else if itself {
            rows.push((entry.filemode_raw(), kind.str(), entry.id(), path));
        }
    }
    Ok(())
}

/// `git ls-remote`.
pub(super) fn ls_remote(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("ls-remote", "h,heads t,tags refs q,quiet exit-code", arguments)?;
    let usual = session.usual_remote()?;
    let name = given.operands.first().map_or(usual.as_str(), String::as_str);
    let remote = session.remote(name)?;
    if given.operands.is_empty() && !given.has("quiet") {
        session.err(&format!("From {}\n", remote.url));
    }
    let mut rows = Vec::new();
    for (name, id) in remote.references.all()? {
        let peeled = match remote.objects.find_object(id, Some(ObjectType::Tag)) {
            Ok(tag) => Some(tag.peel(ObjectType::Any)?.id()),
            Err(_) => None,
        };
        rows.push((name.clone(), id));
        rows.extend(peeled.filter(|_| !given.has("refs")).map(|id| (format!("{name}^{{}}"), id)));
    }
    if let Some(id) = remote.references.read("HEAD")?.filter(|_| !given.has("refs")) {
        rows.insert(0, ("HEAD".to_owned(), id));
    }
    let patterns = given.operands.get(1..).unwrap_or_default();
    let limited = given.has("heads") || given.has("tags");
    let keeps = |name: &str| {
        let kind = !limited
            || (given.has("heads") && name.starts_with("refs/heads/"))
            || (given.has("tags") && name.starts_with("refs/tags/"));
        let tail =
            |pattern: &String| glob::matches(&format!("*/{pattern}"), &format!("/{name}"), false);
        kind && (patterns.is_empty() || patterns.iter().any(tail))
    };
    rows.retain(|(name, _)| keeps(name));
    for (name, id) in &rows {
        session.out(&format!("{id}\t{name}\n"));
    }
    Ok(if rows.is_empty() && given.has("exit-code") { Exit(2) } else { Exit::SUCCESS })
}

/// `git show-ref`.
pub(super) fn show_ref(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("show-ref", "heads tags verify q,quiet s,hash? head", arguments)?;
    if given.has("head") || given.value("hash").is_some() {
        return Err(Halt::unmodelled("show-ref --head or --hash=N"));
    }
    let known = session.references().all()?;
    let say = |id: git2::Oid, name: &str| {
        if !given.has("quiet") {
            let line = if given.has("hash") { id.to_string() } else { format!("{id} {name}") };
            session.out(&format!("{line}\n"));
        }
    };
    if given.has("verify") {
        for name in &given.operands {
            let id = if name == "HEAD" { session.head()?.commit } else { known.get(name).copied() };
            match id {
                Some(id) => say(id, name),
                None if given.has("quiet") => return Ok(Exit::FAILURE),
                None => return Err(Halt::fatal(format!("'{name}' - not a valid ref"))),
            }
        }
        return Ok(Exit::SUCCESS);
    }
    let limited = given.has("heads") || given.has("tags");
    let mut found = false;
    for (name, id) in &known {
        let kind = !limited
            || (given.has("heads") && name.starts_with("refs/heads/"))
            || (given.has("tags") && name.starts_with("refs/tags/"));
        let tail = |it: &String| name == it || name.ends_with(&format!("/{it}"));
        if kind && (given.operands.is_empty() || given.operands.iter().any(tail)) {
            found = true;
            say(*id, name);
        }
    }
    Ok(if found { Exit::SUCCESS } else { Exit::FAILURE })
}

/// `git for-each-ref`.
pub(super) fn for_each_ref(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("for-each-ref", "format: count: sort:", arguments)?;
    if given.value("sort").is_some_and(|key| key != "refname") {
        return Err(Halt::unmodelled("for-each-ref --sort"));
    }
    let format = given.value("format").unwrap_or("%(objectname) %(objecttype)\t%(refname)");
    let most = match given.value("count") {
        Some(text) => text.parse().map_err(|_| Halt::unmodelled("for-each-ref --count"))?,
        None => usize::MAX,
    };
    let asked = |name: &str| {
        let meant = |pattern: &String| {
            let plain = pattern.trim_end_matches('/');
            name == plain
                || name.starts_with(&format!("{plain}/"))
                || glob::matches(pattern, name, true)
        };
        given.operands.is_empty() || given.operands.iter().any(meant)
    };
    let known = session.references().all()?;
    for (name, id) in known.iter().filter(|(name, _)| asked(name)).take(most) {
        session.out(&format!("{}\n", filled(session, format, name, *id)?));
    }
    Ok(Exit::SUCCESS)
}

/// Fills `%(field)` in a format.
fn filled(session: &Session<'_>, format: &str, name: &str, id: git2::Oid) -> Done<String> {
    let mut text = String::new();
    let mut left = format;
    while let Some((before, rest)) = left.split_once("%(") {
        text.push_str(before);
        let odd = || Halt::unmodelled(format!("for-each-ref --format={format}"));
        let (field, rest) = rest.split_once(')').ok_or_else(odd)?;
        left = rest;
        let object = session.objects.find_object(id, None)?;
        let commit = session.peeled(id, ObjectType::Commit)?;
        text += &match field {
            "refname" => name.to_owned(),
            "refname:short" => short_name(name).to_owned(),
            "objectname" => id.to_string(),
            "objectname:short" => session.short(id)?,
            "objecttype" => object.kind().map_or("", |kind| kind.str()).to_owned(),
            "subject" | "contents:subject" if object.kind() == Some(ObjectType::Commit) => {
                let commit = commit.map(|id| session.objects.find_commit(id)).transpose()?;
                commit.map(|commit| subject_of(&message_of(&commit))).unwrap_or_default()
            }
            _ => return Err(odd()),
        };
    }
    if left.contains('%') || text.contains('%') {
        return Err(Halt::unmodelled(format!("for-each-ref --format={format}")));
    }
    Ok(text + left)
}

/// `git reflog`.
pub(super) fn reflog(session: &Session<'_>, arguments: &[String]) -> Done {
    let plain: Vec<String> = arguments
        .iter()
        .map(|text| match text.strip_prefix('-').filter(|rest| rest.parse::<u32>().is_ok()) {
            Some(digits) => format!("-n{digits}"),
            None => text.clone(),
        })
        .collect();
    let given = Arguments::read("reflog", "n,max-count: no-decorate no-color", &plain)?;
    let words: Vec<&str> = given.operands.iter().map(String::as_str).collect();
    let name = match words.as_slice() {
        [] | ["show"] => "HEAD",
        [name] | ["show", name] if !matches!(*name, "delete" | "expire" | "exists") => name,
        other => return Err(Halt::unmodelled(format!("reflog {}", other.join(" ")))),
    };
    let full = session.full_name(name)?.ok_or_else(|| super::walk::unknown(name))?;
    let most = match given.value("max-count") {
        Some(text) => text.parse().map_err(|_| Halt::fatal(format!("'{text}': not an integer")))?,
        None => usize::MAX,
    };
    let log = session.read_log(&full)?.unwrap_or_default();
    for (at, line) in log.iter().enumerate().take(most) {
        let id = session.short(line.new)?;
        session.out(&format!("{id} {name}@{{{at}}}: {}\n", line.message));
    }
    Ok(Exit::SUCCESS)
}
