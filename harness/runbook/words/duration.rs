//! "5-10 minutes", "<1 minute", "2 h 30 min", "48 hours".

use std::ops::Range;
use std::time::Duration;

use super::head;

/// A time that something may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runbook) struct Allowance {
    /// The shorter end of a range.
    pub(in crate::runbook) least: Option<Duration>,
    /// The longest time.
    pub(in crate::runbook) most: Duration,
    /// Whether the longest time itself is too long.
    pub(in crate::runbook) is_strict: bool,
}

/// A duration and where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::runbook) struct Found {
    /// How long.
    pub(in crate::runbook) length: Duration,
    /// The bytes of figure and unit.
    pub(in crate::runbook) range: Range<usize>,
}

/// Returns every duration in `text`, in order; "2 h 30 min" is one. A unit without a figure, as in
/// "last hour", is none.
pub(in crate::runbook) fn durations_in(text: &str) -> Vec<Found> {
    let text = head(text);
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while let Some(next) = next_figure(text, at) {
        let Some(each) = duration_at(text, next.clone()) else {
            at = next.end;
            continue;
        };
        at = each.range.end;
        match found.last_mut() {
            Some(last) if text[last.range.end..each.range.start].trim().is_empty() => {
                last.length = last.length.saturating_add(each.length);
                last.range.end = each.range.end;
            }
            _ => found.push(each),
        }
    }
    found
}

/// Returns the time that `text` allows: "<1 minute", "5-10 minutes", "up to an hour" is none.
pub(in crate::runbook) fn allowance_in(text: &str) -> Option<Allowance> {
    let text = head(text);
    let found = durations_in(text);
    let first = found.first()?;
    let before = text[..first.range.start].trim_end();
    if before.ends_with(['>', '≥']) || ends_with_any(before, &["more than", "over", "at least"]) {
        return None;
    }
    if let Some(second) = found.get(1)
        && is_range_mark(&text[first.range.end..second.range.start])
    {
        return Some(in_order(first.length, second.length));
    }
    if let Some(least) = lower_end(text, first) {
        return Some(in_order(least, first.length));
    }
    let is_strict =
        before.ends_with('<') || ends_with_any(before, &["under", "less than", "below"]);
    Some(Allowance { least: None, most: first.length, is_strict })
}

fn in_order(one: Duration, other: Duration) -> Allowance {
    Allowance { least: Some(one.min(other)), most: one.max(other), is_strict: false }
}

fn ends_with_any(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| lower.ends_with(word))
}

fn is_range_mark(between: &str) -> bool {
    matches!(between.trim(), "-" | "–" | "—" | "to" | "and" | "..")
}

/// Reads the "5" of "5-10 minutes", in the unit of the upper end.
fn lower_end(text: &str, upper: &Found) -> Option<Duration> {
    let before = &text[..upper.range.start];
    let figure_end = before
        .trim_end_matches([' ', '-', '–', '—', '.'])
        .trim_end_matches("to")
        .trim_end_matches("and")
        .trim_end();
    if !is_range_mark(&before[figure_end.len()..]) {
        return None;
    }
    let start = figure_end
        .rfind(|c: char| !c.is_ascii_digit() && c != '.')
        .map_or(0, |at| at + figure_end[at..].chars().next().map_or(1, char::len_utf8));
    let figure = thousandths(&figure_end[start..])?;
    let unit_ms = unit_ms(text[upper.range.clone()].trim_start_matches(is_figure).trim_start())?;
    Some(length(figure, unit_ms))
}

/// Finds the next run of digits that no letter or digit touches on its left.
fn next_figure(text: &str, from: usize) -> Option<Range<usize>> {
    let mut at = from;
    loop {
        let start = at + text[at..].find(|c: char| c.is_ascii_digit())?;
        let tail = &text[start..];
        let length = tail.find(|c| !is_figure(c)).unwrap_or(tail.len());
        let end = start + tail[..length].trim_end_matches('.').len();
        let touches = text[..start].chars().next_back().is_some_and(char::is_alphabetic);
        if !touches || is_unit_before(text, from, start) {
            return Some(start..end);
        }
        at = end;
    }
}

/// Allows the "30" of "1h30m", which a unit touches.
fn is_unit_before(text: &str, from: usize, start: usize) -> bool {
    from > 0 && from == start && text.is_char_boundary(from)
}

const fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

fn duration_at(text: &str, figure: Range<usize>) -> Option<Found> {
    let tail = &text[figure.end..];
    let gap = tail.len() - tail.trim_start_matches([' ', '-', '\u{a0}']).len();
    if gap > 1 && !tail[..gap].trim_matches([' ', '\u{a0}']).is_empty() {
        return None;
    }
    let word = &tail[gap..];
    let word_length = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
    let is_glued = word[word_length..].starts_with(|c: char| c.is_ascii_digit()) && gap > 0;
    let unit_ms = unit_ms(&word[..word_length]).filter(|_| !is_glued)?;
    let length = length(thousandths(&text[figure.clone()])?, unit_ms);
    Some(Found { length, range: figure.start..figure.end + gap + word_length })
}

fn length(figure_thousandths: u64, unit_ms: u64) -> Duration {
    let ms = u128::from(figure_thousandths) * u128::from(unit_ms) / 1000;
    Duration::from_millis(u64::try_from(ms).unwrap_or(u64::MAX))
}

/// Returns the milliseconds of one unit.
fn unit_ms(word: &str) -> Option<u64> {
    let seconds = match word.to_ascii_lowercase().as_str() {
        "ms" | "millisecond" | "milliseconds" => return Some(1),
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600,
        "d" | "day" | "days" => 86_400,
        "w" | "week" | "weeks" => 604_800,
        _ => return None,
    };
    Some(seconds * 1000)
}

/// Reads "1.5" as 1500; figures of more than nine digits in front of the point are none.
pub(super) fn thousandths(figure: &str) -> Option<u64> {
    let (whole, part) = figure.split_once('.').unwrap_or((figure, ""));
    let is_plain = !whole.is_empty()
        && whole.len() <= 9
        && whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit());
    if !is_plain {
        return None;
    }
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    Some(whole.parse::<u64>().ok()? * 1000 + part.parse::<u64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn allowances_are_read_in_every_usual_wording() {
        let table = [
            ("<1 minute", None, 60, true),
            ("< 90 s", None, 90, true),
            ("under 5 min", None, 300, true),
            ("less than 2 hours", None, 7200, true),
            ("5-10 minutes", Some(300), 600, false),
            ("5–10 min", Some(300), 600, false),
            ("5 to 10 minutes", Some(300), 600, false),
            ("between 5 and 10 minutes", Some(300), 600, false),
            ("45 minutes - 2 hours", Some(2700), 7200, false),
            ("10-5 minutes", Some(300), 600, false),
            ("2-4 hours (coordinated)", Some(7200), 14_400, false),
            ("up to 30 minutes", None, 1800, false),
            ("≤ 15 min", None, 900, false),
            ("~1.5 hours", None, 5400, false),
            ("2 h 30 min", None, 9000, false),
            ("1h30m", None, 5400, false),
            ("30-minute window", None, 1800, false),
            ("1 week", None, 604_800, false),
        ];
        for (text, least, most, is_strict) in table {
            let expected = Allowance { least: least.map(seconds), most: seconds(most), is_strict };
            assert_eq!(allowance_in(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_text_without_an_upper_figure_allows_nothing() {
        for text in [
            "",
            "soon",
            "minutes",
            "v2 minor",
            "> 4 hours",
            "more than 4 hours",
            "5 apples",
            "an hour",
        ] {
            assert_eq!(allowance_in(text), None, "{text}");
        }
    }

    #[test]
    fn every_duration_of_a_sentence_is_found_with_its_place() {
        let text = "wait 5 minutes, then 2 h 30 min (PT1H, v3 days, 1.x, 10 s3 files)";
        let found: Vec<_> =
            durations_in(text).into_iter().map(|each| (&text[each.range], each.length)).collect();
        assert_eq!(found, [("5 minutes", seconds(300)), ("2 h 30 min", seconds(9000))]);
    }

    #[test]
    fn figures_too_long_to_mean_anything_are_no_duration() {
        assert_eq!(allowance_in("99999999999999999999 weeks"), None);
        assert!(allowance_in("999999999 weeks").is_some());
    }
}
