//! What was there before is named at origin, so that there is a way back.

use super::check::{Check, Kind, Scene, Seen, few};
use crate::journal::Event;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "snapshot-pushed",
        severity: Severity::FalseAssurance,
        claim: "A tag that the runbook made names, at origin, the commit that was checked out when \
             the level began.",
        why: "The snapshot is the only way back, and what the investigation starts from. A tag that \
             stayed on this machine is lost with it.",
        correction: "Read the clock once for the tag's name, push the tag, and compare what origin \
             then says.",
        example: Example {
            wrong: "git push origin snapshot-$(date +%H%M%S)",
            right: "git push origin \"$TAG\" && git ls-remote origin \"refs/tags/$TAG\"",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

const TAGS: &str = "refs/tags/";

fn look(scene: &Scene<'_>) -> Seen {
    let wanted = wanted(scene);
    if wanted.is_empty() {
        return (Outcome::Unknown, vec![Evidence::of("nothing was checked out to begin with")]);
    }
    let (before, after) = (&scene.before.origin, &scene.after.origin);
    let made = after.iter().filter_map(|(name, commit)| {
        let tag = name.strip_prefix(TAGS)?;
        (!before.contains_key(name)).then_some((tag, commit))
    });
    let made: Vec<(&str, &String)> = made.collect();
    if let Some((tag, _)) = made.iter().find(|(_, commit)| *commit == wanted) {
        let text = format!("the tag {tag} names {wanted} at origin");
        return (Outcome::Held, vec![Evidence::of(text)]);
    }
    let text = if made.is_empty() {
        format!("no new tag is at origin; {}", stayed(scene))
    } else {
        let names = few(made.iter().map(|(tag, _)| *tag));
        format!("no new tag at origin names {wanted}, which was checked out; there is {names}")
    };
    (Outcome::Broken, vec![Evidence::of(text)])
}

/// The commit that was checked out when the last level began.
fn wanted<'a>(scene: &Scene<'a>) -> &'a String {
    let journal: &'a crate::journal::Journal = scene.journal;
    let mut entries = journal.entries().iter().rev();
    let escalated = entries.find_map(|entry| match &entry.event {
        Event::CheckedOut { commit } => Some(commit),
        _ => None,
    });
    let before: &'a crate::world::State = scene.before;
    escalated.unwrap_or(&before.repository.head)
}

/// Says which tags were made and never pushed.
fn stayed(scene: &Scene<'_>) -> String {
    let (before, after) = (&scene.before.repository.refs, &scene.after.repository.refs);
    let new = after.keys().filter(|name| !before.contains_key(*name));
    let names: Vec<&str> = new.filter_map(|name| name.strip_prefix(TAGS)).collect();
    if names.is_empty() {
        "none was made here either".to_owned()
    } else {
        format!("what was made here stayed here: {}", few(names))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Drill;

    const ID: &str = "snapshot-pushed";
    const TAG: &str = "refs/tags/snapshot";

    #[test]
    fn it_holds_where_a_new_tag_at_origin_names_what_was_checked_out() {
        Drill::flawless().holds(ID, "the tag snapshot names c1 at origin");
    }

    #[test]
    fn a_tag_that_stayed_here_or_was_never_made_is_no_snapshot() {
        let mut drill = Drill::flawless();
        drill.happens(crate::journal::Event::CheckedOut { commit: "c2".to_owned() });
        let why = "no new tag at origin names c2, which was checked out; there is snapshot";
        drill.is_broken(ID, &[why]);
        let mut drill = Drill::flawless();
        drill.after.origin.remove(TAG);
        drill.is_broken(ID, &["no new tag is at origin; none was made here either"]);
        drill.after.repository.refs.insert(TAG.to_owned(), "c1".to_owned());
        drill.is_broken(ID, &["no new tag is at origin; what was made here stayed here: snapshot"]);
    }

    #[test]
    fn a_tag_of_another_commit_or_a_branch_is_no_snapshot() {
        let mut drill = Drill::flawless();
        drill.after.origin.insert(TAG.to_owned(), "c2".to_owned());
        drill.after.origin.insert("refs/heads/snapshot-too".to_owned(), "c1".to_owned());
        drill.is_broken(
            ID,
            &["no new tag at origin names c1, which was checked out; there is snapshot"],
        );
    }

    #[test]
    fn a_tag_that_was_always_there_is_no_snapshot() {
        let mut drill = Drill::flawless();
        drill.before.origin.insert(TAG.to_owned(), "c1".to_owned());
        drill.is_broken(ID, &["no new tag is at origin; none was made here either"]);
    }
}
