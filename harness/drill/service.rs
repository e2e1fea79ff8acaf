//! The running service: its own environment, the config it read, whether it offers the feature.

use std::collections::BTreeMap;

use super::{FeaturePlan, PRODUCTION};
use crate::checks::leaves;
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
    settings: BTreeMap<String, serde_json::Value>,
    has_code: bool,
}

impl Service {
    /// Starts the service as it was deployed last, before the operator came.
    pub(super) fn start(plan: &FeaturePlan, checkout: &str, root: &Root) -> (Self, Vec<Event>) {
        let mut service = Self {
            plan: plan.clone(),
            checkout: checkout.to_owned(),
            environment: BTreeMap::new(),
            config_seen: None,
            deployment_seen: None,
            settings: BTreeMap::new(),
            has_code: false,
        };
        service.deployment_seen = root.read(&service.deployment_path()).ok();
        let events = service.boot(PRODUCTION, root);
        (service, events)
    }

    /// Looks at the files that the service watches. A new deployment starts it anew; a changed
    /// config is read. Says what happened, and whether the service was started anew.
    pub(super) fn watch(&mut self, root: &Root) -> (Vec<Event>, bool) {
        let deployed = root.read(&self.deployment_path()).ok();
        if deployed.is_some() && deployed != self.deployment_seen {
            let environment = environment_of(deployed.as_deref().unwrap_or_default());
            self.deployment_seen = deployed;
            return (self.boot(&environment, root), true);
        }
        (self.read_config(root), false)
    }

    /// Returns whether somebody who asks for a session now gets one.
    pub(super) fn offers_feature(&self) -> bool {
        self.has_code && self.flag_is_on()
    }

    /// Returns whether the flag, as the service sees it, is on.
    pub(super) fn flag_is_on(&self) -> bool {
        let overruled = self.environment.get(&self.plan.variable).map(|value| value.trim());
        if let Some(value) = overruled.filter(|value| !value.is_empty()) {
            return value == "1" || value.eq_ignore_ascii_case("true");
        }
        let key = format!("features.{}.enabled", self.plan.name);
        self.settings.get(&key).and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    /// Returns the name of the environment it runs in.
    pub(super) fn environment(&self) -> &str {
        self.environment.get(&self.plan.environment_variable).map_or(PRODUCTION, String::as_str)
    }

    fn boot(&mut self, environment: &str, root: &Root) -> Vec<Event> {
        let variable = self.plan.environment_variable.clone();
        self.environment = BTreeMap::from([(variable, environment.to_owned())]);
        self.has_code =
            root.kind(&join(&self.checkout, &self.plan.code)) == Some(FileKind::Directory);
        self.config_seen = None;
        self.settings.clear();
        let mut events = vec![Event::ServiceRestarted { environment: environment.to_owned() }];
        events.extend(self.read_config(root));
        events
    }

    fn read_config(&mut self, root: &Root) -> Vec<Event> {
        let found =
            self.config_path().and_then(|path| root.read(&join(&self.checkout, &path)).ok());
        // Its flag library takes a missing file for one that names no feature.
        let bytes = found.unwrap_or_default();
        if self.config_seen.as_ref() == Some(&bytes) {
            return Vec::new();
        }
        let read = leaves(&bytes);
        self.config_seen = Some(bytes);
        match read {
            Ok(settings) => {
                self.settings = settings;
                vec![Event::ConfigLoaded { feature_on: self.offers_feature() }]
            }
            Err(why) => {
                // As its flag library does: a config that cannot be read turns every feature off.
                self.settings.clear();
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
