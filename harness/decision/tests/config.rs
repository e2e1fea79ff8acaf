//! Which configurations are wrong.

use super::scene::settings;
use crate::decision::{ConfigFiles, ConfigSignal};

const SOUND: &str = "
features:
  partyMode:
    enabled: true
    maxAgents: 4      # a remark
    maxRounds: 10
    costLimit: 50.0
";

const TEAM: &str = "agent_type,role,priority,tools,model
planner,Keeps the goal in sight,1,\"Read,Search\",large
tester,Asks how it can fail,2,Read,medium
";

fn faults(config: Option<&str>, team: &str) -> Vec<String> {
    let files = ConfigFiles {
        config: config.map(str::as_bytes),
        feature: "partyMode",
        teams: vec![("review.csv", team.as_bytes())],
        changed_at: None,
    };
    let signal = ConfigSignal::read(&files, &settings());
    signal.faults.iter().map(ToString::to_string).collect()
}

/// The only fault of the sound config with these words replaced.
fn fault(from: &str, to: &str) -> Option<String> {
    assert!(SOUND.contains(from), "{from}");
    let mut all = faults(Some(&SOUND.replace(from, to)), TEAM);
    assert!(all.len() <= 1, "{all:?}");
    all.pop()
}

#[test]
fn limits_are_held_against_both_ends_of_their_ranges() {
    let ones = [
        ("maxAgents: 4", "maxAgents: 1", None),
        ("maxAgents: 4", "maxAgents: 5", Some("maxAgents is 5, allowed is 1 to 4")),
        ("maxAgents: 4", "maxAgents: 0", Some("maxAgents is 0, allowed is 1 to 4")),
        ("maxAgents: 4", "maxAgents: 4.001", Some("maxAgents is 4.001, allowed is 1 to 4")),
        ("maxAgents: 4", "maxAgents: \"4\"", Some("maxAgents is \"4\", allowed is 1 to 4")),
        ("maxAgents: 4", "other: 4", Some("maxAgents is not there, allowed is 1 to 4")),
        ("maxRounds: 10", "maxRounds: 11", Some("maxRounds is 11, allowed is 1 to 10")),
        ("costLimit: 50.0", "costLimit: 0.01", None),
        ("costLimit: 50.0", "costLimit: 0", Some("costLimit is 0, allowed is above 0")),
        ("costLimit: 50.0", "costLimit: -5", Some("costLimit is -5, allowed is above 0")),
        ("enabled: true", "enabled: false", None),
        ("enabled: true", "enabled: yes", Some("enabled is \"yes\", allowed is true or false")),
        ("enabled: true", "rolloutPercentage: 100", None),
        (
            "enabled: true",
            "rolloutPercentage: 101",
            Some("rolloutPercentage is 101, allowed is 0 to 100"),
        ),
    ];
    for (from, to, expected) in ones {
        assert_eq!(fault(from, to).as_deref(), expected, "{to}");
    }
}

#[test]
fn a_config_that_is_not_there_or_no_yaml_or_without_the_section_is_wrong() {
    assert_eq!(faults(Some(SOUND), TEAM), [""; 0]);
    assert_eq!(faults(None, TEAM), ["there is no config file"]);
    let broken = faults(Some("features: [\n"), TEAM);
    assert!(broken[0].starts_with("the config file cannot be read: "), "{broken:?}");
    for text in ["", "features:\n", "features: { partyMode: true }", "partyMode: { maxAgents: 4 }"]
    {
        assert_eq!(faults(Some(text), TEAM), ["the config has no section features.partyMode"]);
    }
}

#[test]
fn a_team_file_is_wrong_at_its_first_wrong_line() {
    let member = "a,b,1,\"Read,Edit\",small\n";
    let header = "agent_type,role,priority,tools,model\n";
    let table = [
        (format!("{header}{}", member.repeat(4)), None),
        (format!("{header}{member}").replace('\n', "\r\n"), None),
        (format!("{header}{}", member.repeat(5)), Some("line 6: more than 4 agents")),
        (header.to_owned(), Some("line 1: it names no agent")),
        (String::new(), Some("line 1: the header is not agent_type,role,priority,tools,model")),
        (member.repeat(2), Some("line 1: the header is not agent_type,role,priority,tools,model")),
        (format!("{header}{member}a,b,1,Read,Edit,small\n"), Some("line 3: 6 cells, not 5")),
        (
            format!("{header}a,b,1,\"Read,small\n"),
            Some("line 2: a quote is left open, or text stands behind one"),
        ),
        (
            format!("{header}a,b,1,\"Read\"x,small\n"),
            Some("line 2: a quote is left open, or text stands behind one"),
        ),
        (format!("{header}a,b,1,,small\n"), Some("line 2: tools is empty")),
        (format!("{header}a,b,1,\"Read,Edit\",\n"), Some("line 2: model is empty")),
    ];
    for (team, expected) in table {
        let expected: Vec<_> = expected.iter().map(|why| format!("review.csv, {why}")).collect();
        assert_eq!(faults(Some(SOUND), &team), expected, "{team}");
    }
}

#[test]
fn every_fault_is_named_not_only_the_first() {
    let config = SOUND.replace("maxAgents: 4", "maxAgents: 9").replace("50.0", "none");
    assert_eq!(faults(Some(&config), "x\n").len(), 3);
}
