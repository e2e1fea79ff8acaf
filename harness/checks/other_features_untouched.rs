//! Whatever is not the feature keeps its settings.

use std::collections::BTreeMap;

use serde_json::Value;

use super::check::{Check, Kind, Scene, Seen, unless};
use super::settings::leaves;
use crate::journal::Change;
use crate::verdict::{Evidence, Outcome};
use crate::world::State;

pub(super) const CHECK: Check = Check {
    id: "other-features-untouched",
    claim: "Every setting that is not the feature's has the value it had before.",
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let (before, after) = match (settings(scene, scene.before), settings(scene, scene.after)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(why), _) => return (Outcome::Unknown, vec![Evidence::of(format!("before: {why}"))]),
        (_, Err(why)) => return (Outcome::Broken, vec![Evidence::of(why)]),
    };
    let broken = before
        .keys()
        .chain(after.keys().filter(|key| !before.contains_key(*key)))
        .filter(|key| before.get(*key) != after.get(*key))
        .map(|key| blame(scene, key, before.get(key), after.get(key)))
        .collect();
    unless(broken, format!("{} settings have the values they had", before.len()))
}

fn settings(scene: &Scene<'_>, state: &State) -> Result<BTreeMap<String, Value>, String> {
    let path = scene.facts.absolute(&scene.facts.config);
    let file = state.files.get(&path).ok_or_else(|| format!("{} is gone", scene.facts.config))?;
    let mut found = leaves(&file.bytes)?;
    let own = format!("features.{}", scene.facts.feature);
    found.retain(|key, _| *key != own && !key.starts_with(&format!("{own}.")));
    Ok(found)
}

/// Names the last command after which the setting had another value than before it.
fn blame(scene: &Scene<'_>, key: &str, before: Option<&Value>, after: Option<&Value>) -> Evidence {
    let text = format!("{key} was {} and is {}", shown(before), shown(after));
    let changed = scene.changes().filter(|(_, _, change)| {
        matches!(change, Change::ConfigValue { key: changed, .. } if changed == key)
    });
    match changed.last() {
        Some((address, line, _)) => Evidence::at(address, line, text),
        None => Evidence::of(text),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "not there".to_owned(), ToString::to_string)
}
