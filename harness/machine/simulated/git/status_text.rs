//! The long form of `git status`, which `git commit` shows too.

use super::changes::Change;
use super::outcome::Done;
use super::progress::{Action, Progress};
use super::session::Session;
use super::status::{Report, conflict_words, shown_long};

/// How wide the word before a changed path is.
const WORD_COLUMNS: usize = 12;
/// How wide the words before a path in conflict are.
const CONFLICT_COLUMNS: usize = 17;

/// Writes the whole long form.
pub(super) fn long_text(session: &Session<'_>, report: &Report) -> Done<String> {
    let progress = session.progress()?;
    let mut text = branch_text(session, report)?;
    text += &progress_text(session, report, progress)?;
    if report.head.commit.is_none() {
        text += "\nNo commits yet\n\n";
    }
    let in_merge = matches!(progress, Some(Progress::Merge | Progress::CherryPick(_)));
    text += &staged_text(session, report, in_merge);
    text += &conflicts_text(session, report, in_merge);
    text += &unstaged_text(session, report);
    if !report.untracked.is_empty() {
        text += "Untracked files:\n  (use \"git add <file>...\" to include in what will be \
                 committed)\n";
        for path in &report.untracked {
            text += &format!("\t{}\n", shown_long(session, path))[..];
        }
        text.push('\n');
    } else if !report.untracked_shown && !report.staged.is_empty() {
        text += "Untracked files not listed (use -u option to show untracked files)\n";
    }
    Ok(text + last_line(report))
}

fn last_line(report: &Report) -> &'static str {
    if !report.staged.is_empty() {
        return "";
    }
    if !report.unstaged.is_empty() || !report.conflicts.is_empty() {
        return "no changes added to commit (use \"git add\" and/or \"git commit -a\")\n";
    }
    if !report.untracked.is_empty() {
        return "nothing added to commit but untracked files present (use \"git add\" to track)\n";
    }
    match (report.head.commit, report.untracked_shown) {
        (None, _) => "nothing to commit (create/copy files and use \"git add\" to track)\n",
        (_, false) => "nothing to commit (use -u to show untracked files)\n",
        _ => "nothing to commit, working tree clean\n",
    }
}

fn branch_text(session: &Session<'_>, report: &Report) -> Done<String> {
    let Some((full, short)) = report.head.branch.as_deref().zip(report.head.short_branch()) else {
        return Ok(format!("{}\n", detached_text(session)?));
    };
    let mut text = format!("On branch {short}\n");
    if report.head.commit.is_some()
        && let Some(tracking) = session.tracking(full)?
    {
        text += &tracking.lines();
        text.push('\n');
    }
    Ok(text)
}

/// Says where a detached `HEAD` came from.
pub(super) fn detached_text(session: &Session<'_>) -> Done<String> {
    let head = session.head()?.commit;
    let log = session.read_log("HEAD")?.unwrap_or_default();
    let switched = log.iter().find_map(|line| {
        let rest = line.message.strip_prefix("checkout: moving from ")?;
        Some((line.new, rest.split_once(" to ")?.1.to_owned()))
    });
    let Some((at, name)) = switched else { return Ok("Not currently on any branch.".to_owned()) };
    let mut shown = session.short(at)?;
    if let [full] = session.full_names(&name)?.as_slice()
        && session.find_commit(full)? == Some(at)
        && full != "HEAD"
    {
        let plain = full.strip_prefix("refs/tags/").or_else(|| full.strip_prefix("refs/remotes/"));
        plain.unwrap_or(full).clone_into(&mut shown);
    }
    let how = if head == Some(at) { "at" } else { "from" };
    Ok(format!("HEAD detached {how} {shown}"))
}

fn progress_text(
    session: &Session<'_>,
    report: &Report,
    progress: Option<Progress>,
) -> Done<String> {
    let conflict = !report.conflicts.is_empty();
    let series = |action: Action, id: Option<git2::Oid>| -> Done<String> {
        let name = action.name();
        let (doing, advice) = match action {
            Action::Revert => ("reverting", "revert operation"),
            Action::CherryPick => ("cherry-picking", "cherry-pick operation"),
        };
        let head = match (id, action) {
            (Some(id), _) => format!("You are currently {doing} commit {}.\n", session.short(id)?),
            (None, Action::Revert) => "Revert currently in progress.\n".to_owned(),
            (None, Action::CherryPick) => "Cherry-pick currently in progress.\n".to_owned(),
        };
        let first = match (conflict, id) {
            (true, _) => format!("  (fix conflicts and run \"git {name} --continue\")\n"),
            (false, None) => format!("  (run \"git {name} --continue\" to continue)\n"),
            (false, Some(_)) => {
                format!("  (all conflicts fixed: run \"git {name} --continue\")\n")
            }
        };
        Ok(format!(
            "{head}{first}  (use \"git {name} --skip\" to skip this patch)\n  \
             (use \"git {name} --abort\" to cancel the {advice})\n\n"
        ))
    };
    // Inside a series git names no single commit.
    let in_series = session.git_file("sequencer/todo")?.is_some();
    Ok(match progress {
        None => String::new(),
        Some(Progress::CherryPick(_)) if in_series => series(Action::CherryPick, None)?,
        Some(Progress::Revert(_)) if in_series => series(Action::Revert, None)?,
        Some(Progress::Merge) if conflict => {
            "You have unmerged paths.\n  (fix conflicts and run \"git commit\")\n  \
             (use \"git merge --abort\" to abort the merge)\n\n"
                .to_owned()
        }
        Some(Progress::Merge) => "All conflicts fixed but you are still merging.\n  \
             (use \"git commit\" to conclude merge)\n\n"
            .to_owned(),
        Some(Progress::CherryPick(id)) => series(Action::CherryPick, Some(id))?,
        Some(Progress::Revert(id)) => series(Action::Revert, Some(id))?,
        Some(Progress::Series(action)) => series(action, None)?,
    })
}

fn staged_text(session: &Session<'_>, report: &Report, in_merge: bool) -> String {
    if report.staged.is_empty() {
        return String::new();
    }
    let mut text = "Changes to be committed:\n".to_owned();
    text += match (in_merge, report.head.commit) {
        (true, _) => "",
        (_, Some(_)) => "  (use \"git restore --staged <file>...\" to unstage)\n",
        (_, None) => "  (use \"git rm --cached <file>...\" to unstage)\n",
    };
    text += &lines(session, &report.staged);
    text + "\n"
}

fn unstaged_text(session: &Session<'_>, report: &Report) -> String {
    if report.unstaged.is_empty() {
        return String::new();
    }
    let removed = report.unstaged.iter().any(|change| change.new.is_none());
    let add = if removed { "git add/rm" } else { "git add" };
    format!(
        "Changes not staged for commit:\n  \
         (use \"{add} <file>...\" to update what will be committed)\n  \
         (use \"git restore <file>...\" to discard changes in working directory)\n{}\n",
        lines(session, &report.unstaged)
    )
}

fn conflicts_text(session: &Session<'_>, report: &Report, in_merge: bool) -> String {
    if report.conflicts.is_empty() {
        return String::new();
    }
    let mut text = "Unmerged paths:\n".to_owned();
    if !in_merge {
        text += "  (use \"git restore --staged <file>...\" to unstage)\n";
    }
    let words: Vec<&str> = report.conflicts.values().map(conflict_words).collect();
    let half_gone = words.iter().any(|word| matches!(*word, "deleted by us:" | "deleted by them:"));
    let gone = words.contains(&"both deleted:");
    let all_gone = words.iter().all(|word| *word == "both deleted:");
    text += match (gone, half_gone) {
        (false, false) => "  (use \"git add <file>...\" to mark resolution)\n",
        (true, false) if all_gone => "  (use \"git rm <file>...\" to mark resolution)\n",
        _ => "  (use \"git add/rm <file>...\" as appropriate to mark resolution)\n",
    };
    for (path, word) in report.conflicts.keys().zip(words) {
        text += &format!("\t{word:<CONFLICT_COLUMNS$}{}\n", shown_long(session, path))[..];
    }
    text + "\n"
}

fn lines(session: &Session<'_>, changes: &[Change]) -> String {
    let line = |change: &Change| {
        let word = match change.letter() {
            'A' => "new file:",
            'D' => "deleted:",
            'R' => "renamed:",
            'T' => "typechange:",
            _ => "modified:",
        };
        let path = shown_long(session, &change.path);
        match &change.from {
            Some((from, _)) => {
                format!("\t{word:<WORD_COLUMNS$}{} -> {path}\n", shown_long(session, from))
            }
            None => format!("\t{word:<WORD_COLUMNS$}{path}\n"),
        }
    };
    changes.iter().map(line).collect()
}
