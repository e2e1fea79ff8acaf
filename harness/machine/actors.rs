//! Those who act in a world while an operator works in it.

use std::fmt;

use super::ProcessTable;
use crate::determinism::Tick;
use crate::throwaway::Root;

/// Those who act in the world while the operator works: the service and its sessions.
pub trait Actors: fmt::Debug {
    /// Lets everything happen that is due up to `now`.
    fn advance_to(
        &mut self,
        now: Tick,
        root: &Root,
        processes: &mut ProcessTable,
    ) -> Result<(), String>;

    /// Learns that a command ran test files in a directory.
    fn tests_ran(&mut self, _run: &TestRun<'_>) {}
}

/// One run of test files by a command.
#[derive(Debug, Clone, Copy)]
pub struct TestRun<'a> {
    /// The world as it is now.
    pub root: &'a Root,
    /// The directory in which they ran, absolute.
    pub directory: &'a str,
    /// When they ended.
    pub at: Tick,
    /// How many tests passed.
    pub passed: usize,
    /// How many tests failed.
    pub failed: usize,
}
