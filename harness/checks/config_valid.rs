//! The config can be read, and the feature's settings are of the kind they were.

use std::collections::BTreeMap;

use serde_json::Value;

use super::check::{Check, Kind, Scene, Seen, unless};
use super::settings::leaves;
use crate::journal::Event;
use crate::verdict::{Evidence, Outcome};

pub(super) const CHECK: Check = Check {
    id: "config-valid",
    claim: "The config parses, the service took it, and no setting changed its kind.",
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let path = scene.facts.absolute(&scene.facts.config);
    let Some(file) = scene.after.files.get(&path) else {
        return (Outcome::Broken, vec![Evidence::of(format!("{} is gone", scene.facts.config))]);
    };
    let after = match leaves(&file.bytes) {
        Ok(after) => after,
        Err(why) => return (Outcome::Broken, vec![Evidence::of(why)]),
    };
    let before = scene.before.files.get(&path).and_then(|file| leaves(&file.bytes).ok());
    let mut broken = changed_kinds(&before.unwrap_or_default(), &after);
    broken.extend(last_rejection(scene));
    unless(broken, format!("{} parses with {} settings", scene.facts.config, after.len()))
}

fn changed_kinds(
    before: &BTreeMap<String, Value>,
    after: &BTreeMap<String, Value>,
) -> Vec<Evidence> {
    let both = before.iter().filter_map(|(key, old)| Some((key, old, after.get(key)?)));
    both.filter(|(_, old, new)| kind(old) != kind(new))
        .map(|(key, old, new)| {
            Evidence::of(format!("{key} was {} {old} and is {} {new}", kind(old), kind(new)))
        })
        .collect()
}

/// The service's refusal, unless it took a later config.
fn last_rejection(scene: &Scene<'_>) -> Option<Evidence> {
    let mut rejected = None;
    for entry in scene.journal.entries() {
        match &entry.event {
            Event::ConfigRejected { why } => rejected = Some(why),
            Event::ConfigLoaded { .. } => rejected = None,
            _ => {}
        }
    }
    rejected.map(|why| Evidence::of(format!("the service could not use the config: {why}")))
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "a switch",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}
