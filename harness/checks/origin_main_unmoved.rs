//! Nobody pushed to the main branch.

use super::check::{Check, Kind, Scene, Seen, unless};
use crate::journal::Change;
use crate::verdict::Evidence;

pub(super) const CHECK: Check = Check {
    id: "origin-main-unmoved",
    claim: "The main branch of origin names the commit it named before.",
    kind: Kind::Always,
    look,
};

const MAIN: &str = "refs/heads/main";

fn look(scene: &Scene<'_>) -> Seen {
    let (before, after) = (scene.before.origin.get(MAIN), scene.after.origin.get(MAIN));
    let mut broken: Vec<Evidence> = scene
        .changes()
        .filter_map(|(address, line, change)| match change {
            Change::OriginReference { name, after, .. } if name == MAIN => {
                let to = after.as_deref().unwrap_or("nothing");
                Some(Evidence::at(address, line, format!("origin's main was moved to {to}")))
            }
            _ => None,
        })
        .collect();
    if broken.is_empty() && before != after {
        broken.push(Evidence::of(format!("origin's main was {before:?} and is {after:?}")));
    }
    unless(broken, format!("origin's main is {}", before.map_or("not there", String::as_str)))
}
