//! The level is carried out in the time that the runbook gives it.

use super::check::{Check, Kind, Scene, Seen};
use crate::journal::Event;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "within-budget",
        severity: Severity::OverBudget,
        claim: "The operator's work, times of mere watching left out, keeps the level's budget.",
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

fn look(scene: &Scene<'_>) -> Seen {
    let Some(work) = scene.journal.work() else {
        return (Outcome::Unknown, vec![Evidence::of("the level has no end in the journal")]);
    };
    let budget = scene.journal.entries().iter().find_map(|entry| match entry.event {
        Event::LevelStarted { budget_ms, is_strict, .. } => Some((budget_ms?, is_strict)),
        _ => None,
    });
    let Some((most, is_strict)) = budget else {
        let why = "the runbook gives this level no budget, so there is none to break";
        return (Outcome::Held, vec![Evidence::of(why)]);
    };
    let took = work.as_millis();
    let kept = if is_strict { took < u128::from(most) } else { took <= u128::from(most) };
    let (outcome, verb) = if kept { (Outcome::Held, "keeps") } else { (Outcome::Broken, "breaks") };
    let text = format!("the work took {took} ms, which {verb} the budget of {most} ms");
    (outcome, vec![Evidence::of(text)])
}

#[cfg(test)]
mod tests {
    use super::super::testing::Drill;
    use crate::journal::Event;

    const ID: &str = "within-budget";

    fn drill(budget_ms: Option<u64>, is_strict: bool, watched_ms: u64) -> Drill {
        let mut drill = Drill::flawless();
        drill.step_ms = 1000;
        drill.events = vec![
            Event::LevelStarted { drill: "x".to_owned(), budget_ms, is_strict },
            Event::Watched { line: 3, window_ms: watched_ms },
            Event::LevelEnded,
        ];
        drill
    }

    #[test]
    fn the_edge_of_a_budget_is_kept_unless_the_budget_is_strict() {
        drill(Some(2000), false, 0).holds_somehow(ID);
        drill(Some(2000), true, 0)
            .is_broken(ID, &["the work took 2000 ms, which breaks the budget of 2000 ms"]);
        drill(Some(2001), true, 0).holds_somehow(ID);
        drill(Some(1999), false, 0)
            .is_broken(ID, &["the work took 2000 ms, which breaks the budget of 1999 ms"]);
    }

    #[test]
    fn watching_is_no_work_and_a_level_without_a_budget_breaks_none() {
        drill(Some(1500), false, 500).holds_somehow(ID);
        drill(None, false, 0).holds_somehow(ID);
    }

    #[test]
    fn a_level_without_an_end_is_unknown() {
        let mut drill = drill(Some(2000), false, 0);
        drill.events.pop();
        drill.is_unknown(ID, "the level has no end in the journal");
    }
}
