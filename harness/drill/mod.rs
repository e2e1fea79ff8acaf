//! Drills: the pack, its world, the fleet, the operator, and one drill from beginning to end.
//!
//! Read `run` first (`run_one` is the path of a drill), then `pack`, `plan`, `scenario`, `stage`,
//! then those who act: `operator`, `placeholder`, `expectation`, `sighting`, `witness`, `fleet`, `session`,
//! `ailing`, `service`, `flag`.
//! Read `run` first (`run_one` is the path of a drill), then `pack`, `books`, `known`, `plan`, `scenario`, `stage`,
//! then those who act: `operator`, `placeholder`, `expectation`, `sighting`, `fleet`, `session`,
//! `service`, `flag`.
//!
//! **Invariant:** a finding comes from running the runbook; nothing here knows what is wrong with
//! one.

mod ailing;
mod books;
mod condition;
mod contact;
mod course;
mod ending;
mod error;
mod expectation;
mod files;
mod filling;
mod flag;
mod fleet;
mod incident;
mod known;
mod message;
mod monitor;
mod observe;
mod operator;
mod others;
mod pack;
mod places;
mod people;
mod placeholder;
mod plan;
mod proof;
mod result;
mod run;
mod scenario;
mod service;
mod session;
mod sighting;
mod span;
mod stage;
mod subject;
#[cfg(test)]
mod tests;
mod witness;

pub use books::RunbookPlan;
pub use condition::{
    Condition, FileSays, Injection, LateCommit, LinesProof, NearMiss, PastReport, PastRounds,
    PastSessions, PastSpawns, PastViolation, Proof, Symptoms, Violates,
};
pub use ending::Ending;
pub use error::{DrillError, PackError};
pub use files::{EmbeddedPack, FolderPack, PackFiles};
pub use fleet::Fleet;
pub use known::{KnownFinding, KnownFindings, KnownReading, Words};
pub use pack::{
    DurationPlan, FeaturePlan, FleetPlan, HumanPlan, LevelPlan, Pack, PlaceholderPlan, ProcessPlan,
    ProcessRole, WorldPlan,
};
pub use people::{Pace, PeoplePlan};
pub use result::{DrillResult, SuiteCount};
pub use run::run_one;
pub use scenario::{Clock, Scenario, TRAITS, Turns, Wanted, plan};
pub use span::{Range, Span};
pub use stage::{Host, Stage, Worlds};
pub use subject::Subject;

use pack::PRODUCTION;
