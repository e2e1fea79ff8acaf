//! The outcome of one check.

use serde::{Serialize, Serializer};

use super::Rule;

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The invariant holds, and the evidence shows why.
    Held,
    /// Nobody can know: the drill ended before the invariant could be observed.
    Unknown,
    /// The invariant does not hold.
    Broken,
}

/// One check with its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckResult {
    /// What the check claims. In JSON it is `id`, the rule's name.
    #[serde(rename = "id", serialize_with = "name_alone")]
    pub rule: Rule,
    /// What it found.
    pub outcome: Outcome,
    /// What was observed, in a stable order.
    pub evidence: Vec<Evidence>,
}

impl CheckResult {
    /// Returns the check's name, such as `audit-log-complete`.
    pub const fn id(&self) -> &'static str {
        self.rule.id
    }

    /// Says whether there was nothing to judge, or too little.
    pub fn is_moot(&self) -> bool {
        self.evidence.iter().any(|evidence| evidence.is_moot)
    }
}

fn name_alone<S: Serializer>(rule: &Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.id)
}

/// Something observed, and the command of the runbook that brought it about where that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Evidence {
    /// The command.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// One sentence.
    pub text: String,
    /// Whether it says that there was nothing to judge, or too little: a check that held for that
    /// confirms nothing.
    #[serde(skip)]
    pub is_moot: bool,
}

/// A command of the runbook, or a level of it where no single command is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The line on which it begins.
    pub line: u32,
    /// Its address, such as `L4.2.1`, or that of the level, such as `L4`.
    pub address: String,
}

impl Evidence {
    /// Makes evidence that belongs to no single command.
    pub fn of(text: impl Into<String>) -> Self {
        Self { place: None, text: text.into(), is_moot: false }
    }

    /// Makes evidence that there was nothing to judge, or too little.
    pub fn moot(text: impl Into<String>) -> Self {
        Self { is_moot: true, ..Self::of(text) }
    }

    /// Makes evidence of what one command did.
    pub fn at(address: &str, line: u32, text: impl Into<String>) -> Self {
        Self { place: Some(Place { line, address: address.to_owned() }), ..Self::of(text) }
    }
}
