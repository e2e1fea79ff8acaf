//! A rule that a runbook can break, and how bad it is.

use serde::Serialize;

/// Something that has to hold of a runbook, whether a drill or a reading of the text finds out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name in lower case with hyphens, such as `audit-log-complete`.
    pub id: &'static str,
    /// How bad it is where it does not hold.
    pub severity: Severity,
    /// What has to hold, one sentence.
    pub claim: &'static str,
    /// What happens at three in the morning where it does not, one or two sentences.
    pub why: &'static str,
    /// What to write instead, one or two sentences.
    pub correction: &'static str,
    /// Lines of a runbook that break the rule, and lines that keep it.
    pub example: Example,
}

/// Lines of a runbook, wrong and right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Example {
    /// What breaks the rule.
    pub wrong: &'static str,
    /// What keeps it.
    pub right: &'static str,
}

/// How bad a finding is, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Something that cannot be made again is gone.
    DataLoss,
    /// It harms what has nothing to do with the rollback, or can.
    Unsafe,
    /// It says that all is well where nobody knows.
    FalseAssurance,
    /// The rollback does not do what it is for.
    Fails,
    /// It takes longer than the runbook allows.
    OverBudget,
    /// The runbook says two things of which one has to be wrong.
    Contradiction,
    /// People will read it in different ways.
    Ambiguous,
}

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Self; 7] = [
        Self::DataLoss,
        Self::Unsafe,
        Self::FalseAssurance,
        Self::Fails,
        Self::OverBudget,
        Self::Contradiction,
        Self::Ambiguous,
    ];

    /// Returns its name in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DataLoss => "data-loss",
            Self::Unsafe => "unsafe",
            Self::FalseAssurance => "false-assurance",
            Self::Fails => "fails",
            Self::OverBudget => "over-budget",
            Self::Contradiction => "contradiction",
            Self::Ambiguous => "ambiguous",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_severity_stands_once_worst_first_and_is_one_word_everywhere() {
        assert!(Severity::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        for severity in Severity::ALL {
            let json = serde_json::to_string(&severity).expect("it serialises");
            assert_eq!(json, format!("\"{}\"", severity.word()));
        }
    }
}
