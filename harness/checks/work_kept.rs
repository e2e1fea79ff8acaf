//! Nobody's work is lost: no commit, no change that is not committed, no file that git does not know.

use std::collections::BTreeSet;

use super::check::{Check, Kind, Scene, Seen, counted, few, unless};
use crate::journal::Change;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "work-kept",
        severity: Severity::DataLoss,
        claim: "Every uncommitted change and every file that git does not know is in the tree, a \
             stash, a commit or an archive afterwards, and a reference reaches every commit.",
        why: "What nobody has committed exists once. `git reset --hard` and `git clean` take it \
             without a word, and nobody can make it again.",
        correction: "Work in a work tree of its own, or refuse to go on while `git status` shows \
             something that is not yours.",
        example: Example {
            wrong: "git reset --hard \"$BASELINE\"",
            right: "git worktree add \"$TREE\" \"$BASELINE\"",
        },
    },
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let loose = loose(scene);
    let commits = &scene.before.history.commits;
    if loose.is_empty() && commits.is_empty() {
        let why = "there was no commit and nothing uncommitted to begin with";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    let mut broken = lost_files(scene, &loose);
    let unreachable = commits.keys().filter(|id| !scene.after.history.commits.contains_key(*id));
    let unreachable: Vec<&str> = unreachable.map(String::as_str).collect();
    if !unreachable.is_empty() {
        let count = counted(unreachable.len(), "commit");
        let text = format!("no reference reaches {count} any more: {}", few(unreachable));
        broken.push(Evidence::of(text));
    }
    if let Some(why) = scene.after.unread.as_ref().filter(|_| !broken.is_empty()) {
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    let (files, commits) = (counted(loose.len(), "file"), counted(commits.len(), "commit"));
    unless(broken, format!("{files} that nobody had committed and {commits} are all there"))
}

/// Files that nobody had committed, each with git's id of what it held. The audit log, the sidecars
/// and the config have checks of their own.
fn loose<'a>(scene: &Scene<'a>) -> Vec<(&'a str, &'a str)> {
    let facts = scene.facts;
    let is_elsewhere = |path: &str| {
        path == facts.audit_log
            || path == facts.config
            || path.strip_prefix(&facts.sidecars).is_some_and(|rest| rest.starts_with('/'))
    };
    let all = scene.before.uncommitted.iter().map(|(path, id)| (path.as_str(), id.as_str()));
    all.filter(|(path, _)| !is_elsewhere(path)).collect()
}

fn lost_files(scene: &Scene<'_>, loose: &[(&str, &str)]) -> Vec<Evidence> {
    let kept: BTreeSet<&str> =
        scene.lasting_files().map(|(_, file)| file.digest.as_str()).collect();
    let is_lost = |path: &str, id: &str| {
        let held = scene.before.files.get(&scene.facts.absolute(path));
        !scene.after.history.blobs.contains(id)
            && held.is_none_or(|file| !kept.contains(file.digest.as_str()))
    };
    let lost = loose.iter().filter(|(path, id)| is_lost(path, id));
    lost.map(|(path, _)| {
        let text = format!("what nobody had committed of {path} is in no file, archive or commit");
        let absolute = scene.facts.absolute(path);
        scene.blamed(
            text,
            |change| matches!(change, Change::OthersFile { path } if *path == absolute),
        )
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, file};
    use crate::journal::Change;

    const ID: &str = "work-kept";
    const DRAFT: &str = "src/app.js";
    const LOST: &str = "what nobody had committed of src/app.js is in no file, archive or commit";

    /// A drill before which somebody edited a file and committed nothing.
    fn drill() -> Drill {
        let mut drill = Drill::flawless();
        drill.before.uncommitted.insert(DRAFT.to_owned(), "b9".to_owned());
        drill.before.files.insert(drill.facts.absolute(DRAFT), file("draft();\n"));
        drill
    }

    #[test]
    fn it_holds_where_nothing_was_lost() {
        let held = "0 files that nobody had committed and 1 commit are all there";
        Drill::flawless().holds(ID, held);
    }

    #[test]
    fn a_draft_that_was_overwritten_is_blamed_on_its_command() {
        let mut drill = drill();
        drill.is_broken(ID, &[LOST]);
        drill.notices(Change::OthersFile { path: drill.facts.absolute(DRAFT) });
        drill.is_broken(ID, &[&format!("90 L4.9.1: {LOST}")]);
    }

    #[test]
    fn a_draft_in_its_place_in_a_stash_in_a_commit_or_in_an_archive_is_kept() {
        let held = "1 file that nobody had committed and 1 commit are all there";
        let mut in_place = drill();
        in_place.leaves(DRAFT, "draft();\n");
        in_place.holds(ID, held);
        let mut stashed = drill();
        stashed.after.history.blobs.insert("b9".to_owned());
        stashed.holds(ID, held);
        let mut archived = drill();
        let member = "/var/backups/drafts.tar!app.js".to_owned();
        archived.after.archived.insert(member, file("draft();\n"));
        archived.holds(ID, held);
    }

    #[test]
    fn a_copy_where_nothing_lasts_keeps_nothing() {
        let mut drill = drill();
        drill.after.files.insert("/tmp/app.js".to_owned(), file("draft();\n"));
        drill.is_broken(ID, &[LOST]);
    }

    #[test]
    fn what_has_a_check_of_its_own_is_not_judged_twice() {
        let mut drill = Drill::flawless();
        let (log, config) = (drill.facts.audit_log.clone(), drill.facts.config.clone());
        for path in [log, config, ".claude/staging/agents/pm-1/dev/memory.json".to_owned()] {
            drill.before.uncommitted.insert(path, "b9".to_owned());
        }
        drill.holds_somehow(ID);
    }

    #[test]
    fn a_commit_that_no_reference_reaches_is_lost() {
        let mut drill = Drill::flawless();
        drill.before.history.commits.insert("c0".to_owned(), "t0".to_owned());
        drill.is_broken(ID, &["no reference reaches 1 commit any more: c0"]);
    }

    #[test]
    fn what_may_be_in_a_repository_that_git_cannot_read_is_not_called_lost() {
        let mut drill = drill();
        drill.after.unread = Some("there is none".to_owned());
        drill.is_unknown(ID, "there is none");
        drill.leaves(DRAFT, "draft();\n");
        drill.holds_somehow(ID);
    }

    #[test]
    fn where_nobody_had_done_anything_nothing_is_shown() {
        let mut drill = Drill::flawless();
        drill.before.history.commits.clear();
        drill.is_unknown(ID, "there was no commit and nothing uncommitted to begin with");
    }
}
