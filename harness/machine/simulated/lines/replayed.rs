//! What the real tools did, and that ours do the same.
//!
//! Files of commands as `text` records them, one a tool.

use super::super::text::replay;

macro_rules! tools {
    ($($name:ident: $file:literal,)*) => {
        $(
            #[test]
            fn $name() {
                replay(include_str!($file));
            }
        )*
    };
}

tools! {
    cat_does_what_the_real_one_did: "recorded/cat.jsonl",
    head_and_tail_do_what_the_real_ones_did: "recorded/ends.jsonl",
    wc_does_what_the_real_one_did: "recorded/wc.jsonl",
    seq_does_what_the_real_one_did: "recorded/seq.jsonl",
    sort_does_what_the_real_one_did: "recorded/sort.jsonl",
    uniq_does_what_the_real_one_did: "recorded/uniq.jsonl",
    cut_does_what_the_real_one_did: "recorded/cut.jsonl",
    tr_does_what_the_real_one_did: "recorded/tr.jsonl",
    tee_does_what_the_real_one_did: "recorded/tee.jsonl",
    lines_are_put_side_by_side_as_the_real_tools_put_them: "recorded/columns.jsonl",
    sums_and_codes_are_those_of_the_real_tools: "recorded/digest.jsonl",
    directories_are_compared_as_the_real_diff_compares_them: "recorded/trees.jsonl",
    files_are_compared_as_the_real_tools_compare_them: "recorded/compare.jsonl",
}
