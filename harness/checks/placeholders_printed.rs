//! What the operator has to fill in was printed by a command of the runbook.

use super::check::{Check, Kind, Scene, Seen, unless};
use crate::journal::Event;
use crate::verdict::Evidence;

pub(super) const CHECK: Check = Check {
    id: "placeholders-printed",
    claim: "Every value the operator fills in was printed by an earlier command of the level.",
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let filled: Vec<_> = scene
        .journal
        .entries()
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::PlaceholderFilled(filled) => Some(filled),
            _ => None,
        })
        .collect();
    let broken = filled
        .iter()
        .filter(|filled| filled.printed_by.is_none())
        .map(|filled| {
            let text = format!(
                "no earlier command printed a value for <{}>; the operator had to look {} up",
                filled.name, filled.value
            );
            Evidence::at(&filled.address, filled.line, text)
        })
        .collect();
    unless(broken, format!("{} placeholders were filled from what was printed", filled.len()))
}
