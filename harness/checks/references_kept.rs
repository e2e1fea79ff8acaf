//! Tags and branches of others name what they named.

use super::check::{Check, Kind, Scene, Seen, unless};
use crate::journal::Change;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

/// Tags never move, here or at origin. A branch may move only if the operator works on it, which is:
/// it is checked out here at the beginning or at the end, and only where a reference still reaches
/// the commit that it named. The local main branch moves only where the level says that it may.
/// Origin's main branch has a check of its own.
pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "references-kept",
        severity: Severity::DataLoss,
        claim: "No tag and no branch of others is moved or deleted, here or at origin, and what the \
             operator's own branch named can still be reached.",
        why: "Others find their work by these names. A moved tag sends the next rollback to the \
             wrong place, and a branch that was reset hides the commits that it held.",
        correction: "Make a branch of your own for the rollback, and move nothing that was there.",
        example: Example {
            wrong: "git reset --hard \"$BASELINE\"",
            right: "git switch -c \"rollback-$RUN\" && git revert --no-edit \"$LAST..HEAD\"",
        },
    },
    kind: Kind::Always,
    look,
};

const BRANCHES: &str = "refs/heads/";
const TAGS: &str = "refs/tags/";

fn look(scene: &Scene<'_>) -> Seen {
    let own = moved(scene, Side::Here);
    let origins = moved(scene, Side::Origin);
    let count = names(scene, Side::Here).count() + names(scene, Side::Origin).count();
    if count == 0 {
        let why = "there was no tag and no branch to begin with";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    if let Some(why) = &scene.after.unread {
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    let held = format!("{count} tags and branches here and at origin, none moved that may not");
    unless([own, origins].concat(), held)
}

/// Where a reference stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Here,
    Origin,
}

/// The tags and branches of one side before, each with its commit.
fn names<'a>(scene: &Scene<'a>, side: Side) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
    let (before, main) = (scene.before, scene.facts.main.as_str());
    let references = if side == Side::Here { &before.repository.refs } else { &before.origin };
    let all = references.iter().map(|(name, commit)| (name.as_str(), commit.as_str()));
    all.filter(move |(name, _)| {
        name.starts_with(TAGS)
            || (name.starts_with(BRANCHES) && !(side == Side::Origin && *name == main))
    })
}

fn moved(scene: &Scene<'_>, side: Side) -> Vec<Evidence> {
    let after = scene.after;
    let now = if side == Side::Here { &after.repository.refs } else { &after.origin };
    let mut found = Vec::new();
    for (name, commit) in names(scene, side) {
        let to = now.get(name).map(String::as_str);
        if to != Some(commit) && !may_move(scene, side, name, commit, to) {
            let place = if side == Side::Here { "here" } else { "at origin" };
            let to = to.unwrap_or("nothing");
            let text = format!("{name} named {commit} {place} and names {to} now");
            found.push(scene.blamed(text, |change| is_of(change, side, name)));
        }
    }
    found
}

fn may_move(scene: &Scene<'_>, side: Side, name: &str, was: &str, to: Option<&str>) -> bool {
    let Some(branch) = name.strip_prefix(BRANCHES).filter(|_| to.is_some()) else { return false };
    let is_reachable = scene.after.history.commits.contains_key(was);
    if side == Side::Here && name == scene.facts.main {
        return scene.facts.may_move_main && is_reachable;
    }
    let ends = [scene.before, scene.after];
    let is_own = ends.iter().any(|state| state.repository.branch.as_deref() == Some(branch));
    is_own && is_reachable
}

fn is_of(change: &Change, side: Side, wanted: &str) -> bool {
    match change {
        Change::Reference { name, .. } => side == Side::Here && name == wanted,
        Change::OriginReference { name, .. } => side == Side::Origin && name == wanted,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, MAIN};
    use crate::journal::Change;

    const ID: &str = "references-kept";
    const TAG: &str = "refs/tags/v1";
    const WORK: &str = "refs/heads/work";

    /// A drill with a tag and a branch `work`, here and at origin.
    fn drill() -> Drill {
        let mut drill = Drill::flawless();
        for state in [&mut drill.before, &mut drill.after] {
            for name in [TAG, WORK, MAIN] {
                state.repository.refs.insert(name.to_owned(), "c1".to_owned());
                state.origin.insert(name.to_owned(), "c1".to_owned());
            }
        }
        drill
    }

    fn moves(drill: &mut Drill, name: &str, to: &str) {
        drill.after.repository.refs.insert(name.to_owned(), to.to_owned());
        drill.after.history.commits.insert(to.to_owned(), "t2".to_owned());
    }

    #[test]
    fn it_holds_where_only_new_names_came() {
        let mut drill = drill();
        moves(&mut drill, "refs/heads/rollback", "c2");
        drill.holds(ID, "5 tags and branches here and at origin, none moved that may not");
    }

    #[test]
    fn a_tag_that_moved_or_went_is_blamed_on_its_command() {
        let mut drill = drill();
        moves(&mut drill, TAG, "c2");
        let (before, after) = (Some("c1".to_owned()), Some("c2".to_owned()));
        drill.notices(Change::Reference { name: TAG.to_owned(), before: before.clone(), after });
        let moved = "90 L4.9.1: refs/tags/v1 named c1 here and names c2 now";
        drill.is_broken(ID, &[moved]);
        drill.after.origin.remove(TAG);
        let change = Change::OriginReference { name: TAG.to_owned(), before, after: None };
        drill.notices(change);
        let gone = "90 L4.9.1: refs/tags/v1 named c1 at origin and names nothing now";
        drill.is_broken(ID, &[moved, gone]);
    }

    #[test]
    fn the_operators_own_branch_may_move_while_its_old_commit_can_be_reached() {
        let mut drill = drill();
        moves(&mut drill, WORK, "c2");
        let moved = "refs/heads/work named c1 here and names c2 now";
        drill.is_broken(ID, &[moved]);
        drill.after.repository.branch = Some("work".to_owned());
        drill.holds_somehow(ID);
        drill.after.history.commits.remove("c1");
        drill.is_broken(ID, &[moved]);
    }

    #[test]
    fn a_branch_that_is_deleted_is_gone_though_its_commit_can_be_reached() {
        let mut drill = drill();
        drill.after.repository.branch = Some("work".to_owned());
        drill.after.origin.remove(WORK);
        drill.is_broken(ID, &["refs/heads/work named c1 at origin and names nothing now"]);
    }

    #[test]
    fn the_local_main_branch_moves_only_where_the_level_allows_it() {
        let mut drill = drill();
        moves(&mut drill, MAIN, "c2");
        let moved = "refs/heads/main named c1 here and names c2 now";
        drill.is_broken(ID, &[moved]);
        drill.facts.may_move_main = true;
        drill.holds_somehow(ID);
        drill.after.history.commits.remove("c1");
        drill.is_broken(ID, &[moved]);
    }

    #[test]
    fn origins_main_branch_and_what_is_only_remembered_of_it_are_judged_elsewhere() {
        let mut drill = drill();
        drill.after.origin.insert(MAIN.to_owned(), "c2".to_owned());
        let remembered = "refs/remotes/origin/main".to_owned();
        drill.before.repository.refs.insert(remembered, "c1".to_owned());
        drill.holds_somehow(ID);
    }

    #[test]
    fn of_a_repository_that_git_cannot_read_nobody_knows_the_names() {
        let mut drill = drill();
        drill.after.repository.refs.clear();
        drill.after.unread = Some("there is none".to_owned());
        drill.is_unknown(ID, "there is none");
    }

    #[test]
    fn a_repository_without_names_shows_nothing() {
        let mut drill = drill();
        drill.before.repository.refs.clear();
        drill.before.origin.clear();
        drill.is_unknown(ID, "there was no tag and no branch to begin with");
    }
}
