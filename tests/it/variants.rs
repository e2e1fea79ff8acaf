//! Several runbooks of one pack in one run.

use serde_json::Value;

use crate::support::run;

fn json(arguments: &str) -> Value {
    serde_json::from_str(&run(&format!("run --format json {arguments}")).stdout).expect("JSON")
}

#[test]
fn every_runbook_of_the_pack_is_drilled_in_the_order_of_their_names() {
    let report = json("--level L1 --option alternative");
    let drills = report["drills"].as_array().expect("drills");
    let ids: Vec<&str> = drills.iter().filter_map(|drill| drill["id"].as_str()).collect();
    let variants: Vec<&str> = drills.iter().filter_map(|drill| drill["variant"].as_str()).collect();
    assert!(variants.is_sorted(), "{ids:?}");
    for (variant, file) in [("documented", "documented.md"), ("hardened", "hardened.md")] {
        let own = drills.iter().filter(|drill| drill["variant"] == variant);
        let files: Vec<&str> = own.filter_map(|drill| drill["runbook"].as_str()).collect();
        assert!(!files.is_empty() && files.iter().all(|name| name.ends_with(file)), "{files:?}");
        let books = report["runbooks"].as_array().expect("runbooks");
        let book = books.iter().find(|book| book["variant"] == variant).expect("the runbook");
        assert_eq!(book["drills"], files.len());
    }
}

#[test]
fn a_variant_alone_is_drilled_as_it_is_among_others() {
    let (both, alone) = (json("--level L3"), json("--level L3 --variant hardened"));
    let of = |report: &Value| -> Vec<Value> {
        let drills = report["drills"].as_array().expect("drills");
        drills.iter().filter(|drill| drill["variant"] == "hardened").cloned().collect()
    };
    assert_eq!(of(&both), of(&alone));
    assert_eq!(alone["drills"].as_array().expect("drills").len(), of(&alone).len());
    assert_ne!(both["drills"], alone["drills"]);
}

#[test]
fn the_table_has_a_group_for_each_runbook_and_none_for_one_alone() {
    let is_group = |line: &&str| matches!(line.trim(), "documented" | "hardened");
    let both = run("run --level L2").stdout;
    assert_eq!(both.lines().filter(is_group).count(), 2, "{both}");
    for title in ["documented: ", "hardened: "] {
        assert!(both.lines().any(|line| line.starts_with(title)), "{title} {both}");
    }
    let one = run("run --level L2 --variant hardened").stdout;
    assert_eq!(one.lines().filter(is_group).count(), 0, "{one}");
}

#[test]
fn a_variant_and_a_file_exclude_each_other() {
    let ran = run("run --variant hardened --runbook README.md");
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("--runbook"), "{}", ran.stderr);
}
