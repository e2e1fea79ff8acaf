//! What the pieces of the outline mean for a rollback.
//!
//! Read `heading` (is it a level?), `roles` (which heading belongs to what), `divide` (a level cut
//! into regions), `step` and `level`, then the chapters beside the levels.

mod breaker;
mod budget;
mod checklists;
mod divide;
mod heading;
mod left_out;
mod level;
mod matrix;
mod redeployment;
mod region;
mod reports;
mod roles;
mod step;
mod templates;
mod yaml;

pub(super) use breaker::read_breaker;
pub(super) use checklists::read_checklists;
pub(super) use left_out::{is_typed_code, stray};
pub(super) use level::read_levels;
pub(super) use matrix::read_matrix;
pub(super) use redeployment::read_redeployment;
pub(super) use reports::read_reports;
pub(super) use roles::{Role, Roles, roles};
pub(super) use templates::read_templates;
