//! Commands that run commands, and those that answer.

use super::super::testing::Bench;

fn bench() -> Bench {
    let mut bench = Bench::with(&[
        ("s.sh", "echo $0 $@; false"),
        ("x.sh", "echo hi $1\n"),
        ("y.sh", "#!/bin/sh -e\nfalse\necho no\n"),
        ("z.sh", "#!/nope\n"),
        ("e.sh", "#!/usr/bin/env bash\necho \"$0 $A\"\nexit 4\n"),
        ("d/", ""),
    ]);
    bench.output("chmod +x x.sh y.sh z.sh e.sh");
    bench
}

#[test]
fn shells_run_files_and_texts() {
    bench().replay(
        "$ bash s.sh a b\ns.sh a b\n=> 1\n\
         $ sh s.sh\ns.sh\n=> 1\n\
         $ bash -c 'echo $0 $1' n m\nn m\n\
         $ bash -c 'echo $0'\nbash\n\
         $ sh -c 'exit 3'\n=> 3\n\
         $ bash -ec 'false; echo no'\n=> 1\n\
         $ bash -euo pipefail -c 'false | true; echo no'\n=> 1\n\
         $ bash -c NoSuch\nbash: line 1: NoSuch: command not found\n=> 127\n\
         $ bash nope.sh\nbash: nope.sh: No such file or directory\n=> 127\n\
         $ sh nope.sh\nsh: 0: cannot open nope.sh: No such file\n=> 2\n\
         $ bash d\nd: d: Is a directory\n=> 126\n\
         $ bash -c\nbash: -c: option requires an argument\n=> 2\n\
         $ sh -c\nsh: 0: -c requires an argument\n=> 2\n",
    );
    assert_eq!(bench().feed("echo $1 in", "bash -s x").stdout, "x in\n");
}

#[test]
fn scripts_run_by_their_path_under_the_shell_they_name() {
    let mut bench = bench();
    bench.environment.insert("A".to_owned(), "told".to_owned());
    bench.replay(
        "$ ./x.sh there\nhi there\n\
         $ ./y.sh\n=> 1\n\
         $ ./e.sh\n./e.sh told\n=> 4\n\
         $ /srv/app/x.sh\nhi\n\
         $ ./z.sh\nbash: ./z.sh: cannot execute: required file not found\n=> 127\n\
         $ bash -c './x.sh one; ./s.sh; ./nope; ./d'\nhi one\n\
         bash: line 1: ./s.sh: Permission denied\n\
         bash: line 1: ./nope: No such file or directory\n\
         bash: line 1: ./d: Is a directory\n=> 126\n",
    );
}

#[test]
fn env_changes_what_a_command_sees() {
    let mut bench = bench();
    bench.environment.insert("HOME".to_owned(), "/home/operator".to_owned());
    bench.replay(
        "$ env A=1 printenv A\n1\n\
         $ env B=2\nB=2\nHOME=/home/operator\n\
         $ env -i A=1 B=2\nA=1\nB=2\n\
         $ env - A=2\nA=2\n\
         $ env -u HOME printenv HOME\n=> 1\n\
         $ env -C d /bin/pwd\n/srv/app/d\n\
         $ env -C nope pwd\nenv: cannot change directory to 'nope': No such file or directory\n=> 125\n\
         $ env NoSuch\nenv: 'NoSuch': No such file or directory\n=> 127\n\
         $ env ./s.sh\nenv: './s.sh': Permission denied\n=> 126\n\
         $ env sh -c 'exit 7'\n=> 7\n\
         $ env -x\nenv: invalid option -- 'x'\nTry 'env --help' for more information.\n=> 125\n\
         $ printenv NOPE\n=> 1\n\
         $ nice -n 5 echo hi\nhi\n\
         $ nice\n0\n",
    );
}

#[test]
fn xargs_hands_words_to_commands() {
    let mut bench = bench();
    let table = [
        ("a b\nc\n", "xargs", "a b c\n", 0),
        ("", "xargs echo x", "x\n", 0),
        ("", "xargs -r echo x", "", 0),
        ("a b c", "xargs -n 1", "a\nb\nc\n", 0),
        ("a b c d e\n", "xargs -n 2 echo", "a b\nc d\ne\n", 0),
        ("a b\nc\n", "xargs -I {} echo <{}> {}{}", "<a b> a ba b\n<c> cc\n", 0),
        ("a\0b c\0", "xargs -0 -n1", "a\nb c\n", 0),
        ("a,b", "xargs -d , -n1", "a\nb\n", 0),
        ("a\nb\n", "xargs -L 1 echo l", "l a\nl b\n", 0),
        ("a 'b c'", "xargs -n1 echo", "a\nb c\n", 0),
        ("a b\n", "xargs false", "", 123),
        ("a\n", "xargs sh -c 'exit 3'", "", 123),
        ("a b\n", "xargs -n1 sh -c 'exit 255'", "", 124),
        ("a\n", "xargs NoSuch", "", 127),
        ("a\n", "xargs ./s.sh", "", 126),
        ("a\n", "xargs -n0", "", 1),
        ("it's\n", "xargs echo", "", 1),
    ];
    for (input, line, stdout, exit) in table {
        let ran = bench.feed(input, line);
        assert_eq!((ran.stdout.as_str(), ran.exit), (stdout, exit), "{line}");
    }
    assert_eq!(bench.feed("a b", "xargs -t echo").stderr, "echo a b\n");
    assert_eq!(
        bench.feed("a", "xargs -n1 sh -c 'exit 255'").stderr,
        "xargs: sh: exited with status 255; aborting\n"
    );
}

#[test]
fn questions_get_the_answers_of_one_simulated_machine() {
    bench().replay(
        "$ id\nuid=1000(operator) gid=1000(operator) groups=1000(operator)\n\
         $ id -un\noperator\n\
         $ id nosuch\nid: 'nosuch': no such user\n=> 1\n\
         $ whoami\noperator\n\
         $ whoami x\nwhoami: extra operand 'x'\nTry 'whoami --help' for more information.\n=> 1\n\
         $ hostname\ndrill-host\n\
         $ uname -sm\nLinux x86_64\n\
         $ true x\n\
         $ false x\n=> 1\n\
         $ /bin/echo -n hi\nhi\n\
         $ /bin/printf '%s-%d' a 5\na-5\n\
         $ /usr/bin/test -f x.sh\n\
         $ /usr/bin/[ 1 = 2 ]\n=> 1\n",
    );
}

#[test]
fn tee_writes_everywhere_at_once() {
    let mut bench = bench();
    let ran = bench.feed("one\n", "tee a b /nope/c");
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, "one\n"));
    assert_eq!(ran.stderr, "tee: /nope/c: No such file or directory\n");
    bench.feed("two\n", "tee -a a");
    assert_eq!(bench.read("a").as_deref(), Some("one\ntwo\n"));
    assert_eq!(bench.read("b").as_deref(), Some("one\n"));
}

#[test]
fn what_is_not_modelled_is_named() {
    let mut bench = bench();
    let table = [
        ("sh -c '[[ -f x ]]'", "sh with what only bash reads: [["),
        ("bash", "bash waits for the keyboard"),
        ("bash -i", "bash -i"),
        ("xargs -P 4 rm", "xargs -P: several commands at once"),
        ("xargs rm", "xargs waits for the keyboard"),
        ("yes", "yes never ends"),
        ("uname -a", "uname -a"),
        ("tee x", "tee waits for the keyboard"),
        ("env frobnicate", "frobnicate"),
    ];
    for (line, expected) in table {
        assert_eq!(bench.unmodelled(line), expected, "{line}");
    }
    let deep = format!("{}true", "env ".repeat(60));
    assert_eq!(bench.unmodelled(&deep), "more than 40 commands inside each other");
    bench.put("loop.sh", "sh loop.sh\n");
    assert_eq!(bench.unmodelled("sh loop.sh"), "more than 40 commands inside each other");
}
