//! Nobody pushed to the main branch.

use super::check::{Check, Kind, Scene, Seen, unless};
use crate::journal::Change;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "origin-main-unmoved",
        severity: Severity::Unsafe,
        claim: "The main branch of origin names the commit it named before.",
        why: "Everybody who pulls gets the rollback, reviewed by nobody, and other people's \
             commits may be gone from main.",
        correction: "Push a branch of its own name and leave main to a reviewed merge.",
        example: Example {
            wrong: "git push origin HEAD:main --force",
            right: "git push origin \"rollback-$RUN_ID\"",
        },
    },
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let main = &scene.facts.main;
    let (before, after) = (scene.before.origin.get(main), scene.after.origin.get(main));
    let mut broken: Vec<Evidence> = scene
        .changes()
        .filter_map(|(address, line, change)| match change {
            Change::OriginReference { name, before, after } if name == main => {
                Some(Evidence::at(address, line, moved(before.as_ref(), after.as_ref())))
            }
            _ => None,
        })
        .collect();
    if broken.is_empty() && before != after {
        broken.push(Evidence::of(moved(before, after)));
    }
    match before {
        None if broken.is_empty() => {
            (Outcome::Unknown, vec![Evidence::of("origin had no main branch to begin with")])
        }
        _ => unless(broken, format!("origin's main names {}, as before", named(before))),
    }
}

fn moved(before: Option<&String>, after: Option<&String>) -> String {
    format!("origin's main named {} and names {} now", named(before), named(after))
}

fn named(commit: Option<&String>) -> &str {
    commit.map_or("nothing", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, MAIN};
    use crate::journal::Change;

    const ID: &str = "origin-main-unmoved";

    fn moves(name: &str, before: Option<&str>, after: Option<&str>) -> Change {
        Change::OriginReference {
            name: name.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        }
    }

    #[test]
    fn it_holds_while_main_names_the_commit_it_named() {
        Drill::flawless().holds(ID, "origin's main names c1, as before");
    }

    #[test]
    fn a_push_to_main_is_blamed_on_its_command() {
        let mut drill = Drill::flawless();
        drill.notices(moves(MAIN, Some("c1"), Some("c2")));
        drill.after.origin.insert(MAIN.to_owned(), "c2".to_owned());
        drill.is_broken(ID, &["90 L4.9.1: origin's main named c1 and names c2 now"]);
    }

    #[test]
    fn main_that_was_moved_and_moved_back_was_moved() {
        let mut drill = Drill::flawless();
        drill.notices(moves(MAIN, Some("c1"), Some("c2")));
        drill.notices(moves(MAIN, Some("c2"), Some("c1")));
        let evidence = [
            "90 L4.9.1: origin's main named c1 and names c2 now",
            "90 L4.9.1: origin's main named c2 and names c1 now",
        ];
        drill.is_broken(ID, &evidence);
    }

    #[test]
    fn main_that_was_deleted_names_nothing() {
        let mut drill = Drill::flawless();
        drill.notices(moves(MAIN, Some("c1"), None));
        drill.after.origin.clear();
        drill.is_broken(ID, &["90 L4.9.1: origin's main named c1 and names nothing now"]);
    }

    #[test]
    fn main_that_moved_behind_everybodys_back_is_seen_and_blamed_on_nobody() {
        let mut drill = Drill::flawless();
        drill.after.origin.insert(MAIN.to_owned(), "c2".to_owned());
        drill.is_broken(ID, &["origin's main named c1 and names c2 now"]);
    }

    #[test]
    fn pushes_of_other_branches_and_of_tags_are_nobodys_harm() {
        let mut drill = Drill::flawless();
        for name in ["refs/heads/rollback", "refs/heads/feature/main", "refs/tags/main"] {
            drill.notices(moves(name, None, Some("c2")));
            drill.after.origin.insert(name.to_owned(), "c2".to_owned());
        }
        drill.holds(ID, "origin's main names c1, as before");
    }

    #[test]
    fn an_origin_without_main_shows_nothing() {
        let mut drill = Drill::flawless();
        drill.before.origin.clear();
        drill.after.origin.clear();
        drill.is_unknown(ID, "origin had no main branch to begin with");
    }

    #[test]
    fn a_main_that_was_not_there_and_is_pushed_is_broken() {
        let mut drill = Drill::flawless();
        drill.before.origin.clear();
        drill.notices(moves(MAIN, None, Some("c1")));
        drill.is_broken(ID, &["90 L4.9.1: origin's main named nothing and names c1 now"]);
    }
}
