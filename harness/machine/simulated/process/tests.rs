//! What commands do to processes and how they wait.

use std::time::Duration;

use super::super::testing::{Bench, START};
use crate::shell::{Input, Kernel as _, Stop};

/// A bench with processes: the operator's worker (1000) and editor (1001), somebody's service (1002).
fn bench() -> Bench {
    let mut bench = Bench::with(&[("log", "one\ntwo\n")]);
    for (user, command) in [
        ("operator", "node lib/party-mode/worker.js"),
        ("operator", "vim docs/party-mode.md"),
        ("studio", "/usr/bin/node server.js --party-mode"),
    ] {
        bench.system.processes.start(user, command);
    }
    bench
}

fn live(bench: &Bench) -> Vec<u32> {
    bench.system.processes.live().iter().map(|process| process.pid).collect()
}

#[test]
fn pkill_ends_whatever_its_pattern_matches_innocents_too() {
    let mut bench = bench();
    let ran = bench.run("pkill -f party-mode");
    assert_eq!(ran.exit, 0);
    assert_eq!(ran.stderr, "pkill: killing pid 1002 failed: Operation not permitted\n");
    assert_eq!(live(&bench), [1002]);
    assert_eq!(bench.run("pkill -f party-mode").exit, 1, "only somebody else's is left");
    assert_eq!(bench.run("pkill -f nothing-like-this").exit, 1);
}

#[test]
fn patterns_match_names_unless_the_whole_command_line_is_asked_for() {
    let mut bench = bench();
    bench.replay(
        "$ pgrep node\n1000\n1002\n\
         $ pgrep -f 'worker|server'\n1000\n1002\n\
         $ pgrep -x nod\n=> 1\n\
         $ pgrep -x node\n1000\n1002\n\
         $ pgrep -l vim\n1001 vim\n\
         $ pgrep -af worker\n1000 node lib/party-mode/worker.js\n\
         $ pgrep -c node\n2\n\
         $ pgrep -n node\n1002\n\
         $ pgrep -u operator node\n1000\n\
         $ pgrep -d, node\n1000,1002\n\
         $ pgrep -i NODE\n1000\n1002\n\
         $ pgrep party\n=> 1\n\
         $ pgrep\npgrep: no matching criteria specified\nTry `pgrep --help' for more information.\n=> 2\n\
         $ pgrep a b\npgrep: only one pattern can be provided\nTry `pgrep --help' for more information.\n=> 2\n\
         $ pidof node\n1002 1000\n\
         $ pidof nope\n=> 1\n\
         $ pkill -e vim\nvim killed (pid 1001)\n\
         $ pkill -0 -x node\npkill: killing pid 1002 failed: Operation not permitted\n\
         $ pkill a-very-long-pattern-here\n\
         pkill: pattern that searches for process name longer than 15 characters will result in zero matches\n\
         Try `pkill -f' option to match against the complete command line.\n=> 1\n\
         $ killall nope\nnope: no process found\n=> 1\n",
    );
    assert_eq!(live(&bench), [1000, 1002]);
}

#[test]
fn kill_speaks_as_the_builtin_of_bash() {
    let mut bench = bench();
    bench.replay(
        "$ kill -0 1000\n\
         $ kill 1\nbash: kill: (1) - Operation not permitted\n=> 1\n\
         $ kill 99999\nbash: kill: (99999) - No such process\n=> 1\n\
         $ kill -9 1000 99998\nbash: kill: (99998) - No such process\n=> 1\n\
         $ kill -SIGTERM 1001\n\
         $ kill abc\nbash: kill: abc: arguments must be process or job IDs\n=> 1\n\
         $ kill -FOO 1\nbash: kill: FOO: invalid signal specification\n=> 1\n\
         $ kill %1\nbash: kill: %1: no such job\n=> 1\n\
         $ kill -s\nbash: kill: -s: option requires an argument\n=> 1\n",
    );
    assert_eq!(live(&bench), [1002]);
}

#[test]
fn signals_that_do_not_end_and_the_own_shell_are_not_modelled() {
    let mut bench = bench();
    let table = [
        ("kill -STOP 1000", "kill -STOP"),
        ("kill -USR1 1000", "kill -USR1"),
        ("kill 900", "kill of the shell that runs it: -bash"),
        ("pkill bash", "pkill of the shell that runs it: -bash"),
        ("pkill -f 'a{,3}'", "pkill with the pattern a{,3}"),
        ("sh -c 'pkill -f worker'", "pkill of the shell that runs it: sh -c pkill -f worker"),
    ];
    for (line, expected) in table {
        assert_eq!(bench.unmodelled(line), expected, "{line}");
    }
}

#[test]
fn ps_shows_who_there_is() {
    let mut bench = bench();
    bench.system.pass(Duration::from_secs(90)).expect("no deadline");
    bench.replay(
        "$ ps -o pid=,command= -p 1000\n   1000 node lib/party-mode/worker.js\n\
         $ ps -p 4242\n    PID TTY          TIME CMD\n=> 1\n\
         $ ps -o pid,ppid,user,etime,args -C node\n\
         \x20   PID    PPID USER         ELAPSED COMMAND\n\
         \x20  1000       1 operator       01:30 node lib/party-mode/worker.js\n\
         \x20  1002       1 studio         01:30 /usr/bin/node server.js --party-mode\n\
         $ ps\n    PID TTY          TIME CMD\n\
         \x20   900 pts/0    00:00:00 bash\n   1006 pts/0    00:00:00 ps\n",
    );
    let shown = bench.output("ps aux");
    assert!(
        shown.starts_with(
            "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n\
         root           1  0.0  0.0      0     0 ?        Ss   10:00   0:00 /sbin/init\n"
        ),
        "{shown}"
    );
    let row = "operator    1000  0.0  0.0      0     0 ?        Ss   10:00   0:00 node lib/party-mode/worker.js\n";
    assert!(shown.contains(row), "{shown}");
    let full = bench.output("ps -ef");
    assert!(
        full.starts_with("UID          PID    PPID  C STIME TTY          TIME CMD\n"),
        "{full}"
    );
    assert!(
        full.contains(
            "studio      1002       1  0 10:00 ?        00:00:00 /usr/bin/node server.js"
        ),
        "{full}"
    );
    assert_eq!(bench.unmodelled("ps -Z"), "ps -Z");
}

#[test]
fn sleeping_takes_virtual_time_and_ends_at_the_deadline() {
    let mut bench = bench();
    bench.output("sleep 1m 0.5");
    assert_eq!(bench.system.now().since(START), Duration::from_millis(60_500));
    bench.replay(
        "$ sleep\nsleep: missing operand\nTry 'sleep --help' for more information.\n=> 1\n\
         $ sleep x 'it'\nsleep: invalid time interval 'x'\nsleep: invalid time interval 'it'\n\
         Try 'sleep --help' for more information.\n=> 1\n\
         $ sleep -1\nsleep: invalid option -- '1'\nTry 'sleep --help' for more information.\n=> 1\n",
    );
    assert_eq!(bench.unmodelled("sleep infinity"), "sleep never ends");
    bench.system.set_deadline(Some(bench.system.now() + Duration::from_secs(5)));
    let argv = ["sleep".to_owned(), "infinity".to_owned()];
    assert_eq!(bench.call(&argv, Input::terminal()).0, Err(Stop::Interrupted));
    assert_eq!(bench.system.now().since(START), Duration::from_millis(65_500));
}

#[test]
fn timeout_ends_what_takes_too_long_and_nothing_else() {
    let mut bench = bench();
    bench.replay(
        "$ timeout 5 sleep 2\n\
         $ timeout 5 sleep 60\n=> 124\n\
         $ timeout -v 5 sleep 60\ntimeout: sending signal TERM to command 'sleep'\n=> 124\n\
         $ timeout -s KILL 5 sleep 60\n=> 137\n\
         $ timeout --preserve-status 5 sleep 60\n=> 143\n\
         $ timeout 5 sh -c 'exit 9'\n=> 9\n\
         $ timeout 0 sleep 1\n\
         $ timeout 5 timeout 60 sleep 30\n=> 124\n\
         $ timeout x true\ntimeout: invalid time interval 'x'\n\
         Try 'timeout --help' for more information.\n=> 125\n\
         $ timeout 1 NoSuch\ntimeout: failed to run command 'NoSuch': No such file or directory\n=> 127\n",
    );
    assert_eq!(bench.system.now().since(START), Duration::from_secs(2 + 5 * 4 + 1 + 5));
    assert_eq!(bench.system.deadline(), None);
}

#[test]
fn watch_shows_the_last_screen_and_ends_in_peace() {
    let mut bench = bench();
    assert_eq!(bench.unmodelled("watch -n 60 'tail -1 log'"), "watch never ends");
    bench.system.set_deadline(Some(START + Duration::from_secs(900)));
    assert_eq!(
        bench.output("watch -n 60 'tail -1 log'"),
        "Every 60.0s: tail -1 log                    drill-host: Wed Jan 28 10:14:00 2026\n\ntwo\n"
    );
    assert_eq!(bench.system.now().since(START), Duration::from_secs(900));
    bench.system.set_deadline(Some(START + Duration::from_secs(960)));
    let shown = bench.output("watch -n 10 tail -1 /srv/app/../app/../app/../app/log");
    let title = shown.lines().next().expect("a title");
    assert_eq!(title.len(), 80);
    assert!(title.starts_with("Every 10.0s: tail -1 /srv/app/../app/..... "), "{title}");
    assert!(title.ends_with("  drill-host: Wed Jan 28 10:15:50 2026"), "{title}");
    bench.system.set_deadline(Some(START + Duration::from_secs(980)));
    assert_eq!(bench.output("watch -t echo hi"), "hi\n");
}
