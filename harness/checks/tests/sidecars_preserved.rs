//! Sidecars, archived or not before they go.

use super::super::testing::{ARCHIVE, Drill, SIDECAR, bare, file, noticed, wrote};
use crate::journal::{Change, Event};
use crate::world::FileKind;

const ID: &str = "sidecars-preserved";
const HELD: &str = "none of 1 sidecar file is lost";
const NAME: &str = ".claude/staging/agents/pm-1/dev/memory.json";
const OTHER: &str = "/srv/app/.claude/staging/agents/pm-2/dev/memory.json";

fn gone(path: &str) -> Change {
    Change::SidecarGone { path: path.to_owned() }
}

/// What is said of the one sidecar, removed in line 30.
fn removed() -> String {
    format!("30 L4.3.1: 1 sidecar file removed that no archive has as last written: {NAME}")
}

fn is_removal(event: &Event) -> bool {
    matches!(event, Event::Noticed { .. })
}

/// A drill that leaves `text` as the sidecar's copy at `path`, and no other.
fn archived(path: &str, text: &str) -> Drill {
    let mut drill = Drill::unpacked();
    drill.after.archived.clear();
    drill.after.archived.insert(path.to_owned(), file(text));
    drill
}

#[test]
fn it_holds_where_an_archive_has_what_was_removed() {
    Drill::unpacked().holds(ID, HELD);
}

#[test]
fn a_plain_copy_that_lasts_is_an_archive_too() {
    let mut drill = Drill::unpacked();
    drill.after.archived.clear();
    drill.leaves(".claude/context/archives/pm-1/memory.json", "second\n");
    drill.holds(ID, HELD);
}

#[test]
fn a_sidecar_that_was_removed_without_an_archive_is_lost() {
    let mut drill = Drill::unpacked();
    drill.after.archived.clear();
    drill.is_broken(ID, &[&removed()]);
}

#[test]
fn an_archive_from_before_the_last_write_is_too_old() {
    archived(&format!("{ARCHIVE}!pm-1/memory.json"), "first\n").is_broken(ID, &[&removed()]);
}

#[test]
fn an_archive_where_nothing_lasts_is_none() {
    archived("/tmp/sidecars.tar.gz!pm-1/memory.json", "second\n").is_broken(ID, &[&removed()]);
    let mut drill = Drill::unpacked();
    drill.after.archived.clear();
    drill.after.files.insert("/tmp/memory.json".to_owned(), file("second\n"));
    drill.is_broken(ID, &[&removed()]);
}

#[test]
fn what_is_written_after_a_removal_does_not_make_its_archive_old() {
    let mut drill = Drill::unpacked();
    drill.happens(wrote(SIDECAR, "third\n"));
    drill.holds(ID, HELD);
    drill.notices(gone(SIDECAR));
    drill.is_broken(
        ID,
        &[&format!(
            "90 L4.9.1: 1 sidecar file removed that no archive has as last written: {NAME}"
        )],
    );
}

#[test]
fn what_is_gone_already_cannot_be_removed_again() {
    let mut drill = Drill::unpacked();
    drill.after.archived.clear();
    drill.notices(gone(SIDECAR));
    drill.after.files.insert(SIDECAR.to_owned(), file("somebody else's\n"));
    drill.is_broken(ID, &[&removed()]);
}

#[test]
fn each_command_is_told_what_it_removed() {
    let mut drill = Drill::unpacked();
    drill.after.archived.clear();
    let place = "/srv/app/.claude/staging/agents/pm-3";
    for agent in ["a", "b", "c", "d"] {
        let path = format!("{place}/{agent}");
        drill.happens(wrote(&path, agent));
        drill.notices(gone(&path));
    }
    let names =
        ["a", "b", "c"].map(|agent| format!(".claude/staging/agents/pm-3/{agent}")).join(", ");
    let four = format!(
        "90 L4.9.1: 4 sidecar files removed that no archive has as last written: {names} and 1 more"
    );
    drill.is_broken(ID, &[&removed(), &four]);
}

#[test]
fn one_of_two_archived_is_one_lost() {
    let mut drill = Drill::unpacked();
    drill.before.files.insert(OTHER.to_owned(), file("other\n"));
    drill.happens(noticed("L4.3.1", 30, gone(OTHER)));
    drill.is_broken(ID, &[&removed().replace("pm-1", "pm-2")]);
    drill.after.archived.insert(format!("{ARCHIVE}!pm-2"), file("other\n"));
    drill.holds(ID, "none of 2 sidecar files is lost");
}

#[test]
fn the_sidecar_of_a_session_that_ended_may_go_without_an_archive() {
    let mut drill = Drill::unpacked();
    drill.after.archived.clear();
    drill.forgets(is_removal);
    drill.happens(Event::SessionEnded { session: "pm-1".to_owned(), reason: "x".to_owned() });
    drill.holds(ID, HELD);
}

#[test]
fn a_sidecar_that_stays_in_its_place_needs_no_archive() {
    let mut drill = Drill::unpacked();
    drill.after.archived.clear();
    drill.forgets(is_removal);
    drill.after.files.insert(SIDECAR.to_owned(), file("second\n"));
    drill.holds(ID, HELD);
}

#[test]
fn a_sidecar_that_was_emptied_or_linked_away_is_lost_in_its_place() {
    for left in [file(""), file("first\n"), bare(FileKind::Symlink)] {
        let mut drill = Drill::unpacked();
        drill.after.archived.clear();
        drill.forgets(is_removal);
        drill.after.files.insert(SIDECAR.to_owned(), left);
        let why = "1 sidecar file overwritten that no archive has as last written";
        drill.is_broken(ID, &[&format!("{why}: {NAME}")]);
        drill.after.archived.insert(format!("{ARCHIVE}!m"), file("second\n"));
        drill.holds(ID, HELD);
    }
}

#[test]
fn files_beside_the_sidecars_are_none() {
    let mut drill = Drill::unpacked();
    let beside = "/srv/app/.claude/staging/agents-old/x";
    drill.before.files.insert(beside.to_owned(), file("x"));
    drill.notices(gone(beside));
    drill.holds(ID, HELD);
}

#[test]
fn where_no_agent_has_a_sidecar_nothing_is_shown() {
    let mut drill = Drill::unpacked();
    drill.before.files.remove(SIDECAR);
    drill
        .before
        .files
        .insert("/srv/app/.claude/staging/agents/pm-1".to_owned(), bare(FileKind::Directory));
    drill.forgets(|event| matches!(event, Event::SidecarWritten { .. }));
    drill.is_unknown(ID, "no agent ever had a sidecar");
}
