//! Every command does what the runbook expects of it.

use super::check::{Check, Kind, Scene, Seen, unless};
use crate::journal::Event;
use crate::verdict::{Evidence, Outcome};

pub(super) const CHECK: Check = Check {
    id: "commands-as-expected",
    claim: "Every command exits and prints as the runbook says, zero where it says nothing.",
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let commands: Vec<_> = scene.journal.commands().filter(|c| !c.improvised).collect();
    if commands.is_empty() {
        return (Outcome::Unknown, vec![Evidence::of("no command was run")]);
    }
    let mut broken: Vec<Evidence> = commands
        .iter()
        .flat_map(|command| {
            let at = |text: &String| Evidence::at(&command.address, command.line, text.clone());
            command.disappointments.iter().map(at)
        })
        .collect();
    broken.extend(scene.journal.entries().iter().filter_map(|entry| match &entry.event {
        Event::Stuck { address, line, why } => Some(Evidence::at(address, *line, why.clone())),
        _ => None,
    }));
    unless(broken, format!("{} commands exited and printed as expected", commands.len()))
}
