//! What to drill: one route of one level, in one world.

use serde::Serialize;

use crate::determinism::Seed;
use crate::runbook::Runbook;
use crate::world::AuditLogMode;

/// One drill to be run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scenario {
    /// The runbook's variant, such as `documented`, or the name of the user's file.
    pub variant: String,
    /// The level's number.
    pub level: u8,
    /// The option taken: `A`, `B`, `alternative`; none where the level has one way only.
    pub option: Option<String>,
    /// How git treats the audit log.
    pub audit_log: AuditLogMode,
    /// The seed of the campaign.
    pub seed: Seed,
}

/// Which drills of a runbook are wanted; empty lists want all.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Levels, by number.
    pub levels: Vec<u8>,
    /// Options, in any case.
    pub options: Vec<String>,
}

impl Scenario {
    /// Returns the drill's name: the same for the same drill in every campaign.
    pub fn id(&self) -> String {
        let option = self.option.as_ref().map_or(String::new(), |option| format!("-{option}"));
        format!("{}-L{}{option}-{}", self.variant, self.level, self.audit_log.word())
    }

    /// Returns the seed of this drill alone.
    pub fn own_seed(&self) -> Seed {
        self.seed.child(&self.id())
    }
}

/// Lists the drills of a runbook, in the order in which reports show them.
pub fn plan(runbook: &Runbook, variant: &str, wanted: &Wanted, seed: Seed) -> Vec<Scenario> {
    let mut planned = Vec::new();
    let levels = runbook
        .levels
        .iter()
        .filter(|level| wanted.levels.is_empty() || wanted.levels.contains(&level.number));
    for level in levels {
        for route in level.routes() {
            if !wanted.takes(route.option.as_deref()) {
                continue;
            }
            planned.extend([AuditLogMode::Ignored, AuditLogMode::Tracked].map(|audit_log| {
                Scenario {
                    variant: variant.to_owned(),
                    level: level.number,
                    option: route.option.clone(),
                    audit_log,
                    seed,
                }
            }));
        }
    }
    planned
}

impl Wanted {
    fn takes(&self, option: Option<&str>) -> bool {
        self.options.is_empty()
            || option.is_some_and(|option| {
                self.options.iter().any(|wanted| wanted.eq_ignore_ascii_case(option))
            })
    }
}
