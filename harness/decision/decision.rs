//! What is to be done, how soon, and who has to agree.

use std::cmp::Reverse;
use std::iter;

use serde::Serialize;

use super::{Detection, Outcome, Row};
use crate::determinism::Tick;
use crate::runbook::{MatrixRow, Urgency};

/// What follows from the rows that hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What is to be done.
    pub call: Call,
    /// All rows that hold, in their order.
    pub holding: Vec<Row>,
    /// All rows that could not be decided, in their order.
    pub unknown: Vec<Row>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// Nothing: every row was looked at and none holds.
    Quiet,
    /// Nobody can say: no row holds, and some could not be decided or there is none.
    Undecided,
    /// A rollback is due.
    Due {
        /// The most urgent action. Of equally urgent ones the wider level goes first, then the
        /// row that stands first.
        now: Box<Action>,
        /// The widest level that a row calls for, where it is wider than that of the action now.
        /// Of rows with that level the more urgent one goes first, then the one that stands first.
        then: Option<Box<Action>>,
    },
}

/// One rollback that a row calls for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// The row.
    pub row: Row,
    /// The level.
    pub level: u8,
    /// How soon it has to begin; none where the runbook does not say, which is least urgent.
    #[serde(serialize_with = "words")]
    pub urgency: Option<Urgency>,
    /// By when it has to begin: the urgency from when the row held, or else from when that was
    /// detected.
    pub deadline: Option<Tick>,
    /// Who has to agree, all of them, as written.
    pub authorities: Vec<String>,
}

/// Decides what follows from `detections`, which were made from the rows of `matrix`.
pub fn decide(matrix: &[MatrixRow], detections: &[Detection]) -> Decision {
    let rows = |outcome: Outcome| {
        let with_outcome = detections.iter().filter(move |each| each.outcome == outcome);
        with_outcome.map(|each| each.row.clone()).collect::<Vec<_>>()
    };
    let (holding, unknown) = (rows(Outcome::Holds), rows(Outcome::Unknown));
    let actions: Vec<Action> = detections
        .iter()
        .filter(|each| each.outcome == Outcome::Holds)
        .map(|each| Action::of(&matrix[each.row.index], each))
        .collect();
    let call = due(&actions).unwrap_or(if unknown.is_empty() && !detections.is_empty() {
        Call::Quiet
    } else {
        Call::Undecided
    });
    Decision { call, holding, unknown }
}

/// Returns the most urgent action, and the widest one where it is wider.
fn due(actions: &[Action]) -> Option<Call> {
    let now = actions.iter().min_by_key(|each| (each.haste(), Reverse(each.level)))?;
    let widest = actions.iter().min_by_key(|each| (Reverse(each.level), each.haste()))?;
    let then = (widest.level > now.level).then(|| Box::new(widest.clone()));
    Some(Call::Due { now: Box::new(now.clone()), then })
}

impl Action {
    fn of(row: &MatrixRow, detection: &Detection) -> Self {
        let from = detection.since.unwrap_or(detection.at);
        let deadline = row.urgency.map(|urgency| match urgency {
            Urgency::Immediate => from,
            Urgency::Within(time) => from + time,
        });
        Self {
            row: detection.row.clone(),
            level: row.level,
            urgency: row.urgency,
            deadline,
            authorities: row.authorities.clone(),
        }
    }

    /// Returns what sorts the more urgent action first; one without an urgency comes last.
    const fn haste(&self) -> (bool, Option<Urgency>) {
        (self.urgency.is_none(), self.urgency)
    }
}

impl Decision {
    /// Returns every authority that the actions ask for, each once, in their order.
    pub fn authorities(&self) -> Vec<&str> {
        let Call::Due { now, then } = &self.call else { return Vec::new() };
        let mut all: Vec<&str> = Vec::new();
        for action in iter::once(now).chain(then) {
            let new = action.authorities.iter().filter(|name| !all.contains(&name.as_str()));
            all.extend(new.map(String::as_str).collect::<Vec<_>>());
        }
        all
    }
}

/// Writes `immediate`, or the time in whole seconds as in `within 900 s`.
#[expect(clippy::ref_option, reason = "serde hands fields over by reference")]
fn words<S: serde::Serializer>(
    urgency: &Option<Urgency>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match urgency {
        None => serializer.serialize_none(),
        Some(Urgency::Immediate) => serializer.serialize_str("immediate"),
        Some(Urgency::Within(time)) => {
            serializer.collect_str(&format_args!("within {} s", time.as_secs()))
        }
    }
}
