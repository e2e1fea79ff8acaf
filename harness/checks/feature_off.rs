//! The feature is off where it counts: in the running service.

use super::check::{Check, Kind, Scene, Seen};
use crate::verdict::{Evidence, Outcome};

pub(super) const CHECK: Check = Check {
    id: "feature-off-in-service",
    claim: "The running service, asked at the end, offers no session of the feature.",
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let service = &scene.after.service;
    if !service.runs {
        return (Outcome::Broken, vec![Evidence::of("the service does not run at all")]);
    }
    if !service.party_mode {
        return (Outcome::Held, vec![Evidence::of("the service answers that the feature is off")]);
    }
    let mut evidence = vec![Evidence::of(format!(
        "the service answers that the feature is on, with {} live sessions, in its environment {}",
        service.live_sessions.len(),
        service.environment,
    ))];
    evidence.extend(false_assurances(scene));
    (Outcome::Broken, evidence)
}

/// Commands that printed that the feature is off while the service has it on.
fn false_assurances<'a>(scene: &'a Scene<'_>) -> impl Iterator<Item = Evidence> + 'a {
    scene.journal.commands().filter(|command| says_off(&command.stdout)).map(|command| {
        let said = command.stdout.trim();
        let text = format!("it printed \"{said}\" while the service had the feature on");
        Evidence::at(&command.address, command.line, text)
    })
}

/// Says whether a whole output is one short claim that ends in `false`, such as `Party Mode: false`.
fn says_off(stdout: &str) -> bool {
    let said = stdout.trim();
    said.lines().count() == 1 && said.rsplit(' ').next() == Some("false")
}
