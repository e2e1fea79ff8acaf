//! Which machines run the drills, and what the real one finds on this host.
#![expect(clippy::disallowed_methods, reason = "the search path belongs to the user's environment")]

use std::sync::Arc;

use super::args::Machine;
use super::error::CliError;
use super::folders::scratch;
use crate::drill::{DrillError, Host, Scenario};
use crate::machine::Kind;
use crate::machine::real::{Tools, walls_of_host};

/// Returns the drills for each machine that is wanted, those of one name beside each other.
pub(super) fn on_machines(planned: &[Scenario], wanted: Machine) -> Vec<Scenario> {
    let kinds: &[Kind] = match wanted {
        Machine::Simulated => &[Kind::Simulated],
        Machine::Real => &[Kind::Real],
        Machine::Both => &[Kind::Simulated, Kind::Real],
    };
    let on = |scenario: &Scenario| {
        let scenario = scenario.clone();
        kinds.iter().map(move |machine| Scenario { machine: *machine, ..scenario.clone() })
    };
    planned.iter().flat_map(on).collect()
}

/// Finds what the real machine needs.
pub(super) fn host() -> Result<Host, CliError> {
    let program = std::env::current_exe().map_err(CliError::Program)?;
    let path = std::env::var("PATH").unwrap_or_default();
    let tools = Arc::new(Tools::find(&path).map_err(DrillError::from)?);
    let scratch = scratch()?;
    let walls = walls_of_host(&program, scratch.path(), &tools).map_err(DrillError::from)?;
    Ok(Host { program, tools, walls })
}
