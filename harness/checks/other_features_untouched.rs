//! Whatever is not the feature keeps its settings.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::check::{Check, Kind, Scene, Seen, unless};
use super::settings::leaves;
use crate::journal::Change;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};
use crate::world::State;

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "other-features-untouched",
        severity: Severity::Unsafe,
        claim: "Every setting that is not the feature's has the value it had before.",
        why: "Features that had nothing to do with the incident are off or changed, and nobody \
             looks for that tonight.",
        correction: "Address the one setting by its whole path, and compare the file before and \
             after: one line may differ.",
        example: Example {
            wrong: "sed -i 's/enabled: true/enabled: false/' config.yaml",
            right: "yq -i '.features.feature.enabled = false' config.yaml",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let (before, after) = match (settings(scene, scene.before), settings(scene, scene.after)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(why), _) => {
            let why = format!("there is nothing to compare with, before the drill: {why}");
            return (Outcome::Unknown, vec![Evidence::of(why)]);
        }
        (_, Err(why)) => {
            let is_setting = |change: &Change| matches!(change, Change::ConfigValue { .. });
            return (Outcome::Broken, vec![scene.blamed(why, is_setting)]);
        }
    };
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    if keys.is_empty() {
        return (Outcome::Unknown, vec![Evidence::of("all settings are the feature's own")]);
    }
    let broken = keys
        .into_iter()
        .filter(|key| !is_same(before.get(*key), after.get(*key)))
        .map(|key| blame(scene, key, before.get(key), after.get(key)))
        .collect();
    unless(
        broken,
        match before.len() {
            1 => "1 setting of others has the value it had".to_owned(),
            count => format!("{count} settings of others have the values they had"),
        },
    )
}

/// Every setting that is not the feature's.
fn settings(scene: &Scene<'_>, state: &State) -> Result<BTreeMap<String, Value>, String> {
    let name = &scene.facts.config;
    let file = state.files.get(&scene.facts.absolute(name));
    let file = file.ok_or_else(|| format!("{name} is not there"))?;
    let mut found = leaves(&file.bytes).map_err(|why| format!("{name} cannot be read: {why}"))?;
    let own = format!("features.{}", scene.facts.feature);
    found.retain(|key, value| {
        let is_own = *key == own || key.starts_with(&format!("{own}."));
        // What is left of `features` where the feature was the only one in it.
        let is_shell = key == "features" && (value.is_null() || value.is_object());
        !is_own && !is_shell
    });
    if found.contains_key("") {
        return Err(format!("{name} holds no settings"));
    }
    Ok(found)
}

/// Compares two settings; `50` and `50.0` are one number.
fn is_same(before: Option<&Value>, after: Option<&Value>) -> bool {
    let is_real = before.is_some_and(Value::is_f64) || after.is_some_and(Value::is_f64);
    match (before.and_then(Value::as_f64), after.and_then(Value::as_f64)) {
        (Some(before), Some(after)) if is_real => before.total_cmp(&after).is_eq(),
        _ => before == after,
    }
}

/// Names the last command after which the setting had another value than before it.
fn blame(scene: &Scene<'_>, key: &str, before: Option<&Value>, after: Option<&Value>) -> Evidence {
    let text = format!("{key} was {} and is {}", shown(before), shown(after));
    scene.blamed(
        text,
        |change| matches!(change, Change::ConfigValue { key: changed, .. } if changed == key),
    )
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "not there".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{CONFIG, Drill, FEATURE, changed, file, noticed};

    const ID: &str = "other-features-untouched";
    const PATH: &str = ".claude/config.yaml";
    const HELD: &str = "3 settings of others have the values they had";

    #[test]
    fn it_holds_whatever_becomes_of_the_feature_itself() {
        let all = format!("{CONFIG}{FEATURE}");
        for text in [
            CONFIG.to_owned(),
            all.clone(),
            all.replace("    enabled: true\n", "    enabled: false\n"),
            all.replace("    maxAgents: 4\n", ""),
            format!("{CONFIG}  partyMode: null\n"),
            format!("{CONFIG}  partyMode: {{}}\n"),
        ] {
            Drill::with_config(&text).holds(ID, HELD);
        }
    }

    #[test]
    fn what_is_written_otherwise_and_means_the_same_is_untouched() {
        let text = CONFIG.replace("50.0", "50").replace("told", "TOLD").replace('\n', "\r\n");
        Drill::with_config(&text).holds(ID, HELD);
    }

    #[test]
    fn each_setting_that_was_flipped_is_told_at_the_last_command_that_changed_it() {
        let mut drill = Drill::with_config(&CONFIG.replace("true", "false"));
        drill.happens(noticed("L4.6.1", 60, changed("monitoring.enabled")));
        drill.notices(changed("monitoring.enabled"));
        drill.happens(noticed("L4.9.2", 91, changed("monitoring.ratio")));
        drill.is_broken(ID, &["90 L4.9.1: monitoring.enabled was true and is false"]);
    }

    #[test]
    fn a_setting_that_changed_behind_everybodys_back_is_blamed_on_nobody() {
        let drill =
            Drill::with_config(&CONFIG.replace("50.0", "49.9").replace("false", "\"false\""));
        drill.is_broken(
            ID,
            &[
                "features.search.enabled was false and is \"false\"",
                "monitoring.ratio was 50.0 and is 49.9",
            ],
        );
    }

    #[test]
    fn settings_that_came_or_went_are_touched() {
        let drill = Drill::with_config(&CONFIG.replace("ratio", "share"));
        drill.is_broken(
            ID,
            &[
                "monitoring.ratio was 50.0 and is not there",
                "monitoring.share was not there and is 50.0",
            ],
        );
    }

    #[test]
    fn a_feature_under_another_name_is_another_feature() {
        let renamed =
            FEATURE.replace("partyMode", "partyModeOff").replace("    maxAgents: 4\n", "");
        Drill::with_config(&format!("{CONFIG}{renamed}"))
            .is_broken(ID, &["features.partyModeOff.enabled was not there and is true"]);
    }

    #[test]
    fn an_empty_list_of_features_is_none_where_the_feature_was_alone() {
        let alone = "monitoring:\n  enabled: true\nfeatures:\n";
        for rest in ["", "features:\n", "features: {}\n"] {
            let mut drill = Drill::with_config(&format!("monitoring:\n  enabled: true\n{rest}"));
            let path = drill.facts.absolute(PATH);
            let before = file(format!("{alone}{FEATURE}"));
            drill.before.files.insert(path, before);
            drill.holds(ID, "1 setting of others has the value it had");
        }
    }

    #[test]
    fn a_feature_that_went_with_the_others_is_seen() {
        let drill = Drill::with_config(
            &CONFIG.replace("features:\n  search:\n    enabled: false\n", "features: {}\n"),
        );
        drill.is_broken(ID, &["features.search.enabled was false and is not there"]);
    }

    #[test]
    fn a_single_value_in_the_place_of_all_features_is_a_setting_that_came() {
        let section = "features:\n  search:\n    enabled: false\n";
        Drill::with_config(&CONFIG.replace(section, "features: 7\n")).is_broken(
            ID,
            &[
                "features was not there and is 7",
                "features.search.enabled was false and is not there",
            ],
        );
    }

    #[test]
    fn a_config_that_is_gone_or_empty_or_torn_kept_nothing() {
        let mut gone = Drill::flawless();
        gone.loses(PATH);
        gone.notices(changed("monitoring.ratio"));
        gone.is_broken(ID, &["90 L4.9.1: .claude/config.yaml is not there"]);
        Drill::with_config("").is_broken(ID, &[".claude/config.yaml holds no settings"]);
        let why =
            ".claude/config.yaml cannot be read: line 7 column 1: duplicate mapping key: features";
        Drill::with_config(&format!("{CONFIG}features: 1\n")).is_broken(ID, &[why]);
    }

    #[test]
    fn without_a_readable_config_before_there_is_nothing_to_compare_with() {
        let mut drill = Drill::flawless();
        let path = drill.facts.absolute(PATH);
        drill.before.files.remove(&path);
        drill.is_unknown(
            ID,
            "there is nothing to compare with, before the drill: .claude/config.yaml is not there",
        );
    }

    #[test]
    fn large_whole_numbers_are_compared_to_the_last_digit() {
        let mut drill = Drill::with_config(&CONFIG.replace("50.0", "9007199254740993"));
        let before = CONFIG.replace("50.0", "9007199254740992");
        drill.before.files.insert(drill.facts.absolute(PATH), file(before));
        let text = "monitoring.ratio was 9007199254740992 and is 9007199254740993";
        drill.is_broken(ID, &[text]);
    }

    #[test]
    fn where_the_feature_has_the_config_for_itself_nothing_is_shown() {
        let mut drill = Drill::with_config("features: {}\n");
        let before = format!("features:\n{FEATURE}");
        drill.before.files.insert(drill.facts.absolute(PATH), file(before));
        drill.is_unknown(ID, "all settings are the feature's own");
        drill.leaves(PATH, "new: 1\n");
        drill.is_broken(ID, &["new was not there and is 1"]);
    }
}
