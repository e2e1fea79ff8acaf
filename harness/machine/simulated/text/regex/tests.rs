//! Patterns by table and by chance: what they match, and that none panics.

use proptest::prelude::*;

use super::search::Search;
use super::{Around, Case, Dialect, Lines, Pattern, Trouble, Wanted, lower, parse, program};

fn wanted(dialect: Dialect) -> Wanted {
    Wanted { dialect, case: Case::Counts, lines: Lines::One, around: Around::Anything }
}

fn groups(pattern: &str, text: &str) -> Vec<Option<String>> {
    let pattern = Pattern::compile(pattern.as_bytes(), wanted(Dialect::SedExtended))
        .unwrap_or_else(|trouble| panic!("{pattern}: {trouble:?}"));
    let found = pattern.find_at(text.as_bytes(), 0).expect("an answer").expect("a match");
    let held = |number| found.group(number).map(|(start, end)| text[start..end].to_owned());
    (0..=pattern.groups()).map(held).collect()
}

#[test]
fn the_longest_match_wins_and_its_groups_are_filled_from_the_left() {
    let table: [(&str, &str, &[&str]); 6] = [
        ("ab|abcd", "xabcd", &["abcd"]),
        ("(a|ab)(c|bcd)(d*)", "abcd", &["abcd", "a", "bcd", ""]),
        ("(x)?(y|xy)", "xy", &["xy", "x", "y"]),
        ("(a*)(ab)*", "aab", &["aab", "a", "ab"]),
        ("([a-z]+)-\\1", "x-y ab-ab", &["ab-ab", "ab"]),
        ("((a)|b)+", "ab", &["ab", "b", "a"]),
    ];
    for (pattern, text, expected) in table {
        let held: Vec<String> = groups(pattern, text).into_iter().flatten().collect();
        assert_eq!(held, expected, "{pattern}");
    }
}

#[test]
fn a_pattern_that_would_take_for_ever_is_given_up() {
    let pattern = Pattern::compile(b"\\(a*\\)*\\1b", wanted(Dialect::SedBasic)).expect("a pattern");
    assert_eq!(pattern.find_at(&[b'a'; 200], 0), Err(Trouble::TooHard));
}

proptest! {
    #[test]
    fn no_text_is_a_pattern_that_panics(pattern in "[\\[\\](){}|*+?^$.\\\\ab,:=\\-0-9]{0,24}", text in "[ab(){}\\n]{0,12}") {
        for dialect in [
            Dialect::GrepBasic,
            Dialect::GrepExtended,
            Dialect::SedBasic,
            Dialect::SedExtended,
            Dialect::Awk,
        ] {
            if let Ok(pattern) = Pattern::compile(pattern.as_bytes(), wanted(dialect)) {
                let _ = pattern.find_at(text.as_bytes(), 0);
            }
        }
    }

    #[test]
    fn both_matchers_agree_on_where_a_match_starts(pattern in "([abc.]|\\(a\\|b\\)|\\[ab\\]|\\(ab\\)|\\^|\\$|a\\*|b\\?){1,6}", text in "[abc]{0,10}") {
        let parsed = parse::parse(pattern.as_bytes(), wanted(Dialect::SedExtended)).expect("a pattern");
        let lowered = lower::lower(&parsed.node).expect("no back-reference");
        let steps = program::compile(&parsed.node).expect("a small pattern");
        let finder = regex::bytes::Regex::new(&lowered).expect("a pattern of the crate");
        let search = Search {
            steps: &steps,
            text: text.as_bytes(),
            slots: 2 * parsed.groups + 2,
            either_case: false,
            refers_back: false,
        };
        let ours = (0..=text.len()).find(|start| search.longest_at(*start).expect("done").is_some());
        prop_assert_eq!(ours, finder.find(text.as_bytes()).map(|found| found.start()));
    }
}
