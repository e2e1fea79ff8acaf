//! What a world is: its blueprint, its files, and the state that is observed of it.
//!
//! Read `path`, `blueprint`, `facts`, `state`. Nothing here touches a disk: `throwaway` builds and reads.

mod blueprint;
mod facts;
mod file;
mod path;
mod pattern;
mod state;

pub use blueprint::{AuditLogMode, Blueprint, CommitPlan, Existing, FilePlan, Layout, Named};
pub use facts::{BudgetUntil, Facts, Goal, Leaves, MessageDue};
pub use file::{FileError, FileKind};
pub use path::{join, name_of, parent_of};
pub use pattern::matches_pattern;
pub use state::{
    Deployment, FileState, History, ProcessState, RepositoryState, ServiceState, State, Suite,
    TestResult, WorkTree,
};
