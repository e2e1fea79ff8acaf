//! The running service: its own environment, the config it read, whether it offers the feature.

use std::collections::BTreeMap;
use std::time::Duration;

use super::flag::Flag;
use super::{FeaturePlan, PRODUCTION};
use crate::checks::leaves;
use crate::determinism::{Tick, digest};
use crate::journal::Event;
use crate::throwaway::Root;
use crate::world::{FileKind, join};

/// The service that users talk to. It runs in the live checkout, has an environment of its own
/// that no terminal reaches, and reads its config anew whenever that file changes.
#[derive(Debug)]
pub(super) struct Service {
    plan: FeaturePlan,
    checkout: String,
    environment: BTreeMap<String, String>,
    config_seen: Option<Vec<u8>>,
    deployment_seen: Option<Vec<u8>>,
    flag: Flag,
    has_code: bool,
    loaded_at: Tick,
    said: Option<(Tick, serde_json::Value)>,
}

/// How long what the service said of itself stands before it says it again.
const HEARTBEAT: Duration = Duration::from_secs(5);

impl Service {
    /// Starts the service as it was deployed last, before the operator came at `at`.
    pub(super) fn start(
        plan: &FeaturePlan,
        checkout: &str,
        root: &Root,
        at: Tick,
    ) -> (Self, Vec<Event>) {
        let mut service = Self {
            plan: plan.clone(),
            checkout: checkout.to_owned(),
            environment: BTreeMap::new(),
            config_seen: None,
            deployment_seen: None,
            flag: Flag::OFF,
            has_code: false,
            loaded_at: at,
            said: None,
        };
        service.deployment_seen = root.read(&service.deployment_path()).ok();
        let events = service.boot(PRODUCTION, root, at);
        (service, events)
    }

    /// Looks at the files that the service watches. A new deployment starts it anew; a changed
    /// config is read. Says what happened, and whether the service was started anew.
    pub(super) fn watch(&mut self, root: &Root, now: Tick) -> (Vec<Event>, bool) {
        let deployed = root.read(&self.deployment_path()).ok();
        if deployed.is_some() && deployed != self.deployment_seen {
            let environment = environment_of(deployed.as_deref().unwrap_or_default());
            self.deployment_seen = deployed;
            return (self.boot(&environment, root, now), true);
        }
        (self.read_config(root, now), false)
    }

    /// Returns whether anybody who asks for a session now may get one.
    pub(super) fn offers_feature(&self) -> bool {
        self.has_code && self.flag_is_on() && self.flag.lets_somebody_in()
    }

    /// Returns whether `subject`, who asks for a session now, gets one.
    pub(super) fn offers_feature_to(&self, subject: &str) -> bool {
        self.offers_feature() && self.flag.lets_in(&self.plan.name, subject)
    }

    /// Returns whether the flag, as the service sees it, is on: running sessions obey it, whatever
    /// share of new ones is let in.
    pub(super) fn flag_is_on(&self) -> bool {
        let overruled = self.environment.get(&self.plan.variable).map(|value| value.trim());
        if let Some(value) = overruled.filter(|value| !value.is_empty()) {
            return value == "1" || value.eq_ignore_ascii_case("true");
        }
        self.flag.enabled
    }

    /// Returns the name of the environment it runs in.
    pub(super) fn environment(&self) -> &str {
        self.environment.get(&self.plan.environment_variable).map_or(PRODUCTION, String::as_str)
    }

    /// Writes down what the service serves, where the pack has a file for it: at every change, and
    /// again after a while, so that a service that died shows by its last time.
    pub(super) fn say(&mut self, root: &Root, now: Tick, pid: u32, sessions: &[&str]) {
        let Some(path) = self.plan.status.as_ref() else { return };
        let serves = serde_json::json!({
            "pid": pid,
            "environment": self.environment(),
            "config": self.config_path(),
            "configSha256": self.config_seen.as_deref().map(digest),
            "loadedAt": self.loaded_at.to_string(),
            (self.plan.name.as_str()): self.offers_feature(),
            "sessions": sessions,
        });
        let is_said = self
            .said
            .as_ref()
            .is_some_and(|(at, said)| *said == serves && now.since(*at) < HEARTBEAT);
        if is_said {
            return;
        }
        let mut status = serves.clone();
        status["at"] = now.to_string().into();
        status["atSeconds"] = now.epoch_seconds().into();
        // A service that cannot write its status serves on; the file shows it by its age.
        if root.write(path, format!("{status}\n").as_bytes()).is_ok() {
            self.said = Some((now, serves));
        }
    }

    fn boot(&mut self, environment: &str, root: &Root, now: Tick) -> Vec<Event> {
        let variable = self.plan.environment_variable.clone();
        self.environment = BTreeMap::from([(variable, environment.to_owned())]);
        self.has_code =
            root.kind(&join(&self.checkout, &self.plan.code)) == Some(FileKind::Directory);
        self.config_seen = None;
        self.flag = Flag::OFF;
        let mut events = vec![Event::ServiceRestarted { environment: environment.to_owned() }];
        events.extend(self.read_config(root, now));
        events
    }

    fn read_config(&mut self, root: &Root, now: Tick) -> Vec<Event> {
        let found =
            self.config_path().and_then(|path| root.read(&join(&self.checkout, &path)).ok());
        // Its flag library takes a missing file for one that names no feature.
        let bytes = found.unwrap_or_default();
        if self.config_seen.as_ref() == Some(&bytes) {
            return Vec::new();
        }
        let read = leaves(&bytes);
        self.config_seen = Some(bytes);
        self.loaded_at = now;
        match read {
            Ok(settings) => {
                self.flag = Flag::of(&settings, &self.plan.name);
                vec![Event::ConfigLoaded { feature_on: self.offers_feature() }]
            }
            Err(why) => {
                // As its flag library does: a config that cannot be read turns every feature off.
                self.flag = Flag::OFF;
                vec![Event::ConfigRejected { why }]
            }
        }
    }

    fn config_path(&self) -> Option<String> {
        let own = self.plan.configs.get(self.environment());
        own.or_else(|| self.plan.configs.get(PRODUCTION)).cloned()
    }

    fn deployment_path(&self) -> String {
        format!("{}/{PRODUCTION}/deployment.json", self.plan.deployments)
    }
}

fn environment_of(deployment: &[u8]) -> String {
    let record: Option<serde_json::Value> = serde_json::from_slice(deployment).ok();
    let named = record.as_ref().and_then(|r| r.get("environment")).and_then(|name| name.as_str());
    named.unwrap_or(PRODUCTION).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::{EmbeddedPack, Pack, PackFiles};
    use super::*;
    use crate::determinism::VirtualClock;
    use crate::machine::simulated::System;
    use crate::machine::{Actors, Durations, ProcessTable};
    use crate::shell::{Input, Sink, Streams, Terminal};

    #[derive(Debug)]
    struct Nobody;

    impl Actors for Nobody {
        fn advance_to(&mut self, _: Tick, _: &Root, _: &mut ProcessTable) -> Result<(), String> {
            Ok(())
        }
    }

    /// Prints whether the flag is on, then those of a hundred who are let in.
    const ASK: &str = "node -e \"const f = require('./.claude/lib/utils/feature-flags.cjs'); \
        const names = [...Array(100).keys()].map((n) => 'request-' + n); \
        console.log(f.isEnabled('partyMode'), \
        names.filter((name) => f.isEnabledFor('partyMode', name)).join(' '))\"";

    /// Lays the flag library of the embedded pack, with what it needs, at `/srv`.
    fn lay_library(root: &Root) {
        let utils = ".claude/lib/utils";
        let own = "world/commits/00-baseline";
        let files = [
            (own, format!("{utils}/feature-flags.cjs")),
            (own, format!("{utils}/config-loader.cjs")),
            ("world/untracked", "node_modules/yaml/index.js".to_owned()),
            ("world/untracked", "node_modules/yaml/package.json".to_owned()),
        ];
        for (from, path) in files {
            let bytes = EmbeddedPack.read(&format!("{from}/{path}")).expect("a file of the pack");
            let path = format!("/srv/{path}");
            root.create_dir_all(crate::world::parent_of(&path)).expect("a directory");
            root.write(&path, &bytes).expect("a file");
        }
    }

    fn library_says(root: Root) -> String {
        let clock = VirtualClock::starting_at(Tick::from_epoch_ms(0));
        let processes = ProcessTable::default();
        let mut system =
            System::new(root, processes, clock, Durations::default(), Box::new(Nobody));
        let (stdout, stderr) = (Sink::new(), Sink::new());
        let streams =
            Streams { stdin: Input::empty(), stdout: stdout.clone(), stderr: stderr.clone() };
        let ended = Terminal::open("/srv", BTreeMap::new()).run(ASK, &mut system, streams);
        let complaint = String::from_utf8_lossy(&stderr.take()).into_owned();
        assert_eq!((ended, complaint.as_str()), (Ok(crate::shell::Exit::SUCCESS), ""));
        String::from_utf8_lossy(&stdout.take()).trim_end().to_owned()
    }

    fn service_says(service: &Service) -> String {
        let names = (0..100).map(|number| format!("request-{number}"));
        let let_in: Vec<String> = names.filter(|name| service.offers_feature_to(name)).collect();
        format!("{} {}", service.flag_is_on(), let_in.join(" ")).trim_end().to_owned()
    }

    #[test]
    fn the_service_and_its_flag_library_read_every_config_alike() {
        let on = "features:\n  partyMode:\n    enabled: true\n";
        let with = |more: &str| format!("{on}    {more}\n");
        let table = [
            (on.to_owned(), "true", 100..=100),
            (on.replace("true", "false"), "false", 0..=0),
            (on.replace("true", "\"true\""), "false", 0..=0),
            (on.replace("true", "yes"), "false", 0..=0),
            (on.replace("enabled: true", "maxAgents: 4"), "false", 0..=0),
            (with("rolloutPercentage: 0"), "true", 0..=0),
            (with("rolloutPercentage: 50"), "true", 35..=65),
            (with("rolloutPercentage: 100"), "true", 100..=100),
            (with("rolloutPercentage: 0.5"), "true", 0..=6),
            (with("rolloutPercentage: \"50\""), "true", 35..=65),
            (with("rolloutPercentage: most"), "true", 0..=0),
            (with("rolloutPercentage: null"), "true", 0..=0),
            (with("rolloutPercentage: -1"), "true", 0..=0),
            ("features:\n  other:\n    enabled: true\n".to_owned(), "false", 0..=0),
            ("partyMode:\n  enabled: true\n".to_owned(), "true", 100..=100),
            ("partyMode:\n  enabled: true\n  rolloutPercentage: 0\n".to_owned(), "true", 0..=0),
            (format!("partyMode:\n  enabled: false\n{on}"), "true", 100..=100),
            (
                format!("{}partyMode:\n  enabled: true\n", on.replace("true", "false")),
                "false",
                0..=0,
            ),
            (
                "features:\n  partyMode: true\npartyMode:\n  enabled: true\n".to_owned(),
                "false",
                0..=0,
            ),
            ("features: true\npartyMode:\n  enabled: true\n".to_owned(), "true", 100..=100),
            ("features:\n  partyMode:\n    enabled: [true\n".to_owned(), "false", 0..=0),
            ("- features\n".to_owned(), "false", 0..=0),
            (String::new(), "false", 0..=0),
        ];
        let plan = Pack::read(&EmbeddedPack).expect("the embedded pack").feature;
        for (config, is_on, let_in) in table {
            let directory = tempfile::tempdir().expect("a directory");
            let root = Root::at(directory.path());
            lay_library(&root);
            root.create_dir_all(&format!("/srv/{}", plan.code)).expect("the feature's code");
            root.write("/srv/.claude/config.yaml", config.as_bytes()).expect("a config");
            let (service, _) = Service::start(&plan, "/srv", &root, Tick::from_epoch_ms(0));
            let said = service_says(&service);
            assert_eq!(said, library_says(root), "{config}");
            let mut words = said.split(' ');
            assert_eq!(words.next(), Some(is_on), "{config}");
            assert!(let_in.contains(&words.count()), "{config}: {said}");
        }
    }
}
