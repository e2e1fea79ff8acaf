//! What is broken or unknown, level by level, beside the runbook's own lines.

use std::collections::BTreeSet;

use super::Part;
use super::paint::{BOLD, DIM, RED, YELLOW, painted};
use crate::drill::DrillResult;
use crate::verdict::{CheckResult, Evidence, Outcome, Place, Verdict};

/// One text for each level and option that is not proven. What its drills agree on is told once.
pub(super) fn groups(part: &Part<'_>) -> Vec<String> {
    let mut groups: Vec<(String, Vec<&DrillResult>)> = Vec::new();
    for drill in part.drills {
        let title = title(drill);
        match groups.iter_mut().find(|(other, _)| *other == title) {
            Some((_, drills)) => drills.push(drill),
            None => groups.push((title, vec![drill])),
        }
    }
    groups
        .iter()
        .filter(|(_, drills)| drills.iter().any(|drill| drill.verdict != Verdict::Proven))
        .map(|(title, drills)| {
            let broken = broken(part, drills);
            let left_out = left_out(drills[0]);
            format!("{}\n{broken}{}{left_out}", painted(BOLD, title), unknown(drills))
        })
        .collect()
}

fn title(drill: &DrillResult) -> String {
    let level = drill.scenario.level;
    match drill.scenario.option.as_deref() {
        None => format!("Level {level}"),
        Some(letter) if letter.len() == 1 => format!("Level {level}, option {letter}"),
        Some(method) => format!("Level {level}, {method} method"),
    }
}

fn broken(part: &Part<'_>, drills: &[&DrillResult]) -> String {
    let mut text = String::new();
    for id in ids(drills) {
        for (check, whose) in said(drills, id, Outcome::Broken) {
            let severity = check.rule.severity.word();
            text.extend([format!("  {} {id}, {severity}{whose}\n", painted(RED, "broken"))]);
            text.extend(check.evidence.iter().map(|evidence| evidence_lines(part, evidence)));
        }
    }
    text
}

/// Checks that could not be decided, put together by the reason.
fn unknown(drills: &[&DrillResult]) -> String {
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for id in ids(drills) {
        for (check, whose) in said(drills, id, Outcome::Unknown) {
            let texts: Vec<&str> = check.evidence.iter().map(|each| each.text.as_str()).collect();
            let reason = format!("{}{whose}", texts.join("; "));
            match reasons.iter_mut().find(|(other, _)| *other == reason) {
                Some((_, checks)) => checks.push(id),
                None => reasons.push((reason, vec![id])),
            }
        }
    }
    let all = ids(drills).len();
    let told = reasons.iter().map(|(reason, checks)| {
        let word = painted(YELLOW, "unknown");
        let named =
            if checks.len() == all { format!("all {all} checks") } else { checks.join(", ") };
        format!("  {word} {named}\n          {reason}\n")
    });
    told.collect()
}

/// What no drill of the level carried out; it is the same for all of them.
fn left_out(drill: &DrillResult) -> String {
    const SHOWN: usize = 20;
    let word = painted(YELLOW, "left out");
    let lines = drill.left_out.iter().take(SHOWN).map(|each| {
        format!("  {word} line {}: {}\n           {}\n", each.span.line, each.text, each.why)
    });
    let more = match drill.left_out.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("  and {more} more\n"),
    };
    lines.collect::<String>() + &more
}

/// The names of all checks of the drills, in their order.
fn ids(drills: &[&DrillResult]) -> Vec<&'static str> {
    let mut ids = Vec::new();
    for check in drills.iter().flat_map(|drill| &drill.checks) {
        if !ids.contains(&check.id()) {
            ids.push(check.id());
        }
    }
    ids
}

/// What the drills say of one check: the words of the first one for all that found it at the same
/// places, with how many did where not everybody did.
fn said<'d>(
    drills: &[&'d DrillResult],
    id: &str,
    outcome: Outcome,
) -> Vec<(&'d CheckResult, String)> {
    let mut said: Vec<(&CheckResult, Vec<&DrillResult>)> = Vec::new();
    for drill in drills {
        for check in drill.checks.iter().filter(|c| c.id() == id && c.outcome == outcome) {
            match said.iter_mut().find(|(other, _)| places(other) == places(check)) {
                Some((_, whose)) => whose.push(drill),
                None => said.push((check, vec![drill])),
            }
        }
    }
    said.into_iter().map(|(check, whose)| (check, in_which(&whose, drills.len()))).collect()
}

fn places(check: &CheckResult) -> BTreeSet<Option<&Place>> {
    check.evidence.iter().map(|evidence| evidence.place.as_ref()).collect()
}

/// Says in which drills something was found; nothing where it was found in all of them.
fn in_which(whose: &[&DrillResult], all: usize) -> String {
    let logs: BTreeSet<&str> = whose.iter().map(|drill| drill.scenario.audit_log.word()).collect();
    match (whose, logs.len()) {
        (_, _) if whose.len() == all => String::new(),
        ([one], _) => format!(" (in {})", one.scenario.id()),
        (_, 1) => format!(
            " (in {} of {all} drills, log {})",
            whose.len(),
            logs.into_iter().collect::<String>()
        ),
        _ => format!(" (in {} of {all} drills)", whose.len()),
    }
}

fn evidence_lines(part: &Part<'_>, evidence: &Evidence) -> String {
    match &evidence.place {
        None => format!("         {}\n", evidence.text),
        Some(Place { line, address }) => format!(
            "         {address}, line {line}: {}\n           {}\n",
            painted(DIM, part.line(*line)),
            evidence.text
        ),
    }
}
