//! What comes of each drill of the embedded pack, as it was seen last: a file each in `snapshots/`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rollback_drill::determinism::Tick;
use rollback_drill::drill::{DrillResult, SuiteCount};
use rollback_drill::journal::Event;
use rollback_drill::report::duration;
use rollback_drill::verdict::Outcome;

use crate::drills::{corrected, shared};

fn drills() -> impl Iterator<Item = &'static DrillResult> {
    [shared(), corrected()].into_iter().flat_map(|campaign| &campaign.drills)
}

/// Decision, timeline, suite, checks and findings: what a person would read of a drill.
#[test]
fn what_comes_of_each_drill_is_as_it_was_seen_last() {
    for drill in drills() {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(drill.scenario.id(), told(drill)));
    }
}

#[test]
fn every_snapshot_belongs_to_a_drill_or_to_lint() {
    let ids: BTreeSet<String> = drills().map(|drill| drill.scenario.id()).collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots");
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        let own = name.strip_suffix(".snap");
        let known = own.is_some_and(|own| own.starts_with("lint-") || ids.contains(own));
        assert!(known || name.ends_with(".snap.new"), "{name} belongs to no drill");
    }
}

fn told(drill: &DrillResult) -> String {
    let mut text = String::new();
    let mut line = |words: String| writeln!(text, "{words}").expect("a String takes every write");
    line(format!("{:?}, {}", drill.status, drill.verdict.word()));
    drill.journal.entries().iter().filter_map(|entry| decision(&entry.event)).for_each(&mut line);
    let (work, watched) = (duration(drill.timeline_ms), duration(drill.watched_ms));
    let budget = drill.budget_ms.map_or_else(|| "none".to_owned(), duration);
    line(format!("time {work}, watched {watched}, budget {budget}"));
    line(format!("suite before {}", suite(Some(drill.suite_before))));
    line(format!("suite after  {}", suite(drill.suite_after)));
    line("\ntimeline, from when the operator came".to_owned());
    for (mark, at) in drill.timeline.marks() {
        line(format!("  {:10} {:>14}", mark.word(), since(drill.began, at)));
    }
    for outcome in [Outcome::Held, Outcome::Unknown, Outcome::Broken] {
        let of = drill.checks.iter().filter(|check| check.outcome == outcome);
        let ids: Vec<&str> = of.map(rollback_drill::verdict::CheckResult::id).collect();
        line(format!("\n{outcome:?}: {}", ids.len()).to_lowercase());
        for id in ids {
            line(format!("  {id}"));
        }
    }
    line(format!("\nfindings: {}", drill.findings.len()));
    for finding in &drill.findings {
        let at = finding.evidence.place.as_ref().map_or_else(String::new, |place| {
            format!(" at {}, line {}", place.address, place.line)
        });
        line(format!("  {} {}{at}", finding.severity.word(), finding.rule));
        line(format!("    {}", finding.evidence.text));
    }
    text
}

fn decision(event: &Event) -> Option<String> {
    match event {
        Event::Decided { level, within_ms, authorities } => {
            let soon = within_ms.map_or_else(
                || "at no set time".to_owned(),
                |ms| format!("within {}", duration(ms)),
            );
            Some(format!("decided level {level} {soon}, {}", authorities.join(" + ")))
        }
        Event::Escalated { from, to, .. } => {
            let to = to.map_or_else(|| "nowhere".to_owned(), |level| format!("to level {level}"));
            Some(format!("escalated from level {from} {to}"))
        }
        _ => None,
    }
}

fn suite(count: Option<SuiteCount>) -> String {
    count.map_or_else(
        || "not run".to_owned(),
        |SuiteCount { passed, failed, baseline, party_mode }| {
            format!("{passed} passed ({baseline} baseline, {party_mode} feature), {failed} failed")
        },
    )
}

fn since(began: Tick, at: Tick) -> String {
    let span = |from: Tick, to: Tick| {
        duration(u64::try_from(to.since(from).as_millis()).expect("milliseconds"))
    };
    if at < began { format!("-{}", span(at, began)) } else { span(began, at) }
}
