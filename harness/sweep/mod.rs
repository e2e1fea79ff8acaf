//! Many drills: the same results in the same order on one job or on several, held against what is
//! known of their runbook.

mod compare;
mod conform;
mod entries;
mod spread;
mod sweep;

pub use compare::{Compared, Comparison, Extent, compare, found};
pub use conform::{DECLARED, Declared, Disagreement, disagreements};
pub use entries::{Seen, entries};
pub use spread::Spread;
pub use sweep::{Progress, Silent, run_all, run_each};
