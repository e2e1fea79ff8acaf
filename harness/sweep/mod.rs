//! Many drills: the same results in the same order on one job or on several.

mod sweep;

pub use sweep::{Progress, Silent, run_all, run_each};
