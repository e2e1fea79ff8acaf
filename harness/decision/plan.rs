//! What a circuit breaker of a runbook says: its YAML and the sentences beside it, as one plan.

use std::time::Duration;

use super::Settings;
use super::exposure::SUCCESS_RATE;
use super::words::Words;
use crate::runbook::{
    Breaker, BreakerCondition, BreakerTest, Clause, Combination, Comparison, Stretch, Threshold,
    Unit,
};

/// The name under which a circuit breaker asks for violations.
const VIOLATIONS: &str = "security_violations";

/// A circuit breaker that is understood: all of its tests have to hold, and nobody acts.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) tests: Vec<Test>,
    /// How long it waits for somebody to act.
    pub(super) patience: Duration,
}

/// One test, with its line in the runbook.
#[derive(Debug, Clone)]
pub(super) struct Test {
    pub(super) line: u32,
    pub(super) kind: TestKind,
}

/// What is tested.
#[derive(Debug, Clone)]
pub(super) enum TestKind {
    /// How many violations of these controls there were in the window.
    Violations { controls: Vec<String>, bound: Threshold, window: Duration },
    /// The share of successes among the last sessions; all of them have to be there.
    Success { bound: Threshold, sessions: usize },
}

impl Plan {
    /// Reads the breaker. A window that the sentences beside it do not give is that of the
    /// settings. The error is a sentence that names the line: what is not understood, or where
    /// YAML and sentences contradict each other.
    pub(super) fn of(breaker: &Breaker, settings: &Settings) -> Result<Self, String> {
        let line = breaker.span.line;
        if breaker.combination != Some(Combination::All) {
            return Err(format!("line {line}: it is not said that all conditions have to hold"));
        }
        if breaker.conditions.is_empty() {
            return Err(format!("line {line}: it has no condition"));
        }
        if let Some(clause) = breaker.clauses.iter().find(|clause| !is_understood(clause, breaker))
        {
            return Err(format!("line {}: '{}' is not understood", clause.span.line, clause.text));
        }
        let test = |condition| test(condition, breaker, settings);
        let tests = breaker.conditions.iter().map(test).collect::<Result<_, _>>()?;
        Ok(Self { tests, patience: patience(breaker)? })
    }
}

/// Returns whether a sentence speaks of one of the conditions or of nobody acting.
fn is_understood(clause: &Clause, breaker: &Breaker) -> bool {
    let is_of = |condition: &BreakerCondition| speaks_of(clause, &condition.signal);
    speaks_of_acting(clause) || breaker.conditions.iter().any(is_of)
}

fn speaks_of_acting(clause: &Clause) -> bool {
    Words::of(&clause.text).has("intervention") && clause.within.is_some()
}

fn speaks_of(clause: &Clause, signal: &str) -> bool {
    let words = Words::of(&clause.text);
    match signal {
        VIOLATIONS => words.has("violation") || words.has("violations"),
        SUCCESS_RATE => words.has("success"),
        _ => false,
    }
}

fn test(
    condition: &BreakerCondition,
    breaker: &Breaker,
    settings: &Settings,
) -> Result<Test, String> {
    let line = condition.span.line;
    let clause = breaker.clauses.iter().find(|clause| speaks_of(clause, &condition.signal));
    let kind = match (condition.signal.as_str(), &condition.test) {
        (VIOLATIONS, BreakerTest::AnyOf(controls)) if !controls.is_empty() => {
            violations(controls, clause, settings)
        }
        (SUCCESS_RATE, BreakerTest::Crosses(bound)) if bound.unit == Unit::Percent => {
            success(bound, clause, settings)
        }
        (signal, _) => Err(format!("the condition {signal} is not understood")),
    };
    kind.map(|kind| Test { line, kind }).map_err(|why| format!("line {line}: {why}"))
}

fn violations(
    controls: &[String],
    clause: Option<&Clause>,
    settings: &Settings,
) -> Result<TestKind, String> {
    let said = clause.map_or_else(Vec::new, |clause| Words::of(&clause.text).controls);
    let are_same =
        said.iter().all(|it| controls.contains(it)) && controls.iter().all(|it| said.contains(it));
    if !said.is_empty() && !are_same {
        return Err(format!("the sentence beside it names {}", said.join(" and ")));
    }
    let window = match clause.and_then(|clause| clause.over) {
        Some(Stretch::Time(window)) => window,
        Some(Stretch::Sessions(_)) => return Err("violations are counted over a time".to_owned()),
        None => settings.violations_window,
    };
    let bound = clause.and_then(|clause| clause.threshold.clone()).unwrap_or_else(any_at_all);
    let is_count = bound.unit == Unit::Count
        && matches!(bound.comparison, Comparison::Above | Comparison::AtLeast);
    if !is_count {
        return Err(format!("{bound} is no number of violations to be exceeded"));
    }
    Ok(TestKind::Violations { controls: controls.to_vec(), bound, window })
}

fn success(
    bound: &Threshold,
    clause: Option<&Clause>,
    settings: &Settings,
) -> Result<TestKind, String> {
    let said = clause.and_then(|clause| clause.threshold.as_ref());
    if let Some(said) = said.filter(|said| said.to_string() != bound.to_string()) {
        return Err(format!("it says {bound}, the sentence beside it says {said}"));
    }
    let sessions = match clause.and_then(|clause| clause.over) {
        Some(Stretch::Sessions(sessions)) => usize::try_from(sessions).unwrap_or(usize::MAX),
        Some(Stretch::Time(_)) => return Err("a success rate over a time is not known".to_owned()),
        None => settings.sessions,
    };
    Ok(TestKind::Success { bound: bound.clone(), sessions })
}

fn patience(breaker: &Breaker) -> Result<Duration, String> {
    let acting = breaker.clauses.iter().find(|clause| speaks_of_acting(clause));
    let said = acting.and_then(|clause| clause.within);
    let line = breaker.span.line;
    match (breaker.duration, said) {
        (Some(own), Some(said)) if own != said => Err(format!(
            "line {line}: it waits {} s, the sentence beside it says {} s",
            own.as_secs(),
            said.as_secs()
        )),
        (Some(own), _) => Ok(own),
        (None, Some(said)) => Ok(said),
        (None, None) => Err(format!("line {line}: how long it waits for somebody is not said")),
    }
}

fn any_at_all() -> Threshold {
    let subject = VIOLATIONS.to_owned();
    Threshold { subject, comparison: Comparison::Above, bound_thousandths: 0, unit: Unit::Count }
}
