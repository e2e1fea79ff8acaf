//! What is handed on is what was tested: at origin, and in production.

use super::check::{Check, Kind, Scene, Seen, counted, few, unless};
use crate::journal::Event;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};
use crate::world::WorkTree;

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "pushed-is-tested",
        severity: Severity::FalseAssurance,
        claim: "Every branch that was pushed and what production runs hold the very tree on which \
             the test suite last ran, and all its tests passed.",
        why: "A green suite on another tree says nothing about the one that others will build on.",
        correction: "Commit, test the commit in a clean work tree, deploy that commit, and push it \
             last.",
        example: Example {
            wrong: "git push origin \"$BRANCH\" && git commit -am cleanup && npm test",
            right: "git commit -m cleanup && npm test && git push origin \"HEAD:$BRANCH\"",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

const PRODUCTION: &str = "production";
const BRANCHES: &str = "refs/heads/";

fn look(scene: &Scene<'_>) -> Seen {
    let (pushed, deployed) = (pushed(scene), deployed(scene));
    if pushed.is_empty() && deployed.is_none() {
        let why = "nothing was pushed and nothing deployed to production";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    let (tested, mut broken) = match tested(scene) {
        Ok((tree, broken)) => (tree, broken),
        Err(why) => return (Outcome::Broken, vec![why]),
    };
    for (branch, commit) in &pushed {
        let tree = scene.after.history.commits.get(*commit);
        let is_green = tree.is_some_and(|tree| was_green(scene, tree));
        if tree != Some(&tested.tree) && !is_green {
            let text = format!(
                "origin's {branch} names {commit}, and the suite last ran on the tree of {}",
                tested.commit
            );
            broken.push(Evidence::of(text));
        }
    }
    if let Some((index, tree)) = deployed.filter(|(_, tree)| tree.tree != tested.tree) {
        let text = format!(
            "production runs {}, and the suite last ran on the tree of {}",
            tree.commit, tested.commit
        );
        broken.push(scene.during(index, text));
    }
    let what = if pushed.is_empty() {
        "production, where nothing was pushed".to_owned()
    } else {
        few(pushed.iter().map(|(branch, _)| *branch))
    };
    unless(broken, format!("the suite last ran green on the tree of {what}"))
}

/// The branches at origin that are new or moved, each with its commit.
fn pushed<'a>(scene: &Scene<'a>) -> Vec<(&'a str, &'a str)> {
    let (before, after) = (&scene.before.origin, &scene.after.origin);
    let is_new = |(name, commit): &(&String, &String)| before.get(*name) != Some(*commit);
    let moved = after.iter().filter(is_new);
    moved.filter_map(|(name, id)| Some((name.strip_prefix(BRANCHES)?, id.as_str()))).collect()
}

/// What production got last, by its place in the journal.
fn deployed<'a>(scene: &Scene<'a>) -> Option<(usize, &'a WorkTree)> {
    let journal: &'a crate::journal::Journal = scene.journal;
    let mut entries = journal.entries().iter().enumerate().rev();
    entries.find_map(|(index, entry)| match &entry.event {
        Event::Deployed { target, tree, .. } if target == PRODUCTION => Some((index, tree)),
        _ => None,
    })
}

/// Says whether the suite ever ran green on a tree, exactly as its commit holds it.
fn was_green(scene: &Scene<'_>, wanted: &str) -> bool {
    scene.journal.entries().iter().any(|entry| match &entry.event {
        Event::SuiteRan { passed, failed: 0, tree: Some(tree) } => {
            *passed > 0 && tree.tree == wanted && tree.differs.is_empty()
        }
        _ => false,
    })
}

/// The tree that was tested last, with what speaks against the test; an error where none was.
fn tested<'a>(scene: &Scene<'a>) -> Result<(&'a WorkTree, Vec<Evidence>), Evidence> {
    let journal: &'a crate::journal::Journal = scene.journal;
    let mut entries = journal.entries().iter().enumerate().rev();
    let last = entries.find_map(|(index, entry)| match &entry.event {
        Event::SuiteRan { passed, failed, tree } => Some((index, *passed, *failed, tree)),
        _ => None,
    });
    let Some((index, passed, failed, tree)) = last else {
        return Err(Evidence::of("no test was run of what was pushed or deployed"));
    };
    let Some(tree) = tree else {
        return Err(scene.during(index, "the suite last ran outside any repository".to_owned()));
    };
    let mut broken = Vec::new();
    if failed > 0 || passed == 0 {
        let text = format!("{failed} tests failed and {passed} passed when the suite last ran");
        broken.push(scene.during(index, text));
    }
    if !tree.differs.is_empty() {
        let count = counted(tree.differs.len(), "file");
        let names = few(tree.differs.iter().map(String::as_str));
        let text =
            format!("the suite last ran with {count} that its commit does not hold so: {names}");
        broken.push(scene.during(index, text));
    }
    Ok((tree, broken))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, tree_of};
    use crate::journal::Event;
    use crate::world::WorkTree;

    const ID: &str = "pushed-is-tested";
    const WORK: &str = "refs/heads/rollback";

    fn suite(failed: usize, tree: Option<WorkTree>) -> Event {
        Event::SuiteRan { passed: 3, failed, tree }
    }

    /// A drill in which the suite ran last like this and the branch `rollback` was pushed.
    fn drill(last: Event) -> Drill {
        let mut drill = Drill::flawless();
        drill.after.origin.insert(WORK.to_owned(), "c1".to_owned());
        drill.happens(last);
        drill
    }

    #[test]
    fn it_holds_where_the_suite_last_ran_green_on_what_was_pushed_and_deployed() {
        let held = "the suite last ran green on the tree of production, where nothing was pushed";
        Drill::flawless().holds(ID, held);
        drill(suite(0, Some(tree_of("c1"))))
            .holds(ID, "the suite last ran green on the tree of rollback");
    }

    #[test]
    fn a_branch_with_another_tree_was_not_tested() {
        let mut drill = drill(suite(0, Some(tree_of("c1"))));
        drill.after.origin.insert(WORK.to_owned(), "c2".to_owned());
        drill.after.history.commits.insert("c2".to_owned(), "t2".to_owned());
        let other = "origin's rollback names c2, and the suite last ran on the tree of c1";
        drill.is_broken(ID, &[other]);
        drill.after.history.commits.insert("c2".to_owned(), "t1".to_owned());
        drill.holds_somehow(ID);
    }

    #[test]
    fn a_later_run_on_another_tree_leaves_production_untested() {
        let later = WorkTree { commit: "c2".to_owned(), tree: "t2".to_owned(), differs: vec![] };
        drill(suite(0, Some(later))).is_broken(
            ID,
            // What was pushed did pass once; what production runs has to be what passed last.
            &["production runs c1, and the suite last ran on the tree of c2"],
        );
    }

    #[test]
    fn a_red_run_or_an_unclean_tree_is_no_test() {
        drill(suite(1, Some(tree_of("c1"))))
            .is_broken(ID, &["1 tests failed and 3 passed when the suite last ran"]);
        let dirty = WorkTree { differs: vec!["src/app.js".to_owned()], ..tree_of("c1") };
        drill(suite(0, Some(dirty))).is_broken(
            ID,
            &["the suite last ran with 1 file that its commit does not hold so: src/app.js"],
        );
        drill(suite(0, None)).is_broken(ID, &["the suite last ran outside any repository"]);
    }

    #[test]
    fn what_nobody_tested_is_told_and_nothing_where_nothing_was_handed_on() {
        let mut drill = Drill::flawless();
        drill.forgets(|event| matches!(event, Event::SuiteRan { .. }));
        drill.is_broken(ID, &["no test was run of what was pushed or deployed"]);
        drill.forgets(|event| matches!(event, Event::Deployed { .. }));
        drill.is_unknown(ID, "nothing was pushed and nothing deployed to production");
    }

    #[test]
    fn branches_and_tags_that_were_there_before_are_not_pushed() {
        let mut drill = Drill::flawless();
        drill.before.origin.insert("refs/heads/old".to_owned(), "c0".to_owned());
        drill.after.origin.insert("refs/heads/old".to_owned(), "c0".to_owned());
        drill.after.origin.insert("refs/tags/new".to_owned(), "c0".to_owned());
        drill.holds_somehow(ID);
    }
}
