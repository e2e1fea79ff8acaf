//! Numbers: all are doubles, and written as jq 1.6 writes them.

use std::fmt::Write as _;

use super::value::Value;

impl From<usize> for Value {
    fn from(count: usize) -> Self {
        Self::Number(of_count(count))
    }
}

impl From<isize> for Value {
    fn from(number: isize) -> Self {
        let size = of_count(number.unsigned_abs());
        Self::Number(if number < 0 { -size } else { size })
    }
}

/// Returns a count as a number.
#[expect(clippy::cast_precision_loss, reason = "nothing here counts to 2^53")]
pub(super) const fn of_count(count: usize) -> f64 {
    count as f64
}

/// Cuts off what stands behind the point; numbers that are too large become the largest there is.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, which is what is wanted")]
pub(super) const fn whole(number: f64) -> i64 {
    number as i64
}

/// Returns the number as an index, if it is a whole one.
pub(super) fn as_index(number: f64) -> Option<i64> {
    (number.fract().abs() < f64::MIN_POSITIVE && number.abs() < 9e15).then(|| whole(number))
}

/// Writes a number: the shortest digits that mean it, plain as long as that stays readable.
pub(super) fn write(number: f64, out: &mut String) {
    if number.is_nan() {
        out.push_str("null");
        return;
    }
    let number = number.clamp(-f64::MAX, f64::MAX);
    let written = format!("{number:e}");
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if let Some(positive) = mantissa.strip_prefix('-') {
        out.push('-');
        write_digits(positive, exponent, out);
    } else {
        write_digits(mantissa, exponent, out);
    }
}

fn write_digits(mantissa: &str, exponent: i32, out: &mut String) {
    let digits: String = mantissa.chars().filter(|digit| *digit != '.').collect();
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let point = exponent + 1;
    if point <= -4 || point > count + 15 {
        let (first, rest) = digits.split_at(1);
        out.push_str(first);
        if !rest.is_empty() {
            out.push('.');
            out.push_str(rest);
        }
        let sign = if exponent < 0 { '-' } else { '+' };
        write!(out, "e{sign}{:02}", exponent.unsigned_abs()).expect("a string takes any text");
        return;
    }
    let place = usize::try_from(point.max(0)).unwrap_or(0);
    if point <= 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', usize::try_from(-point).unwrap_or(0)));
        out.push_str(&digits);
    } else if place >= digits.len() {
        out.push_str(&digits);
        out.extend(std::iter::repeat_n('0', place - digits.len()));
    } else {
        let (whole, fraction) = digits.split_at(place);
        out.push_str(whole);
        out.push('.');
        out.push_str(fraction);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_written_as_jq_writes_them() {
        let table = [
            (3.0, "3"),
            (-0.0, "-0"),
            (1e15, "1000000000000000"),
            (1e16, "1e+16"),
            (12_345_678_901_234_568.0, "12345678901234568"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1.5e300, "1.5e+300"),
            (f64::INFINITY, "1.7976931348623157e+308"),
            (f64::NAN, "null"),
            (0.1 + 0.2, "0.30000000000000004"),
            (-1.5, "-1.5"),
            (5e-324, "5e-324"),
        ];
        for (number, expected) in table {
            let mut written = String::new();
            super::write(number, &mut written);
            assert_eq!(written, expected);
        }
    }
}
