//! Descriptions of dates: `yesterday`, `2026-01-28 10:00`, `2 hours ago`, `@1769594400`.
//!
//! The same pieces mean the same as for GNU date; other time zones and halves of the day are not
//! modelled.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};

use super::Moment;
use super::words::{Number, Piece, is_known_elsewhere, month, ordinal, pieces, weekday};

/// Why a description gives no instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Unclear {
    /// The real date would refuse it.
    Invalid,
    /// The real date has a meaning for it that is not modelled.
    Unmodelled,
}

/// What was read so far.
#[derive(Debug, Default)]
struct Reading {
    dates: Vec<CivilDate>,
    times: Vec<Time>,
    /// Weekday, Sunday being 0, and which one of them.
    days: Vec<(i64, i64)>,
    /// Seconds east of UTC.
    zones: Vec<i64>,
    relative: Option<Shift>,
}

#[derive(Debug, Clone, Copy)]
struct CivilDate {
    year: Option<i64>,
    month: i64,
    day: i64,
}

/// How far a description leads away from where it begins.
#[derive(Debug, Clone, Copy, Default)]
struct Shift {
    months: i64,
    days: i64,
    seconds: i64,
    billionths: i64,
}

/// Returns the instant that `text` describes, as seen at `now`.
pub(in super::super) fn describe(text: &str, now: Moment) -> Result<Moment, Unclear> {
    let pieces = pieces(text).ok_or(Unclear::Invalid)?;
    if let [Piece::Mark('@'), Piece::Number(number)] = &pieces[..] {
        let fraction = number.billionths.unwrap_or(0);
        let epoch = Moment::since_epoch(0, 0).ok_or(Unclear::Invalid)?;
        return epoch.after(number.value, fraction).ok_or(Unclear::Invalid);
    }
    let mut reading = Reading::default();
    let mut left = &pieces[..];
    while !left.is_empty() {
        let taken = reading.item(left)?;
        left = &left[taken..];
    }
    reading.resolve(now)
}

impl Reading {
    /// Reads the item that `left` begins with and returns how many pieces it took.
    fn item(&mut self, left: &[Piece]) -> Result<usize, Unclear> {
        use Piece::{Mark, Number, Word};
        match left {
            [Number(_), Mark(':'), Number(_), ..] => self.time(left),
            [Number(year), Number(month), Number(day), rest @ ..]
                if !year.signed && month.value <= 0 && month.signed && day.signed =>
            {
                self.date(Some(*year), -month.value, -day.value);
                self.time_of_day(rest).map(|taken| taken + 3)
            }
            [Number(year), Mark('/'), Number(month), Mark('/'), Number(day), ..]
                if year.digits >= 4 =>
            {
                self.date(Some(*year), month.value, day.value);
                Ok(5)
            }
            [Number(month), Mark('/'), Number(day), Mark('/'), Number(year), ..] => {
                self.date(Some(*year), month.value, day.value);
                Ok(5)
            }
            [Number(month), Mark('/'), Number(day), ..] => {
                self.date(None, month.value, day.value);
                Ok(3)
            }
            [Number(number), Word(word), rest @ ..] => self.counted(*number, word, rest),
            [Number(number), ..] => self.bare(*number).map(|()| 1),
            [Word(word), rest @ ..] => self.word(word, rest),
            _ => Err(Unclear::Invalid),
        }
    }

    /// Reads the `T10:00` that may follow an ISO date at once; elsewhere `T` is a time zone.
    fn time_of_day(&mut self, left: &[Piece]) -> Result<usize, Unclear> {
        match left {
            [Piece::Word(t), Piece::Number(_), Piece::Mark(':'), ..] if t == "t" => {
                self.time(&left[1..]).map(|taken| taken + 1)
            }
            [Piece::Word(t), Piece::Number(_), ..] if t == "t" => Err(Unclear::Invalid),
            _ => Ok(0),
        }
    }

    /// Reads `10:00`, `10:00:00.5`, each with an offset such as `+02:00` behind it.
    fn time(&mut self, left: &[Piece]) -> Result<usize, Unclear> {
        let (mut taken, mut parts) = (0, Vec::new());
        while let Some(Piece::Number(number)) = left.get(taken) {
            let is_last = parts.len() == 2 || left.get(taken + 1) != Some(&Piece::Mark(':'));
            if number.signed || (number.billionths.is_some() && parts.len() != 2) {
                return Err(Unclear::Invalid);
            }
            parts.push(*number);
            taken += if is_last { 1 } else { 2 };
            if is_last {
                break;
            }
        }
        let part = |at: usize| i8::try_from(parts.get(at).map_or(0, |number| number.value)).ok();
        let fraction = parts.get(2).and_then(|seconds| seconds.billionths).unwrap_or(0);
        let time = part(0).zip(part(1)).zip(part(2)).and_then(|((hour, minute), second)| {
            Time::new(hour, minute, second, i32::try_from(fraction).ok()?).ok()
        });
        self.times.push(time.ok_or(Unclear::Invalid)?);
        match &left[taken..] {
            [Piece::Number(offset), rest @ ..] if offset.signed => {
                self.offset(*offset, rest).map(|more| taken + more)
            }
            _ => Ok(taken),
        }
    }

    /// Reads an offset from UTC: `+2`, `+0200`, `+02:00`.
    fn offset(&mut self, hours: Number, rest: &[Piece]) -> Result<usize, Unclear> {
        let (minutes, taken) = match rest {
            [Piece::Mark(':'), Piece::Number(behind), ..] if !behind.signed => {
                (hours.value * 60 + hours.value.signum() * behind.value, 3)
            }
            _ if hours.digits <= 2 => (hours.value * 60, 1),
            _ => (hours.value / 100 * 60 + hours.value % 100, 1),
        };
        if minutes.abs() > 24 * 60 {
            return Err(Unclear::Invalid);
        }
        self.zones.push(minutes * 60);
        Ok(taken)
    }

    fn date(&mut self, year: Option<Number>, month: i64, day: i64) {
        let year = year.map(|year| match (year.digits, year.value) {
            (2, short) if short < 69 => 2000 + short,
            (2, short) => 1900 + short,
            (_, whole) => whole,
        });
        self.dates.push(CivilDate { year, month, day });
    }

    /// Reads a number with a word behind it: `28 Jan 2026`, `2 hours`.
    fn counted(&mut self, number: Number, word: &str, rest: &[Piece]) -> Result<usize, Unclear> {
        if let Some(month) = month(word).filter(|_| !number.signed) {
            let year = match rest {
                [Piece::Number(year), after @ ..] if !is_time(year, after) => Some(*year),
                _ => None,
            };
            self.date(year, month, number.value);
            return Ok(2 + usize::from(year.is_some()));
        }
        if let Some(unit) = unit(word) {
            if number.billionths.is_some() && unit.seconds != 1 {
                return Err(Unclear::Invalid);
            }
            return Ok(2 + self.shift_by(
                number.value,
                number.billionths.unwrap_or(0),
                unit,
                rest,
            )?);
        }
        if weekday(word).is_some() {
            return Err(Unclear::Unmodelled);
        }
        self.bare(number).map(|()| 1)
    }

    /// Reads a number that stands alone: the year of a date before it, a date, or a time.
    fn bare(&mut self, number: Number) -> Result<(), Unclear> {
        if number.signed {
            return Err(Unclear::Unmodelled);
        }
        if number.billionths.is_some() {
            return Err(Unclear::Invalid);
        }
        let (value, digits) = (number.value, number.digits);
        let may_be_year = self.relative.is_none() && (!self.times.is_empty() || digits > 2);
        if let [CivilDate { year: year @ None, .. }] = &mut self.dates[..]
            && may_be_year
        {
            *year = Some(value);
            return Ok(());
        }
        if digits > 4 {
            let year = Number { value: value / 10_000, digits: digits - 4, ..number };
            self.date(Some(year), value / 100 % 100, value % 100);
            return Ok(());
        }
        let (hour, minute) = if digits > 2 { (value / 100, value % 100) } else { (value, 0) };
        let part = |value: i64| i8::try_from(value).map_err(|_| Unclear::Invalid);
        let time = Time::new(part(hour)?, part(minute)?, 0, 0);
        self.times.push(time.map_err(|_| Unclear::Invalid)?);
        Ok(())
    }

    fn word(&mut self, word: &str, rest: &[Piece]) -> Result<usize, Unclear> {
        let days_from_now = match word {
            "now" | "today" => Some(0),
            "yesterday" => Some(-1),
            "tomorrow" => Some(1),
            _ => None,
        };
        if let Some(days) = days_from_now {
            let unit = Shift { days: 1, ..Shift::default() };
            self.shift(days, 0, unit)?;
            return Ok(1);
        }
        if let Some(month) = month(word) {
            return self.month_first(month, rest).map(|taken| taken + 1);
        }
        if let Some(day) = weekday(word) {
            self.days.push((day, 0));
            return Ok(1 + usize::from(rest.first() == Some(&Piece::Mark(','))));
        }
        if let (Some(count), Some(Piece::Word(behind))) = (ordinal(word), rest.first()) {
            if let Some(day) = weekday(behind) {
                self.days.push((day, count));
                return Ok(2);
            }
            let unit = unit(behind).ok_or(Unclear::Invalid)?;
            return Ok(2 + self.shift_by(count, 0, unit, &rest[1..])?);
        }
        if let Some(unit) = unit(word) {
            return Ok(1 + self.shift_by(1, 0, unit, rest)?);
        }
        match (word, rest.first()) {
            ("utc" | "gmt" | "ut" | "z", Some(Piece::Number(number))) if number.signed => {
                Err(Unclear::Unmodelled)
            }
            ("utc" | "gmt" | "ut" | "z", _) => {
                self.zones.push(0);
                Ok(1)
            }
            _ if is_known_elsewhere(word) => Err(Unclear::Unmodelled),
            _ => Err(Unclear::Invalid),
        }
    }

    /// Reads what stands behind a month: `28`, `28, 2026`, `28 2026`.
    fn month_first(&mut self, month: i64, rest: &[Piece]) -> Result<usize, Unclear> {
        let Some(Piece::Number(day)) = rest.first() else { return Err(Unclear::Invalid) };
        if day.signed {
            return Err(Unclear::Unmodelled);
        }
        if day.billionths.is_some() {
            return Err(Unclear::Invalid);
        }
        if let [_, Piece::Mark(','), Piece::Number(year), ..] = rest {
            self.date(Some(*year), month, day.value);
            return Ok(3);
        }
        self.date(None, month, day.value);
        Ok(1)
    }

    /// Shifts by `count` units, back where `ago` follows them; returns how many pieces that took.
    fn shift_by(
        &mut self,
        count: i64,
        billionths: i64,
        unit: Shift,
        rest: &[Piece],
    ) -> Result<usize, Unclear> {
        let is_ago = rest.first() == Some(&Piece::Word("ago".to_owned()));
        let sign = if is_ago { -1 } else { 1 };
        self.shift(count.saturating_mul(sign), billionths * sign, unit)?;
        Ok(usize::from(is_ago))
    }

    fn shift(&mut self, count: i64, billionths: i64, unit: Shift) -> Result<(), Unclear> {
        let shift = self.relative.get_or_insert_default();
        let plus = |sum: i64, each: i64| {
            each.checked_mul(count).and_then(|more| sum.checked_add(more)).ok_or(Unclear::Invalid)
        };
        shift.months = plus(shift.months, unit.months)?;
        shift.days = plus(shift.days, unit.days)?;
        shift.seconds = plus(shift.seconds, unit.seconds)?;
        shift.billionths += billionths;
        Ok(())
    }

    fn resolve(&self, now: Moment) -> Result<Moment, Unclear> {
        let counts = [self.dates.len(), self.times.len(), self.days.len(), self.zones.len()];
        if counts.iter().any(|count| *count > 1) {
            return Err(Unclear::Invalid);
        }
        let date = match self.dates.first() {
            Some(date) => date.in_year_of(now.civil()).ok_or(Unclear::Invalid)?,
            None => now.civil().date(),
        };
        self.shifted(date, now).ok_or(Unclear::Unmodelled)
    }

    /// Goes from the day that is named to the instant that is meant: to the weekday, by months and
    /// days, by seconds. None where that leads out of the calendar that is modelled.
    fn shifted(&self, date: Date, now: Moment) -> Option<Moment> {
        let shift = self.relative.unwrap_or_default();
        let date = match self.days.first() {
            Some((day, count)) if self.dates.is_empty() => on_weekday(date, *day, *count)?,
            _ => date,
        };
        let by_month =
            date.first_of_month().checked_add(Span::new().try_months(shift.months).ok()?).ok()?;
        let days = (i64::from(date.day()) - 1).checked_add(shift.days)?;
        let date = by_month.checked_add(Span::new().try_days(days).ok()?).ok()?;
        let keeps_time = self.relative.is_some() && self.dates.is_empty() && self.days.is_empty();
        let otherwise = if keeps_time { now.civil().time() } else { Time::midnight() };
        let time = self.times.first().copied().unwrap_or(otherwise);
        let east = self.zones.first().copied().unwrap_or(0);
        let moment = Moment::at(date.to_datetime(time))?;
        moment.after(shift.seconds.checked_sub(east)?, shift.billionths)
    }
}

impl CivilDate {
    fn in_year_of(self, now: DateTime) -> Option<Date> {
        let year = self.year.unwrap_or_else(|| now.year().into());
        let part = |value: i64| i8::try_from(value).ok();
        Date::new(i16::try_from(year).ok()?, part(self.month)?, part(self.day)?).ok()
    }
}

/// Returns the first such weekday from `date` on, moved by the count of weeks that `last` and
/// `next` ask for.
fn on_weekday(date: Date, day: i64, count: i64) -> Option<Date> {
    let today = i64::from(date.weekday().to_sunday_zero_offset());
    let weeks = count - i64::from(count > 0 && today != day);
    let days = (day - today).rem_euclid(7) + 7 * weeks;
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

fn is_time(number: &Number, after: &[Piece]) -> bool {
    number.signed || after.first() == Some(&Piece::Mark(':'))
}

fn unit(word: &str) -> Option<Shift> {
    let one = Shift::default();
    Some(match word.strip_suffix('s').unwrap_or(word) {
        "year" => Shift { months: 12, ..one },
        "month" => Shift { months: 1, ..one },
        "fortnight" => Shift { days: 14, ..one },
        "week" => Shift { days: 7, ..one },
        "day" => Shift { days: 1, ..one },
        "hour" => Shift { seconds: 3600, ..one },
        "minute" | "min" => Shift { seconds: 60, ..one },
        "second" | "sec" => Shift { seconds: 1, ..one },
        _ => return None,
    })
}
