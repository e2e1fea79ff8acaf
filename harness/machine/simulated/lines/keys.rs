//! The keys of `sort`: which part of a line counts, and in which manner.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::version;

/// What texts are compared as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// Bytes.
    Bytes,
    /// The decimal number at the beginning.
    Number,
    /// The number with its suffix: `2K` before `1M`.
    Size,
    /// A version: `1.9` before `1.10`.
    Version,
}

/// How two texts are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub(super) by: By,
    /// Whether blanks are skipped before the first byte and before the last.
    pub(super) skips_blanks: [bool; 2],
    pub(super) folds_case: bool,
    /// Which bytes count.
    pub(super) counts: fn(u8) -> bool,
    pub(super) is_reversed: bool,
}

/// One key: from a field and byte to a field and byte, counted from 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    from: Position,
    to: Option<Position>,
    manner: Manner,
}

/// A field and a byte in it. As an end, byte 0 is the end of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    field: usize,
    byte: usize,
}

/// Why a key or a manner is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The real tool refuses it, in these words.
    Refused(String),
    /// It is not modelled.
    Unmodelled,
}

impl Manner {
    /// Reads the letters of a manner: those for the beginning, then those for the end of a key.
    pub(super) fn parse(begin: &str, end: &str) -> Result<Self, Wrong> {
        let all = format!("{begin}{end}");
        let has = |letter: char| all.contains(letter);
        if has('g') || has('M') || has('R') {
            return Err(Wrong::Unmodelled);
        }
        let exclusive: String = "hnV".chars().filter(|letter| has(*letter)).collect();
        let with_set = (has('d') || has('i')) && has('n') | has('h');
        if exclusive.len() > 1 || with_set {
            let named: String = "dhinV".chars().filter(|letter| has(*letter)).collect();
            let named = if has('d') { named.replace('i', "") } else { named };
            return Err(Wrong::Refused(format!("options '-{named}' are incompatible")));
        }
        Ok(Self {
            by: match exclusive.as_str() {
                "n" => By::Number,
                "h" => By::Size,
                "V" => By::Version,
                _ => By::Bytes,
            },
            skips_blanks: [begin.contains('b'), end.contains('b')],
            folds_case: has('f'),
            counts: match (has('d'), has('i')) {
                (true, _) => |byte| byte.is_ascii_alphanumeric() || is_blank(byte),
                (false, true) => |byte| matches!(byte, b' '..=b'~'),
                (false, false) => |_| true,
            },
            is_reversed: has('r'),
        })
    }
}

impl Key {
    /// Reads `F[.C][OPTS][,F[.C][OPTS]]`. Letters of its own replace the manner of all lines.
    pub(super) fn parse(text: &str, otherwise: Manner) -> Result<Self, Wrong> {
        let stray = |text: &str| {
            Wrong::Refused(format!(
                "stray character in field spec: invalid field specification '{text}'"
            ))
        };
        let (from, rest) = position(text, text, true)?;
        let (begin, rest) = letters(rest);
        let (to, end) = match rest.strip_prefix(',') {
            None if rest.is_empty() => (None, ""),
            None => return Err(stray(text)),
            Some(to) => {
                let (to, rest) = position(to, text, false)?;
                let (end, rest) = letters(rest);
                if !rest.is_empty() {
                    return Err(stray(text));
                }
                (Some(to), end)
            }
        };
        let is_bare = begin.is_empty() && end.is_empty();
        let manner = if is_bare { otherwise } else { Manner::parse(begin, end)? };
        Ok(Self { from, to, manner })
    }

    /// Compares two lines by this key.
    pub(super) fn compare(&self, left: &[u8], right: &[u8], separator: Option<u8>) -> Ordering {
        self.manner.compare(self.part(left, separator), self.part(right, separator))
    }

    fn part<'l>(&self, line: &'l [u8], separator: Option<u8>) -> &'l [u8] {
        let start = |at: Position, skips_blanks: bool| {
            let (begin, _) = field(line, at.field, separator);
            begin + if skips_blanks { blanks(&line[begin..]) } else { 0 }
        };
        let [skips_before, skips_behind] = self.manner.skips_blanks;
        let begin =
            start(self.from, skips_before).saturating_add(self.from.byte - 1).min(line.len());
        let end = match self.to {
            None => line.len(),
            Some(to) if to.byte == 0 => field(line, to.field, separator).1,
            Some(to) => start(to, skips_behind).saturating_add(to.byte).min(line.len()),
        };
        &line[begin..end.max(begin)]
    }
}

impl Manner {
    /// Compares two whole lines.
    pub(super) fn compare_lines(&self, left: &[u8], right: &[u8]) -> Ordering {
        let cut = |line: &[u8]| if self.skips_blanks[0] { blanks(line) } else { 0 };
        self.compare(&left[cut(left)..], &right[cut(right)..])
    }

    fn compare(&self, left: &[u8], right: &[u8]) -> Ordering {
        let order = match self.by {
            By::Number => Number::read(left).compare(&Number::read(right)),
            By::Size => Number::read(left).compare_sizes(&Number::read(right)),
            By::Version => version::compare(&self.kept(left), &self.kept(right)),
            By::Bytes => self.kept(left).cmp(&self.kept(right)),
        };
        if self.is_reversed { order.reverse() } else { order }
    }

    /// Returns the bytes that count, as they count.
    fn kept<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let is_whole = text.iter().all(|byte| (self.counts)(*byte));
        if is_whole && !self.folds_case {
            return Cow::Borrowed(text);
        }
        let kept = text.iter().copied().filter(|byte| (self.counts)(*byte));
        let folded = |byte: u8| if self.folds_case { byte.to_ascii_uppercase() } else { byte };
        kept.map(folded).collect::<Vec<u8>>().into()
    }
}

/// Where the field begins and ends. Without a separator, blanks before a field belong to it.
fn field(line: &[u8], number: usize, separator: Option<u8>) -> (usize, usize) {
    let mut begin = 0;
    for _ in 1..number {
        begin = match separator {
            Some(separator) => match line[begin..].iter().position(|byte| *byte == separator) {
                Some(at) => begin + at + 1,
                None => return (line.len(), line.len()),
            },
            None => end_of_word(line, begin),
        };
    }
    let end = match separator {
        Some(separator) => {
            let at = line[begin..].iter().position(|byte| *byte == separator);
            at.map_or(line.len(), |at| begin + at)
        }
        None => end_of_word(line, begin),
    };
    (begin, end)
}

fn end_of_word(line: &[u8], from: usize) -> usize {
    let word = from + blanks(&line[from..]);
    word + line[word..].iter().take_while(|byte| !is_blank(**byte)).count()
}

fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|byte| is_blank(**byte)).count()
}

const fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Reads `F[.C]` at the beginning of `text`, and returns what stands behind it. `whole` is the key.
fn position<'t>(text: &'t str, whole: &str, is_start: bool) -> Result<(Position, &'t str), Wrong> {
    let refused =
        |what: &str| Wrong::Refused(format!("{what}: invalid field specification '{whole}'"));
    let uncounted = |what: &str, at: &str| {
        Wrong::Refused(format!("invalid number {what}: invalid count at start of '{at}'"))
    };
    let place = if is_start { "at field start" } else { "after ','" };
    let (field, rest) = count(text).ok_or_else(|| uncounted(place, text))?;
    if field == 0 {
        return Err(refused("field number is zero"));
    }
    let Some(behind) = rest.strip_prefix('.') else {
        return Ok((Position { field, byte: usize::from(is_start) }, rest));
    };
    let (byte, rest) = count(behind).ok_or_else(|| uncounted("after '.'", behind))?;
    if is_start && byte == 0 {
        return Err(refused("character offset is zero"));
    }
    Ok((Position { field, byte }, rest))
}

/// Cuts the digits at the beginning off.
fn count(text: &str) -> Option<(usize, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at(digits);
    (!number.is_empty()).then(|| (number.parse().unwrap_or(usize::MAX), rest))
}

fn letters(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !"bdfghiMnRrV".contains(c)).unwrap_or(text.len());
    text.split_at(end)
}

/// The suffixes of sizes, each in the letters that it goes by.
const SUFFIXES: [&[u8]; 8] = [b"Kk", b"M", b"G", b"T", b"P", b"E", b"Z", b"Y"];

/// A decimal number of any length: sign, digits before the point and behind it.
#[derive(Debug, PartialEq, Eq)]
struct Number<'t> {
    is_negative: bool,
    whole: &'t [u8],
    part: &'t [u8],
    /// Which suffix stands behind it: `K` is 1.
    power: usize,
}

impl<'t> Number<'t> {
    /// Reads the number at the beginning; zero where there is none.
    fn read(text: &'t [u8]) -> Self {
        let text = &text[blanks(text)..];
        let (is_negative, text) = match text.strip_prefix(b"-") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let digits = |from: &[u8]| from.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (whole, rest) = text.split_at(digits(text));
        let (part, rest) = match rest.strip_prefix(b".") {
            Some(behind) => behind.split_at(digits(behind)),
            None => (&b""[..], rest),
        };
        let power =
            rest.first().and_then(|suffix| SUFFIXES.iter().position(|one| one.contains(suffix)));
        let zeros = whole.iter().take_while(|byte| **byte == b'0').count();
        let kept = part.iter().rposition(|byte| *byte != b'0').map_or(0, |at| at + 1);
        let number = Self {
            is_negative,
            whole: &whole[zeros..],
            part: &part[..kept],
            power: power.map_or(0, |at| at + 1),
        };
        let is_zero = number.whole.is_empty() && number.part.is_empty();
        Self { is_negative: is_negative && !is_zero, ..number }
    }

    /// Compares with the suffixes: any `M` is more than any `K`. Zero has none.
    fn compare_sizes(&self, other: &Self) -> Ordering {
        let rank = |number: &Self| {
            let is_zero = number.whole.is_empty() && number.part.is_empty();
            let power = if is_zero { 0 } else { isize::try_from(number.power).unwrap_or(0) };
            if number.is_negative { -power } else { power }
        };
        rank(self).cmp(&rank(other)).then_with(|| self.compare(other))
    }

    fn compare(&self, other: &Self) -> Ordering {
        let size = |number: &Self| (number.whole.len(), number.whole, number.part);
        match (self.is_negative, other.is_negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => size(self).cmp(&size(other)),
            (true, true) => size(other).cmp(&size(self)),
        }
    }
}
