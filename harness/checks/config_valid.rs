//! The config can be read, and the feature's settings are of the kind they were.

use std::collections::BTreeMap;

use serde_json::Value;

use super::check::{Check, Kind, Scene, Seen, counted, unless};
use super::settings::nodes;
use crate::journal::{Change, Event};
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};
use crate::world::State;

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "config-valid",
        severity: Severity::Fails,
        claim: "The config parses, the service took it, and no setting changed its kind.",
        why: "A config that does not parse, or that has a text where a number was, takes the \
             service down with its next start.",
        correction: "Change one value at its place with a tool that knows the format, then parse \
             the file and compare it with the one before.",
        example: Example {
            wrong: "sed -i '/feature/d' config.yaml",
            right: "yq -i '.features.feature.enabled = false' config.yaml",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let after = match settings(scene, scene.after) {
        Ok(after) => after,
        Err(why) => {
            let is_setting = |change: &Change| matches!(change, Change::ConfigValue { .. });
            return (Outcome::Broken, vec![scene.blamed(why, is_setting)]);
        }
    };
    let before = settings(scene, scene.before);
    let mut broken =
        before.as_ref().map_or_else(|_| Vec::new(), |b| changed_kinds(scene, b, &after));
    broken.extend(last_rejection(scene));
    if scene.before.service.runs && !scene.after.service.runs {
        broken.push(Evidence::of("the service does not run any more, so nothing uses the config"));
    }
    let count = after.values().filter(|value| !value.is_object()).count();
    let mut held = format!("{} parses with {}", scene.facts.config, counted(count, "setting"));
    if before.is_err() {
        held.push_str("; their kinds could not be compared, it was unreadable before");
    }
    unless(broken, held)
}

/// Every value of the config by its path; the error says what is wrong with the file.
fn settings(scene: &Scene<'_>, state: &State) -> Result<BTreeMap<String, Value>, String> {
    let name = &scene.facts.config;
    let file = state.files.get(&scene.facts.absolute(name));
    let file = file.ok_or_else(|| format!("{name} is gone"))?;
    let found = nodes(&file.bytes).map_err(|why| format!("{name} cannot be read: {why}"))?;
    if found.len() < 2 {
        return Err(format!("{name} holds no settings"));
    }
    Ok(found)
}

fn changed_kinds(
    scene: &Scene<'_>,
    before: &BTreeMap<String, Value>,
    after: &BTreeMap<String, Value>,
) -> Vec<Evidence> {
    let both = before.iter().filter_map(|(key, old)| Some((key, old, after.get(key)?)));
    both.filter(|(_, old, new)| kind(old) != kind(new))
        .map(|(key, old, new)| {
            let text = format!("{key} was {} and is {} now", shown(old), shown(new));
            let below = format!("{key}.");
            scene.blamed(text, |change| {
                matches!(change, Change::ConfigValue { key: changed, .. }
                    if changed == key || changed.starts_with(&below))
            })
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

fn shown(value: &Value) -> String {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => kind(value).to_owned(),
        plain => format!("{} ({plain})", kind(plain)),
    }
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

#[cfg(test)]
mod tests {
    use super::super::testing::{CONFIG, Drill, FEATURE, changed, noticed};
    use crate::journal::Event;

    const ID: &str = "config-valid";
    const PATH: &str = ".claude/config.yaml";

    fn rejected() -> Event {
        Event::ConfigRejected { why: "line 3: a tab".to_owned() }
    }

    #[test]
    fn it_holds_where_the_config_parses_and_kinds_stay() {
        Drill::flawless().holds(ID, ".claude/config.yaml parses with 3 settings");
        let same = format!("{CONFIG}{FEATURE}").replace("true", "false").replace("50.0", "1");
        Drill::with_config(&same).holds(ID, ".claude/config.yaml parses with 5 settings");
    }

    #[test]
    fn another_comment_and_other_line_ends_change_no_setting() {
        let text = CONFIG.replace("told by day and night", "enabled: 7").replace('\n', "\r\n");
        Drill::with_config(&text).holds(ID, ".claude/config.yaml parses with 3 settings");
    }

    #[test]
    fn a_config_that_is_gone_is_blamed_on_the_last_command_that_changed_it() {
        let mut drill = Drill::flawless();
        drill.loses(PATH);
        drill.is_broken(ID, &[".claude/config.yaml is gone"]);
        drill.notices(changed("features.search.enabled"));
        drill.is_broken(ID, &["90 L4.9.1: .claude/config.yaml is gone"]);
    }

    #[test]
    fn a_config_that_does_not_parse_says_where() {
        let drill = Drill::with_config(&format!("{CONFIG}monitoring: 1\n"));
        let why = "line 7 column 1: duplicate mapping key: monitoring";
        drill.is_broken(ID, &[&format!(".claude/config.yaml cannot be read: {why}")]);
    }

    #[test]
    fn a_config_without_settings_is_none() {
        for text in ["", "# nothing\n", "{}\n", "just words\n"] {
            Drill::with_config(text).is_broken(ID, &[".claude/config.yaml holds no settings"]);
        }
    }

    #[test]
    fn a_switch_that_became_empty_or_a_text_or_a_list_changed_its_kind() {
        let table = [
            ("", "empty"),
            ("off", "a text (\"off\")"),
            ("0", "a number (0)"),
            ("[]", "a list"),
            ("{}", "a map"),
        ];
        for (value, kind) in table {
            let text = format!("{CONFIG}{FEATURE}").replacen(": true", &format!(": {value}"), 1);
            let mut drill = Drill::with_config(&text.replace(" # told by day and night", ""));
            drill.notices(changed("monitoring.enabled"));
            drill.happens(noticed("L4.9.2", 91, changed("monitoring.ratio")));
            let said = format!("monitoring.enabled was a switch (true) and is {kind} now");
            drill.is_broken(ID, &[&format!("90 L4.9.1: {said}")]);
        }
    }

    #[test]
    fn the_feature_flipped_to_nothing_is_a_changed_kind_too() {
        let drill = Drill::with_config(
            &format!("{CONFIG}{FEATURE}").replace("    enabled: true\n", "    enabled:\n"),
        );
        drill.is_broken(ID, &["features.partyMode.enabled was a switch (true) and is empty now"]);
    }

    #[test]
    fn a_section_that_became_a_single_value_changed_its_kind() {
        let drill = Drill::with_config(&format!("{CONFIG}  partyMode: false\n"));
        drill.is_broken(ID, &["features.partyMode was a map and is a switch (false) now"]);
        let mut drill = Drill::with_config("monitoring:\n  enabled: true\nfeatures:\n");
        drill.notices(changed("features.search.enabled"));
        drill.is_broken(ID, &["90 L4.9.1: features was a map and is empty now"]);
    }

    #[test]
    fn a_config_that_the_service_refused_is_not_valid_until_it_takes_one() {
        let mut drill = Drill::flawless();
        drill.happens(rejected());
        drill.is_broken(ID, &["the service could not use the config: line 3: a tab"]);
        drill.happens(Event::ConfigLoaded { feature_on: true });
        drill.holds(ID, ".claude/config.yaml parses with 3 settings");
    }

    #[test]
    fn a_service_that_was_ended_uses_no_config() {
        let mut drill = Drill::flawless();
        drill.after.service.runs = false;
        drill.is_broken(ID, &["the service does not run any more, so nothing uses the config"]);
    }

    #[test]
    fn a_config_that_was_broken_before_is_valid_again_and_says_what_it_cannot_show() {
        let mut drill = Drill::flawless();
        let path = drill.facts.absolute(PATH);
        drill.before.files.remove(&path);
        drill.holds(
            ID,
            ".claude/config.yaml parses with 3 settings; \
             their kinds could not be compared, it was unreadable before",
        );
    }
}
