//! The report for people: a table, for each runbook what is broken beside its own lines and what to
//! write instead, one sentence.

use std::collections::BTreeMap;

use super::broken::groups;
use super::closing::closing;
use super::compared::differences;
use super::conformance::conformance;
use super::corrections::corrections;
use super::paint::{BOLD, painted};
use super::table::table;
use super::words::count;
use super::{Part, Report};
use crate::checks::{Confirmation, Ticked};
use crate::drill::Subject;

/// Writes the report as text with terminal colours; the writer strips them where none are wanted.
pub fn to_text(report: &Report<'_>) -> String {
    let mut text = report.subject.map_or_else(String::new, drilled_on);
    text.push_str(&table(report));
    for part in report.parts {
        if report.parts.len() > 1 {
            let title = format!("{}: {}", part.variant, part.runbook.name);
            text.extend(["\n".to_owned(), painted(BOLD, &title), "\n".to_owned()]);
        }
        text.push_str(&section(part));
    }
    text.push_str(&conformance(report));
    text.push('\n');
    text.push_str(&closing(report));
    text.push('\n');
    text
}

/// Says on which repository the drills ran.
fn drilled_on(subject: &Subject) -> String {
    let Subject { place, existing, audit_log } = subject;
    let (branch, commit) = (&existing.branch, &existing.head[..existing.head.len().min(12)]);
    let log = audit_log.word();
    format!("Drilled on a copy of {place}, branch {branch} at {commit}, audit log {log}\n\n")
}

/// What is told of one runbook.
fn section(part: &Part<'_>) -> String {
    let mut text = String::new();
    for group in groups(part) {
        text.push('\n');
        text.push_str(&group);
    }
    text.push_str(&corrections(part));
    text.push_str(&differences(part));
    text.push_str(&not_drilled(part));
    text.push_str(&unconfirmed(part));
    text.push_str(&left_to_people(part));
    text
}

/// Names the items of the checklists that not every drill of their level confirms.
fn unconfirmed(part: &Part<'_>) -> String {
    let mut worst: BTreeMap<(u8, u32), &Ticked> = BTreeMap::new();
    for drill in part.drills {
        for item in &drill.checklist {
            let known = worst.entry((drill.scenario.level, item.line)).or_insert(item);
            if item.state > known.state {
                *known = item;
            }
        }
    }
    let open = worst.iter().filter(|(_, item)| item.state != Confirmation::Confirmed);
    let named: Vec<String> = open
        .map(|((level, line), item)| {
            format!("  {:9} L{level}, line {line}: {}\n", item.state.word(), item.text)
        })
        .collect();
    if named.is_empty() {
        return String::new();
    }
    format!("\nNot confirmed, of {}\n{}", count(worst.len(), "checklist item"), named.concat())
}

/// Names the steps that no drill carried out, because they are prose for people.
fn left_to_people(part: &Part<'_>) -> String {
    let mut levels: Vec<u8> = part.drills.iter().map(|drill| drill.scenario.level).collect();
    levels.dedup();
    let steps = levels.into_iter().flat_map(|level| part.for_people(level));
    let named: Vec<String> = steps
        .map(|(address, step)| format!("  {address}, line {}: {}\n", step.span.line, step.title))
        .collect();
    if named.is_empty() {
        return String::new();
    }
    format!("\nNot carried out, prose for people\n{}", named.concat())
}

/// Names the levels that no drill could show anything of.
fn not_drilled(part: &Part<'_>) -> String {
    let named: Vec<String> = part
        .not_drilled()
        .map(|(level, line)| format!("  Level {level}, line {line}: it has no steps\n"))
        .collect();
    if named.is_empty() { String::new() } else { format!("\nNot drilled\n{}", named.concat()) }
}
