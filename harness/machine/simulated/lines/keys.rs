//! The keys of `sort`: which part of a line counts, and in which manner.

use std::cmp::Ordering;

/// How two texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four letters of one option, free of each other")]
pub(super) struct Manner {
    pub(super) skips_blanks: bool,
    pub(super) folds_case: bool,
    pub(super) is_numeric: bool,
    pub(super) is_reversed: bool,
}

/// One key: from a field and byte to a field and byte, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl Key {
    /// Reads `F[.C][OPTS][,F[.C][OPTS]]`. Letters of its own replace the manner of all lines.
    pub(super) fn parse(text: &str, otherwise: Manner) -> Option<Self> {
        let (from, to) = match text.split_once(',') {
            Some((from, to)) => (from, Some(to)),
            None => (text, None),
        };
        let (from, mut letters) = position(from, 1)?;
        let to = match to {
            None => None,
            Some(to) => {
                let (to, more) = position(to, 0)?;
                letters.push_str(&more);
                Some(to)
            }
        };
        let own = Manner {
            skips_blanks: letters.contains('b'),
            folds_case: letters.contains('f'),
            is_numeric: letters.contains('n'),
            is_reversed: letters.contains('r'),
        };
        let is_known = letters.chars().all(|letter| "bfnr".contains(letter));
        let manner = if letters.is_empty() { otherwise } else { own };
        is_known.then_some(Self { from, to, manner })
    }

    /// Compares two lines by this key.
    pub(super) fn compare(&self, left: &[u8], right: &[u8], separator: Option<u8>) -> Ordering {
        self.manner.compare(self.part(left, separator), self.part(right, separator))
    }

    fn part<'l>(&self, line: &'l [u8], separator: Option<u8>) -> &'l [u8] {
        let start = |at: Position| {
            let (begin, end) = field(line, at.field, separator);
            let skipped = if self.manner.skips_blanks { blanks(&line[begin..end]) } else { 0 };
            (begin + skipped, end)
        };
        let begin = (start(self.from).0 + self.from.byte - 1).min(line.len());
        let end = match self.to {
            None => line.len(),
            Some(to) if to.byte == 0 => field(line, to.field, separator).1,
            Some(to) => {
                let (begin, end) = start(to);
                (begin + to.byte).min(end)
            }
        };
        &line[begin..end.max(begin)]
    }
}

impl Manner {
    /// Compares two texts.
    pub(super) fn compare(self, left: &[u8], right: &[u8]) -> Ordering {
        let cut = |text: &'_ [u8]| if self.skips_blanks { blanks(text) } else { 0 };
        let (left, right) = (&left[cut(left)..], &right[cut(right)..]);
        let order = if self.is_numeric {
            Number::read(left).compare(Number::read(right))
        } else if self.folds_case {
            left.to_ascii_uppercase().cmp(&right.to_ascii_uppercase())
        } else {
            left.cmp(right)
        };
        if self.is_reversed { order.reverse() } else { order }
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

/// Reads `F[.C]` and the letters behind it. `first_byte` is meant where no byte is named.
fn position(text: &str, first_byte: usize) -> Option<(Position, String)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let field = text[..digits].parse().ok().filter(|field| *field > 0)?;
    let rest = &text[digits..];
    let Some(behind) = rest.strip_prefix('.') else {
        return Some((Position { field, byte: first_byte }, rest.to_owned()));
    };
    let digits = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
    let byte = behind[..digits].parse().ok()?;
    (byte >= first_byte).then(|| (Position { field, byte }, behind[digits..].to_owned()))
}

/// A decimal number of any length: sign, digits before the point and behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Number<'t> {
    is_negative: bool,
    whole: &'t [u8],
    part: &'t [u8],
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
        let part = rest.strip_prefix(b".").map_or(&b""[..], |behind| &behind[..digits(behind)]);
        let zeros = whole.iter().take_while(|byte| **byte == b'0').count();
        let kept = part.iter().rposition(|byte| *byte != b'0').map_or(0, |at| at + 1);
        let number = Self { is_negative, whole: &whole[zeros..], part: &part[..kept] };
        let is_zero = number.whole.is_empty() && number.part.is_empty();
        Self { is_negative: is_negative && !is_zero, ..number }
    }

    fn compare(self, other: Self) -> Ordering {
        let size = |number: Self| (number.whole.len(), number.whole.to_vec(), number.part.to_vec());
        match (self.is_negative, other.is_negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => size(self).cmp(&size(other)),
            (true, true) => size(other).cmp(&size(self)),
        }
    }
}
