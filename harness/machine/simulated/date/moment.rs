//! One instant, before or after the epoch, to the nanosecond.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::determinism::Tick;

/// An instant as `date` reckons with it, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Moment(Timestamp);

impl Moment {
    /// Makes the instant of the virtual clock.
    pub(in super::super) fn of(tick: Tick) -> Self {
        let ms = i64::try_from(tick.epoch_ms()).unwrap_or(i64::MAX);
        Self(Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX))
    }

    /// Makes the instant so many seconds and nanoseconds after the epoch; none where no calendar
    /// of four-digit years has it.
    pub(super) fn since_epoch(seconds: i64, nanoseconds: i32) -> Option<Self> {
        Timestamp::new(seconds, nanoseconds).ok().map(Self)
    }

    /// Makes the instant at which clocks in UTC show `civil`.
    pub(super) fn at(civil: DateTime) -> Option<Self> {
        civil.to_zoned(TimeZone::UTC).ok().map(|zoned| Self(zoned.timestamp()))
    }

    /// Reads a stamp as `touch -t` takes it, `[[CC]YY]MMDDhhmm[.ss]`, in the year of `now`.
    pub(in super::super) fn of_stamp(text: &str, now: Self) -> Option<Self> {
        let (digits, seconds) = text.split_once('.').unwrap_or((text, "00"));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(digits) || !is_number(seconds) || seconds.len() != 2 {
            return None;
        }
        let year = match digits.len() {
            8 => now.civil().year(),
            10 => century_of(digits[..2].parse().ok()?),
            12 => digits[..4].parse().ok()?,
            _ => return None,
        };
        let tail = &digits[digits.len() - 8..];
        let pair = |at: usize| tail[at..at + 2].parse::<i8>().ok();
        let date = Date::new(year, pair(0)?, pair(2)?).ok()?;
        let time = Time::new(pair(4)?, pair(6)?, seconds.parse().ok()?, 0).ok()?;
        Self::at(date.to_datetime(time))
    }

    /// Returns what clocks in UTC show.
    pub(in super::super) fn civil(self) -> DateTime {
        TimeZone::UTC.to_datetime(self.0)
    }

    /// Returns the whole seconds since the epoch, rounded down.
    pub(super) fn seconds(self) -> i64 {
        self.0.as_nanosecond().div_euclid(1_000_000_000).try_into().unwrap_or(i64::MAX)
    }

    /// Returns the instant this many seconds and nanoseconds later.
    pub(super) fn after(self, seconds: i64, nanoseconds: i64) -> Option<Self> {
        let total =
            self.0.as_nanosecond() + i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds);
        Timestamp::from_nanosecond(total).ok().map(Self)
    }

    /// Returns the instant on the virtual clock, which begins with the epoch and counts whole
    /// milliseconds.
    pub(in super::super) fn tick(self) -> Option<Tick> {
        let ms = self.0.as_nanosecond().div_euclid(1_000_000);
        u64::try_from(ms).ok().map(Tick::from_epoch_ms)
    }
}

/// Two digits mean a year from 1969 to 2068.
fn century_of(short: i16) -> i16 {
    if short < 69 { 2000 + short } else { 1900 + short }
}
