//! The configuration as a signal: what is wrong with it, and when it last changed.

use serde::Serialize;

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
