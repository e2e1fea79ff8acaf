//! The typed runbook: what the Markdown says, with the place of every piece.
//!
//! Read `runbook`, `level`, `step`, `command`, `address`, then `route` (in which order an operator
//! meets the pieces), then the chapters that stand beside the levels: `matrix`, `breaker`,
//! `template`, `redeployment`. No text is read here: the other folders of this room do that.

mod address;
mod breaker;
mod command;
mod level;
mod matrix;
mod quantity;
mod redeployment;
mod route;
mod runbook;
mod step;
mod template;

pub use address::{AddressError, CommandAddress, Place};
pub use breaker::{Breaker, BreakerCondition, BreakerTest, Clause, Combination};
pub use command::{Claim, Command, Expectation, Observation, Remark};
pub use level::{Alternative, Budget, ChecklistItem, Escalation, LeftOut, Level, Prose};
pub use matrix::{MatrixRow, Urgency};
pub use quantity::{Comparison, Stretch, Threshold, Unit};
pub use redeployment::{Criterion, Redeployment, Stage};
pub use route::{Route, RouteItem};
pub use runbook::{Checklist, Runbook};
pub use step::{Block, BlockKind, Step, StepOption};
pub use template::{
    Audience, Placeholder, PlaceholderKind, ReportKind, ReportTemplate, Template, Why, WhyChain,
};
