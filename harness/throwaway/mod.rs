//! Worlds on disk: built once, forked for each drill, observed before and after.
//!
//! Read `root` (the wall around a world) with `lookup` and `beyond`, then `template` (build and fork) with `history`, then
//! `repository` (opening git's directories safely and observing them).
//!
//! **Invariant:** nothing is read or written outside the world's own directory, with one exception: `original`
//! reads a repository of the user's, before any world stands, and `story` tells what led to it.

mod beyond;
mod facts;
mod observe;
mod original;
mod original_error;
mod original_objects;
mod place;
mod error;
mod history;
mod index;
mod lookup;
mod reachable;
mod references;
mod repositories;
mod repository;
mod root;
mod settings;
mod story;
mod survey;
mod template;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_work;
mod tree;
mod work_tree;

pub use error::ThrowawayError;
pub use facts::FileFacts;
pub use index::index_entry;
pub use observe::{blob_id, list_files, observe_archives, observe_files};
pub use original::{Baseline, read_original};
pub use original_error::OriginalError;
pub use place::{GitPlace, pointed_to};
pub use reachable::observe_history;
pub use references::{References, Target};
pub use repository::{
    observe_references, observe_repository, open_confined, read_settings, unmodelled_setting,
};
pub use root::Root;
pub use settings::{GitSettings, hide_user_settings};
pub use survey::{Survey, survey};
pub use template::{Template, World};
pub use tree::{
    Leaf, Listing, MODE_EXECUTABLE, MODE_FILE, MODE_LINK, MODE_TREE, read_listing, write_listing,
};
pub use work_tree::{observe_copy, observe_work_tree};
