//! What drills found, held against what is known of their runbook.

use std::collections::BTreeSet;

use crate::drill::{DrillResult, KnownFinding};
use crate::verdict::{CheckResult, Expectation, Finding, FindingName, Outcome, Status, Verdict};

/// The drills of one runbook, compared with the list of its known findings.
#[derive(Debug)]
pub struct Comparison {
    /// What came of each drill, in the order of the drills.
    pub drills: Vec<Compared>,
    /// Entries of the list that no drill of a whole run came to, and that are no single drill's.
    pub never: Vec<KnownFinding>,
}

/// One drill, compared.
#[derive(Debug, PartialEq, Eq)]
pub struct Compared {
    /// What was found and is known.
    pub known: BTreeSet<FindingName>,
    /// What was found and is not known.
    pub new: BTreeSet<FindingName>,
    /// What is known and was not found, although the drill came to where it would have been.
    pub gone: BTreeSet<FindingName>,
    /// What is known and may be there or not: the drill did not come so far.
    pub unseen: BTreeSet<FindingName>,
    /// Whether the drill came to what is expected of it.
    pub expectation: Expectation,
}

/// Whether a run holds every drill of a runbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every drill: what none of them found is not there.
    Whole,
    /// Some of them: what they did not find, others may.
    Narrowed,
}

/// Compares the drills of one runbook with its known findings.
pub fn compare(known: &[KnownFinding], drills: &[DrillResult], extent: Extent) -> Comparison {
    let never = known.iter().filter(|entry| extent == Extent::Whole && is_idle(entry, drills));
    Comparison {
        never: never.cloned().collect(),
        drills: drills.iter().map(|drill| compare_one(known, drill)).collect(),
    }
}

impl Compared {
    /// Returns how many findings are expected of the drill; with none it has to be proven.
    pub fn expected(&self) -> usize {
        self.known.len() + self.gone.len() + self.unseen.len()
    }
}

impl Comparison {
    /// Returns whether all drills came to what is expected of them.
    pub fn expectation(&self) -> Expectation {
        let drills = Expectation::of_many(self.drills.iter().map(|drill| drill.expectation));
        if self.never.is_empty() { drills } else { Expectation::NotMet }
    }
}

fn compare_one(known: &[KnownFinding], drill: &DrillResult) -> Compared {
    let listed: Vec<_> = known.iter().filter(|entry| entry.speaks_of(&drill.scenario)).collect();
    let names: BTreeSet<FindingName> = listed.iter().map(|entry| entry.name()).collect();
    let is_due = |entry: &&&KnownFinding| !entry.routes.0.is_empty() && !entry.chance;
    let due = listed.iter().filter(is_due).map(|entry| entry.name());
    let found = found(drill);
    let missed: BTreeSet<FindingName> = due.filter(|name| !found.contains(name)).collect();
    let (gone, unseen) = missed.into_iter().partition(|name| was_looked_for(drill, &name.rule));
    let (known, new) = found.into_iter().partition(|name| names.contains(name));
    let mut compared = Compared { known, new, gone, unseen, expectation: Expectation::Met };
    let chance = listed.iter().filter(|entry| entry.chance).map(|entry| entry.rule.as_str());
    compared.expectation = expectation(drill, &compared, &chance.collect());
    compared
}

/// Judges one drill. `chance` are rules of which it depends on the seed whether they can be decided.
fn expectation(drill: &DrillResult, compared: &Compared, chance: &BTreeSet<&str>) -> Expectation {
    let nothing_told = drill.verdict == Verdict::Refuted && compared.known.is_empty();
    if !compared.new.is_empty() || !compared.gone.is_empty() || nothing_told {
        return Expectation::NotMet;
    }
    let unknown = drill.checks.iter().filter(|check| check.outcome == Outcome::Unknown);
    let is_unknown = unknown.map(CheckResult::id).any(|id| !chance.contains(id));
    let is_whole = drill.status == Status::Completed && drill.left_out.is_empty();
    let is_decided = is_whole && !is_unknown && drill.verdict != Verdict::Inconclusive;
    if is_decided { Expectation::Met } else { Expectation::Open }
}

/// Returns the names of what a drill found. A broken check without evidence is found as well.
pub fn found(drill: &DrillResult) -> BTreeSet<FindingName> {
    let broken = drill.checks.iter().filter(|check| check.outcome == Outcome::Broken);
    let bare = broken.filter(|check| check.evidence.is_empty());
    let bare = bare.map(|check| FindingName { rule: check.id().to_owned(), at: None });
    drill.findings.iter().map(Finding::name).chain(bare).collect()
}

/// Returns whether a drill would have come to what a rule can find.
fn was_looked_for(drill: &DrillResult, rule: &str) -> bool {
    let check = drill.checks.iter().find(|check| check.id() == rule);
    let is_unknown = check.is_some_and(|check| check.outcome == Outcome::Unknown);
    drill.status == Status::Completed && !is_unknown
}

/// Returns whether an entry bears on no drill at all, or names a route on which it bears on none.
fn is_idle(entry: &KnownFinding, drills: &[DrillResult]) -> bool {
    let spoken_of = || drills.iter().filter(|drill| entry.speaks_of(&drill.scenario));
    if entry.routes.0.is_empty() && !entry.chance {
        let may_have = |drill: &DrillResult| {
            found(drill).contains(&entry.name()) || !was_looked_for(drill, &entry.rule)
        };
        return !spoken_of().any(may_have);
    }
    let is_drilled = |route: &String| spoken_of().any(|drill| drill.scenario.route() == *route);
    !entry.routes.0.iter().all(is_drilled)
}
