//! "Monitor for 15 minutes", "(1 hour validation)", "wait 30 seconds".

use std::time::Duration;

use super::{durations_in, head};

/// Verbs that ask somebody to watch for a while.
const VERBS: [&str; 8] =
    ["monitor", "watch", "observe", "wait", "soak", "validate", "bake", "monitoring"];

/// Nouns behind a duration that name such a while.
const NOUNS: [&str; 9] = [
    "validation",
    "monitoring",
    "observation",
    "soak",
    "watch",
    "bake",
    "wait",
    "window",
    "verification",
];

/// Returns how long `text` asks to wait and watch.
pub(in crate::runbook) fn window_in(text: &str) -> Option<Duration> {
    let lower = head(text).to_ascii_lowercase();
    durations_in(&lower)
        .into_iter()
        .find(|found| {
            let before = &lower[..found.range.start];
            let after = &lower[found.range.end..];
            is_asked_before(before) || first_word(after).is_some_and(|word| NOUNS.contains(&word))
        })
        .map(|found| found.length)
}

/// "monitor .. for", "wait", "wait at least".
fn is_asked_before(before: &str) -> bool {
    let words: Vec<&str> =
        before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_verb = |word: &&str| VERBS.contains(word);
    match words.as_slice() {
        [.., "at", "least"] => words.iter().rev().skip(2).take(2).any(is_verb),
        [.., "for"] => words.iter().rev().skip(1).take(8).any(is_verb),
        [.., last] => is_verb(last),
        [] => false,
    }
}

fn first_word(after: &str) -> Option<&str> {
    let mut words = after.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_near = after.starts_with([' ', '-']);
    let first = words.next().filter(|_| is_near)?;
    if first == "of" { words.next() } else { Some(first) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_to_watch_are_read_in_minutes() {
        let table = [
            ("Monitor for 15 minutes", 15),
            ("Monitor error rates for 30 minutes", 30),
            ("Staging first (1 hour validation)", 60),
            ("Monitor for 1 hour, verify stability", 60),
            ("Monitor for 4 hours, on-call coverage", 240),
            ("Wait 10 minutes", 10),
            ("wait at least 10 min before the next step", 10),
            ("Deployed to production (4 hour monitoring)", 240),
            ("30 minutes of monitoring", 30),
        ];
        for (text, minutes) in table {
            assert_eq!(window_in(text), Some(Duration::from_secs(minutes * 60)), "{text}");
        }
    }

    #[test]
    fn a_figure_alone_asks_nobody_to_watch() {
        let table = [
            "No manual intervention within 15 minutes of first alert",
            "Duration: Investigating, updates every 30 minutes",
            "Show commits of 30 days",
            "Monitor closely",
            "watch -n 60 'tail -1 log'",
        ];
        for text in table {
            assert_eq!(window_in(text), None, "{text}");
        }
    }
}
