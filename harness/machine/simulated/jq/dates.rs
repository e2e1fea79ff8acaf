//! Functions on times. The clock is the virtual one, the time zone UTC.

use jaq_core::native::{bome, unary, v};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use super::natives::Function;
use super::number;
use super::refusal;
use super::value::{Outcome, Value, error};

/// Returns the functions of this file.
pub(super) fn all() -> Vec<Function> {
    vec![
        ("now", v(0), |cv| {
            let ms = cv.0.data().host.now.epoch_ms();
            let seconds = ms / 1000;
            let fraction = u32::try_from(ms % 1000).map_or(0.0, |ms| f64::from(ms) / 1000.0);
            let whole = usize::try_from(seconds).map_or(0.0, number::of_count);
            bome(Ok(Value::Number(whole + fraction)))
        }),
        ("gmtime", v(0), |cv| bome(broken_down(&cv.1))),
        ("mktime", v(0), |cv| bome(seconds(&cv.1))),
        ("strftime", v(1), |cv| unary(cv, |time, format| written(&time, &format))),
        ("strptime", v(1), |cv| unary(cv, |text, format| read(&text, &format))),
    ]
}

fn broken_down(value: &Value) -> Outcome {
    let Value::Number(time) = value else {
        return Err(error("gmtime() requires a number"));
    };
    let Ok(at) = Timestamp::from_second(number::whole(time.floor())) else {
        return Err(error("error converting number of seconds since epoch to datetime"));
    };
    let at = at.to_zoned(TimeZone::UTC).datetime();
    let fraction = time - time.floor();
    Ok(fields(at, fraction))
}

fn fields(at: DateTime, fraction: f64) -> Value {
    let number = |field: i16| Value::Number(f64::from(field));
    [
        number(at.year()),
        number(i16::from(at.month()) - 1),
        number(at.day().into()),
        number(at.hour().into()),
        number(at.minute().into()),
        Value::Number(f64::from(at.second()) + fraction),
        number(at.weekday().to_sunday_zero_offset().into()),
        number(at.day_of_year() - 1),
    ]
    .into_iter()
    .collect()
}

/// Reads year, month from 0, day, hour, minute, second.
fn datetime(value: &Value, name: &str) -> Result<DateTime, jaq_core::Error<Value>> {
    let Value::Array(list) = value else {
        return Err(error(format!("{name} requires array of 6 numbers")));
    };
    let field = |at: usize| match list.get(at) {
        Some(Value::Number(field)) => Ok(number::whole(*field)),
        _ => Err(error(format!("{name} requires parsed datetime inputs"))),
    };
    if list.len() < 6 && name == "mktime" {
        return Err(error("mktime requires array of 6 numbers"));
    }
    let small = |at: usize| field(at).map(|field| i8::try_from(field).unwrap_or(i8::MAX));
    let year = i16::try_from(field(0)?).unwrap_or(i16::MAX);
    let month = small(1)?.saturating_add(1);
    DateTime::new(year, month, small(2)?, small(3)?, small(4)?, small(5)?, 0).map_err(|_| {
        refusal::note("a time that is none");
        error("a time that is none")
    })
}

fn seconds(value: &Value) -> Outcome {
    let at = datetime(value, "mktime")?;
    let zoned = at.to_zoned(TimeZone::UTC).map_err(|_| error("invalid gmtime representation"))?;
    let seconds = zoned.timestamp().as_second();
    Ok(Value::from(isize::try_from(seconds).unwrap_or(0)))
}

fn written(time: &Value, format: &Value) -> Outcome {
    let time = match time {
        Value::Number(_) => broken_down(time)?,
        Value::Array(_) => time.clone(),
        _ => return Err(error("strftime/1 requires parsed datetime inputs")),
    };
    let Value::Text(format) = format else {
        return Err(error("strftime/1 requires a string format"));
    };
    let at = datetime(&time, "strftime/1")?;
    if !only_letters(format, "aAbBdeFHIjmMpSTyYZ%") {
        refusal::note(&format!("strftime with the format {format}"));
        return Ok(Value::Null);
    }
    let zoned =
        at.to_zoned(TimeZone::UTC).map_err(|_| error("strftime/1: unknown system failure"))?;
    Ok(Value::text(zoned.strftime(format.as_bytes()).to_string()))
}

fn only_letters(format: &str, letters: &str) -> bool {
    let mut parts = format.split('%').skip(1);
    let mut is_known = true;
    while let Some(part) = parts.next() {
        match part.chars().next() {
            Some(letter) => is_known &= letters.contains(letter),
            None => is_known &= parts.next().is_some(),
        }
    }
    is_known
}

fn read(text: &Value, format: &Value) -> Outcome {
    let (Value::Text(text), Value::Text(format)) = (text, format) else {
        return Err(error("strptime/1 requires string inputs and arguments"));
    };
    let Some(pieces) = pieces(format) else {
        refusal::note(&format!("strptime with the format {format}"));
        return Ok(Value::Null);
    };
    let fail = || error(format!("date \"{text}\" does not match format \"{format}\""));
    let mut left: &str = text;
    let mut numbers = [1900, 0, 0, 0, 0, 0];
    for piece in pieces {
        left = match piece {
            Piece::Text(letter) => left.strip_prefix(letter).ok_or_else(fail)?,
            Piece::Number { at, width } => {
                let digits = left.bytes().take(width).take_while(u8::is_ascii_digit).count();
                let (number, rest) = left.split_at(digits);
                numbers[at] = number.parse().map_err(|_| fail())?;
                rest
            }
        };
    }
    let [year, month, day, hour, minute, second] = numbers;
    let small = |field: i16| i8::try_from(field).unwrap_or(i8::MAX);
    let is_whole = left.is_empty() && month > 0 && day > 0;
    let is_near = month <= 12 && day <= 31 && hour < 24 && minute < 60 && second <= 61;
    let date = Date::new(year, small(month), small(day));
    let time = Time::new(small(hour), small(minute), small(second), 0);
    match (date, time) {
        (Ok(date), Ok(time)) if is_whole => Ok(fields(date.to_datetime(time), 0.0)),
        _ if is_whole && is_near => {
            refusal::note("a day that the month has not");
            Ok(Value::Null)
        }
        _ => Err(fail()),
    }
}

/// One piece of a format for reading.
enum Piece {
    Text(char),
    /// A number for the field `at`, of at most so many digits.
    Number {
        at: usize,
        width: usize,
    },
}

/// Cuts a format into pieces; none where it asks for something that is not modelled, or lacks a part
/// of the date.
fn pieces(format: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut left = format.chars();
    while let Some(letter) = left.next() {
        if letter != '%' {
            pieces.push(Piece::Text(letter));
            continue;
        }
        match left.next()? {
            'Y' => pieces.push(Piece::Number { at: 0, width: 4 }),
            'm' => pieces.push(Piece::Number { at: 1, width: 2 }),
            'd' => pieces.push(Piece::Number { at: 2, width: 2 }),
            'H' => pieces.push(Piece::Number { at: 3, width: 2 }),
            'M' => pieces.push(Piece::Number { at: 4, width: 2 }),
            'S' => pieces.push(Piece::Number { at: 5, width: 2 }),
            _ => return None,
        }
    }
    let has = |wanted: usize| {
        pieces.iter().any(|piece| matches!(piece, Piece::Number { at, .. } if *at == wanted))
    };
    let is_whole = has(0) && has(1) && has(2) && !format.contains(char::is_whitespace);
    is_whole.then_some(pieces)
}
