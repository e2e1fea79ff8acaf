//! What a terminal keeps between command lines, and what ends it.

use super::machine::{HOME, Machine, environment, interactive, run, run_with};
use crate::shell::{Exit, Input, Stop, Terminal};

#[test]
fn an_exported_variable_and_the_directory_live_across_lines() {
    let (mut terminal, mut machine) = (interactive(), Machine::new());
    run(
        &mut terminal,
        &mut machine,
        "export FLAG=off; mkdir sub; cd sub; x=1; f() { echo \"f $x\"; }",
    );
    assert_eq!(terminal.cwd(), format!("{HOME}/sub"));
    assert_eq!(terminal.exported().get("FLAG").map(String::as_str), Some("off"));
    assert_eq!(terminal.exported().get("x"), None);
    assert_eq!(terminal.variable("x"), Some("1"));
    assert_eq!(
        run(&mut terminal, &mut machine, "show FLAG; f; pwd").stdout,
        "FLAG=off\nf 1\n/tmp/case/sub\n"
    );
}

#[test]
fn an_error_ends_the_typed_line_and_not_the_terminal() {
    let table = [
        ("echo a; done; echo b", "", "bash: syntax error near unexpected token `done'\n", 2),
        ("set -u; echo $nope; echo b", "", "bash: nope: unbound variable\n", 1),
        ("set +u; echo ${x?gone}; echo b", "", "bash: x: gone\n", 1),
        ("echo $((1/0)); echo b", "", "bash: 1/0: division by 0 (error token is \"0\")\n", 1),
        ("echo 'open", "", "bash: unexpected EOF while looking for matching `''\n", 2),
        (
            "nope; cd /nope",
            "",
            "bash: nope: command not found\nbash: cd: /nope: No such file or directory\n",
            1,
        ),
        ("readonly r=1; r=2; echo b", "", "bash: r: readonly variable\n", 1),
        ("exec nosuch; echo b", "b\n", "bash: exec: nosuch: not found\n", 0),
        ("exit 1 2; echo b", "", "exit\nbash: exit: too many arguments\n", 1),
    ];
    let (mut terminal, mut machine) = (interactive(), Machine::new());
    for (line, stdout, stderr, exit) in table {
        let found = run(&mut terminal, &mut machine, line);
        assert_eq!((found.stdout.as_str(), found.stderr.as_str()), (stdout, stderr), "{line}");
        assert_eq!(found.exit, Ok(Exit(exit)), "{line}");
        assert_eq!(terminal.last_exit(), Exit(exit), "{line}");
        assert_eq!(terminal.has_exited(), None, "{line}");
    }
    assert_eq!(run(&mut terminal, &mut machine, "echo still; echo $-").stdout, "still\nhimBs\n");
}

#[test]
fn the_lines_behind_a_syntax_error_are_still_typed() {
    let (mut terminal, mut machine) = (interactive(), Machine::new());
    let text = "echo a\necho b; done; echo c\nif true; then ) echo d\necho e\ncat <\necho f\n[[ a b ]]\necho $?";
    let found = run(&mut terminal, &mut machine, text);
    assert_eq!(found.stdout, "a\ne\nf\n0\n");
    assert_eq!(
        found.stderr,
        "bash: syntax error near unexpected token `done'\n\
         bash: syntax error near unexpected token `)'\n\
         bash: syntax error near unexpected token `newline'\n\
         bash: conditional binary operator expected\n"
    );
}

#[test]
fn a_command_string_has_its_own_messages_and_codes() {
    let table = [
        (
            "echo a; done",
            "bash: -c: line 1: syntax error near unexpected token `done'\nbash: -c: line 1: `echo a; done'\n",
            2,
        ),
        ("set -u\necho $nope; echo b", "bash: line 2: nope: unbound variable\n", 127),
        ("(echo ${x?gone})", "bash: line 1: x: gone\n", 1),
        ("f() { nope; }\nf", "environment: line 1: nope: command not found\n", 127),
        ("exit 1 2\necho b", "bash: line 1: exit: too many arguments\n", 1),
        ("echo 'a", "bash: -c: line 1: unexpected EOF while looking for matching `''\n", 2),
        ("if true; then", "bash: -c: line 2: syntax error: unexpected end of file\n", 2),
        ("eval 'if'", "bash: eval: line 2: syntax error: unexpected end of file\n", 2),
    ];
    for (text, stderr, exit) in table {
        let mut terminal = Terminal::command_string(HOME, environment(), "bash", Vec::new());
        let found = run(&mut terminal, &mut Machine::new(), text);
        assert_eq!((found.stderr.as_str(), found.exit), (stderr, Ok(Exit(exit))), "{text}");
    }
}

#[test]
fn exit_and_set_e_end_the_terminal_and_run_its_trap() {
    for (line, stdout, exit) in [
        ("trap 'echo bye' EXIT; exit 3; echo no", "bye\n", 3),
        ("trap 'echo bye' EXIT; set -e; fail 4; echo no", "bye\n", 4),
        ("exec fail 5", "", 5),
    ] {
        let (mut terminal, mut machine) = (interactive(), Machine::new());
        let found = run(&mut terminal, &mut machine, line);
        assert_eq!((found.stdout.as_str(), found.exit), (stdout, Ok(Exit(exit))), "{line}");
        assert_eq!(terminal.has_exited(), Some(Exit(exit)), "{line}");
        let after = run(&mut terminal, &mut machine, "echo typed");
        assert_eq!((after.stdout.as_str(), after.exit), ("", Ok(Exit(exit))), "{line}");
    }
}

#[test]
fn a_read_from_the_keyboard_is_named_and_never_waits() {
    for line in ["read x", "echo a; while read x; do :; done", "mapfile -t lines"] {
        let (mut terminal, mut machine) = (interactive(), Machine::new());
        let found = run_with(&mut terminal, &mut machine, line, Input::terminal());
        let Err(Stop::Unmodelled { what }) = found.exit else { panic!("{line} did not stop") };
        assert!(what.ends_with("waits for the keyboard"), "{what}");
    }
}

#[test]
fn what_was_printed_before_a_stop_is_kept() {
    let (mut terminal, mut machine) = (interactive(), Machine::new());
    let found = run(&mut terminal, &mut machine, "x=1; echo a; echo b > f; time echo c");
    assert_eq!(found.stdout, "a\n");
    assert_eq!(found.exit, Err(Stop::unmodelled("time")));
    assert_eq!(run(&mut terminal, &mut machine, "cat f; echo $x").stdout, "b\n1\n");
}

#[test]
fn what_is_not_modelled_is_named() {
    let table = [
        ("sleep 5 &", "`sleep 5 &` in the background"),
        ("echo a | fail & echo b", "`echo a |fail &` in the background"),
        ("diff <(echo a) <(echo b)", "process substitution <(...) or >(...)"),
        ("coproc cat", "coproc"),
        ("select x in a b; do :; done", "select"),
        ("time ls", "time"),
        ("alias ll=ls", "alias"),
        ("ulimit -n", "ulimit"),
        ("history", "history"),
        ("read -t 1 x", "read -t"),
        ("shopt -s extglob\ncase a in @(a|b)) :; esac", "the extended pattern @(...)"),
        ("[[ a == @(a|b) ]]", "the extended pattern @(...)"),
        ("echo $RANDOM", "$RANDOM"),
        ("exec {fd}>x", "{fd}> with a variable for its descriptor"),
        ("echo 99999999999>x", "file descriptor 99999999999"),
        ("f() { f; }; f", "commands nested deeper than 100 levels"),
        ("while :; do :; done", "more than 200000 commands in one command line"),
        ("echo {1..200000}", "more than 100000 words from braces"),
        ("set -o posix", "set -o posix"),
        ("cd -P /", "cd -P"),
        ("declare -n r=x", "declare -n"),
        ("trap x DEBUG", "trap DEBUG"),
        ("echo hi > /dev/tcp/a/1", "a redirection to /dev/tcp/a/1"),
        ("echo ~nobody", "~nobody"),
    ];
    for (line, what) in table {
        let (mut terminal, mut machine) = (interactive(), Machine::new());
        let found = run(&mut terminal, &mut machine, line);
        assert_eq!(found.exit, Err(Stop::unmodelled(what)), "{line}");
    }
}

#[test]
fn what_exec_redirected_stays_redirected_on_the_next_line() {
    let (mut terminal, mut machine) = (interactive(), Machine::new());
    run(&mut terminal, &mut machine, "exec 2>&1 3>f");
    let found = run(&mut terminal, &mut machine, "nope; echo three >&3; cat f");
    assert_eq!(found.stdout, "bash: nope: command not found\nthree\n");
    run(&mut terminal, &mut machine, "exec 3>&-");
    let found = run(&mut terminal, &mut machine, "echo x >&3");
    assert_eq!(found.stdout, "bash: 3: Bad file descriptor\n");
}
