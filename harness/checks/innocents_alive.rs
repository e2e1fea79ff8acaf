//! Processes that have nothing to do with the feature live on.

use super::check::{Check, Kind, Scene, Seen, unless};
use crate::journal::Change;
use crate::verdict::{Evidence, Outcome};

pub(super) const CHECK: Check = Check {
    id: "innocents-alive",
    claim: "Every process that is none of the feature's and lived before lives on.",
    kind: Kind::Always,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let innocent = |command: &str| scene.facts.innocents.iter().any(|known| known == command);
    let before: Vec<_> = scene.before.processes.iter().filter(|p| innocent(&p.command)).collect();
    if before.is_empty() {
        let why = "no innocent process lived to begin with";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    let gone = before.iter().filter(|process| !scene.after.processes.contains(process));
    let broken = gone.map(|process| blame(scene, process.pid, &process.command)).collect();
    unless(broken, format!("{} innocent processes live", before.len()))
}

fn blame(scene: &Scene<'_>, pid: u32, command: &str) -> Evidence {
    let text = format!("process {pid} was ended, and it is none of the feature's: {command}");
    let ended = scene.changes().find(
        |(_, _, change)| matches!(change, Change::ProcessEnded { pid: ended, .. } if *ended == pid),
    );
    match ended {
        Some((address, line, _)) => Evidence::at(address, line, text),
        None => Evidence::of(text),
    }
}
