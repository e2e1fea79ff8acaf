//! What jq answers, what it refuses, and what is not modelled.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::super::testing::Bench;
use crate::shell::Input;

const LOG: &str = ".claude/context/metrics/party-mode-audit.jsonl";

/// A log of forty sessions, of which the last one has not ended.
fn log() -> String {
    let mut log = String::new();
    for session in 0..40 {
        writeln!(log, "{{\"eventType\":\"SESSION_START\",\"sessionId\":\"s-{session}\"}}")
            .expect("a string takes any text");
        for round in 0..6 {
            writeln!(log, "{{\"eventType\":\"ROUND_COMPLETE\",\"sessionId\":\"s-{session}\",\"round\":{round},\"duration\":58000}}")
                .expect("a string takes any text");
        }
        if session < 39 {
            writeln!(log, "{{\"eventType\":\"SESSION_END\",\"sessionId\":\"s-{session}\",\"reason\":\"completed\"}}")
                .expect("a string takes any text");
        }
    }
    log
}

#[test]
fn the_specifications_filters_find_sessions() {
    let mut bench = Bench::with(&[(LOG, &log())]);
    let started =
        bench.output(&format!("jq -r 'select(.eventType==\"SESSION_START\")|.sessionId' {LOG}"));
    assert_eq!(started.lines().count(), 40);
    let ended = |session: usize| {
        format!("jq 'select(.sessionId==\"s-{session}\" and .eventType==\"SESSION_END\")' {LOG}")
    };
    assert!(bench.output(&ended(0)).contains("completed"));
    assert_eq!(bench.output(&ended(39)), "");
}

#[test]
fn the_exit_status_tells_of_the_last_input_alone() {
    let mut bench = Bench::with(&[("log", "{\"id\":1}\n{\"id\":2}\n")]);
    assert_eq!(bench.run("jq -e 'select(.id==2)' log").exit, 0);
    assert_eq!(bench.run("jq -e 'select(.id==1)' log").exit, 4);
}

#[test]
fn the_clock_and_the_environment_are_those_of_the_world() {
    let mut bench = Bench::with(&[]);
    bench.environment.insert("PARTY_MODE_ENABLED".to_owned(), "false".to_owned());
    assert_eq!(bench.output("jq -n 'now|todate'"), "\"2026-01-28T10:00:00Z\"\n");
    assert_eq!(bench.output("jq -nr '$ENV.PARTY_MODE_ENABLED, (env|length)'"), "false\n1\n");
}

#[test]
fn what_jq_and_jaq_answer_differently_is_not_modelled() {
    let mut bench = Bench::with(&[("x", "{\"a\":1}\n")]);
    let table = [
        ("jq '(1,2)+(3,4)' x", "jq operands with several outputs each"),
        ("jq 'if .a then 1 end' x", "jq if without else, which jq 1.6 does not read"),
        ("jq '.a = .b // 1' x", "jq // beside an assignment without brackets"),
        ("jq '.a?|error(\"x\")' x", "jq an error behind ? or try, where versions of jq differ"),
        (
            "jq '{b: .a + 1}' x",
            "jq an operator in an object without brackets, which jq 1.6 does not read",
        ),
        ("jq '[1]|.[] |= empty' x", "jq an update of an array that gives nothing"),
        ("jq -n 'localtime' x", "jq the function localtime"),
        ("jq 'limit(0;1)' x", "jq limit of 0 or less"),
        ("jq --stream . x", "jq --stream"),
        ("jq -C . x", "jq -C"),
        ("jq . .", "jq on a directory"),
        ("jq .", "jq waits for the keyboard"),
        ("jq '.a |' x", "jq a program that is not jq, or not read"),
        ("jq 'import \"m\" as m; 1' x", "jq a program that is not jq, or not read"),
    ];
    for (line, expected) in table {
        assert_eq!(bench.unmodelled(line), expected, "{line}");
    }
}

#[test]
fn programs_that_never_end_or_grow_without_bounds_are_given_up() {
    let mut bench = Bench::with(&[]);
    let table = [
        "def f: f; f",
        "[repeat(1)]",
        "until(false; .)",
        "[recurse(.)]",
        "[range(1e9)]",
        "reduce range(100) as $i (\"ab\"; .+.)",
        "reduce range(100) as $i ([1]; .+.)",
        "reduce range(1000) as $i (0; [.])",
        "reduce range(60) as $i (0; [.,.])",
        "reduce range(1000) as $i (0; {a:.})",
    ];
    for program in table {
        bench.unmodelled(&format!("jq -n '{program}'"));
    }
}

/// Makes programs of the kind that runs without jaq.
fn plain_program() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        ".", ".a", ".b", ".a.b", ".a.b.c", ".s", "\"x\"", "1", "null", "true", "false", "not",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(4, 24, 2, |inner| {
        let operators = vec!["|", "==", "!=", "<", "<=", ">", ">=", "and", "or"];
        let operation = (inner.clone(), prop::sample::select(operators), inner.clone())
            .prop_map(|(left, operator, right)| format!("({left}) {operator} ({right})"));
        prop_oneof![operation, inner.prop_map(|inner| format!("select({inner})"))]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn plain_programs_answer_the_same_with_and_without_jaq(program in plain_program()) {
        let inputs = "{\"a\":{\"b\":1},\"s\":\"x\"}\n{\"a\":1}\n{\"b\":null}\nnull\n[1]\n\"x\"\n";
        let mut bench = Bench::with(&[("inputs", inputs)]);
        let mut run = |program: &str| {
            let argv = ["jq", "-ce", program, "inputs"].map(str::to_owned);
            bench.call(&argv, Input::empty())
        };
        // An alternative that is never taken needs jaq and changes nothing.
        let through_jaq = format!("if true then ({program}) else 1 end");
        prop_assert_eq!(run(&program), run(&through_jaq));
    }

    #[test]
    fn no_program_panics(program in "[.\\[\\]{}()|,:;\"a-c01?=+*/%$@ -]{0,16}") {
        let mut bench = Bench::with(&[]);
        let argv = ["jq", "-n", "--arg", "a", "1", &program].map(str::to_owned);
        let _ = bench.call(&argv, Input::empty());
    }

    #[test]
    fn no_input_panics(input in "[\\[\\]{}:,\"\\\\ua0-9.eE \n+-]{0,24}") {
        let mut bench = Bench::with(&[]);
        let argv = ["jq", "-c", "."].map(str::to_owned);
        let _ = bench.call(&argv, Input::of_bytes(input.into_bytes()));
    }
}
