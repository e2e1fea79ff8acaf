//! What is said of a runbook: rules, outcomes of checks, findings, the verdict and its fold.
//!
//! **Invariant:** the worst outcome wins, and nothing observed is never a pass.

mod expectation;
mod finding;
mod outcome;
mod rule;
mod verdict;

pub use expectation::Expectation;
pub use finding::{Finding, FindingName};
pub use outcome::{CheckResult, Evidence, Outcome, Place};
pub use rule::{Example, Rule, Severity};
pub use verdict::{Status, Verdict};
