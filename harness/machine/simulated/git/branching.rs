//! `git branch`.

use git2::{ObjectType, Oid};

use super::arguments::Arguments;
use super::checkout::must_be_branch_name;
use super::glob;
use super::outcome::{Done, Halt};
use super::pretty::{message_of, short_name, subject_of};
use super::session::Session;
use crate::shell::Exit;

const GRAMMAR: &str = "a,all r,remotes v,verbose l,list d,delete D m,move M c,copy f,force \
    show-current contains? no-contains? merged? no-merged? points-at: u,set-upstream-to: \
    unset-upstream q,quiet no-track no-color no-column";

/// `git branch`.
pub(super) fn branch(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("branch", GRAMMAR, &with_values(arguments))?;
    if given.has("copy") {
        return Err(Halt::unmodelled("branch --copy"));
    }
    if given.has("show-current") {
        if let Some(name) = session.head()?.short_branch() {
            session.out(&format!("{name}\n"));
        }
        return Ok(Exit::SUCCESS);
    }
    if let Some(upstream) = given.value("set-upstream-to") {
        return set_upstream(session, &given, upstream);
    }
    if given.has("unset-upstream") {
        return unset_upstream(session, &given);
    }
    if given.has("delete") || given.has("D") {
        return delete(session, &given);
    }
    if given.has("move") || given.has("M") {
        return rename(session, &given);
    }
    let limits =
        ["list", "contains", "no-contains", "merged", "no-merged", "points-at", "all", "remotes"];
    if given.operands.is_empty() || limits.iter().any(|name| given.has(name)) {
        return list(session, &given);
    }
    create(session, &given)
}

/// Glues the commit behind `--contains` and its like to the option, as git takes it.
fn with_values(arguments: &[String]) -> Vec<String> {
    let takes = ["--contains", "--no-contains", "--merged", "--no-merged"];
    let mut glued: Vec<String> = Vec::new();
    for argument in arguments {
        let open = glued.last().is_some_and(|last| takes.contains(&last.as_str()));
        match glued.last_mut().filter(|_| open && !argument.starts_with('-')) {
            Some(last) => *last = format!("{last}={argument}"),
            None => glued.push(argument.clone()),
        }
    }
    glued
}

fn create(session: &Session<'_>, given: &Arguments) -> Done {
    let name = &given.operands[0];
    let start = given.operands.get(1).map_or("HEAD", String::as_str);
    if given.operands.len() > 2 {
        return Err(Halt::unmodelled("branch with too many operands"));
    }
    must_be_branch_name(name)?;
    let full = format!("refs/heads/{name}");
    let exists = session.branch_reference(name)?.is_some();
    if exists && !given.has("force") {
        return Err(Halt::fatal(format!("a branch named '{name}' already exists")));
    }
    if exists && let Some(place) = session.checked_out_at(&full)? {
        return Err(Halt::fatal(format!(
            "cannot force update the branch '{name}' checked out at '{place}'"
        )));
    }
    let unknown = || Halt::fatal(format!("not a valid object name: '{start}'"));
    let id = session.find_commit(start)?.ok_or_else(unknown)?;
    let how = if exists { "Reset to" } else { "Created from" };
    let shown = match session.head()?.short_branch() {
        Some(branch) if given.operands.len() == 1 => branch.to_owned(),
        _ => start.to_owned(),
    };
    session.make_or_move(&full, id, &format!("branch: {how} {shown}"))?;
    if !given.has("no-track") {
        session.follow_remote(name, start, given.has("quiet"))?;
    }
    Ok(Exit::SUCCESS)
}

fn delete(session: &Session<'_>, given: &Arguments) -> Done {
    let force = given.has("D") || given.has("force");
    let remotes = given.has("remotes");
    if given.operands.is_empty() {
        return Err(Halt::fatal("branch name required"));
    }
    let kind = if remotes { "refs/remotes/" } else { "refs/heads/" };
    let what = if remotes { "remote-tracking branch" } else { "branch" };
    let mut exit = Exit::SUCCESS;
    for name in &given.operands {
        let full = format!("{kind}{name}");
        let known = git2::Reference::is_valid_name(&full);
        let target = if known { session.references().read(&full)? } else { None };
        let Some(id) = target else {
            session.err(&format!("error: {what} '{name}' not found.\n"));
            exit = Exit::FAILURE;
            continue;
        };
        if let Some(place) = session.checked_out_at(&full)? {
            let why = format!("Cannot delete branch '{name}' checked out at '{place}'");
            session.err(&format!("error: {why}\n"));
            exit = Exit::FAILURE;
            continue;
        }
        if !force && !remotes && !is_merged(session, name, id)? {
            session.err(&format!(
                "error: The branch '{name}' is not fully merged.\n\
                 If you are sure you want to delete it, run 'git branch -D {name}'.\n"
            ));
            exit = Exit::FAILURE;
            continue;
        }
        session.remove_reference(&full)?;
        session.forget_branch_settings(name)?;
        if !given.has("quiet") {
            session.out(&format!("Deleted {what} {name} (was {}).\n", session.short(id)?));
        }
    }
    Ok(exit)
}

/// Says whether a branch is merged to its upstream, or without one to `HEAD`.
fn is_merged(session: &Session<'_>, name: &str, id: Oid) -> Done<bool> {
    let head = session.head()?.commit;
    let upstream = match session.upstream(name) {
        Some(full) => session.references().read(&full)?,
        None => None,
    };
    let Some(target) = upstream.or(head) else { return Ok(false) };
    let merged = session.is_before(id, target)?;
    if let (Some(upstream), Some(head)) = (upstream, head) {
        let in_head = session.is_before(id, head)?;
        if merged && !in_head && upstream != head {
            let full = session.upstream(name).unwrap_or_default();
            session.err(&format!(
                "warning: deleting branch '{name}' that has been merged to\n         \
                 '{full}', but not yet merged to HEAD.\n"
            ));
        }
    }
    Ok(merged)
}

fn rename(session: &Session<'_>, given: &Arguments) -> Done {
    let head = session.head()?;
    let (old, new) = match given.operands.as_slice() {
        [new] => (head.short_branch().unwrap_or("HEAD").to_owned(), new.clone()),
        [old, new] => (old.clone(), new.clone()),
        _ => return Err(Halt::unmodelled("branch --move with that many operands")),
    };
    must_be_branch_name(&new)?;
    let (from, to) = (format!("refs/heads/{old}"), format!("refs/heads/{new}"));
    let Some(id) = session.references().read(&from)? else {
        return Err(Halt::fatal(format!("no branch named '{old}'")));
    };
    let force = given.has("M") || given.has("force");
    if session.references().read(&to)?.is_some() && !force && from != to {
        return Err(Halt::fatal(format!("a branch named '{new}' already exists")));
    }
    let message = format!("Branch: renamed {from} to {to}");
    session.rename_log(&from, &to)?;
    session.references().remove(&from)?;
    session.references().write(&to, id)?;
    session.log(&to, Some(id), id, &message)?;
    session.follow_rename_elsewhere((&from, &to), id, &message)?;
    if head.branch.as_deref() == Some(from.as_str()) {
        session.references().link("HEAD", &to)?;
        session.log("HEAD", Some(id), Oid::ZERO_SHA1, &message)?;
        session.log("HEAD", None, id, &message)?;
    }
    session.rename_branch_settings(&old, &new)?;
    Ok(Exit::SUCCESS)
}

fn set_upstream(session: &Session<'_>, given: &Arguments, upstream: &str) -> Done {
    let head = session.head()?;
    let current = head.short_branch().map(str::to_owned);
    let Some(name) = given.operands.first().cloned().or(current) else {
        return Err(Halt::unmodelled("branch --set-upstream-to on a detached HEAD"));
    };
    if session.branch_reference(&name)?.is_none() {
        return Err(Halt::fatal(format!("branch '{name}' does not exist")));
    }
    let full = session.full_names(upstream)?.into_iter().next();
    let remote = full.as_deref().and_then(|full| full.strip_prefix("refs/remotes/"));
    match (remote.and_then(|inner| inner.split_once('/')), full.as_deref()) {
        (Some((remote, branch)), _) => session.set_upstream(&name, remote, branch)?,
        (None, None) => {
            session.err(&format!(
                "fatal: the requested upstream branch '{upstream}' does not exist\n"
            ));
            session.hint(
                "\nIf you are planning on basing your work on an upstream\nbranch that already \
                 exists at the remote, you may need to\nrun \"git fetch\" to retrieve it.\n\n\
                 If you are planning to push out a new local branch that\nwill track its remote \
                 counterpart, you may want to use\n\"git push -u\" to set the upstream config as \
                 you push.\nDisable this message with \"git config advice.setUpstreamFailure false\"",
            );
            return Err(Halt::Exit(128));
        }
        _ => return Err(Halt::unmodelled("branch --set-upstream-to with a local branch")),
    }
    session.out(&format!("branch '{name}' set up to track '{upstream}'.\n"));
    Ok(Exit::SUCCESS)
}

fn unset_upstream(session: &Session<'_>, given: &Arguments) -> Done {
    let head = session.head()?;
    let current = head.short_branch().map(str::to_owned);
    let Some(name) = given.operands.first().cloned().or(current) else {
        return Err(Halt::unmodelled("branch --unset-upstream on a detached HEAD"));
    };
    if session.upstream(&name).is_none() {
        return Err(Halt::fatal(format!("Branch '{name}' has no upstream information")));
    }
    session.forget_branch_settings(&name)?;
    Ok(Exit::SUCCESS)
}

/// What the list says of a detached `HEAD` that was never anything else.
const NO_BRANCH: &str = "(no branch)";

/// One line of the list.
struct Row {
    name: String,
    mark: &'static str,
    id: Oid,
    full: Option<String>,
    link: Option<String>,
    elsewhere: Option<String>,
}

fn list(session: &Session<'_>, given: &Arguments) -> Done {
    let head = session.head()?;
    let mut rows = Vec::new();
    if head.branch.is_none() && !given.has("remotes") && given.operands.is_empty() {
        let text = super::status_text::detached_text(session)?;
        let name =
            if text.starts_with("HEAD") { format!("({text})") } else { NO_BRANCH.to_owned() };
        let id = head.commit.unwrap_or(Oid::ZERO_SHA1);
        rows.push(Row { name, mark: "* ", id, full: None, link: None, elsewhere: None });
    }
    for (full, id) in session.references().all()? {
        let local = full.starts_with("refs/heads/");
        let remote = full.starts_with("refs/remotes/");
        let wanted = (local && !given.has("remotes"))
            || (remote && (given.has("all") || given.has("remotes")));
        if !wanted || !is_asked_for(short_name(&full), given) || !keeps(session, id, given)? {
            continue;
        }
        let prefix = if remote && given.has("all") { "remotes/" } else { "" };
        let here = head.branch.as_deref() == Some(full.as_str());
        let elsewhere = session.checked_out_elsewhere(&full)?.filter(|_| !here);
        let mark = match (here, &elsewhere) {
            (true, _) => "* ",
            (false, Some(_)) => "+ ",
            (false, None) => "  ",
        };
        let name = format!("{prefix}{}", short_name(&full));
        let link = session.link_target(&full)?;
        rows.push(Row { name, mark, id, full: Some(full), link, elsewhere });
    }
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let verbose = given.given().filter(|(name, _)| *name == "verbose").count();
    for row in rows {
        session.out(&line(session, &row, width, verbose)?);
    }
    Ok(Exit::SUCCESS)
}

fn is_asked_for(name: &str, given: &Arguments) -> bool {
    given.operands.is_empty() || given.operands.iter().any(|it| glob::matches(it, name, false))
}

/// Says whether the commit passes the limits.
fn keeps(session: &Session<'_>, id: Oid, given: &Arguments) -> Done<bool> {
    let Some(id) = session.peeled(id, ObjectType::Commit)? else { return Ok(false) };
    for (name, value) in given.given() {
        let limit = ["contains", "no-contains", "merged", "no-merged", "points-at"];
        if !limit.contains(&name) {
            continue;
        }
        let text = value.unwrap_or("HEAD");
        let odd = || Halt::Error(format!("malformed object name {text}"), 129);
        let other = session.find_commit(text)?.ok_or_else(odd)?;
        let holds = match name {
            "contains" => session.is_before(other, id)?,
            "no-contains" => !session.is_before(other, id)?,
            "merged" => session.is_before(id, other)?,
            "no-merged" => !session.is_before(id, other)?,
            _ => other == id,
        };
        if !holds {
            return Ok(false);
        }
    }
    Ok(true)
}

fn line(session: &Session<'_>, row: &Row, width: usize, verbose: usize) -> Done<String> {
    let Row { name, mark, id, full, link, elsewhere } = row;
    if let Some(target) = link {
        let padded = if verbose > 0 { format!("{name:<width$}") } else { name.clone() };
        return Ok(format!("{mark}{padded} -> {}\n", short_name(target)));
    }
    if verbose == 0 {
        return Ok(format!("{mark}{name}\n"));
    }
    let tracking = match full.as_deref().filter(|full| full.starts_with("refs/heads/")) {
        Some(full) => session.tracking(full)?,
        None => None,
    };
    let brackets = tracking.map_or(String::new(), |tracking| {
        let inner = tracking.brackets();
        let inner = inner.trim_start_matches('[').trim_end_matches(']');
        match (verbose > 1, inner.is_empty()) {
            (true, true) => format!("[{}] ", tracking.name),
            (true, false) => format!("[{}: {inner}] ", tracking.name),
            (false, true) => String::new(),
            (false, false) => format!("[{inner}] "),
        }
    });
    let subject = subject_of(&message_of(&session.objects.find_commit(*id)?));
    let place = elsewhere.as_ref().filter(|_| verbose > 1);
    let place = place.map(|place| format!("({place}) ")).unwrap_or_default();
    Ok(format!("{mark}{name:<width$} {} {place}{brackets}{subject}\n", session.short(*id)?))
}
