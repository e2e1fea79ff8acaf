//! What `git push` is asked to push: refspecs, and the references that they stand for.

use git2::Oid;

use super::arguments::Arguments;
use super::outcome::{Done, Halt};
use super::remotes::Remote;
use super::session::Session;

/// One reference that is to be pushed.
#[derive(Debug, Clone)]
pub(super) struct Update {
    /// The source as it is shown; none for a removal.
    pub source: Option<String>,
    /// The object; none for a removal.
    pub new: Option<Oid>,
    /// The full name over there.
    pub target: String,
    /// What stands there now.
    pub old: Option<Oid>,
    /// Whether history there may be lost.
    pub force: bool,
}

/// Returns the refspecs that are meant, by operands, options or the current branch.
pub(super) fn refspecs(
    session: &Session<'_>,
    given: &Arguments,
    remote: &str,
) -> Done<Vec<String>> {
    let mut specs: Vec<String> = given.operands.iter().skip(1).cloned().collect();
    if let Some(at) = specs.iter().position(|spec| spec == "tag")
        && let Some(name) = specs.get(at + 1).cloned()
    {
        specs.splice(at..=at + 1, [format!("refs/tags/{name}")]);
    }
    if given.has("delete") {
        if specs.is_empty() {
            return Err(Halt::fatal("--delete doesn't make sense without any refs"));
        }
        return Ok(specs.into_iter().map(|spec| format!(":{spec}")).collect());
    }
    let known = session.references().all()?;
    if given.has("all") {
        specs.extend(known.keys().filter(|name| name.starts_with("refs/heads/")).cloned());
    }
    if given.has("tags") {
        specs.extend(known.keys().filter(|name| name.starts_with("refs/tags/")).cloned());
    }
    if !specs.is_empty() || given.has("tags") || given.has("all") {
        return Ok(specs);
    }
    Ok(vec![current_branch(session, given, remote)?])
}

/// Returns the current branch, if `push.default = simple` lets it be pushed.
fn current_branch(session: &Session<'_>, given: &Arguments, remote: &str) -> Done<String> {
    let head = session.head()?;
    let Some((full, short)) = head.branch.as_deref().zip(head.short_branch()) else {
        return Err(Halt::fatal(format!(
            "You are not currently on a branch.\nTo push the history leading to the current \
             (detached HEAD)\nstate now, use\n\n    git push {remote} HEAD:<name-of-remote-branch>\n"
        )));
    };
    let follows = session.settings.get(&format!("branch.{short}.remote"));
    if follows.is_some_and(|follows| follows != remote) && !given.operands.is_empty() {
        return Ok(full.to_owned());
    }
    let merge = session.settings.get(&format!("branch.{short}.merge"));
    match merge {
        _ if given.has("set-upstream") => Ok(full.to_owned()),
        None => Err(Halt::fatal(format!(
            "The current branch {short} has no upstream branch.\nTo push the current branch and \
             set the remote as upstream, use\n\n    git push --set-upstream {remote} {short}\n\n\
             To have this happen automatically for branches without a tracking\nupstream, see \
             'push.autoSetupRemote' in 'git help config'.\n"
        ))),
        Some(merge) if merge == full => Ok(full.to_owned()),
        Some(_) => Err(Halt::unmodelled("push of a branch that follows one of another name")),
    }
}

/// Turns refspecs into updates; says every one that matches nothing.
pub(super) fn updates(
    session: &Session<'_>,
    given: &Arguments,
    remote: &Remote<'_>,
    specs: &[String],
) -> Done<Vec<Update>> {
    let mut updates: Vec<Update> = Vec::new();
    let mut failed = false;
    for spec in specs {
        match update(session, given, remote, spec)? {
            Ok(update) => {
                if !updates.iter().any(|known| known.target == update.target) {
                    updates.push(update);
                }
            }
            Err(why) => {
                if !why.is_empty() {
                    session.err(&format!("error: {why}\n"));
                }
                failed = true;
            }
        }
    }
    if failed {
        session.err(&format!("error: failed to push some refs to '{}'\n", remote.url));
        return Err(Halt::Exit(1));
    }
    // What stands there already comes first, by name; the rest as it was given.
    updates.sort_by_key(|update| match update.old {
        Some(_) => (0, update.target.clone()),
        None => (1, String::new()),
    });
    Ok(updates)
}

fn update(
    session: &Session<'_>,
    given: &Arguments,
    remote: &Remote<'_>,
    spec: &str,
) -> Done<Result<Update, String>> {
    let (plus, plain) = spec.strip_prefix('+').map_or((false, spec), |plain| (true, plain));
    if plain.contains('*') {
        return Err(Halt::unmodelled(format!("push {spec}")));
    }
    let force = plus || given.has("force");
    let (source, target) = match plain.split_once(':') {
        Some((source, target)) => (source, Some(target)),
        None => (plain, None),
    };
    if source.is_empty() {
        let Some(target) = target.filter(|target| !target.is_empty()) else {
            return Err(Halt::unmodelled("push of matching branches"));
        };
        let Some(full) = full_name_there(remote, target)? else {
            return Ok(Err(format!("unable to delete '{target}': remote ref does not exist")));
        };
        let old = remote.references.read(&full)?;
        return Ok(Ok(Update { source: None, new: None, target: full, old, force }));
    }
    let named = git2::Reference::is_valid_name(&format!("refs/heads/{source}"));
    if target.is_none() && !named {
        return Err(Halt::fatal(format!("invalid refspec '{spec}'")));
    }
    let source_name = match session.full_names(source)?.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        [one, ..] if one == "HEAD" || one.starts_with("refs/") && one == source => {
            Some(one.clone())
        }
        _ => return Ok(Err(format!("src refspec {source} matches more than one"))),
    };
    let Some(new) = session.find_object(source)? else {
        return Ok(Err(format!("src refspec {source} does not match any")));
    };
    let full = match source_name.as_deref() {
        Some("HEAD") => session.head()?.branch,
        other => other.map(str::to_owned),
    };
    let target = match target {
        None => full.clone(),
        Some(target) if target.starts_with("refs/") => Some(target.to_owned()),
        Some(target) => match full_name_there(remote, target)? {
            Some(found) => Some(found),
            None => full.as_deref().and_then(kind_of).map(|kind| format!("{kind}{target}")),
        },
    };
    let Some(target) = target else {
        return no_destination(session, source, plain, new);
    };
    if !git2::Reference::is_valid_name(&target) {
        return Err(Halt::fatal(format!("invalid refspec '{spec}'")));
    }
    let old = remote.references.read(&target)?;
    let shown = match source_name.as_deref() {
        Some("HEAD") if plain.contains(':') => "HEAD".to_owned(),
        Some("HEAD") => full.unwrap_or_default(),
        Some(name) => name.to_owned(),
        None => source.to_owned(),
    };
    Ok(Ok(Update { source: Some(shown), new: Some(new), target, old, force }))
}

/// Says that a destination cannot be guessed.
fn no_destination(
    session: &Session<'_>,
    source: &str,
    spec: &str,
    new: Oid,
) -> Done<Result<Update, String>> {
    let target = spec.split_once(':').map_or(source, |(_, target)| target);
    let kind = session.objects.find_object(new, None)?.kind();
    let (kind, place) = match kind {
        Some(git2::ObjectType::Commit) => ("commit", "branch"),
        Some(git2::ObjectType::Tag) => ("tag", "tag"),
        _ => return Err(Halt::unmodelled(format!("push of the object {source}"))),
    };
    let holder = if place == "branch" { "heads" } else { "tags" };
    session.err(&format!(
        "error: The destination you provided is not a full refname (i.e.,\n\
         starting with \"refs/\"). We tried to guess what you meant by:\n\n\
         - Looking for a ref that matches '{target}' on the remote side.\n\
         - Checking if the <src> being pushed ('{source}')\n  \
         is a ref in \"refs/{{heads,tags}}/\". If so we add a corresponding\n  \
         refs/{{heads,tags}}/ prefix on the remote side.\n\n\
         Neither worked, so we gave up. You must fully qualify the ref.\n"
    ));
    session.hint(&format!(
        "The <src> part of the refspec is a {kind} object.\n\
         Did you mean to create a new {place} by pushing to\n'{source}:refs/{holder}/{target}'?"
    ));
    Ok(Err(String::new()))
}

fn kind_of(full: &str) -> Option<&'static str> {
    ["refs/heads/", "refs/tags/"].into_iter().find(|kind| full.starts_with(kind))
}

/// Finds the one reference over there that the short name stands for.
fn full_name_there(remote: &Remote<'_>, name: &str) -> Done<Option<String>> {
    for kind in ["", "refs/", "refs/tags/", "refs/heads/"] {
        let full = format!("{kind}{name}");
        if full.starts_with("refs/") && remote.references.read(&full)?.is_some() {
            return Ok(Some(full));
        }
    }
    Ok(None)
}
