//! Running a list of drills on several jobs.

use std::path::Path;

use rayon::prelude::*;

use crate::drill::{DrillError, DrillResult, Scenario, Stage, run_one};

/// Hears of drills as they end, from any job.
pub trait Progress: Sync {
    /// One more drill has ended.
    fn ended(&self, scenario: &Scenario);

    /// Returns whether no further drill should begin.
    fn wants_stop(&self) -> bool {
        false
    }
}

/// Tells nobody.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn ended(&self, _: &Scenario) {}
}

/// The stack of one job: shells within shells, with a script inside that may use 768 KiB itself.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// Runs every scenario on one stage, as [`run_each`] does.
pub fn run_all(
    stage: &Stage<'_>,
    scenarios: &[Scenario],
    jobs: usize,
    keep: Option<&Path>,
    progress: &dyn Progress,
) -> Result<Vec<DrillResult>, DrillError> {
    let drills: Vec<_> = scenarios.iter().map(|scenario| (stage, scenario)).collect();
    run_each(&drills, jobs, keep, progress)
}

/// Runs every scenario on its stage, at most `jobs` at a time, and returns the results in the order of the
/// scenarios. Worlds are kept below `keep` where it is given. Once `progress` wants to stop, only the
/// drills that came to their end are among the results.
pub fn run_each(
    drills: &[(&Stage<'_>, &Scenario)],
    jobs: usize,
    keep: Option<&Path>,
    progress: &dyn Progress,
) -> Result<Vec<DrillResult>, DrillError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK_BYTES).build();
    let pool = pool.map_err(|_| DrillError::Jobs { jobs })?;
    let one = |(stage, scenario): &(&Stage<'_>, &Scenario)| {
        if progress.wants_stop() {
            return Err(DrillError::Interrupted);
        }
        let place = keep.map(|directory| directory.join(scenario.place()));
        let result = run_one(stage, scenario, place.as_deref());
        progress.ended(scenario);
        // A drill that was ended half way fails for no other reason than that.
        if progress.wants_stop() { result.map_err(|_| DrillError::Interrupted) } else { result }
    };
    // One drill an item: a level 4 drill takes ten times as long as one of level 1.
    let ended: Vec<_> = pool.install(|| drills.par_iter().with_max_len(1).map(one).collect());
    ended.into_iter().filter(|each| !matches!(each, Err(DrillError::Interrupted))).collect()
}
