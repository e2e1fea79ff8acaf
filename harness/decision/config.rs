//! The configuration as a signal: what is wrong with it, and when it last changed.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::{AllowedRange, Amount, Settings, team};
use crate::determinism::Tick;

/// What the configuration of production shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ConfigSignal {
    /// All that is wrong with it: the file first, then its limits by key, then the team files.
    pub faults: Vec<ConfigFault>,
    /// When it last changed, where that is known.
    pub changed_at: Option<Tick>,
}

/// One thing that is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum ConfigFault {
    /// There is no file.
    Missing,
    /// The file is no YAML.
    Unreadable {
        /// What the parser says.
        why: String,
    },
    /// The file has no section of the feature.
    NoSection {
        /// The feature, as in `features.NAME`.
        feature: String,
    },
    /// A limit is out of its allowed range, is no number, or is not there.
    Limit {
        /// Its key in the section.
        key: String,
        /// What stands there; none where nothing does.
        found: Option<String>,
        /// What may stand there.
        allowed: String,
    },
    /// A team file is wrong.
    Team {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
}

/// The files that make a configuration.
#[derive(Debug, Clone)]
pub struct ConfigFiles<'a> {
    /// The config file of production; none where there is none.
    pub config: Option<&'a [u8]>,
    /// The feature, as in `features.NAME`.
    pub feature: &'a str,
    /// The team files, by name.
    pub teams: Vec<(&'a str, &'a [u8])>,
    /// When one of them last changed, where that is known.
    pub changed_at: Option<Tick>,
}

impl ConfigSignal {
    /// Reads the files and holds them against the settings.
    pub fn read(files: &ConfigFiles<'_>, settings: &Settings) -> Self {
        let mut faults = match section(files) {
            Ok(section) => limits(&section, settings),
            Err(fault) => vec![fault],
        };
        let teams =
            files.teams.iter().filter_map(|(file, bytes)| team::fault(file, bytes, settings));
        faults.extend(teams);
        Self { faults, changed_at: files.changed_at }
    }
}

/// Returns the feature's section of the config.
fn section(files: &ConfigFiles<'_>) -> Result<Value, ConfigFault> {
    let unreadable = |why: &str| ConfigFault::Unreadable {
        why: why.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned(),
    };
    let bytes = files.config.ok_or(ConfigFault::Missing)?;
    let text = std::str::from_utf8(bytes).map_err(|error| unreadable(&error.to_string()))?;
    let options = serde_saphyr::options! { strict_booleans: true };
    let root: Value = serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| unreadable(&error.to_string()))?;
    let section = root.get("features").and_then(|features| features.get(files.feature));
    section
        .filter(|section| section.is_object())
        .cloned()
        .ok_or_else(|| ConfigFault::NoSection { feature: files.feature.to_owned() })
}

fn limits(section: &Value, settings: &Settings) -> Vec<ConfigFault> {
    let switch = section.get("enabled").filter(|value| !value.is_boolean());
    let switch = switch.map(|value| limit("enabled", Some(value), "true or false".to_owned()));
    let wrong = settings.limits.iter().filter_map(|(key, range)| {
        let value = section.get(key.as_str());
        (!is_allowed(value, range)).then(|| limit(key, value, range.to_string()))
    });
    switch.into_iter().chain(wrong).collect()
}

fn is_allowed(value: Option<&Value>, range: &AllowedRange) -> bool {
    match value {
        None => range.optional,
        Some(Value::Number(number)) => {
            number.to_string().parse::<Amount>().is_ok_and(|amount| range.allows(amount))
        }
        Some(_) => false,
    }
}

fn limit(key: &str, value: Option<&Value>, allowed: String) -> ConfigFault {
    ConfigFault::Limit { key: key.to_owned(), found: value.map(Value::to_string), allowed }
}

/// Prints one sentence.
impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no config file"),
            Self::Unreadable { why } => write!(f, "the config file cannot be read: {why}"),
            Self::NoSection { feature } => {
                write!(f, "the config has no section features.{feature}")
            }
            Self::Limit { key, found: Some(found), allowed } => {
                write!(f, "{key} is {found}, allowed is {allowed}")
            }
            Self::Limit { key, found: None, allowed } => {
                write!(f, "{key} is not there, allowed is {allowed}")
            }
            Self::Team { file, line, why } => write!(f, "{file}, line {line}: {why}"),
        }
    }
}
