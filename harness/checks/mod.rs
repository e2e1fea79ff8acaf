//! The checks: one file an invariant over the state before, the state after, and the journal.
//!
//! Read `check` (what a check is), then `catalogue`, then any one.
//!
//! **Invariant:** a check looks only at what happened. It never knows which runbook ran.

mod approved_first;
mod approvers_agree;
mod audit_log_complete;
mod catalogue;
mod check;
mod checklist;
mod commands_as_expected;
mod condition_cleared;
mod condition_present;
mod config_restored;
mod config_valid;
mod feature_off;
mod incident_package;
mod innocents_alive;
mod messages_whole;
mod no_artefact_left;
mod no_session_after_disable;
mod origin_main_unmoved;
mod other_features_untouched;
mod others_work_in_tree;
mod outside_untouched;
mod placeholders_printed;
mod production_deployed;
mod pushed_is_tested;
mod references_kept;
mod requests_answered;
mod sessions_drained;
mod settings;
mod escalation_leads_on;
mod second_run_converges;
mod sidecars_preserved;
mod snapshot_pushed;
mod staging_first;
mod started_in_time;
mod suite_as_promised;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod testing_events;
#[cfg(test)]
mod tests;
mod tree_equals_baseline;
mod within_budget;
mod work_kept;

pub use catalogue::{ALL, find, look_at};
pub use check::{Again, Check, Kind, Scene};
pub use checklist::{Confirmation, Proof, Ticked, tick};
pub use settings::leaves;
