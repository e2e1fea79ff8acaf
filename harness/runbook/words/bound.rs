//! "Session success rate <80%", ">2x", "over last 100 sessions", "10%".

use std::time::Duration;

use super::duration::thousandths;
use super::{durations_in, head};
use crate::runbook::model::{Comparison, Stretch, Threshold, Unit};

/// How a comparison is written; the longer forms before their beginnings.
const COMPARISONS: [(&str, Comparison); 14] = [
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("≤", Comparison::AtMost),
    ("≥", Comparison::AtLeast),
    ("<", Comparison::Below),
    (">", Comparison::Above),
    ("less than", Comparison::Below),
    ("more than", Comparison::Above),
    ("greater than", Comparison::Above),
    ("at least", Comparison::AtLeast),
    ("at most", Comparison::AtMost),
    ("below", Comparison::Below),
    ("above", Comparison::Above),
    ("exceeds", Comparison::Above),
];

/// Returns the first bound in `text`; what stands before it is its subject.
pub(in crate::runbook) fn threshold_in(text: &str) -> Option<Threshold> {
    let lower = head(text).to_ascii_lowercase();
    let places = COMPARISONS.iter().filter_map(|(word, comparison)| {
        let at = find_comparison(&lower, word)?;
        let (bound, unit) = quantity_at(&lower[at + word.len()..])?;
        Some((at, *comparison, bound, unit))
    });
    let (at, comparison, bound_thousandths, unit) = places.min_by_key(|(at, ..)| *at)?;
    let subject = head(text)[..at].trim().trim_end_matches(" is").trim_end().to_owned();
    Some(Threshold { subject, comparison, bound_thousandths, unit })
}

/// Finds a sign anywhere, a word only as a whole.
fn find_comparison(lower: &str, word: &str) -> Option<usize> {
    if !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return lower.find(word);
    }
    lower.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = lower[..*at].chars().next_back();
        !before.is_some_and(char::is_alphanumeric) && lower[at + word.len()..].starts_with(' ')
    })
}

/// Reads "80%", "2x" or "0" at the beginning of `text`; not a time, and not "1-4".
fn quantity_at(text: &str) -> Option<(u64, Unit)> {
    let text = text.trim_start();
    let length = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let bound = thousandths(text[..length].trim_end_matches('.'))?;
    let rest = text[length..].trim_start();
    if durations_in(text).first().is_some_and(|found| found.range.start == 0) {
        return None;
    }
    let is_times = |mark: char| {
        let tail = text[length..].strip_prefix(mark);
        tail.is_some_and(|tail| !tail.starts_with(char::is_alphanumeric))
    };
    if rest.starts_with('%') || rest.starts_with("percent") {
        return Some((bound, Unit::Percent));
    }
    Some((bound, if is_times('x') || is_times('×') { Unit::Times } else { Unit::Count }))
}

/// Returns the share of the first "N%" in `text`, in thousandths of a percent.
pub(in crate::runbook) fn share_thousandths_in(text: &str) -> Option<u64> {
    let sign = text.find('%')?;
    let figure = text[..sign].trim_end();
    let start = figure
        .rfind(|c: char| !c.is_ascii_digit() && c != '.')
        .map_or(0, |at| at + figure[at..].chars().next().map_or(1, char::len_utf8));
    thousandths(&figure[start..]).filter(|share| *share <= 100_000)
}

/// Returns the stretch of "in last hour", "over last 100 sessions", "in the past 15 minutes".
pub(in crate::runbook) fn stretch_in(text: &str) -> Option<Stretch> {
    let lower = head(text).to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.find(|word| matches!(*word, "last" | "past" | "previous"))?;
    let next = words.next()?;
    if let Ok(count) = next.parse() {
        let unit = words.next()?;
        return match unit {
            "sessions" | "session" => Some(Stretch::Sessions(count)),
            _ => durations_in(&format!("{count} {unit}"))
                .first()
                .map(|found| Stretch::Time(found.length)),
        };
    }
    let one = durations_in(&format!("1 {next}")).first()?.length;
    (one >= Duration::from_secs(1)).then_some(Stretch::Time(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_print_as_the_runbook_writes_them() {
        let table = [
            ("Session success rate <80%", "Session success rate", "<80%"),
            ("Agent spawn failure rate >10%", "Agent spawn failure rate", ">10%"),
            ("Performance degradation >2x", "Performance degradation", ">2x"),
            ("violation count >0 in last hour", "violation count", ">0"),
            ("<70%", "", "<70%"),
            ("error rate is above 0.5 %", "error rate", ">0.5%"),
            ("Latency ≥ 1.25×", "Latency", ">=1.25x"),
            ("less than 5 percent of users", "", "<5%"),
        ];
        for (text, subject, bound) in table {
            let threshold = threshold_in(text).expect(text);
            assert_eq!(
                (threshold.subject.as_str(), threshold.to_string().as_str()),
                (subject, bound)
            );
        }
    }

    #[test]
    fn a_text_without_a_figure_behind_its_sign_has_no_bound() {
        for text in ["Bad configuration", "a <b> c", "overabove 3", "x -> y", "< 4 hours", ">five"]
        {
            assert_eq!(threshold_in(text), None, "{text}");
        }
    }

    #[test]
    fn stretches_of_time_and_of_sessions_are_read() {
        let table = [
            ("count >0 in last hour", Some(Stretch::Time(Duration::from_secs(3600)))),
            ("over last 100 sessions", Some(Stretch::Sessions(100))),
            ("in the past 15 minutes", Some(Stretch::Time(Duration::from_secs(900)))),
            ("at last", None),
            ("the last resort", None),
            ("last 5 apples", None),
        ];
        for (text, stretch) in table {
            assert_eq!(stretch_in(text), stretch, "{text}");
        }
    }

    #[test]
    fn a_share_is_at_most_the_whole() {
        assert_eq!(share_thousandths_in("(10%, 48 hours)"), Some(10_000));
        assert_eq!(share_thousandths_in("12.5 % of users"), Some(12_500));
        assert_eq!(share_thousandths_in("101%"), None);
        assert_eq!(share_thousandths_in("% of all"), None);
        assert_eq!(share_thousandths_in("no figure"), None);
    }
}
