//! What is said of a drill: outcomes of checks, findings, the verdict and its fold.
//!
//! **Invariant:** the worst outcome wins, and nothing observed is never a pass.

mod finding;
mod outcome;
mod verdict;

pub use finding::Finding;
pub use outcome::{CheckResult, Evidence, Outcome, Place};
pub use verdict::{Status, Verdict};
