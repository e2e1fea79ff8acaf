//! What to drill: one route of one level, in one world.

use std::time::Duration;

use serde::Serialize;

use super::Condition;
use crate::determinism::{Seed, Tick};
use crate::machine::Kind;
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
    /// The condition that calls for the level; none where the pack has none for it.
    pub condition: Option<String>,
    /// When the operator comes.
    pub clock: Clock,
    /// Whether it is carried out once more from the top.
    pub turns: Turns,
    /// How git treats the audit log.
    pub audit_log: AuditLogMode,
    /// The seed of the campaign.
    pub seed: Seed,
    /// What runs the commands. The same drill on either machine has the same name and the same seed.
    pub machine: Kind,
}

/// What tells drills of one route apart: how git treats the audit log (`ignored`, `tracked`), the
/// condition by its name (`none`), the clock (`usual`, `midnight`), the turns (`once`, `twice`).
pub const TRAITS: [&str; 4] = ["log", "condition", "clock", "turns"];

/// When the operator of a drill comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// When the pack says.
    Usual,
    /// Shortly before the midnight (UTC) behind that, so that the date changes on the way.
    Midnight,
}

/// How often a level is carried out in one world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Turns {
    /// Once.
    Once,
    /// Twice: the second time by somebody who does not know that it was done.
    Twice,
}

impl Turns {
    /// Returns the word that lists of known findings use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Twice => "twice",
        }
    }
}

impl Clock {
    /// Returns the word that lists of known findings use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Midnight => "midnight",
        }
    }

    /// How long before midnight the operator comes: a date that is read twice is read on both sides.
    const BEFORE: Duration = Duration::from_secs(50);

    /// Returns when the operator comes, where the pack says `usual`.
    pub fn begin(self, usual: Tick) -> Tick {
        const DAY_MS: u64 = 24 * 3600 * 1000;
        match self {
            Self::Usual => usual,
            Self::Midnight => {
                let next = (usual.epoch_ms() / DAY_MS + 1).saturating_mul(DAY_MS);
                Tick::from_epoch_ms(next) - Self::BEFORE
            }
        }
    }
}

/// Which drills of a runbook are wanted; empty lists want all.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Levels, by number.
    pub levels: Vec<u8>,
    /// Options, in any case.
    pub options: Vec<String>,
    /// Conditions, by name.
    pub conditions: Vec<String>,
}

impl Scenario {
    /// Returns the drill's name: the same for the same drill in every campaign.
    pub fn id(&self) -> String {
        let part = |part: &Option<String>| part.as_ref().map_or(String::new(), |p| format!("-{p}"));
        let clock = if self.clock == Clock::Midnight { "-midnight" } else { "" };
        let turns = if self.turns == Turns::Twice { "-twice" } else { "" };
        format!(
            "{}{}-L{}{}{clock}{turns}-{}",
            self.variant,
            part(&self.condition),
            self.level,
            part(&self.option),
            self.audit_log.word()
        )
    }

    /// Returns the name of its world: that of the drill, and the machine where it is not the usual one.
    pub fn place(&self) -> String {
        match self.machine {
            Kind::Simulated => self.id(),
            Kind::Real => format!("{}-real", self.id()),
        }
    }

    /// Returns the way through the runbook that is taken: `L1`, `L1-alternative`, `L3-A`.
    pub fn route(&self) -> String {
        let option = self.option.as_ref().map_or(String::new(), |option| format!("-{option}"));
        format!("L{}{option}", self.level)
    }

    /// Returns what tells drills of one route apart, in the order of [`TRAITS`].
    pub fn traits(&self) -> [&str; TRAITS.len()] {
        let condition = self.condition.as_deref().unwrap_or("none");
        [self.audit_log.word(), condition, self.clock.word(), self.turns.word()]
    }

    /// Returns the seed of this drill alone.
    pub fn own_seed(&self) -> Seed {
        self.seed.child(&self.id())
    }
}

/// Lists the drills of a runbook, in the order in which reports show them.
///
/// Each level is drilled in every condition whose row of the matrix calls for it, and once in none
/// where there is no such condition; its first condition also when midnight passes, and
/// once more from the top.
pub fn plan(
    runbook: &Runbook,
    conditions: &[Condition],
    variant: &str,
    wanted: &Wanted,
    seed: Seed,
) -> Vec<Scenario> {
    let mut planned = Vec::new();
    let levels = runbook
        .levels
        .iter()
        .filter(|level| wanted.levels.is_empty() || wanted.levels.contains(&level.number));
    for level in levels {
        let causes = causes_of(runbook, conditions, level.number);
        let causes = causes.into_iter().enumerate();
        for (place, condition) in causes.filter(|(_, name)| wanted.takes_condition(name.as_deref()))
        {
            let options = level.routes().into_iter().map(|route| route.option);
            for option in options.filter(|option| wanted.takes(option.as_deref())) {
                let first = Scenario {
                    variant: variant.to_owned(),
                    level: level.number,
                    option,
                    condition: condition.clone(),
                    clock: Clock::Usual,
                    turns: Turns::Once,
                    audit_log: AuditLogMode::Ignored,
                    seed,
                    machine: Kind::Simulated,
                };
                planned.extend(around(&first, place == 0 && condition.is_some()));
            }
        }
    }
    planned
}

/// The drills of one way through a level in one condition: with either log, and, where `is_thorough` is
/// set, over midnight and once more from the top.
fn around(first: &Scenario, is_thorough: bool) -> Vec<Scenario> {
    let tracked = Scenario { audit_log: AuditLogMode::Tracked, ..first.clone() };
    let mut drills = vec![first.clone(), tracked];
    if is_thorough {
        drills.push(Scenario { clock: Clock::Midnight, ..first.clone() });
        drills.push(Scenario { turns: Turns::Twice, ..first.clone() });
    }
    drills
}

/// The conditions that call for a level, by name, in the order of the matrix.
fn causes_of(runbook: &Runbook, conditions: &[Condition], level: u8) -> Vec<Option<String>> {
    let mut causes: Vec<(bool, u32, Option<String>)> = conditions
        .iter()
        .filter_map(|condition| Some((condition, condition.row_of(&runbook.matrix)?)))
        .filter(|(condition, row)| condition.cured_by.unwrap_or(row.level) == level)
        .map(|(condition, row)| {
            // What only escalation leads to comes last.
            (condition.cured_by.is_some(), row.span.line, Some(condition.name.clone()))
        })
        .collect();
    causes.sort();
    let names: Vec<Option<String>> = causes.into_iter().map(|(_, _, name)| name).collect();
    if names.is_empty() { vec![None] } else { names }
}

impl Wanted {
    fn takes_condition(&self, condition: Option<&str>) -> bool {
        self.conditions.is_empty()
            || condition.is_some_and(|condition| self.conditions.iter().any(|w| w == condition))
    }

    fn takes(&self, option: Option<&str>) -> bool {
        self.options.is_empty()
            || option.is_some_and(|option| {
                self.options.iter().any(|wanted| wanted.eq_ignore_ascii_case(option))
            })
    }
}
