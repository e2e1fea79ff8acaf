//! Reports in files.

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::support::run_in;

const ONE: &str = "run --variant hardened --level L2 --condition bad-config";

#[test]
fn reports_in_files_say_what_standard_output_says() {
    let here = tempfile::tempdir().expect("a folder");
    let file = |name: &str| fs::read_to_string(here.path().join(name)).expect("a report");
    fs::write(here.path().join("old.json"), "old").expect("a file");
    symlink("old.json", here.path().join("link.json")).expect("a link");
    let arguments = format!("{ONE} --report human=a.txt --report json=link.json");
    let ran = run_in(here.path(), &arguments);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(file("a.txt"), ran.stdout);
    let json = run_in(here.path(), &format!("{ONE} --format json"));
    assert_eq!(file("old.json"), json.stdout, "a link leads to its file");
    assert_eq!(fs::read_dir(here.path()).expect("the folder").count(), 3, "nothing else is left");
}

#[test]
fn a_report_file_tells_of_a_run_that_did_not_come_to_its_report() {
    let here = tempfile::tempdir().expect("a folder");
    for (arguments, code, words) in [
        ("run --runbook none.md", 3, "cannot read the runbook none.md"),
        ("run --level L9", 4, "level 9 is not in the runbook"),
    ] {
        let ran =
            run_in(here.path(), &format!("{arguments} --report json=r.json --report human=r"));
        assert_eq!((ran.code, ran.stdout.as_str()), (code, ""), "{}", ran.stderr);
        let text = fs::read_to_string(here.path().join("r.json")).expect("a report");
        let json: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(json["error"]["exit_code"], code);
        assert_eq!(
            (&json["verdict"], &json["drills"]),
            (&"inconclusive".into(), &Value::Array(vec![]))
        );
        let human = fs::read_to_string(here.path().join("r")).expect("a report");
        assert!(human.contains(words) && ran.stderr.contains(words), "{human}");
    }
}

#[test]
fn a_report_that_no_file_can_hold_is_refused_before_anything_runs() {
    let here = tempfile::tempdir().expect("a folder");
    fs::create_dir(here.path().join("folder")).expect("a folder");
    for (report, words) in [
        ("--report json=folder", "folder: it is no regular file"),
        ("--report json=/dev/null", "/dev/null: it is no regular file"),
        ("--report json=a --report human=./a", "two reports are to be put at ./a"),
        ("--report xml=a", "human=FILE or json=FILE"),
        ("--report json=", "human=FILE or json=FILE"),
        ("--report a.json", "human=FILE or json=FILE"),
    ] {
        let ran = run_in(here.path(), &format!("{ONE} {report}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{report}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{report}: {}", ran.stderr);
    }
    assert_eq!(fs::read_dir(here.path()).expect("the folder").count(), 1);
}

#[test]
fn a_report_that_cannot_be_written_is_named_and_the_others_are_written() {
    let here = tempfile::tempdir().expect("a folder");
    let arguments = format!("{ONE} --report json=missing/r.json --report human=r.txt");
    let ran = run_in(here.path(), &arguments);
    assert_eq!(ran.code, 74, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("the report missing/r.json could not be written"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("hint:"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(here.path().join("r.txt")).expect("a report"), ran.stdout);
}
