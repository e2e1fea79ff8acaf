//! The level is carried out in the time that the runbook gives it.

use super::check::{Check, Kind, Scene, Seen};
use crate::determinism::Tick;
use crate::journal::{Event, Mark};
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};
use crate::world::BudgetUntil;

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "within-budget",
        severity: Severity::OverBudget,
        claim: "The level does what it is for within its budget; watching afterwards does not count.",
        why: "Whoever waits for the level was promised a time, and escalates when it is over.",
        correction: "Measure the level in a drill, shorten it, or promise a time that can be kept.",
        example: Example {
            wrong: "**Duration**: <1 minute, with eight commands to type",
            right: "**Duration**: 5 minutes",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

/// The last level that was begun, with its budget.
struct Begun {
    at: Tick,
    most_ms: Option<u64>,
    is_strict: bool,
}

fn look(scene: &Scene<'_>) -> Seen {
    let begun = scene.journal.entries().iter().rev().find_map(|entry| match entry.event {
        Event::LevelStarted { budget_ms: most_ms, is_strict, .. } => {
            Some(Begun { at: entry.at, most_ms, is_strict })
        }
        _ => None,
    });
    let Some(begun) = begun else {
        return (Outcome::Unknown, vec![Evidence::of("no level was begun in the journal")]);
    };
    let Some(most) = begun.most_ms else {
        let why = "the runbook gives this level no budget, so there is none to break";
        return (Outcome::Held, vec![Evidence::of(why)]);
    };
    let (mark, done) = match scene.facts.budget_until() {
        BudgetUntil::Mitigated => (Mark::Mitigated, "mitigated"),
        BudgetUntil::Restored => (Mark::Restored, "restored"),
    };
    let Some(reached) = scene.timeline().at(mark).filter(|at| *at >= begun.at) else {
        let text = format!("it was never {done}; the budget is {most} ms");
        return (Outcome::Broken, vec![Evidence::of(text)]);
    };
    let took = reached.since(begun.at).as_millis();
    let kept = if begun.is_strict { took < u128::from(most) } else { took <= u128::from(most) };
    let (outcome, verb) = if kept { (Outcome::Held, "keeps") } else { (Outcome::Broken, "breaks") };
    let text =
        format!("it took {took} ms until it was {done}, which {verb} the budget of {most} ms");
    (outcome, vec![Evidence::of(text)])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Drill, goal, ran};
    use crate::journal::Event;
    use crate::world::BudgetUntil;

    const ID: &str = "within-budget";

    /// A drill in which the service reads its config two seconds after the level began, and again
    /// after four.
    fn drill(budget_ms: Option<u64>, is_strict: bool) -> Drill {
        let mut drill = Drill::flawless();
        let off = || Event::ConfigLoaded { feature_on: false };
        drill.step_ms = 1000;
        drill.events = vec![
            Event::LevelStarted { drill: "x".to_owned(), budget_ms, is_strict },
            ran("L1.1.1", 3, "true"),
            off(),
            Event::Watched { line: 3, window_ms: 9 },
            off(),
            Event::LevelEnded,
        ];
        drill
    }

    #[test]
    fn the_edge_of_a_budget_is_kept_unless_the_budget_is_strict() {
        let broken = "it took 4000 ms until it was restored, which breaks the budget of 4000 ms";
        drill(Some(4000), false).holds_somehow(ID);
        drill(Some(4000), true).is_broken(ID, &[broken]);
        drill(Some(4001), true).holds_somehow(ID);
        let broken = broken.replace("of 4000", "of 3999");
        drill(Some(3999), false).is_broken(ID, &[&broken]);
    }

    #[test]
    fn what_is_done_at_once_took_no_time() {
        let mut drill = drill(Some(0), false);
        drill.step_ms = 0;
        drill.holds(ID, "it took 0 ms until it was restored, which keeps the budget of 0 ms");
    }

    #[test]
    fn of_several_levels_the_last_one_counts_from_its_own_beginning() {
        let mut drill = drill(Some(4000), false);
        let begun =
            |budget_ms| Event::LevelStarted { drill: "x".to_owned(), budget_ms, is_strict: false };
        drill.events.insert(0, begun(None));
        drill.holds(ID, "it took 4000 ms until it was restored, which keeps the budget of 4000 ms");
        drill.events.insert(6, begun(Some(9000)));
        drill.is_broken(ID, &["it was never restored; the budget is 9000 ms"]);
    }

    #[test]
    fn an_emergency_level_is_in_time_when_the_feature_is_off() {
        let mut drill = drill(Some(2000), false);
        drill.facts.goal =
            Some(crate::world::Goal { budget_until: BudgetUntil::Mitigated, ..goal(3, 0) });
        drill.holds_somehow(ID);
        drill.forgets(|event| *event == Event::ConfigLoaded { feature_on: false });
        let broken = "it was never mitigated; the budget is 2000 ms";
        drill.is_broken(ID, &[broken]);
    }

    #[test]
    fn a_level_without_a_budget_breaks_none_and_one_that_never_began_is_unknown() {
        drill(None, false).holds_somehow(ID);
        let mut drill = drill(Some(2000), false);
        drill.events.remove(0);
        drill.is_unknown(ID, "no level was begun in the journal");
    }
}
