//! Lengths of time as `sleep` and `timeout` take them: `5`, `0.5`, `2m`, `1h`.

use std::time::Duration;

/// A length of time, or none that ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// It ends.
    Of(Duration),
    /// `infinity`.
    Endless,
}

impl Span {
    /// Reads a number with `s`, `m`, `h`, `d` or nothing behind it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (number, unit) = match text.char_indices().last()? {
            (at, 's') => (&text[..at], 1),
            (at, 'm') => (&text[..at], 60),
            (at, 'h') => (&text[..at], 3600),
            (at, 'd') => (&text[..at], 86_400),
            _ => (text, 1),
        };
        if ["inf", "infinity"].iter().any(|word| number.eq_ignore_ascii_case(word)) {
            return Some(Self::Endless);
        }
        let is_plain = number.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
        let seconds: f64 = number.parse().ok().filter(|_| is_plain)?;
        let span = Duration::try_from_secs_f64(seconds * f64::from(unit)).ok()?;
        Some(Self::Of(span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_as_sleep_reads_them() {
        let ms = |ms| Some(Span::Of(Duration::from_millis(ms)));
        let table = [
            ("5", ms(5000)),
            ("0.5", ms(500)),
            (".1", ms(100)),
            ("2m", ms(120_000)),
            ("1h", ms(3_600_000)),
            ("1d", ms(86_400_000)),
            ("1e-2", ms(10)),
            ("0", ms(0)),
            ("infinity", Some(Span::Endless)),
            ("1x", None),
            ("-1", None),
            ("", None),
            ("nan", None),
            ("1y", None),
            ("s", None),
        ];
        for (text, expected) in table {
            assert_eq!(Span::parse(text), expected, "{text}");
        }
    }
}
