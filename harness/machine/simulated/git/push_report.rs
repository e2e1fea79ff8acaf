//! What `git push` says of every reference.

use git2::Oid;

use super::arguments::Arguments;
use super::outcome::Done;
use super::pretty::short_name;
use super::push_spec::Update;
use super::pushing::Fate;
use super::remotes::Remote;
use super::session::Session;

/// How wide the column with ids is.
const SUMMARY_COLUMNS: usize = 17;

/// Says what became of every update.
pub(super) fn report(
    session: &Session<'_>,
    given: &Arguments,
    remote: &Remote<'_>,
    updates: &[Update],
    fates: &[Fate],
) -> Done<()> {
    let mut good = String::new();
    let mut bad = String::new();
    for (update, fate) in updates.iter().zip(fates) {
        let line = line(session, update, fate)?;
        match fate {
            Fate::Same => {}
            Fate::Done { .. } => good += &line,
            _ => bad += &line,
        }
    }
    let refused = |(_, fate): &(&Update, &Fate)| matches!(fate, Fate::RefusedThere(_));
    for (update, _) in updates.iter().zip(fates).filter(refused) {
        for text in DELETES_CURRENT.lines() {
            let gap = if text.is_empty() { "" } else { "        " };
            session.err(&format!("remote: {text}{gap}\n"));
        }
        let target = &update.target;
        session.err(&format!(
            "remote: error: refusing to delete the current branch: {target}        \n"
        ));
    }
    if given.has("quiet") {
        good.clear();
    }
    if !good.is_empty() || !bad.is_empty() {
        session.err(&format!("To {}\n{good}{bad}", remote.url));
    }
    Ok(())
}

fn line(session: &Session<'_>, update: &Update, fate: &Fate) -> Done<String> {
    let target = short_name(&update.target);
    let source = update.source.as_deref().map_or(target, short_name);
    let ends = |dots: &str| -> Done<String> {
        let (old, new) =
            (update.old.unwrap_or(Oid::ZERO_SHA1), update.new.unwrap_or(Oid::ZERO_SHA1));
        Ok(format!("{}{dots}{}", session.short(old)?, session.short(new)?))
    };
    let kind = if update.target.starts_with("refs/tags/") {
        "[new tag]"
    } else if update.target.starts_with("refs/heads/") {
        "[new branch]"
    } else {
        "[new reference]"
    };
    let (mark, summary, reason) = match fate {
        Fate::Same => return Ok(String::new()),
        Fate::Done { .. } if update.new.is_none() => ('-', "[deleted]".to_owned(), ""),
        Fate::Done { .. } if update.old.is_none() => ('*', kind.to_owned(), ""),
        Fate::Done { forced: true } => ('+', ends("...")?, "forced update"),
        Fate::Done { forced: false } => (' ', ends("..")?, ""),
        Fate::Rejected(why) => ('!', "[rejected]".to_owned(), *why),
        Fate::RefusedThere(why) => ('!', "[remote rejected]".to_owned(), *why),
    };
    let names = match update.new {
        Some(_) => format!("{source} -> {target}"),
        None => target.to_owned(),
    };
    let reason = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
    Ok(format!(" {mark} {summary:<SUMMARY_COLUMNS$} {names}{reason}\n"))
}

/// Says what to do about updates that were rejected.
pub(super) fn advise(session: &Session<'_>, updates: &[Update], fates: &[Fate]) -> Done<()> {
    let head = session.head()?.branch;
    let rejected = |why: &'static str| {
        let mut pairs = updates.iter().zip(fates);
        pairs.find(|(_, fate)| **fate == Fate::Rejected(why)).map(|(update, _)| update)
    };
    if let Some(update) = rejected("non-fast-forward") {
        let current = head.as_ref() == Some(&update.target);
        session.hint(if current { BEHIND } else { OTHER_BEHIND });
    } else if rejected("already exists").is_some() {
        session.hint("Updates were rejected because the tag already exists in the remote.");
    } else if rejected("fetch first").is_some() {
        session.hint(FETCH_FIRST);
    }
    Ok(())
}

const DELETES_CURRENT: &str = "error: By default, deleting the current branch is denied, because the next\n\
    'git clone' won't result in any file checked out, causing confusion.\n\n\
    You can set 'receive.denyDeleteCurrent' configuration variable to\n\
    'warn' or 'ignore' in the remote repository to allow deleting the\n\
    current branch, with or without a warning message.\n\n\
    To squelch this message, you can set it to 'refuse'.";

const BEHIND: &str = "Updates were rejected because the tip of your current branch is behind\n\
    its remote counterpart. Integrate the remote changes (e.g.\n\
    'git pull ...') before pushing again.\n\
    See the 'Note about fast-forwards' in 'git push --help' for details.";

const OTHER_BEHIND: &str = "Updates were rejected because a pushed branch tip is behind its remote\n\
    counterpart. Check out this branch and integrate the remote changes\n\
    (e.g. 'git pull ...') before pushing again.\n\
    See the 'Note about fast-forwards' in 'git push --help' for details.";

const FETCH_FIRST: &str = "Updates were rejected because the remote contains work that you do\n\
    not have locally. This is usually caused by another repository pushing\n\
    to the same ref. You may want to first integrate the remote changes\n\
    (e.g., 'git pull ...') before pushing again.\n\
    See the 'Note about fast-forwards' in 'git push --help' for details.";
