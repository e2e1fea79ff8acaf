//! How grave a security event or a report is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How grave something is, the lightest first. Read in capitals, as the audit log writes it, or
/// in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// Worth a note.
    #[serde(alias = "low")]
    Low,
    /// Worth a look.
    #[serde(alias = "medium")]
    Medium,
    /// Worth an alert.
    #[serde(alias = "high")]
    High,
    /// Worth a rollback.
    #[serde(alias = "critical")]
    Critical,
}

impl Severity {
    /// Reads a word in capitals or in lower case.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "LOW" | "low" => Some(Self::Low),
            "MEDIUM" | "medium" => Some(Self::Medium),
            "HIGH" | "high" => Some(Self::High),
            "CRITICAL" | "critical" => Some(Self::Critical),
            _ => None,
        }
    }
}

/// Prints as the audit log writes it.
impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Low => "LOW",
            Self::Medium => "MEDIUM",
            Self::High => "HIGH",
            Self::Critical => "CRITICAL",
        })
    }
}
