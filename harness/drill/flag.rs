//! What a service makes of its config: whether the feature is on, and for which share of requests.
//!
//! It decides as the flag library of the world's own system does (`isEnabled`, `isEnabledFor`).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::determinism::digest;

/// The share of requests, in percent, that a config without a share lets in.
const EVERYBODY: f64 = 100.0;

/// The flag of one feature in one config.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Flag {
    /// Whether the config says `enabled: true`.
    pub(super) enabled: bool,
    percentage: f64,
}

impl Flag {
    /// The flag where there is no config that can be read.
    pub(super) const OFF: Self = Self { enabled: false, percentage: 0.0 };

    /// Reads the flag of `feature` from the leaves of a config. A section of that name counts below
    /// `features`, and at the top where `features` has nothing of that name.
    pub(super) fn of(settings: &BTreeMap<String, Value>, feature: &str) -> Self {
        let name = feature.replace('.', "\\.");
        let below = format!("features.{name}");
        let section = if stands(settings, &below) { below } else { name };
        let value = |key: &str| settings.get(&format!("{section}.{key}"));
        Self {
            enabled: value("enabled") == Some(&Value::Bool(true)),
            percentage: value("rolloutPercentage").map_or_else(|| EVERYBODY, percentage),
        }
    }

    /// Returns whether anybody may be let in.
    pub(super) fn lets_somebody_in(self) -> bool {
        self.percentage > 0.0
    }

    /// Returns whether `subject`, one who asks for `feature`, belongs to the share let in.
    pub(super) fn lets_in(self, feature: &str, subject: &str) -> bool {
        let hash = digest(format!("{feature}/{subject}").as_bytes());
        let number = u32::from_str_radix(&hash[..8], 16).expect("a digest is hexadecimal");
        f64::from(number % 100) < self.percentage
    }
}

/// Says whether a value or a section stands at `path`.
fn stands(settings: &BTreeMap<String, Value>, path: &str) -> bool {
    let inner = format!("{path}.");
    settings.contains_key(path) || settings.keys().any(|key| key.starts_with(&inner))
}

/// Takes a share as JavaScript compares it with a number; what is no number lets nobody in.
fn percentage(value: &Value) -> f64 {
    match value {
        Value::Number(number) => number.as_f64().unwrap_or_default(),
        Value::String(text) => text.trim().parse().unwrap_or_default(),
        Value::Bool(is_on) => f64::from(u8::from(*is_on)),
        Value::Null | Value::Array(_) | Value::Object(_) => 0.0,
    }
}
