//! What a world is: its blueprint, its files, and the state that is observed of it.
//!
//! Read `path`, `blueprint`, `state`. Nothing here touches a disk: `throwaway` builds and reads.

mod blueprint;
mod file;
mod path;
mod state;

pub use blueprint::{AuditLogMode, Blueprint, CommitPlan, FilePlan, Layout};
pub use file::{FileError, FileKind};
pub use path::{join, name_of, parent_of};
pub use state::{
    Deployment, FileState, ProcessState, RepositoryState, ServiceState, State, Suite, TestResult,
};
