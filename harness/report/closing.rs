//! The last words of the report for people.

use std::collections::BTreeSet;

use super::paint::{GREEN, RED, YELLOW, of_verdict, painted};
use super::words::count;
use super::{Part, Purpose, Report};
use crate::verdict::{Expectation, Verdict};

/// Says what the run showed, a sentence for each runbook, and at last one for a run of controls.
pub(super) fn closing(report: &Report<'_>) -> String {
    let mut sentences: Vec<String> = report.parts.iter().map(of_part).collect();
    sentences.extend(of_controls(report));
    sentences.join("\n")
}

fn of_part(part: &Part<'_>) -> String {
    let with = |verdict| part.drills.iter().filter(|drill| drill.verdict == verdict).count();
    let findings: usize = part.drills.iter().map(|drill| drill.findings.len()).sum();
    format!(
        "{}: {}. {}: {} proven, {} refuted, {} inconclusive, {}.{}",
        judged(part),
        part.runbook.name,
        count(part.drills.len(), "drill"),
        with(Verdict::Proven),
        with(Verdict::Refuted),
        with(Verdict::Inconclusive),
        count(findings, "finding"),
        partial(part),
    )
}

/// What is said first of a runbook: its verdict, or how it stands to what is known of it.
fn judged(part: &Part<'_>) -> String {
    let verdict = part.verdict();
    match (part.is_known_to_be_bad(), part.expectation()) {
        (false, _) => painted(of_verdict(verdict), sentence(verdict)),
        (true, Expectation::Met) => {
            let known: BTreeSet<_> =
                part.comparison.drills.iter().flat_map(|drill| &drill.known).collect();
            painted(
                GREEN,
                &format!("Refuted as expected, by exactly {} known findings", known.len()),
            )
        }
        (true, Expectation::Open) => {
            painted(YELLOW, "Inconclusive, the known findings are not all seen")
        }
        (true, Expectation::NotMet) => {
            painted(RED, "Not as expected, the findings are not the known ones")
        }
    }
}

fn of_controls(report: &Report<'_>) -> Option<String> {
    if report.purpose != Purpose::Controls {
        return None;
    }
    Some(match report.expectation() {
        Expectation::Met => format!(
            "{}: the known-bad runbook is refuted by what is wrong with it and by nothing else, the \
             corrected one is proven. So this program finds defects that are there, and lets a sound \
             procedure pass.",
            painted(GREEN, "Both controls behave")
        ),
        Expectation::Open => format!(
            "{}: not all was decided, so nothing is known of this program itself.",
            painted(YELLOW, "The controls are open")
        ),
        Expectation::NotMet => format!(
            "{}: this program or its pack is broken, rely on no verdict of it.",
            painted(RED, "The controls do not behave")
        ),
    })
}

fn partial(part: &Part<'_>) -> String {
    match part.interrupted {
        0 => String::new(),
        left => {
            let planned = count(part.drills.len() + left, "drill");
            format!(" Interrupted: {} of {planned} came to an end.", part.drills.len())
        }
    }
}

const fn sentence(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proven => "Proven, every command carried out and every check held",
        Verdict::Refuted => "Refuted, do not rely on this runbook as it stands",
        Verdict::Inconclusive => "Inconclusive, nobody knows yet whether this runbook works",
    }
}
