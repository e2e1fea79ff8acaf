//! Worlds on disk: built once, forked for each drill, observed before and after.
//!
//! Read `root` (the wall around a world), then `template` (build and fork), then `observe`.
//!
//! **Invariant:** nothing is read or written outside the world's own directory.

mod facts;
mod observe;
mod root;

pub use facts::FileFacts;
pub use observe::{observe_archives, observe_files};
pub use root::Root;
