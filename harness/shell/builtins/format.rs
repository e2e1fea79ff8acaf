//! The directives of a `printf` format.

use super::super::evaluate::{Flow, Unwind};
use super::super::grammar::{Escapes, decode};

/// The widest field, in characters.
const WIDTH_MAX: usize = 65_536;

/// A part of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// Bytes that are printed as they are.
    Text(Vec<u8>),
    /// Something that takes an argument.
    Directive(Directive),
    /// A directive that is none; nothing behind it is printed.
    Wrong {
        /// As bash shows it.
        shown: String,
        /// Whether the format ended inside it.
        is_cut: bool,
    },
}

/// `%-5.2f` and its kin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Directive {
    /// The signs of `-+ #0` that were given.
    flags: String,
    pub(super) width: Size,
    pub(super) precision: Size,
    pub(super) conversion: char,
    pub(super) time_format: String,
}

/// A width or a precision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Size {
    /// None is given.
    #[default]
    Unset,
    /// A number is.
    Of(usize),
    /// `*`: the next argument says it.
    Argument,
}

impl Size {
    /// Returns the number, where there is one.
    const fn number(self) -> Option<usize> {
        match self {
            Self::Of(number) => Some(number),
            Self::Unset | Self::Argument => None,
        }
    }
}

/// Takes a format apart.
pub(super) fn items(format: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        push_text(&mut items, &rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            items.push(Item::Text(b"%".to_vec()));
            rest = after;
            continue;
        }
        let (item, length) = directive(rest);
        let is_wrong = matches!(item, Item::Wrong { .. });
        items.push(item);
        if is_wrong {
            return items;
        }
        rest = &rest[length..];
    }
    push_text(&mut items, rest);
    items
}

fn push_text(items: &mut Vec<Item>, text: &str) {
    if !text.is_empty() {
        items.push(Item::Text(decode(text, Escapes::PrintfFormat).bytes));
    }
}

/// Reads the directive behind a `%`, with its length.
fn directive(text: &str) -> (Item, usize) {
    let mut found = Directive::default();
    let mut rest = text;
    while let Some(flag) = rest.chars().next().filter(|flag| "-+ #0".contains(*flag)) {
        found.flags.push(flag);
        rest = &rest[1..];
    }
    (found.width, rest) = size(rest);
    if let Some(after) = rest.strip_prefix('.') {
        (found.precision, rest) = size(after);
        if found.precision == Size::Unset {
            found.precision = Size::Of(0);
        }
    }
    rest = rest.trim_start_matches(['h', 'l', 'L', 'j', 'z', 't']);
    if let Some(inner) = rest.strip_prefix('(')
        && let Some(end) = inner.find(")T")
    {
        inner[..end].clone_into(&mut found.time_format);
        found.conversion = 'T';
        return (Item::Directive(found), text.len() - rest.len() + end + 3);
    }
    let Some(conversion) = rest.chars().next() else {
        return (Item::Wrong { shown: format!("%{text}"), is_cut: true }, text.len());
    };
    if !"sdiuxXocbqfFeEgGaAnQ".contains(conversion) {
        return (Item::Wrong { shown: conversion.to_string(), is_cut: false }, text.len());
    }
    found.conversion = conversion;
    (Item::Directive(found), text.len() - rest.len() + 1)
}

fn size(text: &str) -> (Size, &str) {
    if let Some(after) = text.strip_prefix('*') {
        return (Size::Argument, after);
    }
    let length = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if length == 0 {
        return (Size::Unset, text);
    }
    (Size::Of(text[..length].parse().unwrap_or(usize::MAX)), &text[length..])
}

impl Directive {
    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// Takes a width from an argument; a negative one stands for the left.
    pub(super) fn widen(&mut self, width: i64) {
        if width < 0 {
            self.flags.push('-');
        }
        self.width = Size::Of(usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX));
    }

    /// Refuses what is not modelled.
    pub(super) fn check(&self) -> Flow<()> {
        let sizes = [self.width, self.precision];
        if sizes.iter().filter_map(|size| size.number()).any(|size| size > WIDTH_MAX) {
            return Err(Unwind::unmodelled("printf with a width over 65536"));
        }
        if "aAnQ".contains(self.conversion) {
            return Err(Unwind::unmodelled(format!("printf %{}", self.conversion)));
        }
        Ok(())
    }

    /// Cuts a text to the precision, which counts bytes.
    pub(super) fn cut(&self, text: &str) -> Vec<u8> {
        text.bytes().take(self.precision.number().unwrap_or(usize::MAX)).collect()
    }

    /// Shows a signed integer.
    pub(super) fn signed(&self, value: i64) -> String {
        let digits = self.with_digits(&value.unsigned_abs().to_string());
        self.with_sign(value < 0, &digits)
    }

    /// Shows an integer without a sign, in the base of the conversion.
    pub(super) fn unsigned(&self, value: i64) -> String {
        let value = value.cast_unsigned();
        let digits = match self.conversion {
            'x' => format!("{value:x}"),
            'X' => format!("{value:X}"),
            'o' => format!("{value:o}"),
            _ => value.to_string(),
        };
        let digits = self.with_digits(&digits);
        match self.conversion {
            'x' | 'X' if self.has('#') && value != 0 => format!("0{}{digits}", self.conversion),
            'o' if self.has('#') && !digits.starts_with('0') => format!("0{digits}"),
            _ => digits,
        }
    }

    fn with_digits(&self, digits: &str) -> String {
        let least = self.precision.number().unwrap_or(0);
        format!("{digits:0>least$}")
    }

    fn with_sign(&self, is_negative: bool, digits: &str) -> String {
        let sign = match (is_negative, self.has('+'), self.has(' ')) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        format!("{sign}{digits}")
    }

    /// Shows a floating-point number; bash computes with more digits than a double has.
    pub(super) fn float(&self, value: f64) -> Flow<String> {
        let precision = self.precision.number().unwrap_or(6);
        if precision > 15 || self.has('#') {
            return Err(Unwind::unmodelled("printf of more than 15 digits behind the point"));
        }
        let magnitude = value.abs();
        let digits = match self.conversion.to_ascii_lowercase() {
            _ if value.is_nan() => "nan".to_owned(),
            _ if value.is_infinite() => "inf".to_owned(),
            'f' => format!("{magnitude:.precision$}"),
            'e' => exponential(magnitude, precision),
            _ => shortest(magnitude, precision.max(1)),
        };
        let shown = self.with_sign(value.is_sign_negative() && !value.is_nan(), &digits);
        let is_upper = self.conversion.is_ascii_uppercase();
        Ok(if is_upper { shown.to_uppercase() } else { shown })
    }
}

fn exponential(value: f64, precision: usize) -> String {
    let shown = format!("{value:.precision$e}");
    let (digits, exponent) = shown.split_once('e').unwrap_or((&shown, "0"));
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    format!("{digits}e{sign}{exponent:0>2}")
}

/// Shows a number as `%g` does: the shorter of both ways, without zeros at its end.
fn shortest(value: f64, precision: usize) -> String {
    let long = format!("{value:.digits$e}", digits = precision - 1);
    let exponent: i64 = long.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    let most = i64::try_from(precision).unwrap_or(i64::MAX);
    if exponent < -4 || exponent >= most {
        let shown = exponential(value, precision - 1);
        let (digits, exponent) = shown.split_once('e').unwrap_or((&shown, "+00"));
        return format!("{}e{exponent}", without_zeros(digits));
    }
    let digits = usize::try_from(most - 1 - exponent).unwrap_or(0);
    without_zeros(&format!("{value:.digits$}")).to_owned()
}

fn without_zeros(digits: &str) -> &str {
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits }
}

/// Fills up to the width, which counts bytes.
pub(super) fn padded(bytes: Vec<u8>, directive: &Directive) -> Vec<u8> {
    let width = directive.width.number().unwrap_or(0);
    let missing = width.saturating_sub(bytes.len());
    if missing == 0 {
        return bytes;
    }
    let is_number = "diuxXofFeEgG".contains(directive.conversion);
    let is_integer = "diuxXo".contains(directive.conversion);
    let zeros = directive.has('0')
        && is_number
        && !directive.has('-')
        && !(is_integer && directive.precision.number().is_some());
    if directive.has('-') {
        return [bytes, vec![b' '; missing]].concat();
    }
    if !zeros {
        return [vec![b' '; missing], bytes].concat();
    }
    let sign = usize::from(bytes.first().is_some_and(|first| b"+- ".contains(first)));
    let radix =
        usize::from(bytes[sign..].starts_with(b"0x") || bytes[sign..].starts_with(b"0X")) * 2;
    let (front, digits) = bytes.split_at(sign + radix);
    [front, &vec![b'0'; missing], digits].concat()
}
