//! From signals to a decision: which rows of the matrix hold, what to do, how soon, who agrees.
//!
//! Read `signals` (what can be known) with `settings` and `config`, then `criterion` (what a row
//! asks), `detection` (whether it holds), `decision` (what follows), then `breaker` (the circuit
//! breaker in time) and `exposure`. No log, file or clock is read here.
//!
//! **Invariant:** what cannot be decided is unknown, never "does not hold"; figures are counted
//! and compared without rounding.

mod amount;
mod bound;
mod breaker;
mod claims;
mod condition;
mod config;
mod criterion;
mod decision;
mod detection;
mod exposure;
mod plan;
mod rates;
mod seen;
mod settings;
mod signals;
mod team;
#[cfg(test)]
mod tests;
mod violations;
mod words;

pub use amount::{Amount, AmountError};
pub use breaker::{Breaker, BreakerState, Transition};
pub use condition::Condition;
pub use config::{ConfigFault, ConfigFiles, ConfigSignal};
pub use criterion::{Criterion, RoundSpan};
pub use decision::{Action, Call, Decision, decide};
pub use detection::{Detection, Outcome, Row, detect};
pub use exposure::{Exposure, exposure};
pub use settings::{AllowedRange, Settings};
pub use signals::{About, Report, Signals, SuiteSignal};
