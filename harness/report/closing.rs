//! The last words of the report for people.

use super::paint::{of_verdict, painted};
use super::words::count;
use super::{Part, Report};
use crate::verdict::Verdict;

/// Says what the run showed, a sentence for each runbook.
pub(super) fn closing(report: &Report<'_>) -> String {
    let sentences: Vec<String> = report.parts.iter().map(of_part).collect();
    sentences.join("\n")
}

fn of_part(part: &Part<'_>) -> String {
    let with = |verdict| part.drills.iter().filter(|drill| drill.verdict == verdict).count();
    let findings: usize = part.drills.iter().map(|drill| drill.findings.len()).sum();
    let verdict = part.verdict();
    format!(
        "{}: {}. {}: {} proven, {} refuted, {} inconclusive, {}.{}",
        painted(of_verdict(verdict), sentence(verdict)),
        part.runbook.name,
        count(part.drills.len(), "drill"),
        with(Verdict::Proven),
        with(Verdict::Refuted),
        with(Verdict::Inconclusive),
        count(findings, "finding"),
        partial(part),
    )
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
