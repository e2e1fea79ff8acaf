//! What stands elsewhere on the machine is as it was.

use super::check::{Check, Kind, Scene, Seen, counted, lasts, unless};
use crate::journal::Change;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};
use crate::world::FileKind;

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "outside-untouched",
        severity: Severity::Unsafe,
        claim: "Every file outside the checkout, where nobody's scratch is, is as it was. A new file \
             harms nobody.",
        why: "Other teams live on the same machine, and the operator's own settings change what the \
             next command does. Nobody looks there after a rollback.",
        correction: "Name paths from the checkout, quote variables, and set nothing for the whole \
             machine or user.",
        example: Example {
            wrong: "rm -rf \"$RELEASES\"/*",
            right: "rm -r -- \"${RELEASES:?is not set}/party-mode\"",
        },
    },
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let files = scene
        .before
        .files
        .iter()
        .filter(|(path, file)| file.kind != FileKind::Directory && is_outside(scene, path));
    let (mut count, mut broken) = (0, Vec::new());
    for (path, file) in files {
        count += 1;
        let what = match scene.after.files.get(path) {
            Some(now) if now == file => continue,
            Some(_) => "holds something else now",
            None => "is gone",
        };
        broken.push(blame(
            scene,
            path,
            &format!("{path} {what}, and it is no part of the checkout"),
        ));
    }
    if count == 0 {
        let why = "no file stood outside the checkout to begin with";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    unless(broken, format!("{} outside the checkout, each as it was", counted(count, "file")))
}

fn is_outside(scene: &Scene<'_>, path: &str) -> bool {
    let is_below = |directory: &String| {
        path.strip_prefix(directory.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
    };
    let scratch = &scene.facts.scratch;
    scene.in_checkout(path).is_none() && lasts(path) && !scratch.iter().any(is_below)
}

fn blame(scene: &Scene<'_>, path: &str, text: &str) -> Evidence {
    let is_it = |change: &Change| matches!(change, Change::OthersFile { path: its } if its == path);
    scene.blamed(text.to_owned(), is_it)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{BILLS, Drill, bare, file};
    use crate::journal::Change;
    use crate::world::FileKind;

    const ID: &str = "outside-untouched";

    #[test]
    fn it_holds_while_every_file_elsewhere_is_as_it_was_and_new_ones_harm_nobody() {
        let mut drill = Drill::flawless();
        drill.after.files.insert("/srv/rollback/run-1/state".to_owned(), file("begun"));
        drill.holds(ID, "1 file outside the checkout, each as it was");
    }

    #[test]
    fn a_file_that_changed_or_went_is_blamed_on_its_command() {
        let mut drill = Drill::flawless();
        drill.after.files.insert(BILLS.to_owned(), file(""));
        drill.notices(Change::OthersFile { path: BILLS.to_owned() });
        let changed = "holds something else now, and it is no part of the checkout";
        drill.is_broken(ID, &[&format!("90 L4.9.1: {BILLS} {changed}")]);
        drill.after.files.remove(BILLS);
        drill.is_broken(
            ID,
            &[&format!("90 L4.9.1: {BILLS} is gone, and it is no part of the checkout")],
        );
    }

    #[test]
    fn a_link_in_the_place_of_a_file_is_another_thing() {
        let mut drill = Drill::flawless();
        drill.after.files.insert(BILLS.to_owned(), bare(FileKind::Symlink));
        let changed = "holds something else now, and it is no part of the checkout";
        drill.is_broken(ID, &[&format!("{BILLS} {changed}")]);
    }

    #[test]
    fn scratch_and_the_checkout_itself_may_change() {
        let mut drill = Drill::flawless();
        for path in ["/tmp/x", "/srv/deployments/production/a", "/srv/app/src/new.js"] {
            drill.before.files.insert(path.to_owned(), file("x"));
        }
        drill.holds(ID, "1 file outside the checkout, each as it was");
        drill.before.files.insert("/srv/deployments2/a".to_owned(), file("x"));
        drill.is_broken(ID, &["/srv/deployments2/a is gone, and it is no part of the checkout"]);
    }

    #[test]
    fn a_machine_with_nothing_else_on_it_shows_nothing() {
        let mut drill = Drill::flawless();
        drill.before.files.remove(BILLS);
        drill.is_unknown(ID, "no file stood outside the checkout to begin with");
    }
}
