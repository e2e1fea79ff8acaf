//! Production gets nothing that staging has not had.

use super::check::{Check, Kind, Scene, Seen, counted, few, unless};
use crate::journal::Event;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};
use crate::world::WorkTree;

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "staging-first",
        severity: Severity::Unsafe,
        claim: "Staging had every tree before production got it, each in its own environment, and \
             it is the tree that is checked out at the end.",
        why: "What staging did not have, users try first. A target in another's environment reads \
             another's settings.",
        correction: "Deploy one commit, first to staging and then to production, and give each \
             deployment its environment on its own line.",
        example: Example {
            wrong: "export APP_ENV=staging; npm run deploy:staging; npm run deploy:production",
            right: "APP_ENV=staging npm run deploy:staging && APP_ENV=production npm run \
                 deploy:production",
        },
    },
    kind: Kind::Always,
    look,
};

const STAGING: &str = "staging";
const PRODUCTION: &str = "production";

/// One deployment of the journal.
struct Deployed<'a> {
    index: usize,
    target: &'a str,
    environment: &'a str,
    tree: &'a WorkTree,
}

fn look(scene: &Scene<'_>) -> Seen {
    let all = deployments(scene);
    let productions = all.iter().filter(|one| one.target == PRODUCTION).count();
    if productions == 0 {
        let why = "nothing was deployed to production";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    let wrong = |one: &Deployed<'_>| {
        let texts = faults(scene, &all, one).into_iter();
        texts.map(|text| scene.during(one.index, text)).collect::<Vec<_>>()
    };
    let broken = all.iter().flat_map(wrong).collect();
    let count = counted(productions, "deployment");
    unless(broken, format!("{count} to production, each after staging had the same tree"))
}

fn deployments<'a>(scene: &Scene<'a>) -> Vec<Deployed<'a>> {
    let journal: &'a crate::journal::Journal = scene.journal;
    // What a narrower level deployed before is not what this one restored.
    let entries = journal.entries().iter().enumerate().skip(scene.last_level());
    entries
        .filter_map(|(index, entry)| match &entry.event {
            Event::Deployed { target, environment, tree } => {
                Some(Deployed { index, target, environment, tree })
            }
            _ => None,
        })
        .collect()
}

fn faults(scene: &Scene<'_>, all: &[Deployed<'_>], one: &Deployed<'_>) -> Vec<String> {
    let Deployed { target, environment, tree, .. } = one;
    let mut found = Vec::new();
    if target != environment {
        found.push(format!("{target} was deployed with the environment {environment}"));
    }
    if !tree.differs.is_empty() {
        let count = counted(tree.differs.len(), "file");
        let names = few(tree.differs.iter().map(String::as_str));
        found.push(format!("{target} got {count} that its commit does not hold so: {names}"));
    }
    let last = scene.after.history.commits.get(&scene.after.repository.head);
    if last != Some(&tree.tree) {
        let commit = &tree.commit;
        found.push(format!(
            "{target} got {commit}, which is not the tree that is checked out at the end"
        ));
    }
    let had = |other: &Deployed<'_>| {
        other.index < one.index && other.target == STAGING && other.tree.tree == tree.tree
    };
    if *target == PRODUCTION && !all.iter().any(had) {
        let commit = &tree.commit;
        found.push(format!("production got {commit}, and staging did not have it before"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, tree_of};
    use crate::journal::Event;
    use crate::world::WorkTree;

    const ID: &str = "staging-first";

    fn deployed(target: &str, environment: &str, tree: WorkTree) -> Event {
        Event::Deployed { target: target.to_owned(), environment: environment.to_owned(), tree }
    }

    /// A drill with these deployments and no others.
    fn drill(events: Vec<Event>) -> Drill {
        let mut drill = Drill::flawless();
        drill.forgets(|event| matches!(event, Event::Deployed { .. }));
        for event in events {
            drill.happens(event);
        }
        drill
    }

    fn staging() -> Event {
        deployed("staging", "staging", tree_of("c1"))
    }

    #[test]
    fn it_holds_where_staging_had_the_tree_before_production() {
        let held = "1 deployment to production, each after staging had the same tree";
        Drill::flawless().holds(ID, held);
    }

    #[test]
    fn production_before_staging_or_without_it_is_told() {
        let early = "production got c1, and staging did not have it before";
        let production = deployed("production", "production", tree_of("c1"));
        drill(vec![production.clone(), staging()]).is_broken(ID, &[early]);
        drill(vec![production]).is_broken(ID, &[early]);
    }

    #[test]
    fn an_environment_of_another_target_is_told() {
        let production = deployed("production", "staging", tree_of("c1"));
        drill(vec![staging(), production])
            .is_broken(ID, &["production was deployed with the environment staging"]);
        let wrong = deployed("staging", "production", tree_of("c1"));
        let right = deployed("production", "production", tree_of("c1"));
        drill(vec![wrong, right])
            .is_broken(ID, &["staging was deployed with the environment production"]);
    }

    #[test]
    fn another_tree_than_staging_had_or_than_is_checked_out_at_the_end_is_told() {
        let other = WorkTree { tree: "t2".to_owned(), ..tree_of("c2") };
        let production = deployed("production", "production", other);
        drill(vec![staging(), production]).is_broken(
            ID,
            &[
                "production got c2, which is not the tree that is checked out at the end",
                "production got c2, and staging did not have it before",
            ],
        );
    }

    #[test]
    fn another_commit_with_the_same_tree_is_as_good() {
        let same = WorkTree { commit: "c2".to_owned(), ..tree_of("c1") };
        drill(vec![staging(), deployed("production", "production", same)]).holds_somehow(ID);
    }

    #[test]
    fn files_that_no_commit_holds_are_told() {
        let dirty = WorkTree { differs: vec!["src/app.js".to_owned()], ..tree_of("c1") };
        drill(vec![staging(), deployed("production", "production", dirty)])
            .is_broken(ID, &["production got 1 file that its commit does not hold so: src/app.js"]);
    }

    #[test]
    fn where_production_got_nothing_nothing_is_shown() {
        drill(vec![staging()]).is_unknown(ID, "nothing was deployed to production");
    }
}
