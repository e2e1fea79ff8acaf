//! `git push`, to a repository of the same world.

use git2::Oid;

use super::arguments::Arguments;
use super::outcome::{Done, Halt};
use super::push_report::{advise, report};
use super::remotes::{Remote, copy_objects};
use super::session::Session;
use crate::shell::Exit;

const GRAMMAR: &str = "f,force force-with-lease? tags u,set-upstream d,delete n,dry-run q,quiet all \
    no-verify no-progress v,verbose";

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

/// What became of an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stands there already.
    Same,
    /// It is done.
    Done {
        /// Whether history was lost there.
        forced: bool,
    },
    /// This side will not do it.
    Rejected(&'static str),
    /// The other side will not do it.
    RefusedThere(&'static str),
}

/// `git push`.
pub(super) fn push(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("push", GRAMMAR, arguments)?;
    let usual = session.usual_remote()?;
    let name = given.operands.first().map_or(usual.as_str(), String::as_str);
    session.refuse_hooks(if given.has("no-verify") { &[] } else { &["pre-push"] })?;
    if given.operands.is_empty() && session.remote_names().is_empty() {
        return Err(Halt::fatal(
            "No configured push destination.\nEither specify the URL from the command-line or \
             configure a remote repository using\n\n    git remote add <name> <url>\n\n\
             and then push using the remote name\n\n    git push <name>\n",
        ));
    }
    let specs = refspecs(session, &given, name)?;
    let remote = session.remote(name)?;
    refuse_hooks_there(session, &remote)?;
    let updates = updates(session, &given, &remote, &specs)?;
    carry_out(session, &given, &remote, &updates)
}

fn refuse_hooks_there(session: &Session<'_>, remote: &Remote<'_>) -> Done<()> {
    for name in ["pre-receive", "update", "post-receive", "post-update", "reference-transaction"] {
        if session.root.is_executable(&format!("{}/hooks/{name}", remote.git_dir)) {
            return Err(Halt::unmodelled(format!("push to a repository with a {name} hook")));
        }
    }
    if !remote.is_bare {
        return Err(Halt::unmodelled("push to a repository with a work tree"));
    }
    Ok(())
}

/// Returns the refspecs that are meant, by operands, options or the current branch.
fn refspecs(session: &Session<'_>, given: &Arguments, remote: &str) -> Done<Vec<String>> {
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
fn updates(
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
                session.err(&format!("error: {why}\n"));
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
        return Err(Halt::unmodelled(format!("push of {spec}, whose destination is no full name")));
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

fn carry_out(
    session: &Session<'_>,
    given: &Arguments,
    remote: &Remote<'_>,
    updates: &[Update],
) -> Done {
    let mut fates = Vec::new();
    for update in updates {
        fates.push(fate(session, given, remote, update)?);
    }
    let dry = given.has("dry-run");
    for (update, fate) in updates.iter().zip(&fates) {
        if matches!(fate, Fate::Done { .. }) && !dry {
            apply(session, remote, update)?;
        }
    }
    report(session, given, remote, updates, &fates)?;
    let failed = fates.iter().any(|fate| matches!(fate, Fate::Rejected(_) | Fate::RefusedThere(_)));
    if given.has("set-upstream") && !dry {
        follow(session, remote, updates, &fates, given.has("quiet"))?;
    }
    if failed {
        session.err(&format!("error: failed to push some refs to '{}'\n", remote.url));
        advise(session, updates, &fates)?;
        return Ok(Exit::FAILURE);
    }
    if fates.iter().all(|fate| *fate == Fate::Same) && !given.has("quiet") {
        session.err("Everything up-to-date\n");
    }
    Ok(Exit::SUCCESS)
}

/// Decides what becomes of an update.
fn fate(
    session: &Session<'_>,
    given: &Arguments,
    remote: &Remote<'_>,
    update: &Update,
) -> Done<Fate> {
    if update.new.is_none() && remote.head_branch()?.as_deref() == Some(update.target.as_str()) {
        return Ok(Fate::RefusedThere("deletion of the current branch prohibited"));
    }
    if update.old == update.new {
        return Ok(Fate::Same);
    }
    if remote.references.in_the_way_of(&update.target)?.is_some() {
        return Err(Halt::unmodelled("push of a reference that another is in the way of"));
    }
    let (Some(old), Some(new)) = (update.old, update.new) else {
        return Ok(Fate::Done { forced: false });
    };
    let known_here = session.objects.odb()?.exists(old);
    let forward = known_here && is_forward(session, old, new)?;
    if given.has("force-with-lease") {
        if given.value("force-with-lease").is_some() {
            return Err(Halt::unmodelled("push --force-with-lease=..."));
        }
        let tracked = session.tracking_reference(remote, &update.target)?;
        let expected = match tracked {
            Some(name) => session.references().read(&name)?,
            None => None,
        };
        return Ok(if expected == Some(old) {
            Fate::Done { forced: !forward }
        } else {
            Fate::Rejected("stale info")
        });
    }
    Ok(match () {
        () if update.force => Fate::Done { forced: !forward },
        () if update.target.starts_with("refs/tags/") => Fate::Rejected("already exists"),
        () if !known_here => Fate::Rejected("fetch first"),
        () if !forward => Fate::Rejected("non-fast-forward"),
        () => Fate::Done { forced: false },
    })
}

fn is_forward(session: &Session<'_>, old: Oid, new: Oid) -> Done<bool> {
    let commit = |id| session.peeled(id, git2::ObjectType::Commit);
    match (commit(old)?, commit(new)?) {
        (Some(old), Some(new)) => session.is_before(old, new),
        _ => Ok(false),
    }
}

fn apply(session: &Session<'_>, remote: &Remote<'_>, update: &Update) -> Done<()> {
    match update.new {
        Some(new) => {
            copy_objects(&session.objects, &remote.objects, &[new])?;
            remote.references.write(&update.target, new)?;
        }
        None => remote.references.remove(&update.target)?,
    }
    if session.root.kind(&format!("{}/logs", remote.git_dir)).is_some() {
        return Err(Halt::unmodelled("push to a repository that keeps reflogs"));
    }
    let Some(tracking) = session.tracking_reference(remote, &update.target)? else { return Ok(()) };
    match update.new {
        Some(new) => session.update_reference(&tracking, new, "update by push"),
        None => session.remove_reference(&tracking),
    }
}

impl Session<'_> {
    /// Returns the reference that follows a remote's branch.
    pub(super) fn tracking_reference(
        &self,
        remote: &Remote<'_>,
        target: &str,
    ) -> Done<Option<String>> {
        let Some(name) = &remote.name else { return Ok(None) };
        let Some(branch) = target.strip_prefix("refs/heads/") else { return Ok(None) };
        let usual = format!("+refs/heads/*:refs/remotes/{name}/*");
        let key = format!("remote.{name}.fetch");
        match self.settings.all(&key).collect::<Vec<_>>().as_slice() {
            [] => Ok(None),
            [one] if *one == usual => Ok(Some(format!("refs/remotes/{name}/{branch}"))),
            _ => Err(Halt::unmodelled(format!("with the setting {key}"))),
        }
    }
}

fn follow(
    session: &Session<'_>,
    remote: &Remote<'_>,
    updates: &[Update],
    fates: &[Fate],
    quiet: bool,
) -> Done<()> {
    let Some(name) = &remote.name else { return Ok(()) };
    for (update, _) in
        updates.iter().zip(fates).filter(|(_, fate)| matches!(fate, Fate::Same | Fate::Done { .. }))
    {
        let local = update.source.as_deref().and_then(|it| it.strip_prefix("refs/heads/"));
        let there = update.target.strip_prefix("refs/heads/");
        if let (Some(local), Some(there)) = (local, there) {
            session.set_upstream(local, name, there)?;
            if !quiet {
                session.out(&format!("branch '{local}' set up to track '{name}/{there}'.\n"));
            }
        }
    }
    Ok(())
}
