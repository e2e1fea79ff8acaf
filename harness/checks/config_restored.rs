//! The config is one of the earlier ones.

use std::collections::BTreeMap;

use serde_json::Value;

use super::check::{Check, Kind, Scene, Seen};
use super::settings::leaves;
use crate::journal::Event;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "config-restored",
        severity: Severity::Fails,
        claim: "The config has the settings of an earlier commit, and the service reads them.",
        why: "The level is done by the book, and the service goes on with the bad settings.",
        correction: "Restore the file from the commit that was last known good, make the service \
             read it, and ask the service what it read.",
        example: Example {
            wrong: "git checkout HEAD config.yaml",
            right: "git checkout \"$GOOD\" -- config.yaml && curl -fsS localhost:4100/config",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let name = &scene.facts.config;
    let at_first = settings(scene.before.files.get(&scene.facts.absolute(name)).map(bytes_of));
    let at_last = settings(scene.after.files.get(&scene.facts.absolute(name)).map(bytes_of));
    let Some(at_last) = at_last else {
        return broken(format!("{name} is gone or cannot be read"));
    };
    if at_first.as_ref() == Some(&at_last) {
        return broken(format!("{name} has the settings that it had when the operator began"));
    }
    let versions = &scene.facts.config_versions;
    let last_good = versions.iter().rev().nth(1).filter(|_| scene.facts.newest_config_is_bad);
    if last_good.is_some_and(|good| settings(Some(good)).as_ref() != Some(&at_last)) {
        return broken(format!("{name} has not the settings that were last known good"));
    }
    let versions = versions.iter();
    if !versions.filter_map(|bytes| settings(Some(bytes))).any(|earlier| earlier == at_last) {
        return broken(format!("{name} has settings that no commit ever had"));
    }
    if !was_read(scene) {
        return broken(format!("the service never read the {name} that was restored"));
    }
    let text = format!("{name} has the settings of an earlier commit, and the service read them");
    (Outcome::Held, vec![Evidence::of(text)])
}

fn broken(text: String) -> Seen {
    (Outcome::Broken, vec![Evidence::of(text)])
}

fn bytes_of(file: &crate::world::FileState) -> &[u8] {
    &file.bytes
}

fn settings(bytes: Option<&[u8]>) -> Option<BTreeMap<String, Value>> {
    leaves(bytes?).ok()
}

/// Says whether the service read a config after the operator began, and refused none since.
fn was_read(scene: &Scene<'_>) -> bool {
    let entries = scene.journal.entries().iter().map(|entry| &entry.event);
    let later = entries.skip_while(|event| !matches!(event, Event::LevelStarted { .. }));
    later.fold(false, |was_read, event| match event {
        Event::ConfigLoaded { .. } => true,
        Event::ConfigRejected { .. } => false,
        _ => was_read,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{CONFIG, Drill, FEATURE};
    use super::*;

    const ID: &str = "config-restored";

    #[test]
    fn it_holds_for_the_settings_of_an_earlier_commit_whatever_its_comments_say() {
        let mut drill = Drill::flawless();
        let held =
            ".claude/config.yaml has the settings of an earlier commit, and the service read them";
        drill.holds(ID, held);
        drill.leaves(".claude/config.yaml", &format!("# restored\n{CONFIG}"));
        drill.holds(ID, held);
    }

    #[test]
    fn a_config_that_stayed_or_that_no_commit_had_is_not_restored() {
        let table = [
            (format!("{CONFIG}{FEATURE}"), "has the settings that it had when the operator began"),
            (format!("{CONFIG}  chat: 1\n"), "has settings that no commit ever had"),
            (String::new(), "has settings that no commit ever had"),
            ("a: [".to_owned(), "is gone or cannot be read"),
        ];
        for (text, why) in table {
            let mut drill = Drill::flawless();
            drill.leaves(".claude/config.yaml", &text);
            drill.is_broken(ID, &[&format!(".claude/config.yaml {why}")]);
        }
        let mut drill = Drill::flawless();
        drill.loses(".claude/config.yaml");
        drill.is_broken(ID, &[".claude/config.yaml is gone or cannot be read"]);
    }

    #[test]
    fn only_the_version_before_a_bad_one_is_the_last_known_good() {
        let mut drill = Drill::flawless();
        drill.facts.newest_config_is_bad = true;
        drill.holds_somehow(ID);
        let older = format!("{CONFIG}  chat: 1\n");
        drill.facts.config_versions.insert(0, older.as_bytes().into());
        drill.holds_somehow(ID);
        drill.leaves(".claude/config.yaml", &older);
        let why = ".claude/config.yaml has not the settings that were last known good";
        drill.is_broken(ID, &[why]);
    }

    #[test]
    fn a_config_that_the_service_never_took_is_not_restored() {
        let never = "the service never read the .claude/config.yaml that was restored";
        let mut drill = Drill::flawless();
        drill.happens(Event::ConfigRejected { why: "no YAML".to_owned() });
        drill.is_broken(ID, &[never]);
        drill.forgets(|event| *event == Event::ConfigLoaded { feature_on: false });
        drill.is_broken(ID, &[never]);
    }
}
