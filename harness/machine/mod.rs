//! Machines: what runs the commands of a runbook in a world.

pub mod simulated;
