//! Runs of tests, as they are seen from outside: the command line, and what was printed last.

/// Says whether a command runs tests: `node --test ..`.
pub(super) fn is_test_run(argv: &[String]) -> bool {
    let name = argv.first().map_or("", String::as_str);
    let is_node = name.rsplit('/').next() == Some("node");
    is_node && argv.iter().skip(1).take_while(|word| *word != "--").any(|word| word == "--test")
}

/// Reads how many tests passed and how many failed off what node's test runner printed last; none where it
/// did not say.
pub(super) fn counted(printed: &str) -> Option<(usize, usize)> {
    let last = |word: &str| {
        let lines = printed.lines().rev();
        let mut counts = lines.filter_map(|line| {
            let rest = line.trim_start_matches(['#', 'ℹ', ' ']);
            rest.strip_prefix(word)?.strip_prefix(' ')?.trim().parse().ok()
        });
        counts.next()
    };
    Some((last("pass")?, last("fail")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_are_the_last_ones_that_node_printed() {
        let tap = "# tests 3\n# pass 1\n# fail 2\n# tests 4\n# pass 4\n# fail 0\n# cancelled 0\n";
        assert_eq!(counted(tap), Some((4, 0)));
        assert_eq!(counted("ℹ tests 9\nℹ pass 7\nℹ fail 2\n"), Some((7, 2)));
        assert_eq!(counted("all is well\npass\n"), None);
    }

    #[test]
    fn only_node_with_its_own_option_runs_tests() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(is_test_run(&words("node --test a.test.cjs")));
        assert!(is_test_run(&words("/usr/bin/node --no-warnings --test")));
        for other in ["node a.js", "git --test", "node a.js -- --test", ""] {
            assert!(!is_test_run(&words(other)), "{other}");
        }
    }
}
