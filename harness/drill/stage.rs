//! The stage: everything that the drills of one runbook share, made once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::session::past_log;
use super::{Condition, DrillError, LateCommit, Pack, PackFiles, Scenario, Subject, plan};
use crate::machine::real::{Tools, Walls};
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
    conditions: Vec<Condition>,
    worlds: Arc<Worlds>,
    pub(super) host: Option<Host>,
    pub(super) tells_endings: bool,
    pub(super) subject: Option<Subject>,
}

/// What the real machine needs of the host.
#[derive(Debug, Clone)]
pub struct Host {
    /// This program itself, which is started anew inside every sandbox.
    pub program: PathBuf,
    /// The programs that runbooks need.
    pub tools: Arc<Tools>,
    /// Who builds the walls of its sandboxes.
    pub walls: Walls,
}

/// The worlds of one pack, each built when it is first needed. Several stages may share them.
#[derive(Debug, Default)]
pub struct Worlds(Mutex<BTreeMap<Wish, Arc<Built>>>);

/// Which world is wanted: how git treats the log, and the condition whose commit it holds.
type Wish = (AuditLogMode, Option<String>);

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
        let (stop, worlds, conditions) = (Arc::default(), Arc::default(), Vec::new());
        Self {
            pack,
            runbook,
            files,
            scratch,
            stop,
            conditions,
            worlds,
            host: None,
            tells_endings: false,
            subject: None,
        }
    }

    /// Takes worlds that another stage of the same pack uses too.
    pub fn sharing(self, worlds: Arc<Worlds>) -> Self {
        Self { worlds, ..self }
    }

    /// Lets every drill tell what its end left, so that machines can be compared.
    pub fn telling_endings(self, tells_endings: bool) -> Self {
        Self { tells_endings, ..self }
    }

    /// Lets drills happen to a copy of the user's repository.
    pub fn about(self, subject: Option<Subject>) -> Self {
        Self { subject, ..self }
    }

    /// Lets drills run on the real machine too.
    pub fn on_host(self, host: Option<Host>) -> Self {
        Self { host, ..self }
    }

    /// Lets the drills of the stage be about these conditions.
    pub fn in_conditions(self, conditions: Vec<Condition>) -> Self {
        Self { conditions, ..self }
    }

    /// Returns the condition of a drill; none where it is about none.
    pub(super) fn condition(&self, scenario: &Scenario) -> Option<&Condition> {
        let name = scenario.condition.as_ref()?;
        self.conditions.iter().find(|condition| condition.name == *name)
    }

    /// Ends every drill at its next command once `stop` is set.
    pub fn stopped_by(self, stop: Arc<AtomicBool>) -> Self {
        Self { stop, ..self }
    }

    /// Lays the world of a drill at `place`, which must not exist, as it is before anybody acts in it, and
    /// keeps it.
    pub fn lay(&self, scenario: &Scenario, place: &Path) -> Result<(), DrillError> {
        self.built(scenario)?.template.fork(place)?.keep();
        Ok(())
    }

    /// Returns the directory below which worlds are laid.
    pub(super) fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// Returns the built world of a drill, building it the first time.
    pub(super) fn built(&self, scenario: &Scenario) -> Result<Arc<Built>, DrillError> {
        let condition = self.condition(scenario);
        let late = condition.and_then(|condition| Some((condition, condition.commit()?)));
        let wish: Wish = (scenario.audit_log, late.map(|(condition, _)| condition.name.clone()));
        if let Some(built) = self.shelf().get(&wish) {
            return Ok(Arc::clone(built));
        }
        // Two jobs may build the same world at the same time: both are equal, one is kept.
        let built = Arc::new(self.build(scenario.audit_log, late.map(|(_, commit)| commit))?);
        Ok(Arc::clone(self.shelf().entry(wish).or_insert(built)))
    }

    fn shelf(&self) -> MutexGuard<'_, BTreeMap<Wish, Arc<Built>>> {
        self.worlds.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn build(&self, mode: AuditLogMode, late: Option<&LateCommit>) -> Result<Built, DrillError> {
        let (pack, fleet) = (self.pack, &self.pack.fleet);
        let late = match (late, pack.conditions.as_deref()) {
            (Some(commit), Some(folder)) => Some(plan::late_commit(self.files, folder, commit)?),
            _ => None,
        };
        let blueprint = match &self.subject {
            Some(subject) => plan::blueprint_around(&subject.existing, pack, self.files, late)?,
            None => plan::blueprint(pack, self.files, mode, late, |until| past_log(fleet, until))?,
        };
        let facts = plan::facts(pack, self.files, &blueprint)?;
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
