//! Drills on both machines: what is agreed, and what the program says where there is no sandbox.

use rollback_drill::machine::real::{Tools, Walls};

use super::scene::{must_run, scene, scene_behind};
use crate::support::run;

#[test]
fn every_level_option_variant_and_condition_ends_alike_on_both_machines() {
    if scene().is_none() {
        return;
    }
    let ran = run("run --machine both");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("\nThe machines agree: 92 drills with "), "{}", ran.stdout);
    assert!(ran.stdout.contains("\nBoth controls behave: "), "{}", ran.stdout);
}

#[test]
fn a_drill_on_the_real_machine_says_so_in_its_report() {
    if scene().is_none() {
        return;
    }
    let ran = run("run --machine real --variant hardened --level 1 --option alternative \
                   --condition memory-boundary --format json");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let drills = report["drills"].as_array().expect("drills");
    assert!(!drills.is_empty() && drills.iter().all(|drill| drill["machine"] == "real"));
    assert!(report["disagreements"].is_null());
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_the_real_machine_too() {
    if scene().is_none() {
        return;
    }
    let twice = [1, 2].map(|jobs| {
        run(&format!("run --machine real --condition context-leak --format json --jobs {jobs}"))
    });
    assert_eq!(twice[0].code, 0, "{}", twice[0].stderr);
    assert_eq!(twice[0].stdout, twice[1].stdout);
}

#[test]
fn a_host_without_the_programs_is_told_all_of_them() {
    let found = Tools::find_in(&[std::path::Path::new("/nowhere")]);
    let error = found.expect_err("nothing is there");
    assert!(error.is_host());
    for name in ["bash", "git", "jq", "node", "npm", "tar"] {
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn bubblewrap_builds_the_same_walls_where_it_is_installed() {
    let Some(walls) = Walls::bubblewrap() else {
        assert!(!must_run(), "a gate that has to hold the sandbox has bubblewrap too");
        return;
    };
    let Some(mut scene) = scene_behind(&walls, |_| ()) else { return };
    assert_eq!(scene.prints("id -un; hostname; date -u +%F"), "operator\ndrill-host\n2026-01-28\n");
    assert_eq!(
        scene.prints("pgrep -af party-mode | cut -d' ' -f2-"),
        "node worker.cjs --party-mode\n"
    );
    for line in [
        "echo x > /usr/x",
        "echo x > /x",
        "umount /proc",
        "test -w /proc/sys/kernel/core_pattern",
        "test -w /etc/passwd",
    ] {
        assert_ne!(scene.types(line).exit.0, 0, "{line}");
    }
    scene.prints("pkill -f party-mode; echo kept > /srv/work/file");
    assert!(scene.directory.path().join("world/srv/work/file").is_file());
}
