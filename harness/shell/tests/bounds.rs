//! What is large, deep or random stops in words, and never panics or hangs.

use proptest::prelude::*;

use super::machine::{Machine, environment, interactive, run, script};
use crate::shell::{Stop, Terminal};

/// Returns what a text was refused for.
fn refusal(text: &str) -> Option<String> {
    match run(&mut interactive(), &mut Machine::new(), text).exit {
        Err(Stop::Unmodelled { what }) => Some(what),
        _ => None,
    }
}

#[test]
fn deep_nesting_is_refused_before_anything_overflows() {
    let deep = |open: &str, middle: &str, close: &str| {
        format!("{}{middle}{}", open.repeat(10_000), close.repeat(10_000))
    };
    for text in [
        deep("(", "echo", ")"),
        deep("( ", "echo", " )"),
        deep("{ ", "echo;", " };"),
        deep("$(", "echo", ")"),
        deep("echo $(", "echo", ")"),
        deep("echo \"$(", "echo", ")\""),
        deep("echo ${x:-", "y", "}"),
        deep("echo ${x[", "1", "]}"),
        deep("echo $((", "1", "))"),
        deep("if ", "true", "; then :; fi"),
        deep("while ", "false", "; do :; done"),
        deep("case x in x) ", "echo", ";; esac"),
        deep("f() { ", "echo;", " };"),
        deep("[[ ( ", "a", " ) ]]"),
        deep("for i in 1; do ", "echo", "; done"),
        deep("! ", "true", ""),
        deep("echo $((", "1", ""),
        deep("((", "1", ""),
        deep("(", "", ""),
        deep("`", "", "`"),
        deep("echo \"", "x", "\""),
        format!("echo $(( {}1{} ))", "(".repeat(10_000), ")".repeat(10_000)),
        format!("echo $(( {}1 ))", "-".repeat(10_000)),
        format!("[ {}a ]", "! ".repeat(10_000)),
        format!("[ {}a{} ]", "\\( ".repeat(5_000), " \\)".repeat(5_000)),
        format!("echo {}a,b{}", "{".repeat(5_000), "}".repeat(5_000)),
        format!("echo {}", "{a,b}".repeat(40)),
        format!("a{}=1", "[a".repeat(5_000)),
        format!("x={}", "${a[".repeat(5_000)),
    ] {
        let found = run(&mut script(), &mut Machine::new(), &text);
        assert!(found.stdout.len() < 1_000_000, "{}", &text[..40]);
    }
}

#[test]
fn deep_recursion_is_named_before_anything_overflows() {
    for body in [
        "f",
        "if true; then for i in 1; do case x in x) { ( f ); };; esac; done; fi",
        "echo \"${x:-\"$(f)\"}\"",
        "eval f",
        "echo f > s; . ./s",
        "x=$( (f) ); (( 1 + $(f) ))",
        "[[ $(f) == a && -n $(f) ]]",
        "f | f",
        "cat <<< $(f)",
    ] {
        let refused = refusal(&format!("f() {{ {body}; }}; f"));
        assert_eq!(refused.as_deref(), Some("commands nested deeper than 100 levels"), "{body}");
    }
}

#[test]
fn what_is_too_large_is_named() {
    for (text, what) in [
        (format!("echo {}", "x".repeat(1024 * 1024)), "a text of more than 1 MiB"),
        ("( ".repeat(60) + "echo" + &" )".repeat(60), "more than 25 constructs inside each other"),
        (
            "x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done".to_owned(),
            "an expansion of more than 16 MiB",
        ),
        (
            "for i in {1..300}; do printf '%65000d' 1; done | cat".to_owned(),
            "more than 16 MiB through a pipe",
        ),
        ("while :; do printf '%65000d' 1; done > f".to_owned(), "more than 64 MiB written to files"),
        (
            "for i in {1..300}; do x=$x'*a'; done; for i in {1..18}; do y=$y$y'aaaaaaaaaaaa'; done; [[ $y == $x ]]".to_owned(),
            "a long pattern against a long text",
        ),
        ("f() { eval 'f'; }; f".to_owned(), "commands nested deeper than 100 levels"),
        ("x='x'; echo $((x))".to_owned(), "an arithmetic expression that nests too deep"),
        ("printf '%99999d' 1".to_owned(), "printf with a width over 65536"),
    ] {
        assert_eq!(refusal(&text).unwrap_or_default(), what, "{}", &text[..text.len().min(60)]);
    }
}

#[test]
fn functions_may_call_themselves_twenty_deep() {
    let text =
        "f() { [ $1 = 0 ] || { x=$(echo $1); if true; then f $(($1-1)); fi; }; }; f 20; echo $?";
    assert_eq!(run(&mut script(), &mut Machine::new(), text).stdout, "0\n");
}

/// Pieces from which texts are made that mean something often enough.
const PIECES: &[&str] = &[
    "echo ",
    "a",
    "$x",
    "${x",
    "}",
    "\"",
    "'",
    "$(",
    ")",
    "`",
    "((",
    "))",
    "$((",
    "[[ ",
    " ]]",
    "{",
    "}",
    ";",
    "\n",
    "|",
    "&&",
    "||",
    "&",
    "<",
    ">",
    "<<E\n",
    "E\n",
    "if ",
    "then ",
    "fi",
    "else ",
    "for x in ",
    "do ",
    "done",
    "while ",
    "case x in ",
    "esac",
    ";;",
    "f() ",
    "=",
    "x=",
    "a[1]=",
    "(",
    "!",
    "#",
    "*",
    "?",
    "[",
    "]",
    "~",
    "\\",
    "$",
    "@",
    ":-",
    "%",
    "/",
    "^",
    ",",
    "..",
    "1",
    "2>",
    ">&",
    "<<<",
    "{a,b}",
    "{1..3}",
    "$'",
    "-eq ",
    "=~ ",
    "return ",
    "exit ",
    "break ",
    "set -e",
    "read x",
    "printf '%s' ",
    "test ",
    "[ ",
    "eval ",
    "shift ",
    "trap 'a' EXIT",
    "local ",
    "declare -A ",
    "+=",
    "**",
    "é",
    "\t",
    " ",
    "999999999999",
    "0x",
    "-1",
    "time ",
    "coproc ",
    "select ",
    "function ",
    "export ",
    "unset ",
    ". ",
    "exec ",
    "cd ",
    "getopts ",
    "mapfile ",
    "${!x",
    "${#x",
    "@Q}",
    "\0",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(picks in prop::collection::vec(0..PIECES.len(), 0..24)) {
        let text: String = picks.iter().map(|pick| PIECES[*pick]).collect();
        run(&mut interactive(), &mut Machine::new(), &text);
    }

    #[test]
    fn no_random_text_panics(text in "\\PC{0,40}") {
        let mut terminal = Terminal::command_string("/tmp/case", environment(), "bash", vec![]);
        run(&mut terminal, &mut Machine::new(), &text);
    }
}
