//! Packs of a user's own that are wrong, and runbooks that are no files: what is said, and where.

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::{Ran, copy_pack, run_in};

const PACK: &str = include_str!("../../scenarios/party-mode/pack.yaml");

/// Runs a pack of which one text is another one.
fn run_changed(old: &str, new: &str) -> (Ran, usize) {
    let here = tempfile::tempdir().expect("a folder");
    assert!(PACK.contains(old), "{old}");
    let pack = PACK.replacen(old, new, 1);
    let line = pack.lines().position(|line| line.contains(new)).expect("a line") + 1;
    if old.starts_with("baseline_tag") {
        copy_pack(here.path());
    }
    fs::write(here.path().join("pack.yaml"), &pack).expect("a file");
    (run_in(here.path(), "run --pack ."), line)
}

#[test]
fn what_is_wrong_in_a_pack_is_shown_at_its_line() {
    let table = [
        ("request_every: [20s, 40s]", "request_every: [0s, 0s]", "fleet.request_every "),
        ("round: [46s, 72s]", "round: [0s, 72s]", "fleet.round "),
        ("rounds: [3, 10]", "rounds: [10, 3]", "fleet.rounds "),
        ("live_sessions: 4", "live_sessions: 4000000000", "fleet.live_sessions "),
        ("past_sessions: 6", "past_sessions: 4000000000", "fleet.past_sessions "),
        (
            "checkout: /srv/agent-studio",
            "checkout: ../../x",
            "world.checkout has to be an absolute",
        ),
        ("checkout: /srv/agent-studio", "checkout: /srv/../x", "world.checkout has to be an"),
        ("origin: /srv", "origin: srv", "world.origin has to be an absolute"),
        ("home: /home", "home: home", "world.home has to be an absolute"),
        ("checks: [feature-off-in-service,", "checks: [feature-of,", "no check 'feature-of'"),
        ("production: .claude", "prod: .claude", "names no file for production"),
        ("baseline_tag: ", "baseline_tag: no-", "no commit has the tag"),
    ];
    for (old, new, word) in table {
        let (ran, line) = run_changed(old, new);
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(&format!("pack.yaml:{line}:")), "{line} {new}: {}", ran.stderr);
        assert!(ran.stderr.contains(word), "{word}: {}", ran.stderr);
        assert!(ran.stderr.contains("hint:"), "{}", ran.stderr);
    }
    let (ran, _) = run_changed("role: service }", "role: worker }");
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.contains("world.processes has to name one process"), "{}", ran.stderr);
}

#[test]
fn a_runbook_that_the_pack_does_not_have_is_named_with_those_that_it_has() {
    let here = tempfile::tempdir().expect("a folder");
    let pack = PACK.replacen("  documented: ", "  other: ", 1);
    assert_ne!(pack, PACK);
    fs::write(here.path().join("pack.yaml"), &pack).expect("a file");
    let line = pack.lines().position(|line| line.starts_with("  other:")).expect("a line") + 1;
    let ran = run_in(here.path(), "list levels --pack .");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("there is no runbook 'documented'"), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("pack.yaml:{line}:")), "{}", ran.stderr);
    let ran = run_in(here.path(), "run --pack . --variant documented");
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("the pack has no runbook 'documented'"), "{}", ran.stderr);
    assert!(ran.stderr.contains("hint: it has hardened, other;"), "{}", ran.stderr);
}

#[test]
fn a_level_of_which_nothing_would_be_checked_is_refused() {
    let at = PACK.find("checks: [").expect("checks");
    let end = at + PACK[at..].find(']').expect("an end") + 1;
    let (ran, line) = run_changed(&PACK[at..end], "checks: []");
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    let told = format!("pack.yaml:{line}:");
    assert!(ran.stderr.contains(&told), "{}", ran.stderr);
    assert!(ran.stderr.contains("levels.1.checks is empty: nothing would be checked"));
    assert!(ran.stderr.contains("hint: name at least one check"), "{}", ran.stderr);
}

#[test]
fn a_link_that_leads_out_of_a_pack_is_not_followed() {
    let here = tempfile::tempdir().expect("a folder");
    let pack = here.path().join("pack");
    copy_pack(&pack);
    let runbook = pack.join("runbooks/documented.md");
    fs::rename(&runbook, pack.join("runbooks/other.md")).expect("a move");
    symlink("other.md", &runbook).expect("a link");
    assert_eq!(run_in(here.path(), "list levels --pack pack").code, 0, "a link inside is one file");

    fs::rename(pack.join("runbooks/other.md"), here.path().join("secret.md")).expect("a move");
    fs::remove_file(&runbook).expect("it was there");
    symlink("../../secret.md", &runbook).expect("a link");
    let ran = run_in(here.path(), "list levels --pack pack");
    assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("documented.md leads out of the pack"), "{}", ran.stderr);
}

#[test]
fn a_file_of_a_pack_that_is_too_large_is_refused() {
    let here = tempfile::tempdir().expect("a folder");
    copy_pack(here.path());
    let large = here.path().join("world/untracked/large.bin");
    fs::File::create(&large).expect("a file").set_len(5 * 1024 * 1024).expect("a size");
    let ran = run_in(here.path(), "run --pack . --level L1");
    assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("large.bin has 5242880 bytes"), "{}", ran.stderr);
}

#[test]
fn a_suite_that_is_not_modelled_leaves_everything_open() {
    let here = tempfile::tempdir().expect("a folder");
    copy_pack(here.path());
    let suite = here.path().join("world/commits/00-baseline/tests/agents.test.cjs");
    let text = fs::read_to_string(&suite).expect("a test");
    fs::write(&suite, format!("require('node:http2');\n{text}")).expect("a file");
    let ran = run_in(here.path(), "run --pack . --level L1");
    assert_eq!((ran.code, ran.stdout.as_str()), (12, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("the pack's own test suite needs"), "{}", ran.stderr);
    assert!(ran.stderr.contains("http2"), "{}", ran.stderr);
    assert!(ran.stderr.contains("hint:"), "{}", ran.stderr);
}

#[test]
fn a_runbook_that_is_no_regular_file_is_refused_and_never_waited_for() {
    let here = tempfile::tempdir().expect("a folder");
    let pipe = here.path().join("pipe.md");
    let made = assert_cmd::Command::new("mkfifo").arg(&pipe).output().expect("mkfifo");
    assert!(made.status.success());
    for name in ["pipe.md", "/dev/zero"] {
        let ran = run_in(here.path(), &format!("run --runbook {name}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(&format!("{name}: it is no regular file")), "{}", ran.stderr);
        assert!(ran.stderr.contains("hint:"), "{}", ran.stderr);
    }
}
