//! The verdict of a drill, and of many.

use serde::Serialize;

use super::{CheckResult, Outcome};

/// What is known about a runbook after a drill. The worst of several wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It ran to its end and every check held.
    Proven,
    /// Something could not be decided.
    Inconclusive,
    /// A check is broken.
    Refuted,
}

/// How far a drill came. Says nothing about what it showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Every step was carried out.
    Completed,
    /// The operator could not carry the steps out to the end.
    Failed,
    /// The harness stopped, because it does not model what came next.
    Aborted,
}

impl Verdict {
    /// Folds the outcomes of a drill's checks. No check at all decides nothing.
    pub fn of_checks(status: Status, checks: &[CheckResult]) -> Self {
        let worst = checks.iter().map(|check| Self::of_outcome(check.outcome)).max();
        let seen = worst.unwrap_or(Self::Inconclusive);
        let ran = if status == Status::Completed { Self::Proven } else { Self::Inconclusive };
        seen.max(ran)
    }

    /// Folds the verdicts of many drills. No drill at all decides nothing.
    pub fn of_many(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().max().unwrap_or(Self::Inconclusive)
    }

    /// Returns the word that people read.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Inconclusive => "inconclusive",
            Self::Refuted => "refuted",
        }
    }

    const fn of_outcome(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Held => Self::Proven,
            Outcome::Unknown => Self::Inconclusive,
            Outcome::Broken => Self::Refuted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Example, Rule, Severity};
    use super::*;

    fn check(outcome: Outcome) -> CheckResult {
        let example = Example { wrong: "", right: "" };
        let (severity, text) = (Severity::Fails, "x");
        let rule = Rule { id: text, severity, claim: text, why: text, correction: text, example };
        CheckResult { rule, outcome, evidence: Vec::new() }
    }

    #[test]
    fn the_worst_outcome_wins_and_an_unfinished_drill_is_never_proven() {
        let held = [check(Outcome::Held)];
        let mixed = [check(Outcome::Held), check(Outcome::Broken), check(Outcome::Unknown)];
        assert_eq!(Verdict::of_checks(Status::Completed, &held), Verdict::Proven);
        assert_eq!(Verdict::of_checks(Status::Aborted, &held), Verdict::Inconclusive);
        assert_eq!(Verdict::of_checks(Status::Failed, &held), Verdict::Inconclusive);
        assert_eq!(Verdict::of_checks(Status::Completed, &mixed), Verdict::Refuted);
    }

    #[test]
    fn nothing_checked_and_nothing_run_prove_nothing() {
        assert_eq!(Verdict::of_checks(Status::Completed, &[]), Verdict::Inconclusive);
        assert_eq!(Verdict::of_many([]), Verdict::Inconclusive);
    }
}
