//! What holds for all commands of the simulated machine.

use std::collections::BTreeMap;

use super::testing::Bench;
use crate::shell::{Exit, Input, Sink, Stop, Streams, Terminal};

/// Types one line into a new terminal and returns how it ended, with what it printed.
fn typed(bench: &mut Bench, line: &str) -> (Result<Exit, Stop>, String) {
    let environment = BTreeMap::from([("PATH".to_owned(), "/usr/local/bin:/usr/bin".to_owned())]);
    let mut terminal = Terminal::open("/srv/app", environment);
    let stdout = Sink::new();
    let streams = Streams { stdin: Input::terminal(), stdout: stdout.clone(), stderr: Sink::new() };
    let ended = terminal.run(line, &mut bench.system, streams);
    (ended, String::from_utf8_lossy(&stdout.take()).into_owned())
}

#[test]
fn a_place_of_the_system_is_unmodelled_whichever_command_asks_for_it() {
    let table = [
        ("cat /etc/passwd", "/etc/passwd"),
        ("cat /etc/passwd 2>/dev/null || true", "/etc/passwd"),
        ("ls -l /usr/share/doc", "/usr/share/doc"),
        ("test -e /proc/self", "/proc/self"),
        ("[ -f /etc/os-release ] && echo yes", "/etc/os-release"),
        ("if [[ -d /sys/class ]]; then echo yes; fi", "/sys/class"),
        ("find /opt/app -name x", "/opt/app"),
        ("cp /etc/hosts .", "/etc/hosts"),
        ("cp a /var/lib/app", "/var/lib/app"),
        ("grep -q root /etc/group", "/etc/group"),
        ("read line < /etc/hostname", "/etc/hostname"),
        ("echo x >> /etc/hosts", "/etc/hosts"),
        ("x=$(< /etc/hostname)", "/etc/hostname"),
        (". /etc/profile", "/etc/profile"),
        ("cd /opt", "/opt"),
        ("echo /etc/*.conf", "/etc"),
        ("bash -c '[ -e /etc/x ]'", "/etc/x"),
        ("cat ../../../etc/passwd", "etc/passwd"),
        ("/usr/bin/perl -v", "/usr/bin/perl"),
        ("stat -c %n /lib", "/lib"),
        ("mkdir -p /opt/backup", "/opt"),
        ("git -C /opt/app status", "/opt/app"),
        ("sed -n 1p /proc/version", "/proc/version"),
        ("tar -czf x.tgz /etc", "/etc"),
        ("node -e \"require('fs').existsSync('/proc/self')\"", "/proc/self"),
    ];
    for (line, path) in table {
        let mut bench = Bench::with(&[("a", "a\n")]);
        match typed(&mut bench, line).0 {
            Err(Stop::Unmodelled { what }) => {
                assert!(
                    what.contains(path) && what.contains("place of the system"),
                    "{line}: {what}"
                );
            }
            other => panic!("{line}: {other:?}"),
        }
    }
}

#[test]
fn a_program_that_asked_for_a_place_of_the_system_is_not_remembered() {
    let code = "const fs = require('fs'); \
        console.log(fs.existsSync('b') ? 'b' : fs.existsSync('/etc/a'))";
    let line = format!("node -e \"{code}\"");
    for _ in 0..2 {
        let ended = typed(&mut Bench::with(&[]), &line).0;
        assert!(matches!(ended, Err(Stop::Unmodelled { .. })), "{ended:?}");
        let with_b = typed(&mut Bench::with(&[("b", "")]), &line);
        assert_eq!(with_b, (Ok(Exit::SUCCESS), "b\n".to_owned()));
    }
}

#[test]
fn what_a_world_speaks_of_is_answered_as_it_is() {
    let table = [
        ("cat /srv/x /tmp/x /home/x /var/log/x /data 2>/dev/null", 1, ""),
        ("cat /dev/null && [ -e /dev/null ] && grep a /dev/null a", 0, "a:a\n"),
        ("cat /etc/app/on; rm /etc/app/on; [ -e /etc/app/on ]", 1, "on\n"),
        ("ls /etc/app; rm -r /etc/app && cat /etc/app/on", 1, "on\n"),
        ("source nowhere.sh; git --version > /dev/null; command -v cat", 0, "/usr/bin/cat\n"),
        ("/usr/bin/env true && /bin/echo x", 0, "x\n"),
    ];
    for (line, exit, printed) in table {
        let mut bench = Bench::with(&[("a", "a\n"), ("/etc/app/on", "on\n"), ("/var/log/", "")]);
        assert_eq!(typed(&mut bench, line), (Ok(Exit(exit)), printed.to_owned()), "{line}");
    }
}

#[test]
fn a_program_that_a_real_machine_may_have_is_never_said_to_be_missing() {
    for line in [
        "command -v perl",
        "command -V perl",
        "type perl",
        "type -t perl",
        "hash perl",
        "exec perl",
        "which perl",
        "perl -v",
        "command -v perl > /dev/null || echo none",
        "env perl -v",
    ] {
        let mut bench = Bench::with(&[]);
        match typed(&mut bench, line).0 {
            Err(Stop::Unmodelled { what }) => {
                assert!(what.contains("perl") || what.contains("which"), "{line}: {what}");
            }
            other => panic!("{line}: {other:?}"),
        }
    }
    let table = [
        ("command -v git cat", 0, "/usr/bin/git\n/usr/bin/cat\n"),
        ("perl() { :; }; type -t perl; command -v perl; hash perl", 0, "function\nperl\n"),
        ("command -v User:", 1, ""),
        ("command -v ./nothing", 1, ""),
    ];
    for (line, exit, printed) in table {
        let mut bench = Bench::with(&[]);
        assert_eq!(typed(&mut bench, line), (Ok(Exit(exit)), printed.to_owned()), "{line}");
    }
}

#[test]
fn columns_of_wc_are_as_wide_as_what_it_reads_lets_it_know() {
    let table = [
        ("wc -lw < f", "2 3\n"),
        ("wc < f", "2 3 6\n"),
        ("wc -l < f", "2\n"),
        ("cat f | wc -lw", "      2       3\n"),
        ("wc -lw <<< abc", "      1       1\n"),
        ("wc -lc < /dev/null", "      0       0\n"),
        ("wc -lw - < g", "100 100 -\n"),
        ("wc -lw - f < g", "100 100 -\n  2   3 f\n102 103 total\n"),
        ("(read x; wc -lc) < g", " 99 891\n"),
    ];
    for (line, printed) in table {
        let g = "line1234\n".repeat(100);
        let mut bench = Bench::with(&[("f", "a b\nc\n"), ("g", &g)]);
        assert_eq!(typed(&mut bench, line), (Ok(Exit(0)), printed.to_owned()), "{line}");
    }
}
