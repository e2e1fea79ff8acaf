//! What a feature can leave behind.

use super::super::testing::{Drill, bare, file};
use crate::world::FileKind;

const ID: &str = "no-artefact-left";
const HELD: &str = "5 files read, none is or names the feature";
const ROUTER: &str = "lib/party-mode/router.js";

fn with(path: &str, text: &str) -> Drill {
    let mut drill = Drill::flawless();
    drill.leaves(path, text);
    drill
}

#[test]
fn it_holds_where_only_the_baseline_and_what_must_be_kept_are_left() {
    Drill::flawless().holds(ID, HELD);
    with(".claude/context/archives/party-mode.md", "Party Mode").holds(ID, HELD);
    with(".claude/context/metrics/audit.jsonl", "{\"mode\":\"Party Mode\"}").holds(ID, HELD);
    with("node_modules/party-mode/index.js", "Party Mode").holds(ID, HELD);
}

#[test]
fn files_of_the_feature_are_counted_and_named() {
    let mut drill = with(ROUTER, "route();\n");
    drill.leaves("docs/PARTY_MODE.md", "# Party Mode\n");
    let two = "still in the checkout: 2 files of the feature: docs/PARTY_MODE.md, lib/party-mode/router.js";
    drill.is_broken(ID, &[two]);
}

#[test]
fn a_file_of_the_feature_with_nothing_in_it_is_left_all_the_same() {
    with(ROUTER, "")
        .is_broken(ID, &["still in the checkout: 1 file of the feature: lib/party-mode/router.js"]);
}

#[test]
fn a_removal_that_was_not_committed_leaves_the_feature_in_the_commit() {
    let mut drill = Drill::flawless();
    drill.commits(ROUTER, "route();\n");
    let text = "still in the commit checked out: 1 file of the feature: lib/party-mode/router.js";
    drill.is_broken(ID, &[text]);
    drill.leaves(ROUTER, "route();\n");
    drill
        .is_broken(ID, &["still in the checkout: 1 file of the feature: lib/party-mode/router.js"]);
}

#[test]
fn a_line_that_names_the_feature_is_shown_with_its_number() {
    let drill = with("README.md", "# App\n\n  Uses PARTY Mode.\nAnd partyMode.\n");
    let text = "README.md names the feature in 2 lines, first in line 3: Uses PARTY Mode.";
    drill.is_broken(ID, &[text]);
}

#[test]
fn what_the_baseline_says_itself_is_no_mention_and_what_was_added_to_it_is() {
    let line = "A party mode of another kind.";
    with("CLAUDE.md", &format!("# Index\r\n{line}\r\nMore.\r\n")).holds_somehow(ID);
    let drill = with("CLAUDE.md", &format!("# Index\n{line}\n{line} And party-mode.\n"));
    drill.is_broken(
        ID,
        &[&format!(
            "CLAUDE.md names the feature in 1 line, first in line 3: {line} And party-mode."
        )],
    );
}

#[test]
fn a_mention_in_a_renamed_or_a_new_file_is_found() {
    for path in ["lib/old/router.js", "notes.txt", ".claude/settings.local.json"] {
        let drill = with(path, "// from Party Mode\n");
        let text =
            format!("{path} names the feature in 1 line, first in line 1: // from Party Mode");
        drill.is_broken(ID, &[&text]);
    }
}

#[test]
fn a_mention_in_a_text_that_is_no_utf_8_is_found() {
    let mut drill = Drill::flawless();
    drill.after.files.insert("/srv/app/old.txt".to_owned(), file(b"caf\xe9\nParty Mode \xe9\n"));
    let text = "old.txt names the feature in 1 line, first in line 2: Party Mode \u{fffd}";
    drill.is_broken(ID, &[text]);
}

#[test]
fn a_long_line_is_shown_by_its_beginning() {
    let drill = with("notes.txt", &format!("{}party mode", "x".repeat(200)));
    let begin = "x".repeat(100);
    let text = format!("notes.txt names the feature in 1 line, first in line 1: {begin}..");
    drill.is_broken(ID, &[&text]);
}

#[test]
fn a_name_made_of_the_features_words_is_found_whatever_it_holds() {
    let drill = with("party-mode-sidecars.tar.gz", "\u{1}");
    drill.is_broken(
        ID,
        &["still in the checkout: 1 name like the feature's: party-mode-sidecars.tar.gz"],
    );
    for kind in [FileKind::Symlink, FileKind::Directory] {
        let mut drill = Drill::flawless();
        drill.after.files.insert("/srv/app/lib/PARTY_MODE".to_owned(), bare(kind));
        drill.is_broken(ID, &["still in the checkout: 1 name like the feature's: lib/PARTY_MODE"]);
    }
}

#[test]
fn a_directory_is_told_of_by_the_files_of_the_feature_in_it() {
    let mut drill = with(ROUTER, "route();\n");
    let directory = bare(FileKind::Directory);
    drill.after.files.insert("/srv/app/lib/party-mode".to_owned(), directory.clone());
    drill
        .is_broken(ID, &["still in the checkout: 1 file of the feature: lib/party-mode/router.js"]);
    drill.loses(ROUTER);
    drill.is_broken(ID, &["still in the checkout: 1 name like the feature's: lib/party-mode"]);
}

#[test]
fn a_directory_stands_for_the_unknown_files_in_it() {
    let mut drill = with("lib/party-mode/core.dump", "x");
    let directory = bare(FileKind::Directory);
    drill.after.files.insert("/srv/app/lib/party-mode".to_owned(), directory);
    drill.is_broken(ID, &["still in the checkout: 1 name like the feature's: lib/party-mode"]);
}

#[test]
fn a_directory_that_is_named_so_and_must_be_kept_is_none() {
    let mut drill = Drill::flawless();
    drill.facts.audit_log = "party-mode/audit.jsonl".to_owned();
    drill.facts.kept.push("var/party-mode/archives".to_owned());
    for path in ["/srv/app/party-mode", "/srv/app/var/party-mode", "/srv/app/var"] {
        drill.after.files.insert(path.to_owned(), bare(FileKind::Directory));
    }
    drill.holds_somehow(ID);
}

#[test]
fn a_name_that_the_baseline_has_is_the_baselines() {
    let mut drill = with("docs/party-mode-ideas.md", "Ideas.\n");
    drill.is_broken(
        ID,
        &["still in the checkout: 1 name like the feature's: docs/party-mode-ideas.md"],
    );
    let bytes = drill.facts.baseline["README.md"].clone();
    drill.facts.baseline.insert("docs/party-mode-ideas.md".to_owned(), bytes);
    drill.holds_somehow(ID);
}

#[test]
fn sidecars_are_told_of_by_their_sessions() {
    let mut drill = with(".claude/staging/agents/pm-1/dev/memory.json", "x");
    drill.leaves(".claude/staging/agents/pm-1/qa/memory.json", "x");
    drill.is_broken(ID, &["still in the checkout: 1 sidecar of its sessions: pm-1"]);
    let empty = "/srv/app/.claude/staging/agents/pm-2".to_owned();
    drill.after.files.insert(empty, bare(FileKind::Directory));
    drill.is_broken(ID, &["still in the checkout: 2 sidecars of its sessions: pm-1, pm-2"]);
}

#[test]
fn an_empty_place_for_sidecars_is_no_sidecar() {
    let mut drill = Drill::flawless();
    let place = "/srv/app/.claude/staging/agents".to_owned();
    drill.after.files.insert(place, bare(FileKind::Directory));
    drill.holds(ID, HELD);
}

#[test]
fn what_stands_outside_the_checkout_is_not_looked_at() {
    let mut drill = Drill::flawless();
    for path in ["/srv/app2/party-mode.md", "/home/operator/party-mode.md"] {
        drill.after.files.insert(path.to_owned(), file("Party Mode"));
    }
    drill.holds(ID, HELD);
}

#[test]
fn an_empty_checkout_shows_nothing() {
    let mut drill = Drill::flawless();
    drill.after.files.clear();
    drill.is_unknown(ID, "the checkout holds no file at all");
}
