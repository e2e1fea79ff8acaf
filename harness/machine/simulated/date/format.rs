//! The formats of `date +FORMAT`, in UTC and the C locale.

use jiff::civil::{DateTime, Weekday};

use super::Moment;

/// The longest field that a width may ask for.
const WIDTH_MAX: usize = 1000;

/// What stands between `%` and the letter.
#[derive(Debug, Default)]
struct Manner {
    pad: Option<char>,
    upper: bool,
    swapped: bool,
    width: Option<usize>,
}

/// One field before it is padded.
enum Field {
    /// A number with the width and pad that it has by itself.
    Number(i64, usize, char),
    /// Words.
    Text(String),
    /// Another format, which takes no manner of its own.
    Format(&'static str),
}

/// Writes `moment` by `format`; an error names a directive that is not modelled.
pub(in super::super) fn format(format: &str, moment: Moment) -> Result<String, String> {
    let mut text = String::new();
    let mut rest = format;
    while let Some((before, behind)) = rest.split_once('%') {
        text.push_str(before);
        let (piece, left) = directive(behind, moment)?;
        text.push_str(&piece);
        rest = left;
    }
    text.push_str(rest);
    Ok(text)
}

/// Writes the directive at the beginning of `behind` and returns what follows it.
fn directive(behind: &str, moment: Moment) -> Result<(String, &str), String> {
    let (manner, rest) = manner(behind);
    let colons = rest.len() - rest.trim_start_matches(':').len();
    let letter = rest[colons..].chars().next();
    let end = colons + letter.map_or(0, char::len_utf8);
    let whole = || format!("%{}", &behind[..behind.len() - rest.len() + end]);
    let unmodelled = || Err(format!("+{}", whole()));
    let is_bare = rest.len() == behind.len();
    let piece = match letter {
        Some('N') if manner.pad.is_none() && colons == 0 => nanoseconds(&manner, moment),
        Some('E' | 'O' | 'N' | '+') => return unmodelled(),
        Some('%' | 'n' | 't' | 'P') if !is_bare => return unmodelled(),
        Some('z') => match offset(colons) {
            Some(offset) if is_bare => offset.to_owned(),
            _ => return unmodelled(),
        },
        Some(letter) if colons == 0 => match field(letter, moment) {
            Some(Field::Format(inner)) if is_bare => format(inner, moment)?,
            Some(Field::Number(number, width, pad)) => manner.number(number, width, pad),
            Some(Field::Text(text)) => manner.text(&text, matches!(letter, 'p' | 'Z')),
            None if is_bare => whole(),
            Some(Field::Format(_)) | None => return unmodelled(),
        },
        _ if is_bare => whole(),
        _ => return unmodelled(),
    };
    Ok((piece, &rest[end..]))
}

/// Reads flags and width.
fn manner(behind: &str) -> (Manner, &str) {
    let mut manner = Manner::default();
    let flags = behind.len() - behind.trim_start_matches(['-', '_', '0', '^', '#']).len();
    for flag in behind[..flags].chars() {
        match flag {
            '^' => manner.upper = true,
            '#' => manner.swapped = true,
            pad => manner.pad = Some(pad),
        }
    }
    let rest = &behind[flags..];
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    manner.width = rest[..digits].parse().ok().map(|width: usize| width.min(WIDTH_MAX));
    (manner, &rest[digits..])
}

impl Manner {
    fn number(&self, number: i64, width: usize, pad: char) -> String {
        let width = self.width.unwrap_or(width);
        let (sign, digits) = (if number < 0 { "-" } else { "" }, number.unsigned_abs().to_string());
        match self.pad.unwrap_or(pad) {
            '-' => format!("{sign}{digits}"),
            '_' => format!("{:>width$}", format!("{sign}{digits}")),
            _ => format!("{sign}{:0>1$}", digits, width - sign.len().min(width)),
        }
    }

    fn text(&self, text: &str, swaps_to_lower: bool) -> String {
        let text = match (self.upper || self.swapped, self.swapped && swaps_to_lower) {
            (_, true) => text.to_ascii_lowercase(),
            (true, false) => text.to_ascii_uppercase(),
            (false, false) => text.to_owned(),
        };
        let width = self.width.unwrap_or(0);
        match self.pad {
            Some('-') => text,
            Some('0') => format!("{text:0>width$}"),
            _ => format!("{text:>width$}"),
        }
    }
}

/// Writes the fraction of the second: as many digits as the width says, nine without one.
fn nanoseconds(manner: &Manner, moment: Moment) -> String {
    let width = manner.width.unwrap_or(9);
    let digits = format!("{:09}", moment.civil().subsec_nanosecond());
    digits.chars().chain(std::iter::repeat('0')).take(width.max(1)).collect()
}

fn offset(colons: usize) -> Option<&'static str> {
    ["+0000", "+00:00", "+00:00:00", "+00"].get(colons).copied()
}

fn field(letter: char, moment: Moment) -> Option<Field> {
    let at = moment.civil();
    let zeros = |number: i64, width| Some(Field::Number(number, width, '0'));
    let blanks = |number: i64, width| Some(Field::Number(number, width, '_'));
    let text = |text: &str| Some(Field::Text(text.to_owned()));
    let day = at.weekday();
    let year = i64::from(at.year());
    match letter {
        '%' | 'n' | 't' => text(match letter {
            'n' => "\n",
            't' => "\t",
            _ => "%",
        }),
        'a' => text(&day_name(day)[..3]),
        'A' => text(day_name(day)),
        'b' | 'h' => text(&month_name(at)[..3]),
        'B' => text(month_name(at)),
        'C' => zeros(year.div_euclid(100), 2),
        'd' => zeros(at.day().into(), 2),
        'e' => blanks(at.day().into(), 2),
        'g' => zeros(i64::from(at.date().iso_week_date().year()).rem_euclid(100), 2),
        'G' => zeros(at.date().iso_week_date().year().into(), 4),
        'H' => zeros(at.hour().into(), 2),
        'k' => blanks(at.hour().into(), 2),
        'I' => zeros(half_day_hour(at), 2),
        'l' => blanks(half_day_hour(at), 2),
        'j' => zeros(at.day_of_year().into(), 3),
        'm' => zeros(at.month().into(), 2),
        'M' => zeros(at.minute().into(), 2),
        'p' => text(if at.hour() < 12 { "AM" } else { "PM" }),
        'P' => text(if at.hour() < 12 { "am" } else { "pm" }),
        'q' => zeros((i64::from(at.month()) + 2) / 3, 1),
        's' => zeros(moment.seconds(), 1),
        'S' => zeros(at.second().into(), 2),
        'u' => zeros(day.to_monday_one_offset().into(), 1),
        'w' => zeros(day.to_sunday_zero_offset().into(), 1),
        'U' => zeros(week(at, day.to_sunday_zero_offset()), 2),
        'W' => zeros(week(at, day.to_monday_zero_offset()), 2),
        'V' => zeros(at.date().iso_week_date().week().into(), 2),
        'y' => zeros(year.rem_euclid(100), 2),
        'Y' => zeros(year, if year < 0 { 5 } else { 4 }),
        'Z' => text("UTC"),
        _ => combined(letter).map(Field::Format),
    }
}

fn combined(letter: char) -> Option<&'static str> {
    Some(match letter {
        'c' => "%a %b %e %H:%M:%S %Y",
        'D' | 'x' => "%m/%d/%y",
        'F' => "%Y-%m-%d",
        'r' => "%I:%M:%S %p",
        'R' => "%H:%M",
        'T' | 'X' => "%H:%M:%S",
        _ => return None,
    })
}

fn half_day_hour(at: DateTime) -> i64 {
    match at.hour() % 12 {
        0 => 12,
        hour => hour.into(),
    }
}

/// Counts the weeks of the year, the first one beginning with its first first weekday.
fn week(at: DateTime, weekday_offset: i8) -> i64 {
    (i64::from(at.day_of_year()) + 6 - i64::from(weekday_offset)) / 7
}

fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// The months, in order.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_name(at: DateTime) -> &'static str {
    MONTHS[usize::from(at.month().unsigned_abs()) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let moment = Moment::since_epoch(1_767_585_906, 7_000_000).expect("an instant");
        format(text, moment).expect("a format that is modelled")
    }

    #[test]
    fn directives_print_what_gnu_date_prints() {
        let table = [
            ("%", "%"),
            ("%%", "%"),
            ("%a %A %^a %#a", "Mon Monday MON MON"),
            ("%b %B %^B", "Jan January JANUARY"),
            ("%c", "Mon Jan  5 04:05:06 2026"),
            ("%C %d %-d %_d %D", "20 05 5  5 01/05/26"),
            ("%e %-e %0e %F", " 5 5 05 2026-01-05"),
            ("%g %G %h %H %-H %_H", "26 2026 Jan 04 4  4"),
            ("%I %j %-j %k %l", "04 005 5  4  4"),
            ("%m %M %N %3N %1N %12N", "01 05 007000000 007 0 007000000000"),
            ("%p %P %#p %q %r %R", "AM am am 1 04:05:06 AM 04:05"),
            ("%s %S %T", "1767585906 06 04:05:06"),
            ("%u %U %V %w %W %x %X %y", "1 01 02 1 01 01/05/26 04:05:06 26"),
            ("%z %:z %::z %:::z %Z %#Z", "+0000 +00:00 +00:00:00 +00 UTC utc"),
            ("%Q %: %:d %.", "%Q %: %:d %."),
            ("%5d %5a %-5d %_5d %10Y", "00005   Mon 5     5 0000002026"),
            ("%Y%m%d-%H%M%S", "20260105-040506"),
            ("no directive", "no directive"),
            ("%010a", "0000000Mon"),
            ("a%n%tb", "a\n\tb"),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn rare_manners_are_named_and_not_guessed() {
        let moment = Moment::since_epoch(0, 0).expect("the epoch");
        for text in ["%E", "%O", "%10F", "%-N", "%+", "%5z", "%5%"] {
            assert_eq!(format(text, moment), Err(format!("+{text}")), "{text}");
        }
    }

    #[test]
    fn years_and_seconds_before_the_epoch_are_written_too() {
        let moment = Moment::since_epoch(-1, 0).expect("an instant");
        assert_eq!(format("%F %T %s", moment).as_deref(), Ok("1969-12-31 23:59:59 -1"));
    }
}
