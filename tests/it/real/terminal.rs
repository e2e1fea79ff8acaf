//! The terminal: one shell that lives on, exact codes and outputs, and commands that never end.

use std::time::Duration;

use rollback_drill::machine::Machine as _;

use super::scene::{environment, scene, text};

#[test]
fn directory_variables_functions_and_jobs_live_on_from_line_to_line() {
    let Some(mut scene) = scene() else { return };
    scene.prints("mkdir -p a/b && cd a/b && export X=1 && y=2 && f() { echo \"f $1 $X $y\"; }");
    assert_eq!(scene.prints("f now; pwd"), "f now 1 2\n/srv/work/a/b\n");
    assert_eq!(scene.prints("bash -c 'echo ${X-unset} ${y-unset}'"), "1 unset\n");
    assert_eq!(scene.types("(exit 7)").exit.0, 7);
    assert_eq!(scene.prints("echo $?"), "7\n");
}

#[test]
fn outputs_and_codes_are_those_of_an_interactive_bash() {
    let Some(mut scene) = scene() else { return };
    let table: [(&str, u8, &str, &str); 8] = [
        ("echo out; echo err >&2; false", 1, "out\n", "err\n"),
        ("nosuch", 127, "", "bash: nosuch: command not found\n"),
        ("printf no-newline", 0, "no-newline", ""),
        ("false | true; echo \"${PIPESTATUS[@]}\"", 0, "1 0\n", ""),
        ("cat <<E\n$HOME\nE", 0, "/home/operator\n", ""),
        ("for i in 1 2; do\n  echo $i\ndone", 0, "1\n2\n", ""),
        ("echo ${nothing:?is missing}", 1, "", "bash: nothing: is missing\n"),
        ("test -t 0 && ! test -t 1 && ! test -t 2", 0, "", ""),
    ];
    for (line, code, stdout, stderr) in table {
        let typed = scene.types(line);
        let seen = (typed.exit.0, text(&typed.stdout), text(&typed.stderr));
        assert_eq!(seen, (code, stdout.to_owned(), stderr.to_owned()), "{line}");
        assert!(!typed.was_stopped, "{line}");
    }
}

#[test]
fn programs_see_the_environment_of_the_terminal_and_nothing_of_the_host() {
    let Some(mut scene) = scene() else { return };
    let seen = scene.prints("env | grep -v '^_=' | sort");
    let mut expected: Vec<String> =
        environment().iter().map(|(name, value)| format!("{name}={value}")).collect();
    expected.extend(["PWD=/srv/work".to_owned(), "SHLVL=1".to_owned()]);
    expected.sort();
    assert_eq!(seen.lines().collect::<Vec<_>>(), expected);
    assert_eq!(scene.prints("hostname; id -un; whoami"), "drill-host\noperator\noperator\n");
}

#[test]
fn commands_without_end_are_ended_when_their_window_is_over_and_the_terminal_lives_on() {
    let Some(mut scene) = scene() else { return };
    let table = [
        "while :; do sleep 60; done",
        "sleep 86400",
        "cat",
        "read x",
        "tail -f /dev/null",
        "while :; do date > /dev/null; done",
        "sh -c 'trap \"\" INT; while :; do sleep 60; done'",
    ];
    for line in table {
        let began = scene.machine.now();
        let typed = scene.types_for(line, Duration::from_secs(120));
        assert!(typed.was_stopped, "{line}");
        assert_eq!(scene.machine.now().since(began), Duration::from_secs(120), "{line}");
        assert_eq!(scene.prints("echo alive"), "alive\n", "{line}");
    }
}

#[test]
fn a_watch_shows_what_changed_and_ends_with_its_window() {
    let Some(mut scene) = scene() else { return };
    let typed = scene.types_for("watch -n 60 'date +%H:%M'", Duration::from_secs(900));
    assert!(typed.was_stopped && text(&typed.stdout).contains("Every 60.0s"), "{typed:?}");
}

#[test]
fn a_terminal_that_obeys_nothing_is_closed_and_another_one_opens() {
    let Some(mut scene) = scene() else { return };
    let typed = scene.types_for(
        "trap '' INT; while read -t 0; do :; done; while :; do read -r -t 1 x < /dev/tty; done",
        Duration::from_secs(60),
    );
    assert!(typed.was_stopped);
    assert!(scene.machine.has_exited().is_some());
    scene.machine.open_terminal("/srv/work", &environment()).expect("another one");
    assert_eq!(scene.prints("echo alive"), "alive\n");
}

#[test]
fn a_terminal_that_is_left_says_with_which_code() {
    let Some(mut scene) = scene() else { return };
    assert_eq!(scene.types("exit 3").exit.0, 3);
    assert_eq!(scene.machine.has_exited().map(|exit| exit.0), Some(3));
}

#[test]
fn what_is_printed_is_kept_up_to_a_bound() {
    let Some(mut scene) = scene() else { return };
    let typed = scene.types("head -c 40000000 /dev/zero");
    assert_eq!((typed.exit.0, typed.stdout.len()), (0, 16 * 1024 * 1024));
}

#[test]
fn processes_of_the_world_are_seen_and_can_be_killed_by_what_is_typed() {
    let Some(mut scene) = scene() else { return };
    assert_eq!(scene.prints("pgrep -af party-mode"), "1000 node worker.cjs --party-mode\n");
    assert_eq!(scene.prints("ps -o comm= -p 1000"), "node\n");
    assert_eq!(scene.machine.processes().live().len(), 1);
    scene.prints("pkill -f party-mode");
    assert_eq!(scene.machine.processes().live().len(), 0);
    assert_eq!(scene.types("pgrep -f party-mode").exit.0, 1);
}
