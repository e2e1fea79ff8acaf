//! Arguments and input made by chance: whatever they are, a command ends in one of its ways.

use proptest::prelude::*;

use super::super::testing::Bench;
use crate::shell::{Input, Stop};

const TOOLS: &[&str] = &[
    "base64",
    "cat",
    "cmp",
    "comm",
    "cut",
    "diff",
    "head",
    "paste",
    "rev",
    "seq",
    "sha256sum",
    "sort",
    "tac",
    "tail",
    "tr",
    "uniq",
    "wc",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..<_>::default() })]

    #[test]
    fn no_argument_and_no_input_breaks_a_line_tool(
        tool in prop::sample::select(TOOLS),
        arguments in prop::collection::vec("-[a-zA-Z]{0,2}[0-9.,x-]{0,4}|[-a-c0-9:=*\\[\\]\\\\é]{0,8}", 0..4),
        input in "[a-c0-9 ,\t\n=é]{0,40}",
    ) {
        let mut bench = Bench::with(&[("a", "b\n10 x\n9"), ("b", "")]);
        let argv: Vec<String> = std::iter::once(tool.to_owned()).chain(arguments).collect();
        let (outcome, _, _) = bench.call(&argv, Input::of_bytes(input.into_bytes()));
        let is_told = matches!(outcome, Ok(_) | Err(Stop::Unmodelled { .. }));
        prop_assert!(is_told, "{argv:?}: {outcome:?}");
    }
}
