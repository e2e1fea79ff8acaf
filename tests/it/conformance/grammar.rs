//! Lines that nobody wrote: drawn from a small grammar, always the same ones.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::arms::{Came, real, simulated};
use crate::real::cannot;

/// How many lines are drawn.
const LINES: usize = 60;

/// How many of them have to be modelled.
const MODELLED_MIN: usize = 50;

fn word() -> impl Strategy<Value = String> {
    let words = [
        "a",
        "'b  c'",
        "\"$x\"",
        "$x",
        "${x:-d}",
        "${x%.*}",
        "${#x}",
        "\"$(echo y)\"",
        "$((1+2))",
        "*.csv",
        "no*pe",
        "\\$x",
        "{p,q}",
        "$?",
        "\"$#\"",
    ];
    select(words.to_vec()).prop_map(str::to_owned)
}

fn source() -> impl Strategy<Value = String> {
    let files = ["numbers.txt", "table.csv", "README.md", "crlf.txt", "no-newline.txt", "nope"];
    prop_oneof![
        select(files.to_vec()).prop_map(|file| format!("cat {file}")),
        prop::collection::vec(word(), 1..4).prop_map(|words| format!("echo {}", words.join(" "))),
        prop::collection::vec(word(), 1..4)
            .prop_map(|words| format!("printf '[%s]\\n' {}", words.join(" "))),
        select(vec!["jq -c . log.jsonl", "jq -r .kind log.jsonl", "jq -e .nope log.jsonl"])
            .prop_map(str::to_owned),
    ]
}

fn filter() -> impl Strategy<Value = String> {
    let filters = [
        "sort",
        "sort -n",
        "sort -ru",
        "uniq -c",
        "wc -l",
        "head -n 2",
        "tail -n 1",
        "cut -d, -f2",
        "cut -c2-3",
        "tr a-z A-Z",
        "tr -d '\\r'",
        "grep a",
        "grep -v '^#'",
        "grep -E '[0-9]+|t'",
        "grep -c .",
        "sed 's/[a-e]/<&>/'",
        "sed -n '2,$p'",
        "sed '1d'",
        "sed '/a/,/c/d'",
        "cat -A",
    ];
    select(filters.to_vec()).prop_map(str::to_owned)
}

fn pipeline() -> impl Strategy<Value = String> {
    (source(), prop::collection::vec(filter(), 0..4)).prop_map(|(source, filters)| {
        let parts: Vec<String> = std::iter::once(source).chain(filters).collect();
        parts.join(" | ")
    })
}

fn line() -> impl Strategy<Value = String> {
    let joined = (pipeline(), select(vec![" && ", " || ", "; "]), pipeline())
        .prop_map(|(one, joint, other)| format!("{one}{joint}{other}"));
    let command = prop_oneof![
        pipeline(),
        joined,
        (word(), word(), pipeline())
            .prop_map(|(one, other, body)| format!("for x in {one} {other}; do {body}; done")),
        pipeline().prop_map(|source| format!("{source} | while read l; do echo \"[$l]\"; done")),
        pipeline().prop_map(|body| format!("f() {{ {body}; }}; f; echo $?")),
        pipeline().prop_map(|body| format!("(set -eo pipefail; {body} > out; false; echo no)")),
        pipeline().prop_map(|body| format!("y=$({body}); echo \"<$y>\" $?")),
        (pipeline(), pipeline())
            .prop_map(|(test, body)| format!("if {test} > out; then {body}; else echo no; fi")),
    ];
    (select(vec!["", "x=v1.tar; ", "x='a  b.c'; ", "set -u; "]), command)
        .prop_map(|(before, command)| format!("{before}{command}"))
}

#[test]
fn both_machines_agree_about_lines_of_a_grammar() {
    let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &[1; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), chance);
    let drawn: Vec<String> = (0..LINES)
        .map(|_| line().new_tree(&mut runner).expect("the grammar rejects nothing").current())
        .collect();
    let lines: Vec<&str> = drawn.iter().map(String::as_str).collect();
    let real = match real(&lines) {
        Ok(real) => real,
        Err(error) => return cannot(&error),
    };
    let (mut modelled, mut wrong) = (0, Vec::new());
    for ((line, simulated), real) in lines.iter().zip(simulated(&lines)).zip(real) {
        if matches!(simulated, Came::Unmodelled(_)) {
            continue;
        }
        modelled += 1;
        if simulated != real {
            wrong.push(format!("{line}\n  simulated: {simulated:?}\n  real:      {real:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} lines:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
    assert!(modelled >= MODELLED_MIN, "only {modelled} lines are modelled");
}
