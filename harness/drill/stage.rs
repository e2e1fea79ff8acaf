//! The stage: everything that the drills of one runbook share, made once.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use super::session::past_log;
use super::{DrillError, Pack, PackFiles, Scenario, plan};
use crate::runbook::Runbook;
use crate::throwaway::Template;
use crate::world::{AuditLogMode, Facts, Goal, MessageDue, Suite};

/// What the drills of one runbook share: the pack, the runbook, the built worlds.
#[derive(Debug)]
pub struct Stage<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The runbook.
    pub runbook: &'a Runbook,
    files: &'a dyn PackFiles,
    scratch: PathBuf,
    pub(super) stop: Arc<AtomicBool>,
    ignored: OnceLock<Built>,
    tracked: OnceLock<Built>,
}

/// A world that was built once, and what is known of it.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) template: Template,
    pub(super) suite: OnceLock<Suite>,
    facts: Facts,
}

impl<'a> Stage<'a> {
    /// Sets the stage; worlds are built below `scratch` when they are first needed.
    pub fn new(
        pack: &'a Pack,
        files: &'a dyn PackFiles,
        runbook: &'a Runbook,
        scratch: &Path,
    ) -> Self {
        let scratch = scratch.to_owned();
        let stop = Arc::default();
        let (ignored, tracked) = (OnceLock::new(), OnceLock::new());
        Self { pack, runbook, files, scratch, stop, ignored, tracked }
    }

    /// Ends every drill at its next command once `stop` is set.
    pub fn stopped_by(self, stop: Arc<AtomicBool>) -> Self {
        Self { stop, ..self }
    }

    /// Returns the directory below which worlds are laid.
    pub(super) fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// Returns the built world for `mode`, building it the first time.
    pub(super) fn built(&self, mode: AuditLogMode) -> Result<&Built, DrillError> {
        let place = match mode {
            AuditLogMode::Ignored => &self.ignored,
            AuditLogMode::Tracked => &self.tracked,
        };
        if let Some(built) = place.get() {
            return Ok(built);
        }
        // Two jobs may build the same world at the same time: both are equal, one is kept.
        let built = self.build(mode)?;
        Ok(place.get_or_init(|| built))
    }

    fn build(&self, mode: AuditLogMode) -> Result<Built, DrillError> {
        let fleet = &self.pack.fleet;
        let blueprint =
            plan::blueprint(self.pack, self.files, mode, |until| past_log(fleet, until))?;
        let facts = plan::facts(self.pack, self.files, &blueprint)?;
        let template = Template::build(&blueprint, &self.scratch)?;
        Ok(Built { template, suite: OnceLock::new(), facts })
    }
}

impl Built {
    /// Returns what checks know of this world at the end of the route of `scenario`.
    pub(super) fn facts(&self, pack: &Pack, runbook: &Runbook, scenario: &Scenario) -> Facts {
        let plan = pack.levels.get(&scenario.level);
        let goal = plan.map(|plan| Goal {
            baseline_tests: plan.baseline_tests,
            feature_tests: plan.feature_tests,
            budget_until: plan.budget_until,
        });
        let templates = runbook.templates.iter();
        let of_level = templates.filter(|each| each.level == Some(scenario.level));
        Facts {
            goal,
            keeps_feature: plan.is_some_and(|plan| plan.keeps_feature),
            may_leave_others_out: plan.is_some_and(|plan| plan.leaves_others_out(scenario)),
            may_move_main: plan.is_some_and(|plan| plan.may_move_main),
            messages: of_level
                .map(|each| MessageDue { line: each.span.line, label: each.label.clone() })
                .collect(),
            ..self.facts.clone()
        }
    }
}
