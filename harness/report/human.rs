//! The report for people: a table, what is broken beside the runbook's own lines,
//! what to write instead, one sentence.

use std::collections::BTreeMap;

use super::Report;
use super::broken::groups;
use super::corrections::corrections;
use super::paint::{of_verdict, painted};
use super::table::table;
use super::words::count;
use crate::checks::{Confirmation, Ticked};
use crate::verdict::Verdict;

/// Writes the report as text with terminal colours; the writer strips them where none are wanted.
pub fn to_text(report: &Report<'_>) -> String {
    let mut text = table(report);
    for group in groups(report) {
        text.push('\n');
        text.push_str(&group);
    }
    text.push_str(&corrections(report));
    text.push_str(&not_drilled(report));
    text.push_str(&unconfirmed(report));
    text.push_str(&left_to_people(report));
    text.push('\n');
    text.push_str(&closing(report));
    text.push('\n');
    text
}

/// Names the items of the checklists that not every drill of their level confirms.
fn unconfirmed(report: &Report<'_>) -> String {
    let mut worst: BTreeMap<(u8, u32), &Ticked> = BTreeMap::new();
    for drill in report.drills {
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
fn left_to_people(report: &Report<'_>) -> String {
    let mut levels: Vec<u8> = report.drills.iter().map(|drill| drill.scenario.level).collect();
    levels.dedup();
    let steps = levels.into_iter().flat_map(|level| report.for_people(level));
    let named: Vec<String> = steps
        .map(|(address, step)| format!("  {address}, line {}: {}\n", step.span.line, step.title))
        .collect();
    if named.is_empty() {
        return String::new();
    }
    format!("\nNot carried out, prose for people\n{}", named.concat())
}

/// Names the levels that no drill could show anything of.
fn not_drilled(report: &Report<'_>) -> String {
    let named: Vec<String> = report
        .not_drilled()
        .map(|(level, line)| format!("  Level {level}, line {line}: it has no steps\n"))
        .collect();
    if named.is_empty() { String::new() } else { format!("\nNot drilled\n{}", named.concat()) }
}

fn closing(report: &Report<'_>) -> String {
    let with = |verdict| report.drills.iter().filter(|drill| drill.verdict == verdict).count();
    let findings: usize = report.drills.iter().map(|drill| drill.findings.len()).sum();
    let verdict = report.verdict();
    let partial = match report.interrupted {
        0 => String::new(),
        left => {
            let planned = count(report.drills.len() + left, "drill");
            format!(" Interrupted: {} of {planned} came to an end.", report.drills.len())
        }
    };
    format!(
        "{}: {}. {}: {} proven, {} refuted, {} inconclusive, {}.{partial}",
        painted(of_verdict(verdict), sentence(verdict)),
        report.runbook.name,
        count(report.drills.len(), "drill"),
        with(Verdict::Proven),
        with(Verdict::Refuted),
        with(Verdict::Inconclusive),
        count(findings, "finding"),
    )
}

const fn sentence(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proven => "Proven, every command carried out and every check held",
        Verdict::Refuted => "Refuted, do not rely on this runbook as it stands",
        Verdict::Inconclusive => "Inconclusive, nobody knows yet whether this runbook works",
    }
}
