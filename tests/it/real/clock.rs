//! The clock: every program sees the time of the drill, and it moves as on the simulated machine.

use std::time::Duration;

use rollback_drill::machine::Machine as _;

use super::scene::{START, scene};

#[test]
fn every_kind_of_program_sees_the_time_of_the_drill() {
    let Some(mut scene) = scene() else { return };
    assert_eq!(scene.machine.now().to_string(), START);
    let second = &START[..19];
    assert_eq!(scene.prints("date -u +%Y-%m-%dT%H:%M:%S.%3N"), format!("{second}.500\n"));
    assert_eq!(scene.prints("printf '%(%s)T\\n'"), "1769644798\n");
    assert_eq!(scene.prints("jq -n 'now | floor'"), "1769644798\n");
    assert_eq!(
        scene.prints("node -p 'new Date().toISOString()'"),
        format!("{second}.520Z\n"),
        "two programs before it took their 10 ms each"
    );
    assert_eq!(
        scene.prints("stat -c %Y /proc/self/status | head -c 0; echo $EPOCHSECONDS"),
        "1769644798\n"
    );
}

#[test]
fn midnight_passes_between_two_commands() {
    let Some(mut scene) = scene() else { return };
    assert_eq!(scene.prints("date -u +%F"), "2026-01-28\n");
    scene.machine.pass(Duration::from_secs(2)).expect("time passes");
    assert_eq!(scene.prints("date -u +%F; printf '%(%F)T\\n'"), "2026-01-29\n2026-01-29\n");
}

#[test]
fn a_sleep_takes_the_time_of_the_drill_and_none_of_the_host() {
    let Some(mut scene) = scene() else { return };
    assert_eq!(scene.prints("sleep 600; date -u +%H:%M"), "00:09\n");
    let began = scene.machine.now();
    scene.prints("sleep 30 & sleep 20; wait");
    let took = scene.machine.now().since(began);
    assert!(took >= Duration::from_secs(20), "{took:?}");
}

#[test]
fn commits_have_the_ids_that_the_time_of_the_drill_gives_them() {
    let Some(mut scene) = scene() else { return };
    scene.prints("git init -q . && git config user.name a && git config user.email a@example.com");
    scene.prints("echo x > f && git add f && git commit -qm x");
    let when = scene.prints("git log -1 --format='%at %ct'");
    assert_eq!(when, "1769644798 1769644798\n");
}
