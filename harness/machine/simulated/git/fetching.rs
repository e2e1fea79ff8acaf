//! `git fetch` and `git pull`, from a repository of the same world.

use std::collections::BTreeMap;

use git2::{ObjectType, Oid};

use super::arguments::Arguments;
use super::merging::{Joining, join};
use super::outcome::{Done, Halt};
use super::remotes::{Remote, copy_objects};
use super::session::Session;
use crate::shell::Exit;

const FETCH: &str = "t,tags n,no-tags p,prune all q,quiet f,force v,verbose no-progress";
const PULL: &str = "ff-only ff no-ff no-rebase no-edit q,quiet t,tags p,prune no-progress";

/// The least width of the column with remote names.
const NAME_COLUMNS_MIN: usize = 10;
/// How wide the column with ids is.
const SUMMARY_COLUMNS: usize = 17;

/// One line of what was fetched.
struct Row {
    mark: char,
    summary: String,
    from: String,
    to: String,
    note: &'static str,
}

/// `git fetch`.
pub(super) fn fetch(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("fetch", FETCH, arguments)?;
    if given.has("all") {
        for name in session.remote_names() {
            if !given.has("quiet") && session.remote_names().len() > 1 {
                session.out(&format!("Fetching {name}\n"));
            }
            fetch_from(session, &given, &name, &[], "fetch --all")?;
        }
        return Ok(Exit::SUCCESS);
    }
    let usual = session.usual_remote()?;
    let name = given.operands.first().map_or(usual.as_str(), String::as_str);
    let specs = given.operands.get(1..).unwrap_or_default();
    let called = [&["fetch".to_owned()], arguments].concat().join(" ");
    fetch_from(session, &given, name, specs, &called)?;
    Ok(Exit::SUCCESS)
}

/// Fetches from one remote and returns the commit that a pull would merge.
fn fetch_from(
    session: &Session<'_>,
    given: &Arguments,
    name: &str,
    specs: &[String],
    called: &str,
) -> Done<Option<Oid>> {
    let remote = session.remote(name)?;
    let there = remote.references.all()?;
    let mut rows: Vec<Row> = Vec::new();
    let mut heads: Vec<String> = Vec::new();
    let mut pulled = None;
    let mut wanted: BTreeMap<String, Oid> = BTreeMap::new();
    for spec in specs {
        let full = ["refs/heads/", "refs/tags/", ""].iter().map(|kind| format!("{kind}{spec}"));
        let found = full.into_iter().find(|full| there.contains_key(full));
        let Some(full) = found.filter(|_| !spec.contains([':', '+', '*'])) else {
            if spec.contains([':', '+', '*']) {
                return Err(Halt::unmodelled(format!("fetch {spec}")));
            }
            session.write_git_file("FETCH_HEAD", "")?;
            session.err(&format!("fatal: couldn't find remote ref {spec}\n"));
            return Err(Halt::Exit(if called.starts_with("pull") { 1 } else { 128 }));
        };
        let id = there[&full];
        let kind = if full.starts_with("refs/tags/") { "tag" } else { "branch" };
        heads.push(format!("{id}\t\t{kind} '{spec}' of {}\n", shown_url(&remote)));
        rows.push(Row {
            mark: '*',
            summary: kind.to_owned(),
            from: spec.clone(),
            to: "FETCH_HEAD".to_owned(),
            note: "",
        });
        pulled = pulled.or(Some(id));
        wanted.insert(full, id);
    }
    if specs.is_empty() {
        wanted.extend(
            there
                .iter()
                .filter(|(full, _)| full.starts_with("refs/heads/"))
                .map(|(k, v)| (k.clone(), *v)),
        );
    }
    let ids: Vec<Oid> = wanted.values().copied().collect();
    copy_objects(&remote.objects, &session.objects, &ids)?;
    if specs.is_empty() {
        let (lines, id) = head_lines(session, &remote, &wanted)?;
        heads = lines;
        pulled = id;
    }
    if given.has("prune") && specs.is_empty() {
        prune(session, &remote, &there, &mut rows)?;
    }
    for (full, id) in &wanted {
        if let Some(tracking) = session.tracking_reference(&remote, full)? {
            rows.extend(update(session, full, &tracking, *id, called)?);
        }
    }
    let all_tags = given.has("tags");
    if !given.has("no-tags") && (specs.is_empty() || all_tags) {
        follow_tags(session, &remote, &there, all_tags, &mut rows)?;
    }
    session.write_git_file("FETCH_HEAD", &heads.concat())?;
    report(session, given, &remote, &rows);
    Ok(pulled)
}

fn shown_url(remote: &Remote<'_>) -> String {
    remote.url.trim_end_matches('/').trim_end_matches(".git").to_owned()
}

/// Returns the lines of `FETCH_HEAD`: the branch that a pull would merge comes first.
fn head_lines(
    session: &Session<'_>,
    remote: &Remote<'_>,
    wanted: &BTreeMap<String, Oid>,
) -> Done<(Vec<String>, Option<Oid>)> {
    let head = session.head()?;
    let merge = head
        .short_branch()
        .filter(|branch| {
            session.settings.get(&format!("branch.{branch}.remote")) == remote.name.as_deref()
        })
        .and_then(|branch| session.settings.get(&format!("branch.{branch}.merge")));
    let mut lines = Vec::new();
    let mut pulled = None;
    for (full, id) in wanted {
        let name = full.strip_prefix("refs/heads/").unwrap_or(full);
        let merges = merge == Some(full.as_str());
        let mark = if merges { "" } else { "not-for-merge" };
        let line = format!("{id}\t{mark}\tbranch '{name}' of {}\n", shown_url(remote));
        if merges {
            pulled = Some(*id);
            lines.insert(0, line);
        } else {
            lines.push(line);
        }
    }
    Ok((lines, pulled))
}

fn prune(
    session: &Session<'_>,
    remote: &Remote<'_>,
    there: &BTreeMap<String, Oid>,
    rows: &mut Vec<Row>,
) -> Done<()> {
    let Some(name) = &remote.name else { return Ok(()) };
    let ours = format!("refs/remotes/{name}/");
    for full in session.references().all()?.into_keys() {
        let Some(branch) = full.strip_prefix(&ours) else { continue };
        if branch == "HEAD" || there.contains_key(&format!("refs/heads/{branch}")) {
            continue;
        }
        session.remove_reference(&full)?;
        rows.push(Row {
            mark: '-',
            summary: "[deleted]".to_owned(),
            from: "(none)".to_owned(),
            to: format!("{name}/{branch}"),
            note: "",
        });
    }
    Ok(())
}

/// Moves one reference that follows the remote; none where it stands there already.
fn update(
    session: &Session<'_>,
    full: &str,
    tracking: &str,
    id: Oid,
    called: &str,
) -> Done<Option<Row>> {
    let old = session.references().read(tracking)?;
    if old == Some(id) {
        return Ok(None);
    }
    let forward = match old {
        Some(old) => session.is_before(old, id)?,
        None => true,
    };
    let (mark, summary, note, what) = match old {
        None => ('*', "[new branch]".to_owned(), "", "storing head"),
        Some(old) => {
            let dots = if forward { ".." } else { "..." };
            let ends = format!("{}{dots}{}", session.short(old)?, session.short(id)?);
            if forward {
                (' ', ends, "", "fast-forward")
            } else {
                ('+', ends, "  (forced update)", "forced-update")
            }
        }
    };
    session.update_reference(tracking, id, &format!("{called}: {what}"))?;
    Ok(Some(Row {
        mark,
        summary,
        from: full.trim_start_matches("refs/heads/").to_owned(),
        to: tracking.trim_start_matches("refs/remotes/").to_owned(),
        note,
    }))
}

/// Takes tags over: all of them, or those that name what is here already.
fn follow_tags(
    session: &Session<'_>,
    remote: &Remote<'_>,
    there: &BTreeMap<String, Oid>,
    all: bool,
    rows: &mut Vec<Row>,
) -> Done<()> {
    for (full, id) in there.iter().filter(|(full, _)| full.starts_with("refs/tags/")) {
        let old = session.references().read(full)?;
        let target = remote.objects.find_object(*id, None)?.peel(ObjectType::Any)?.id();
        let reachable = session.objects.odb()?.exists(target);
        if old == Some(*id) || (!all && !reachable) {
            continue;
        }
        let name = full.trim_start_matches("refs/tags/").to_owned();
        if old.is_some() {
            if all {
                return Err(Halt::unmodelled(format!("fetch of the tag {name} over another")));
            }
            continue;
        }
        copy_objects(&remote.objects, &session.objects, &[*id])?;
        session.references().write(full, *id)?;
        let summary = "[new tag]".to_owned();
        rows.push(Row { mark: '*', summary, from: name.clone(), to: name, note: "" });
    }
    Ok(())
}

fn report(session: &Session<'_>, given: &Arguments, remote: &Remote<'_>, rows: &[Row]) {
    if rows.is_empty() || given.has("quiet") {
        return;
    }
    session.err(&format!("From {}\n", shown_url(remote)));
    let width = rows.iter().map(|row| row.from.len()).max().unwrap_or(0).max(NAME_COLUMNS_MIN);
    for Row { mark, summary, from, to, note } in rows {
        session.err(&format!(" {mark} {summary:<SUMMARY_COLUMNS$} {from:<width$} -> {to}{note}\n"));
    }
}

/// `git pull`.
pub(super) fn pull(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("pull", PULL, arguments)?;
    if session.progress()?.is_some() {
        return Err(Halt::unmodelled("pull while something is under way"));
    }
    let usual = session.usual_remote()?;
    let name = given.operands.first().map_or(usual.as_str(), String::as_str);
    let specs = given.operands.get(1..).unwrap_or_default();
    let called = [&["pull".to_owned()], arguments].concat().join(" ");
    let pulled = fetch_from(session, &given, name, specs, &called)?;
    let Some(id) = pulled else {
        return no_upstream(session, &given);
    };
    let head = session.head_commit()?;
    let diverged = !session.is_before(head, id)? && !session.is_before(id, head)?;
    let chosen = ["ff-only", "ff", "no-ff", "no-rebase"].iter().any(|name| given.has(name));
    if diverged && !chosen && session.settings.get("pull.rebase").is_none() {
        session.hint(DIVERGENT);
        return Err(Halt::fatal("Need to specify how to reconcile divergent branches."));
    }
    let remote = session.remote(name)?;
    let upstream = session.head()?.branch.and_then(|branch| session.upstream(&branch));
    let followed = upstream.unwrap_or_default().splitn(4, '/').nth(3).map(str::to_owned);
    let branch = specs.first().cloned().or(followed).unwrap_or_default();
    let only = given.has("ff-only") || session.settings.get("pull.ff") == Some("only");
    let joining = Joining {
        only_forward: only,
        never_forward: given.has("no-ff"),
        quiet: given.has("quiet"),
        reflog: called,
        ..Joining::default()
    };
    let message = format!("Merge branch '{branch}' of {}\n", shown_url(&remote));
    join(session, id, &message, &joining)
}

/// Says that nothing tells what to pull.
fn no_upstream(session: &Session<'_>, given: &Arguments) -> Done {
    let head = session.head()?;
    let Some(branch) = head.short_branch().filter(|_| given.operands.is_empty()) else {
        return Err(Halt::unmodelled("pull with nothing that it could merge"));
    };
    session.err(&format!(
        "There is no tracking information for the current branch.\n\
         Please specify which branch you want to merge with.\nSee git-pull(1) for details.\n\n    \
         git pull <remote> <branch>\n\n\
         If you wish to set tracking information for this branch you can do so with:\n\n    \
         git branch --set-upstream-to=origin/<branch> {branch}\n\n"
    ));
    Ok(Exit::FAILURE)
}

const DIVERGENT: &str = "You have divergent branches and need to specify how to reconcile them.\n\
    You can do so by running one of the following commands sometime before\n\
    your next pull:\n\n  git config pull.rebase false  # merge\n  \
    git config pull.rebase true   # rebase\n  git config pull.ff only       # fast-forward only\n\n\
    You can replace \"git config\" with \"git config --global\" to set a default\n\
    preference for all repositories. You can also pass --rebase, --no-rebase,\n\
    or --ff-only on the command line to override the configured default per\n\
    invocation.";
