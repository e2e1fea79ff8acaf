//! The audit log, lost and found in many ways.

use super::super::testing::{Drill, LOG, LOGGED, bare, file, logged};
use crate::journal::{Change, Event};
use crate::world::FileKind;

const ID: &str = "audit-log-complete";
const HELD: &str = "every line of the audit log is there: 4 lines";
const WHOLE: &str = "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n";

/// What is said of `lost` lines of `total` of which `first` comes first.
fn lost(lost: usize, total: usize, first: &str) -> String {
    format!(
        "{lost} of {total} lines of the audit log are lost, in no file and no archive that lasts, \
         such as {first}"
    )
}

/// A drill that leaves this log.
fn with(log: &str) -> Drill {
    let mut drill = Drill::unpacked();
    drill.leaves(LOG, log);
    drill
}

/// A drill that began with this log and leaves `left`; one line, `{"n":4}`, was written.
fn from(log: &str, left: &str) -> Drill {
    let mut drill = with(left);
    drill.before.files.insert(drill.facts.absolute(LOG), file(log));
    drill
}

fn cut(before_bytes: u64, after_bytes: Option<u64>) -> Change {
    Change::AuditLogCut { before_bytes, after_bytes }
}

#[test]
fn it_holds_where_every_line_is_in_the_live_log() {
    with(WHOLE).holds(ID, HELD);
}

#[test]
fn lines_that_were_added_or_put_in_another_order_are_not_lost() {
    with(&format!("{{\"n\":4}}\n\n{{\"n\":9}}\n{LOGGED}")).holds(ID, HELD);
}

#[test]
fn a_log_that_moved_to_an_archive_or_into_one_is_whole() {
    for path in ["/srv/app/.claude/context/archives/audit.jsonl", "/var/backups/audit.jsonl"] {
        let mut drill = Drill::unpacked();
        drill.loses(LOG);
        drill.after.files.insert(path.to_owned(), file(WHOLE));
        drill.notices(cut(40, None));
        drill.holds(ID, HELD);
    }
    let mut drill = Drill::unpacked();
    drill.loses(LOG);
    drill.after.archived.insert("/srv/app/a.tar.gz!audit.jsonl".to_owned(), file(WHOLE));
    drill.holds(ID, HELD);
}

#[test]
fn lines_may_be_in_different_places() {
    let mut drill = with("{\"n\":4}\n");
    drill.after.archived.insert("/srv/a.tar!audit.jsonl".to_owned(), file("{\"n\":1}\n"));
    drill.after.files.insert("/srv/b.jsonl".to_owned(), file("{\"n\":3}\n{\"n\":2}"));
    drill.holds(ID, HELD);
}

#[test]
fn what_survives_only_where_nothing_lasts_is_lost() {
    for place in ["/tmp/", "/var/tmp/", "/dev/shm/", "/run/"] {
        let mut drill = Drill::unpacked();
        drill.loses(LOG);
        drill.after.files.insert(format!("{place}audit.jsonl"), file(WHOLE));
        drill.is_broken(ID, &[&lost(4, 4, "{\"n\":1}")]);
        drill.after.files.clear();
        drill.after.archived.insert(format!("{place}a.tar!audit.jsonl"), file(WHOLE));
        drill.is_broken(ID, &[&lost(4, 4, "{\"n\":1}")]);
    }
}

#[test]
fn what_survives_only_in_git_is_lost() {
    let mut drill = Drill::unpacked();
    drill.loses(LOG);
    drill.commits(LOG, WHOLE);
    drill.is_broken(ID, &[&lost(4, 4, "{\"n\":1}")]);
}

#[test]
fn a_link_where_the_log_was_holds_nothing() {
    let mut drill = Drill::unpacked();
    drill.after.files.insert(drill.facts.absolute(LOG), bare(FileKind::Symlink));
    drill.is_broken(ID, &[&lost(4, 4, "{\"n\":1}")]);
}

#[test]
fn every_command_that_cut_the_log_is_named() {
    let mut drill = with("{\"n\":1}\n{\"n\":4}\n");
    drill.notices(cut(24, Some(8)));
    drill.notices(cut(8, None));
    drill.is_broken(
        ID,
        &[
            &lost(2, 4, "{\"n\":2}"),
            "90 L4.9.1: the audit log shrank from 24 to 8 bytes",
            "90 L4.9.1: the audit log was removed, all 8 bytes of it",
        ],
    );
}

#[test]
fn a_log_of_the_same_length_with_another_line_lost_one() {
    let drill = with(&WHOLE.replace("\"n\":2", "\"n\":7"));
    drill.is_broken(ID, &[&lost(1, 4, "{\"n\":2}")]);
}

#[test]
fn a_line_that_is_only_part_of_another_is_lost() {
    for left in [WHOLE.replace("{\"n\":2}", "{\"n\":2} "), WHOLE.replace("{\"n\":2}", "{\"n\":2")] {
        with(&left).is_broken(ID, &[&lost(1, 4, "{\"n\":2}")]);
    }
}

#[test]
fn a_last_line_that_was_torn_by_the_rollback_is_lost() {
    let drill = with("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\"");
    drill.is_broken(ID, &[&lost(1, 4, "{\"n\":4}")]);
}

#[test]
fn equal_lines_are_counted() {
    let twice = format!("{LOGGED}{{\"n\":3}}\n");
    let five = "every line of the audit log is there: 5 lines";
    from(&twice, &format!("{twice}{{\"n\":4}}\n")).holds(ID, five);
    from(&twice, WHOLE).is_broken(ID, &[&lost(1, 5, "{\"n\":3}")]);
}

#[test]
fn a_copy_of_a_line_does_not_count_for_an_equal_one_that_is_lost() {
    let mut drill = from(&format!("{LOGGED}{{\"n\":3}}\n"), WHOLE);
    drill.after.files.insert("/srv/copy.jsonl".to_owned(), file(WHOLE));
    drill.is_broken(ID, &[&lost(1, 5, "{\"n\":3}")]);
}

#[test]
fn a_line_that_is_written_again_must_be_there_twice() {
    let mut drill = with(WHOLE);
    drill.happens(logged("{\"n\":1}"));
    drill.is_broken(ID, &[&lost(1, 5, "{\"n\":1}")]);
    drill.leaves(LOG, &format!("{WHOLE}{{\"n\":1}}\n"));
    drill.holds(ID, "every line of the audit log is there: 5 lines");
}

#[test]
fn other_line_ends_lose_no_line() {
    with(&WHOLE.replace('\n', "\r\n")).holds(ID, HELD);
    from(&LOGGED.replace('\n', "\r\n"), WHOLE).holds(ID, HELD);
}

#[test]
fn a_log_that_was_torn_before_keeps_what_it_has_and_what_is_written_behind() {
    let torn = format!("{LOGGED}{{\"to");
    let five = "every line of the audit log is there: 5 lines";
    from(&torn, &format!("{torn}{{\"n\":4}}\n")).holds(ID, five);
    let mut drill = from(&torn, "{\"n\":4}\n");
    drill.after.files.insert("/srv/audit.jsonl".to_owned(), file(&torn));
    drill.holds(ID, five);
    from(&torn, WHOLE).is_broken(ID, &[&lost(1, 5, "{\"to")]);
    from(&torn, &torn).is_broken(ID, &[&lost(1, 5, "{\"n\":4}")]);
}

#[test]
fn a_torn_line_that_begins_like_all_others_is_told_from_them() {
    let torn = format!("{LOGGED}{{\"n");
    let five = "every line of the audit log is there: 5 lines";
    from(&torn, &format!("{torn}{{\"n\":4}}\n")).holds(ID, five);
    from(&torn, WHOLE).is_broken(ID, &[&lost(1, 5, "{\"n")]);
}

#[test]
fn a_last_line_without_its_line_end_is_a_line() {
    from(LOGGED.trim_end(), WHOLE).holds(ID, HELD);
    from(LOGGED.trim_end(), &WHOLE.replace("3}\n", "3}")).holds(ID, HELD);
    from(LOGGED.trim_end(), "{\"n\":1}\n{\"n\":2}\n{\"n\":4}\n")
        .is_broken(ID, &[&lost(1, 4, "{\"n\":3}")]);
}

#[test]
fn events_that_the_service_could_not_write_are_lost_with_their_reason() {
    let mut drill = Drill::unpacked();
    let why = Some("No such file or directory".to_owned());
    drill.happens(Event::AuditLine { text: "{\"n\":5}".to_owned(), lost: why });
    drill.is_broken(
        ID,
        &[
            &lost(1, 5, "{\"n\":5}"),
            "the service could not write 1 event to the audit log: No such file or directory",
        ],
    );
}

#[test]
fn a_log_that_began_during_the_drill_must_be_kept_too() {
    let mut drill = Drill::unpacked();
    let path = drill.facts.absolute(LOG);
    drill.before.files.remove(&path);
    drill.holds(ID, "every line of the audit log is there: 1 line");
    drill.loses(LOG);
    drill.is_broken(ID, &[&lost(1, 1, "{\"n\":4}").replace("lines", "line")]);
}

#[test]
fn where_nothing_was_ever_logged_nothing_is_shown() {
    let mut drill = from("\n", "");
    drill.forgets(|event| matches!(event, Event::AuditLine { .. }));
    drill.is_unknown(ID, "there was no line in the audit log, and none was written");
}

#[test]
fn a_line_that_was_written_before_the_first_look_is_counted_once() {
    let mut drill = with(WHOLE);
    drill.before.at = drill.before.at + std::time::Duration::from_secs(3600);
    drill.holds(ID, "every line of the audit log is there: 3 lines");
}
