//! Dates as people write them for git: `30 days ago`, `yesterday`, ISO 8601, seconds.

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;

use super::dates::Moment;

/// The fewest digits that git takes for seconds since the epoch and not for a year or a day.
const EPOCH_DIGITS_MIN: usize = 9;

/// Reads a date for a limit such as `--since`, in seconds; none where the words are not modelled.
pub(super) fn approximate(text: &str, now: i64) -> Option<i64> {
    let text = text.trim();
    if let Some(moment) = exact(text, now) {
        return Some(moment.seconds);
    }
    let words: Vec<String> = text
        .split(['.', ' ', '_'])
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    relative(&words, now)
}

/// Reads a full date as `GIT_COMMITTER_DATE` takes it, or a day at the time of day of `now`.
pub(super) fn exact(text: &str, now: i64) -> Option<Moment> {
    seconds(text).or_else(|| iso(text, now))
}

/// Reads `@1769558400 +0000`, `1769558400 +0000` or only the seconds.
fn seconds(text: &str) -> Option<Moment> {
    let (number, zone) = text.split_once(' ').unwrap_or((text, "+0000"));
    let digits = number.strip_prefix('@').unwrap_or(number);
    let long = number.len() > digits.len() || digits.len() >= EPOCH_DIGITS_MIN;
    if !long || digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(Moment { seconds: digits.parse().ok()?, zone: zone_of(zone)? })
}

/// Reads `2026-01-28`, with a time and a zone behind it where they are given.
fn iso(text: &str, now: i64) -> Option<Moment> {
    let day: jiff::civil::Date = text.get(..10)?.parse().ok()?;
    let rest = text[10..].trim_start_matches(['T', ' ']);
    if rest.is_empty() {
        let at = civil(now)?.time();
        return Some(Moment { seconds: epoch(day.to_datetime(at))?, zone: 0 });
    }
    let clock_ends = rest.find(|c: char| !matches!(c, '0'..='9' | ':' | '.')).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(clock_ends);
    let clock = clock.split('.').next().unwrap_or(clock);
    let mut parts = clock.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() {
        return None;
    }
    let zone = match zone.trim() {
        "" => 0,
        zone => zone_of(zone)?,
    };
    let local = epoch(day.to_datetime(Time::new(hour, minute, second, 0).ok()?))?;
    Some(Moment { seconds: local - i64::from(zone) * 60, zone })
}

/// Reads `Z`, `+0200` or `+02:00` as minutes east of UTC.
fn zone_of(text: &str) -> Option<i32> {
    if matches!(text, "Z" | "UTC" | "GMT") {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if digits.len() != 4 {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    Some(sign * (number / 100 * 60 + number % 100))
}

/// Adds up words such as `2 weeks 1 day ago`, `yesterday`, `last month`.
fn relative(words: &[String], now: i64) -> Option<i64> {
    let mut at = now;
    let mut count: Option<i64> = None;
    for word in words {
        match word.as_str() {
            "ago" | "now" | "today" => {}
            "yesterday" => at -= DAY,
            "midnight" => at -= at.rem_euclid(DAY),
            "last" => count = Some(1),
            word => match (number(word), count.take()) {
                (Some(number), None) => count = Some(number),
                (None, Some(number)) => at = back(at, number, unit(word)?)?,
                _ => return None,
            },
        }
    }
    (count.is_none() && !words.is_empty()).then_some(at)
}

const DAY: i64 = 86_400;

#[derive(Clone, Copy)]
enum Unit {
    Seconds(i64),
    Months(i64),
}

fn number(word: &str) -> Option<i64> {
    let named =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let at = named.iter().position(|known| *known == word);
    at.and_then(|at| i64::try_from(at).ok())
        .or_else(|| (word.len() < EPOCH_DIGITS_MIN).then(|| word.parse().ok()).flatten())
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word.strip_suffix('s').unwrap_or(word) {
        "second" | "sec" => Unit::Seconds(1),
        "minute" | "min" => Unit::Seconds(60),
        "hour" => Unit::Seconds(3_600),
        "day" => Unit::Seconds(DAY),
        "week" => Unit::Seconds(7 * DAY),
        "month" => Unit::Months(1),
        "year" => Unit::Months(12),
        _ => return None,
    })
}

/// Goes back; a day that the month does not have runs over into the next one, as in C.
fn back(at: i64, count: i64, unit: Unit) -> Option<i64> {
    let each = match unit {
        Unit::Seconds(each) => return at.checked_sub(count.checked_mul(each)?),
        Unit::Months(each) => each,
    };
    let then = civil(at)?;
    let months = i64::from(then.year()) * 12 + i64::from(then.month()) - 1;
    let months = months.checked_sub(count.checked_mul(each)?)?;
    let year = i16::try_from(months.div_euclid(12)).ok()?;
    let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
    let first = jiff::civil::Date::new(year, month, 1).ok()?.to_datetime(then.time());
    Some(epoch(first)? + (i64::from(then.day()) - 1) * DAY)
}

fn civil(seconds: i64) -> Option<DateTime> {
    Some(Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).datetime())
}

fn epoch(at: DateTime) -> Option<i64> {
    Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `git rev-parse --since=...` answers at 2026-01-28T13:02:03Z.
    #[test]
    fn dates_of_people_are_read_as_git_reads_them() {
        for (text, seconds) in [
            ("30 days ago", 1_767_013_323),
            ("30.days.ago", 1_767_013_323),
            ("yesterday", 1_769_518_923),
            ("midnight", 1_769_558_400),
            ("1 month ago", 1_766_926_923),
            ("2 years ago", 1_706_446_923),
            ("last week", 1_769_000_523),
            ("two weeks ago", 1_768_395_723),
            ("1 month 2 days ago", 1_766_754_123),
            ("2026-01-15", 1_768_482_123),
            ("2026-01-15 10:00", 1_768_471_200),
            ("2026-01-15T10:00:00.000Z", 1_768_471_200),
            ("2026-01-15T10:00:00+02:00", 1_768_464_000),
            ("@1769000000", 1_769_000_000),
            ("90 minutes ago", 1_769_599_923),
        ] {
            assert_eq!(approximate(text, 1_769_605_323), Some(seconds), "{text}");
        }
    }

    #[test]
    fn dates_that_are_not_modelled_are_never_guessed() {
        for text in ["tea", "a week ago", "1.5 days ago", "monday", "3pm", "", "5", "01/15/2026"] {
            assert_eq!(approximate(text, 1_769_605_323), None, "{text}");
        }
    }
}
