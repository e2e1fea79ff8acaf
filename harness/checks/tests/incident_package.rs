//! Packages of evidence, whole and with holes.

use super::super::testing::{Drill, LOGGED, PACKAGE, SIDECAR, file, wrote};
use crate::journal::Event;

const ID: &str = "incident-package";
const NO_LOG: &str = "whole audit log up to the switch-off";
const NO_SIDECARS: &str = "archive of every sidecar as last written";
const NO_COMMITS: &str = "git log of every commit";

fn lacks(drill: &Drill, what: &[&str]) {
    let texts: Vec<String> = what.iter().map(|what| format!("{PACKAGE} holds no {what}")).collect();
    drill.is_broken(ID, &texts.iter().map(String::as_str).collect::<Vec<_>>());
}

fn in_package(name: &str) -> String {
    format!("{PACKAGE}/{name}")
}

#[test]
fn it_holds_where_one_package_has_everything() {
    let held = format!(
        "{PACKAGE} holds the audit log up to the switch-off (4 lines or more), 1 sidecars and 1 \
         commits"
    );
    Drill::flawless().holds(ID, &held);
}

#[test]
fn a_package_may_be_an_archive_and_may_stand_outside_the_checkout() {
    for place in ["/srv/app/.claude/context/archives/all.tar.gz!", "/srv/rollback/run-1/"] {
        let mut drill = Drill::unpacked();
        let package = Drill::flawless();
        for (path, file) in package.after.files.iter().chain(&package.after.archived) {
            if let Some(name) = path.strip_prefix(PACKAGE) {
                drill.after.archived.insert(format!("{place}{}", &name[1..]), file.clone());
            }
        }
        drill.holds_somehow(ID);
    }
}

#[test]
fn what_lies_in_a_kept_place_in_no_package_of_its_own_is_none() {
    let mut drill = Drill::unpacked();
    let package = Drill::flawless();
    for (path, file) in package.after.files.iter().chain(&package.after.archived) {
        if let Some(name) = path.strip_prefix(PACKAGE) {
            let path = format!("/srv/app/.claude/context/archives{name}");
            drill.after.files.insert(path, file.clone());
        }
    }
    assert_eq!(drill.sees(ID).outcome, crate::verdict::Outcome::Broken);
}

#[test]
fn each_part_that_is_missing_is_named() {
    for (name, what) in [("audit.jsonl", NO_LOG), ("git-log.txt", NO_COMMITS)] {
        let mut drill = Drill::flawless();
        drill.after.files.remove(&in_package(name)).expect("a part of the package");
        lacks(&drill, &[what]);
    }
    let mut drill = Drill::flawless();
    drill.after.archived.retain(|path, _| !path.starts_with(PACKAGE));
    lacks(&drill, &[NO_SIDECARS]);
}

#[test]
fn a_log_that_ends_before_the_switch_off_or_is_another_one_is_no_copy() {
    let other = format!("{LOGGED}{{\"n\":5}}\n");
    for text in [LOGGED, "", other.as_str()] {
        let mut drill = Drill::flawless();
        drill.after.files.insert(in_package("audit.jsonl"), file(text));
        lacks(&drill, &[NO_LOG]);
    }
}

#[test]
fn a_log_that_was_copied_before_the_last_lines_were_written_is_a_copy() {
    let mut drill = Drill::flawless();
    drill.events.push(Event::AuditLine { text: "{\"n\":5}".to_owned(), lost: None });
    drill.holds_somehow(ID);
}

#[test]
fn a_sidecar_that_was_written_after_it_was_archived_is_not_in_the_package() {
    let mut drill = Drill::flawless();
    let at = drill.position(&wrote(SIDECAR, "second\n"));
    drill.events.insert(at + 1, wrote(SIDECAR, "third\n"));
    lacks(&drill, &[NO_SIDECARS]);
}

#[test]
fn a_sidecar_that_its_own_session_took_away_is_not_asked_for() {
    let mut drill = Drill::flawless();
    drill.after.archived.retain(|path, _| !path.starts_with(PACKAGE));
    drill.forgets(|event| matches!(event, Event::Noticed { .. }));
    drill.holds_somehow(ID);
}

#[test]
fn a_git_log_without_one_of_the_commits_is_not_the_whole_one() {
    let mut drill = Drill::flawless();
    let long = "0123456789abcdef0123456789abcdef01234567".to_owned();
    drill.before.history.commits.insert(long.clone(), "t0".to_owned());
    lacks(&drill, &[NO_COMMITS]);
    let text = format!("c1 Last\n{} First\n", &long[..7]);
    drill.after.files.insert(in_package("git-log.txt"), file(text));
    drill.holds_somehow(ID);
    let text = format!("c1 Last\n{} First\n", &long[..6]);
    drill.after.files.insert(in_package("git-log.txt"), file(text));
    lacks(&drill, &[NO_COMMITS]);
}

#[test]
fn where_nothing_was_kept_nothing_is_there() {
    let mut drill = Drill::unpacked();
    drill.after.files.clear();
    drill.after.archived.clear();
    drill.is_broken(ID, &["no file lies in a kept place"]);
}
