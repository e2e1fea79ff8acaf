//! Once the rollback is done, nobody gets a session.

use super::check::{Check, Kind, Scene, Seen, few, unless};
use crate::determinism::Tick;
use crate::journal::Event;
use crate::verdict::{Evidence, Outcome};

pub(super) const CHECK: Check = Check {
    id: "no-session-after-disable",
    claim: "No session starts once the service has the feature off or the operator is done.",
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let Some(from) = disabled_at(scene) else {
        return (Outcome::Unknown, vec![Evidence::of("the level has no end in the journal")]);
    };
    let late: Vec<(Tick, &str)> = starts(scene).filter(|(at, _)| *at > from).collect();
    let refused = scene.journal.entries().iter();
    let refused = refused.filter(|e| e.at > from && e.event == Event::SessionRefused).count();
    if late.is_empty() && refused == 0 {
        let why = format!("nobody asked for a session after {from}");
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    let broken = if late.is_empty() {
        Vec::new()
    } else {
        let names = few(late.iter().map(|(_, session)| *session));
        vec![Evidence::of(format!("{} sessions started after {from}: {names}", late.len()))]
    };
    unless(broken, format!("{refused} requests after {from} got a single agent"))
}

/// The service's own switch-off where it is still off at the end, else the end of the level.
fn disabled_at(scene: &Scene<'_>) -> Option<Tick> {
    let ended = scene.journal.first(|event| *event == Event::LevelEnded)?;
    let mut off = None;
    for entry in scene.journal.entries() {
        match entry.event {
            Event::ConfigLoaded { feature_on: true } => off = None,
            Event::ConfigLoaded { feature_on: false } | Event::ConfigRejected { .. } => {
                off = off.or(Some(entry.at));
            }
            _ => {}
        }
    }
    Some(off.unwrap_or(ended).min(ended))
}

fn starts<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (Tick, &'a str)> {
    scene.journal.entries().iter().filter_map(|entry| match &entry.event {
        Event::SessionStarted { session } => Some((entry.at, session.as_str())),
        _ => None,
    })
}
