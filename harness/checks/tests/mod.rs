//! Tests of the checks that have more ways to break than their own file has room for.

mod audit_log_complete;
mod incident_package;
mod no_artefact_left;
mod sessions_drained;
mod sidecars_preserved;
mod tree_equals_baseline;
