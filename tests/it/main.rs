//! Integration tests, a file a subject.

mod checklists;
mod conditions;
mod conditions_edges;
#[cfg(target_os = "linux")]
mod conformance;
mod drills;
mod hardened;
mod incident;
mod input;
mod known;
mod lint;
mod output;
mod own_runbooks;
mod packs;
#[cfg(target_os = "linux")]
mod real;
#[cfg(test)]
mod support;
mod reports;
mod snapshots;
mod subject;
mod tidy;
mod times;
mod variants;
mod runbook;
mod runbook_doubts;
mod runbook_laws;
mod runbook_wordings;
