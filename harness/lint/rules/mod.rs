//! The rules, one a file.

pub(super) mod authorities_agree;
pub(super) mod budgets_agree;
pub(super) mod edit_is_addressed;
pub(super) mod environment_is_left;
pub(super) mod errors_are_no_answer;
pub(super) mod every_command_ends;
pub(super) mod kill_is_exact;
pub(super) mod nothing_thrown_away;
pub(super) mod one_clock_read;
pub(super) mod only_commands;
pub(super) mod path_stays_the_same;
pub(super) mod placeholder_has_source;
pub(super) mod placeholder_known_in_time;
mod sources;
pub(super) mod state_stays_in_its_step;
pub(super) mod thresholds_agree;
pub(super) mod verify_asks_the_service;
pub(super) mod verify_can_fail;
pub(super) mod windows_fit_budget;
