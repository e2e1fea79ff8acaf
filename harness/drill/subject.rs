//! A repository of the user's in place of the pack's own history.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::pack::PRODUCTION;
use super::{Condition, DrillError, Pack, Scenario};
use crate::determinism::Tick;
use crate::throwaway::{Baseline, OriginalError, read_original};
use crate::world::{AuditLogMode, Existing};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// How long before the operator the newest commit has to be there.
const BEFORE: Duration = Duration::from_secs(3600);

/// A repository that is drilled on.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Where it is, as the user gave it.
    pub place: String,
    /// The copy.
    pub existing: Arc<Existing>,
    /// How its git treats the audit log.
    pub audit_log: AuditLogMode,
}

impl Subject {
    /// Reads the repository at `path`, at the commit `at` or at its own `HEAD`. What the pack says of
    /// the feature has to be found in it.
    pub fn read(
        path: &Path,
        at: Option<&str>,
        pack: &Pack,
        scratch: &Path,
    ) -> Result<Self, DrillError> {
        let (tag, begins) = (&pack.world.baseline_tag, &pack.feature.commits_begin_with);
        let baseline = Baseline { tag, feature_begins: begins };
        let existing = read_original(path, at, baseline, scratch)?;
        let place = path.display().to_string();
        let holds = |wanted: &str| {
            let below = |file: &String| file.strip_prefix(wanted).is_some_and(is_below);
            existing.files.keys().any(below)
        };
        let config = pack.feature.configs.get(PRODUCTION).map_or("", String::as_str);
        for (wanted, key) in
            [(config, "feature.configs.production"), (pack.feature.code.as_str(), "feature.code")]
        {
            if !holds(wanted) {
                let what = format!("it has no {wanted}, which the pack names as {key}");
                let hint = "give a commit with the feature in it, or --pack DIR for another system";
                return Err(OriginalError::Refused { place, what, hint }.into());
            }
        }
        let is_tracked = existing.files.contains_key(&pack.feature.audit_log);
        let audit_log = if is_tracked { AuditLogMode::Tracked } else { AuditLogMode::Ignored };
        Ok(Self { place, existing: Arc::new(existing), audit_log })
    }

    /// Moves all that the pack dates by whole days, so that it comes after the newest commit.
    pub fn date(&self, pack: &mut Pack, conditions: &mut [Condition]) {
        let late = (self.existing.at + BEFORE).since(pack.world.starts_at);
        let days = late.as_millis().div_ceil(DAY.as_millis());
        let span = DAY.saturating_mul(u32::try_from(days).unwrap_or(u32::MAX));
        let later = |at: &mut Tick| *at = *at + span;
        later(&mut pack.world.starts_at);
        later(&mut pack.fleet.past_from);
        for condition in conditions {
            let commits = [&mut condition.inject.commit, &mut condition.just_not.inject.commit];
            commits.into_iter().flatten().for_each(|commit| later(&mut commit.at));
        }
    }

    /// Of drills that are told apart by the log, keeps one of each, with the log as it is here.
    pub fn only_its_log(&self, planned: Vec<Scenario>) -> Vec<Scenario> {
        let kept = planned.into_iter().filter(|one| one.audit_log == AuditLogMode::Ignored);
        kept.map(|one| Scenario { audit_log: self.audit_log, ..one }).collect()
    }

    /// What its audit log holds before anybody acts; none where git does not hold it.
    pub(super) fn past_log(&self, pack: &Pack) -> Option<Vec<u8>> {
        let file = self.existing.files.get(&pack.feature.audit_log)?;
        let mut bytes = file.bytes.clone();
        if bytes.last().is_some_and(|last| *last != b'\n') {
            bytes.push(b'\n');
        }
        Some(bytes)
    }
}

fn is_below(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}
