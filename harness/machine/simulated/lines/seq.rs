//! `seq`: numbers in a row, with as many digits behind the point as were asked for.

use super::super::System;
use super::super::options::misused;
use super::super::quoting::quoted;
use super::super::table::Command;
use crate::shell::{Call, Exit, Stop};

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] = &[("seq", seq)];

/// The most numbers of one row.
const COUNT_MAX: usize = 1_000_000;

/// How the numbers are printed.
#[derive(Debug, Default)]
struct Layout {
    separator: Option<String>,
    is_padded: bool,
}

/// One number as it was written.
#[derive(Debug, Clone)]
struct Number {
    /// Its digits, the point left out.
    digits: i128,
    /// How many of them stand behind the point.
    places: usize,
    /// How many letters it was written with.
    width: usize,
}

fn seq(_: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let (layout, operands) = match options(call)? {
        Ok(read) => read,
        Err(exit) => return Ok(exit),
    };
    let numbers = match operands {
        [] => return Ok(misused(call, "missing operand", Exit::FAILURE)),
        [_, _, _, extra, ..] => {
            let message = format!("extra operand {}", quoted(extra));
            return Ok(misused(call, &message, Exit::FAILURE));
        }
        some => some,
    };
    let mut read = Vec::new();
    for text in numbers {
        match Number::read(text) {
            Some(number) => read.push(number),
            None if is_other_number(text) => {
                return Err(call.unmodelled(&format!("with the number {text}")));
            }
            None => {
                let message = format!("invalid floating point argument: {}", quoted(text));
                return Ok(misused(call, &message, Exit::FAILURE));
            }
        }
    }
    let one = || Number { digits: 1, places: 0, width: 1 };
    let (first, step, last) = match read.as_slice() {
        [last] => (one(), one(), last),
        [first, last] => (first.clone(), one(), last),
        [first, step, last, ..] => (first.clone(), step.clone(), last),
        [] => return Ok(Exit::FAILURE),
    };
    if step.digits == 0 {
        let message = format!("invalid Zero increment value: {}", quoted(&numbers[1]));
        return Ok(misused(call, &message, Exit::FAILURE));
    }
    print(call, &layout, [&first, &step, last])
}

/// Reads the options, which end where a number begins, be it a negative one.
fn options<'c>(call: &'c Call<'_>) -> Result<Result<(Layout, &'c [String]), Exit>, Stop> {
    let mut layout = Layout::default();
    let mut left = call.arguments();
    while let [option, rest @ ..] = left {
        let is_number = option.strip_prefix('-').is_none_or(|text| {
            text.is_empty() || text.starts_with(|c: char| c == '.' || c.is_ascii_digit())
        });
        if is_number {
            break;
        }
        left = rest;
        match option.as_str() {
            "--" => break,
            "-w" | "--equal-width" => layout.is_padded = true,
            "-s" | "--separator" => {
                let [separator, rest @ ..] = rest else {
                    let message = "option requires an argument -- 's'";
                    return Ok(Err(misused(call, message, Exit::FAILURE)));
                };
                layout.separator = Some(separator.clone());
                left = rest;
            }
            other => {
                let glued = other.strip_prefix("-s").or_else(|| other.strip_prefix("--separator="));
                let Some(separator) = glued else {
                    return Err(call.unmodelled(other));
                };
                layout.separator = Some(separator.to_owned());
            }
        }
    }
    Ok(Ok((layout, left)))
}

impl Number {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim_start_matches([' ', '\t']);
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !is_plain(whole) || !is_plain(fraction) {
            return None;
        }
        if whole.len() + fraction.len() > 30 {
            return None;
        }
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let is_negative = text.starts_with('-');
        if is_negative && digits == 0 {
            return None;
        }
        Some(Self {
            digits: if is_negative { -digits } else { digits },
            places: fraction.len(),
            width: text.trim_start_matches('+').len() + usize::from(whole.is_empty()),
        })
    }

    /// Returns the digits with so many of them behind the point.
    fn with_places(&self, places: usize) -> i128 {
        let shift = u32::try_from(places.abs_diff(self.places)).unwrap_or(u32::MAX);
        let factor = 10_i128.checked_pow(shift).unwrap_or(i128::MAX);
        self.digits.saturating_mul(factor)
    }

    /// Returns how wide the number is when it is written with so many places.
    fn width_with(&self, places: usize) -> usize {
        let point = match (self.places, places) {
            (0, 1..) => 1 + places,
            (1.., 0) => return self.width - self.places - 1,
            _ => places - self.places.min(places),
        };
        self.width + point
    }
}

/// Says whether a text is a number that seq takes and we do not.
fn is_other_number(text: &str) -> bool {
    let text = text.trim();
    text.parse::<f64>().is_ok()
        || text.to_ascii_lowercase().trim_start_matches(['-', '+']).starts_with("0x")
}

fn print(call: &Call<'_>, layout: &Layout, numbers: [&Number; 3]) -> Result<Exit, Stop> {
    let [first, step, last] = numbers;
    let places = first.places.max(step.places);
    let (from, by) = (first.with_places(places), step.with_places(places));
    // The last number may have more places than are printed: compare with all of them.
    let most = places.max(last.places);
    let scale = 10_i128.checked_pow(u32::try_from(most - places).unwrap_or(u32::MAX));
    let (Some(scale), upto) = (scale, last.with_places(most)) else {
        return Err(call.unmodelled("with this many digits"));
    };
    let width =
        if layout.is_padded { first.width_with(places).max(last.width_with(places)) } else { 0 };
    let mut texts = Vec::new();
    let mut at = from;
    while if by > 0 { at.saturating_mul(scale) <= upto } else { at.saturating_mul(scale) >= upto } {
        if texts.len() == COUNT_MAX {
            return Err(call.unmodelled("with more than a million numbers"));
        }
        texts.push(written(at, places, width));
        at = at.saturating_add(by);
    }
    if !texts.is_empty() {
        let separator = layout.separator.as_deref().unwrap_or("\n");
        call.print(&format!("{}\n", texts.join(separator)));
    }
    Ok(Exit::SUCCESS)
}

fn written(digits: i128, places: usize, width: usize) -> String {
    let plain = format!("{:0>1$}", digits.unsigned_abs(), places + 1);
    let (whole, fraction) = plain.split_at(plain.len() - places);
    let point = if places > 0 { "." } else { "" };
    let sign = if digits < 0 { "-" } else { "" };
    let padding = width.saturating_sub(sign.len() + whole.len() + point.len() + fraction.len());
    format!("{sign}{}{whole}{point}{fraction}", "0".repeat(padding))
}
