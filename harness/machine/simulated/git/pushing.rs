//! `git push`, to a repository of the same world.

use git2::Oid;

use super::arguments::Arguments;
use super::outcome::{Done, Halt};
use super::push_report::{advise, report};
use super::push_spec::{Update, refspecs, updates};
use super::remotes::{Remote, copy_objects};
use super::session::Session;
use crate::shell::Exit;

const GRAMMAR: &str = "f,force force-with-lease? tags u,set-upstream d,delete n,dry-run q,quiet all \
    atomic no-verify no-progress v,verbose";

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
    if session.root.kind(&format!("{}/worktrees", remote.git_dir)).is_some() {
        return Err(Halt::unmodelled("push to a repository with linked worktrees"));
    }
    if !remote.is_bare {
        return Err(Halt::unmodelled("push to a repository with a work tree"));
    }
    Ok(())
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
    let mut updates = updates.to_vec();
    if given.has("atomic") {
        (updates, fates) = all_or_none(session, updates, fates)?;
    }
    let updates = &updates[..];
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

/// Rejects every update where one is rejected; what stands over there already is named first.
fn all_or_none(
    session: &Session<'_>,
    updates: Vec<Update>,
    fates: Vec<Fate>,
) -> Done<(Vec<Update>, Vec<Fate>)> {
    let mut pairs: Vec<(Update, Fate)> = updates.into_iter().zip(fates).collect();
    let failed = |fate: &Fate| matches!(fate, Fate::Rejected(_) | Fate::RefusedThere(_));
    if pairs.iter().any(|(_, fate)| failed(fate)) {
        pairs.sort_by(|(one, _), (other, _)| order(one).cmp(&order(other)));
        let Some((update, Fate::Rejected("non-fast-forward"))) =
            pairs.iter().find(|(_, fate)| failed(fate))
        else {
            return Err(Halt::unmodelled("push --atomic of what is refused for that reason"));
        };
        session.err(&format!(
            "error: atomic push failed for ref {}. status: {NOT_FORWARD}\n\n\
             fatal: the remote end hung up unexpectedly\n",
            update.target
        ));
        for (_, fate) in pairs.iter_mut().filter(|(_, fate)| matches!(fate, Fate::Done { .. })) {
            *fate = Fate::Rejected("atomic push failed");
        }
    }
    Ok(pairs.into_iter().unzip())
}

/// The number that git gives an update that would lose history.
const NOT_FORWARD: u8 = 2;

/// How git orders references: those that are there by name, then new ones as they were given.
fn order(update: &Update) -> (bool, &str) {
    (update.old.is_none(), if update.old.is_some() { &update.target } else { "" })
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
