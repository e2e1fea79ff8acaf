//! Bad input: one clear error at its place, an advice, the right exit code, nothing half done.

use std::fs;

use crate::support::{run, run_in};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn every_bad_input_has_its_exit_code_its_place_and_an_advice() {
    let here = folder();
    fs::write(here.path().join("binary.md"), b"# x\n\0\x01").expect("a file");
    fs::write(here.path().join("latin.md"), b"# caf\xe9\n").expect("a file");
    fs::write(here.path().join("empty.md"), "").expect("a file");
    fs::write(here.path().join("prose.md"), "# A cake\n\nMix and bake.\n").expect("a file");
    let table: [(&str, i32, &[&str]); 13] = [
        ("run --runbook missing.md", 3, &["missing.md", "No such file", "hint:"]),
        ("run --runbook .", 3, &["directory", "hint:"]),
        ("run --runbook binary.md", 3, &["binary.md", "offset 4", "hint:"]),
        ("run --runbook latin.md", 3, &["latin.md", "offset 5", "hint:"]),
        ("run --runbook empty.md", 3, &["empty.md", "level"]),
        ("run --runbook prose.md", 3, &["prose.md", "level"]),
        ("run --pack missing", 3, &["pack.yaml", "No such file", "hint:"]),
        ("run --seed twelve", 2, &["twelve", "whole number"]),
        ("run --level L9", 4, &["level 9", "L1, L2, L3, L4"]),
        ("run --level first", 2, &["first", "L3"]),
        ("run --level L3 --option Z", 4, &["'Z'", "A, B"]),
        ("run --jobs 0", 2, &["0"]),
        ("fly", 2, &["fly"]),
    ];
    for (arguments, code, words) in table {
        let ran = run_in(here.path(), arguments);
        assert_eq!(ran.code, code, "{arguments}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{arguments}");
        for word in words {
            assert!(ran.stderr.contains(word), "{arguments}: {word:?} is not in {}", ran.stderr);
        }
    }
}

#[test]
fn an_unknown_key_of_a_pack_is_refused_at_its_line() {
    let here = folder();
    let text = include_str!("../../scenarios/party-mode/pack.yaml");
    let broken = text.replace("  live_sessions: 4\n", "  live_sessions: 4\n  dead_sessions: 1\n");
    assert_ne!(text, broken);
    fs::write(here.path().join("pack.yaml"), &broken).expect("a file");
    let line = broken.lines().position(|line| line.contains("dead_sessions")).expect("it is there");
    let ran = run_in(here.path(), "run --pack .");
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.contains("dead_sessions"), "{}", ran.stderr);
    assert!(ran.stderr.contains(&(line + 1).to_string()), "{}", ran.stderr);
}

#[test]
fn a_world_is_never_kept_over_other_files() {
    let here = folder();
    fs::write(here.path().join("mine"), "precious").expect("a file");
    let ran = run_in(here.path(), "run --level L1 --keep-world .");
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("hint:"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(here.path().join("mine")).expect("still there"), "precious");
    assert_eq!(fs::read_dir(here.path()).expect("the folder").count(), 1);
}

#[test]
fn a_report_that_cannot_be_written_is_no_success() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let ran = crate::support::program_into(full, &["list", "levels"]);
    assert_eq!(ran, 74);
}

#[test]
fn help_goes_to_standard_output_and_names_the_exit_codes() {
    let ran = run("--help");
    assert_eq!(ran.code, 0);
    for code in ["10", "12", "74", "130"] {
        assert!(ran.stdout.contains(code));
    }
    for command in ["run", "list", "plan", "completions"] {
        let ran = run(&format!("{command} --help"));
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.contains("Example"), "{command}");
    }
}
