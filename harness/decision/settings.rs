//! What figures are held against: windows, least samples, the usual figures, allowed ranges.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

use super::Amount;
use crate::audit::Windows;
use crate::determinism::Tick;

/// The settings of a pack. A matrix says "success rate <80%" and not of how many sessions; that
/// is said here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// How many of the sessions that ended last make the success rate.
    pub sessions: usize,
    /// With fewer sessions than this the success rate cannot be decided.
    pub sessions_least: u64,
    /// How long a violation counts, e.g. `1h`.
    #[serde(deserialize_with = "span")]
    pub violations_window: Duration,
    /// How long spawns and rounds count, e.g. `15m`.
    #[serde(deserialize_with = "span")]
    pub rates_window: Duration,
    /// With fewer spawns than this their failure rate cannot be decided.
    pub spawns_least: u64,
    /// With fewer rounds than this their mean cannot be decided.
    pub rounds_least: u64,
    /// How long a round takes on the mean when all is well, e.g. `58s`.
    #[serde(deserialize_with = "span")]
    pub round_usual: Duration,
    /// The limits of the feature's section, by key.
    pub limits: BTreeMap<String, AllowedRange>,
    /// The columns of a team file, in order.
    pub team_columns: Vec<String>,
    /// The most agents of a team.
    pub team_agents_max: usize,
}

/// What a limit may be. A limit that is not there is wrong unless it is optional.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowedRange {
    /// It has to be more than this.
    #[serde(default)]
    pub above: Option<Amount>,
    /// The least that it may be.
    #[serde(default)]
    pub least: Option<Amount>,
    /// The most that it may be.
    #[serde(default)]
    pub most: Option<Amount>,
    /// Whether it may be left out.
    #[serde(default)]
    pub optional: bool,
}

impl Settings {
    /// Returns the windows that the audit log has to be read with, for a configuration that last
    /// changed at `changed_at`.
    pub const fn windows(&self, changed_at: Option<Tick>) -> Windows {
        Windows {
            sessions: self.sessions,
            violations: self.violations_window,
            rates: self.rates_window,
            changed_at,
        }
    }
}

impl AllowedRange {
    /// Returns whether `amount` is allowed.
    pub fn allows(&self, amount: Amount) -> bool {
        self.above.is_none_or(|bound| amount > bound)
            && self.least.is_none_or(|bound| amount >= bound)
            && self.most.is_none_or(|bound| amount <= bound)
    }
}

/// Prints the range as a person would say it, e.g. `1 to 4` or `above 0`.
impl std::fmt::Display for AllowedRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let above = self.above.map(|bound| format!("above {bound}"));
        let reach = match (self.least, self.most) {
            (Some(least), Some(most)) => Some(format!("{least} to {most}")),
            (Some(least), None) => Some(format!("at least {least}")),
            (None, Some(most)) => Some(format!("at most {most}")),
            (None, None) => None,
        };
        let said: Vec<String> = above.into_iter().chain(reach).collect();
        f.write_str(if said.is_empty() { "any number" } else { "" })?;
        f.write_str(&said.join(" and "))
    }
}

fn span<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    let span: jiff::SignedDuration = text.parse().map_err(D::Error::custom)?;
    span.try_into().map_err(|_| D::Error::custom("a span of time is never negative"))
}
