//! Events for the scenes of the checks: what a journal holds, with all that no check asks for filled in.

use super::testing::START;
use crate::determinism::{Tick, digest};
use crate::journal::{Change, CommandRecord, Event, Filled, Moment};
use crate::runbook::Audience;
use crate::world::WorkTree;

pub(super) fn ran(address: &str, line: u32, text: &str) -> Event {
    Event::CommandRan(Box::new(record(address, line, text)))
}

pub(super) fn record(address: &str, line: u32, text: &str) -> CommandRecord {
    CommandRecord {
        address: address.to_owned(),
        line,
        text: text.to_owned(),
        exit_code: 0,
        stdout: String::new(),
        stderr: String::new(),
        started: START,
        duration_ms: 10,
        interrupted: false,
        improvised: false,
        disappointments: Vec::new(),
        undecided: Vec::new(),
    }
}

pub(super) fn noticed(address: &str, line: u32, change: Change) -> Event {
    Event::Noticed { address: address.to_owned(), line, change }
}

/// A change of one setting, its values left out.
pub(super) fn changed(key: &str) -> Change {
    Change::ConfigValue { key: key.to_owned(), before: None, after: None }
}

pub(super) fn logged(text: &str) -> Event {
    Event::AuditLine { text: text.to_owned(), lost: None }
}

pub(super) fn wrote(path: &str, text: &str) -> Event {
    Event::SidecarWritten { path: path.to_owned(), digest: digest(text.as_bytes()) }
}

pub(super) fn filled(printed_by: Option<&str>) -> Event {
    Event::PlaceholderFilled(Filled {
        address: "L4.2.1".to_owned(),
        line: 20,
        name: "commit-hash".to_owned(),
        value: "abc1234".to_owned(),
        printed_by: printed_by.map(str::to_owned),
    })
}

pub(super) fn deployed(target: &str) -> Event {
    let (target, environment) = (target.to_owned(), target.to_owned());
    Event::Deployed { target, environment, tree: tree_of("c1") }
}

/// The tree of a commit whose files are all as they are in it.
pub(super) fn tree_of(commit: &str) -> WorkTree {
    WorkTree { commit: commit.to_owned(), tree: "t1".to_owned(), differs: Vec::new() }
}

pub(super) fn looked(moment: Moment, is_present: bool) -> Event {
    let (condition, evidence) = ("context-leak".to_owned(), "1 violation".to_owned());
    Event::ConditionLookedAt { condition, moment, is_present, evidence }
}

pub(super) fn detected(since: Tick) -> Event {
    let (condition, evidence) = ("context leakage".to_owned(), vec!["1 violation".to_owned()]);
    Event::Detected { line: 5, condition, since: Some(since), evidence }
}

pub(super) fn approved(role: &str) -> Event {
    Event::Approved { role: role.to_owned(), asked: START, given: START }
}

pub(super) fn sent(line: u32, holes: &[&str]) -> Event {
    Event::MessageSent {
        line,
        audience: Audience::Internal,
        text: "ALERT".to_owned(),
        holes: holes.iter().map(|&hole| hole.to_owned()).collect(),
    }
}

/// What people say and see takes no time here: the scenes count what machines do.
pub(super) const fn takes_time(event: &Event) -> bool {
    !matches!(
        event,
        Event::ConditionLookedAt { .. }
            | Event::Detected { .. }
            | Event::Decided { .. }
            | Event::ApprovalAsked { .. }
            | Event::Approved { .. }
            | Event::MessageSent { .. }
            // The last round of a session and its end are one instant.
            | Event::RoundCompleted { .. }
    )
}
