//! Dates as git writes them.

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

use super::outcome::{Done, Halt};
use crate::determinism::Tick;

/// A moment with the time zone it was written down in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    /// Seconds since the epoch.
    pub seconds: i64,
    /// Minutes east of UTC.
    pub zone: i32,
}

/// How a date is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DateStyle {
    /// `Wed Jan 28 00:00:00 2026 +0000`
    Default,
    /// `2026-01-28 00:00:00 +0000`
    Iso,
    /// `2026-01-28T00:00:00Z`
    IsoStrict,
    /// `Wed, 28 Jan 2026 00:00:00 +0000`
    Rfc2822,
    /// `2026-01-28`
    Short,
    /// `3 days ago`
    Relative,
    /// `1769558400`
    Unix,
    /// `1769558400 +0000`
    Raw,
    /// As `strftime` writes it.
    Custom(String),
}

impl DateStyle {
    /// Reads the value of `--date`.
    pub(super) fn parse(text: &str) -> Done<Self> {
        Ok(match text {
            "default" => Self::Default,
            "iso" | "iso8601" => Self::Iso,
            "iso-strict" | "iso8601-strict" => Self::IsoStrict,
            "rfc" | "rfc2822" => Self::Rfc2822,
            "short" => Self::Short,
            "relative" => Self::Relative,
            "unix" => Self::Unix,
            "raw" => Self::Raw,
            _ => match text.strip_prefix("format:") {
                Some(format) => Self::Custom(format.to_owned()),
                None => return Err(Halt::unmodelled(format!("--date={text}"))),
            },
        })
    }
}

impl Moment {
    /// Writes the moment, seen from `now`.
    pub(super) fn show(self, style: &DateStyle, now: Tick) -> Done<String> {
        let zone = self.zone_text();
        let format = match style {
            DateStyle::Default => format!("%a %b %-d %H:%M:%S %Y {zone}"),
            DateStyle::Iso => format!("%Y-%m-%d %H:%M:%S {zone}"),
            DateStyle::IsoStrict => format!("%Y-%m-%dT%H:%M:%S{}", strict(&zone)),
            DateStyle::Rfc2822 => format!("%a, %-d %b %Y %H:%M:%S {zone}"),
            DateStyle::Short => "%Y-%m-%d".to_owned(),
            DateStyle::Unix => return Ok(self.seconds.to_string()),
            DateStyle::Raw => return Ok(format!("{} {zone}", self.seconds)),
            DateStyle::Relative => return Ok(self.relative(now)),
            DateStyle::Custom(format) => format.clone(),
        };
        let zoned = self.zoned().ok_or_else(|| Halt::unmodelled("with a date beyond reason"))?;
        let odd = |_| Halt::unmodelled(format!("--date=format:{format}"));
        jiff::fmt::strtime::format(&format, &zoned).map_err(odd)
    }

    /// Writes the time zone as `+0000`.
    pub(super) fn zone_text(self) -> String {
        let sign = if self.zone < 0 { '-' } else { '+' };
        let minutes = self.zone.unsigned_abs();
        format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
    }

    fn zoned(self) -> Option<Zoned> {
        let offset = Offset::from_seconds(self.zone * 60).ok()?;
        Some(Timestamp::from_second(self.seconds).ok()?.to_zoned(TimeZone::fixed(offset)))
    }

    /// Writes how long ago the moment is, in the largest unit that says enough.
    fn relative(self, now: Tick) -> String {
        let now = i64::try_from(now.epoch_seconds()).unwrap_or(i64::MAX);
        if self.seconds > now {
            return "in the future".to_owned();
        }
        let seconds = now - self.seconds;
        let minutes = (seconds + 30) / 60;
        let hours = (minutes + 30) / 60;
        let days = (hours + 12) / 24;
        let many =
            |count: i64, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
        let span = match () {
            () if seconds < 90 => many(seconds, "second"),
            () if minutes < 90 => many(minutes, "minute"),
            () if hours < 36 => many(hours, "hour"),
            () if days < 14 => many(days, "day"),
            () if days < 70 => many((days + 3) / 7, "week"),
            () if days < 365 => many((days + 15) / 30, "month"),
            () if days < 1825 => {
                let months = (days * 12 * 2 + 365) / (365 * 2);
                match months % 12 {
                    0 => many(months / 12, "year"),
                    rest => format!("{}, {}", many(months / 12, "year"), many(rest, "month")),
                }
            }
            () => many((days + 183) / 365, "year"),
        };
        format!("{span} ago")
    }
}

fn strict(zone: &str) -> String {
    if zone == "+0000" { "Z".to_owned() } else { format!("{}:{}", &zone[..3], &zone[3..]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_git_writes_them() {
        let moment = Moment { seconds: 1_769_558_400, zone: -90 };
        let now = Tick::from_epoch_ms(1_769_558_400_000 + 40 * 86_400_000);
        for (style, expected) in [
            ("default", "Tue Jan 27 22:30:00 2026 -0130"),
            ("iso", "2026-01-27 22:30:00 -0130"),
            ("iso-strict", "2026-01-27T22:30:00-01:30"),
            ("rfc", "Tue, 27 Jan 2026 22:30:00 -0130"),
            ("short", "2026-01-27"),
            ("raw", "1769558400 -0130"),
            ("unix", "1769558400"),
            ("relative", "6 weeks ago"),
            ("format:%Y%m%d", "20260127"),
        ] {
            let style = DateStyle::parse(style).expect("a style");
            assert_eq!(moment.show(&style, now).expect("a date"), expected);
        }
    }

    #[test]
    fn how_long_ago_something_was_is_rounded_as_git_rounds_it() {
        let now = 1_769_558_400;
        for (seconds, expected) in [
            (0, "0 seconds ago"),
            (1, "1 second ago"),
            (89, "89 seconds ago"),
            (90, "2 minutes ago"),
            (5_400, "2 hours ago"),
            (86_400 * 13, "13 days ago"),
            (86_400 * 200, "7 months ago"),
            (86_400 * 400, "1 year, 1 month ago"),
            (86_400 * 730, "2 years ago"),
            (-5, "in the future"),
        ] {
            let moment = Moment { seconds: now - seconds, zone: 0 };
            let at = Tick::from_epoch_ms(now.unsigned_abs() * 1000);
            assert_eq!(moment.relative(at), expected);
        }
    }
}
