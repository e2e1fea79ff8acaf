//! How long levels take over many seeds.

use serde_json::Value;

use crate::support::run;

fn json(arguments: &str) -> (i32, Value) {
    let ran = run(&format!("times --format json {arguments}"));
    (ran.code, serde_json::from_str(&ran.stdout).expect("JSON"))
}

/// The times of one mark in the first drill.
fn mark<'a>(report: &'a Value, name: &str) -> &'a Value {
    let marks = report["drills"][0]["marks"].as_array().expect("marks");
    marks.iter().find(|mark| mark["mark"] == name).expect("the mark")
}

#[test]
fn marks_come_in_their_order_and_percentiles_in_theirs() {
    let (code, report) =
        json("--variant hardened --level 2 --condition bad-config --seeds 4 --seed 7");
    assert_eq!(code, 0);
    assert_eq!((&report["seeds"], &report["first_seed"]), (&Value::from(4), &Value::from(7)));
    assert_eq!(report["drills"].as_array().expect("drills").len(), 1);
    let names = ["detected", "decided", "started", "restored", "verified"];
    let mut last = 0;
    for name in names {
        let found = mark(&report, name);
        let [p50, p95, max] = ["p50_ms", "p95_ms", "max_ms"].map(|it| found[it].as_u64());
        assert_eq!(found["reached"], 4, "{name}");
        assert!(p50 <= p95 && p95 <= max && p50.expect("reached") >= last, "{name} {found}");
        last = p50.expect("reached");
    }
    assert_eq!(report["drills"][0]["within_budget"], 4);
}

#[test]
fn what_a_bad_runbook_never_reaches_is_never_and_not_fast() {
    let (code, report) = json("--variant documented --level 1 --condition context-leak --seeds 2");
    assert_eq!(code, 0, "{report}");
    let mitigated = mark(&report, "mitigated");
    assert_eq!((&mitigated["reached"], &mitigated["never"]), (&Value::from(0), &Value::from(2)));
    assert!(mitigated["p50_ms"].is_null() && mitigated["max_ms"].is_null());
    assert_eq!(report["drills"][0]["within_budget"], 0);
    let shown = run("times --variant documented --level 1 --condition context-leak --seeds 2");
    let line = shown.stdout.lines().find(|line| line.trim().starts_with("mitigated"));
    assert!(line.is_some_and(|line| line.matches("never").count() == 4), "{}", shown.stdout);
}

#[test]
fn times_are_those_that_the_drills_of_run_have() {
    let drill = "--variant hardened --level 1 --option alternative --condition context-leak";
    let (_, report) = json(&format!("{drill} --seeds 1 --seed 5"));
    let ran = run(&format!("run --format json {drill} --seed 5"));
    let ran: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let timeline = &ran["drills"][0]["timeline"];
    let at = |mark: &str| timeline[mark].as_u64().expect("a time");
    for name in ["detected", "started", "mitigated", "verified"] {
        let spent = at(name) - at("present");
        assert_eq!(mark(&report, name)["p50_ms"], spent, "{name} {timeline}");
    }
}

#[test]
fn one_job_and_two_print_the_same() {
    let [one, two] = [1, 2]
        .map(|jobs| run(&format!("times --variant hardened --level 1 --seeds 3 --jobs {jobs}")));
    assert_eq!((one.code, &one.stdout), (0, &two.stdout));
    assert!(one.stdout.contains(" of 3 seeds keep the budget of 1 min"), "{}", one.stdout);
}

#[test]
fn a_number_of_seeds_has_bounds() {
    for seeds in ["0", "1001", "many"] {
        let ran = run(&format!("times --seeds {seeds}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    }
    assert_eq!(run("times --level 9").code, 4);
}
