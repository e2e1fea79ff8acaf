//! Escapes that stand for one byte: `\t`, `\x41`, `\d065`, `\o101`, `\cA`.

use super::cursor::Fault;

/// What an escape stands for, and how long it is behind the backslash.
enum Escape {
    /// A control character by its letter.
    Control(u8, usize),
    /// A byte by its number.
    Number(u8, usize),
}

/// Replaces escapes in a pattern. A byte given by its number counts as if it stood there itself.
pub(super) fn in_pattern(text: &[u8]) -> Result<Vec<u8>, Fault> {
    replace(text, |byte, out| {
        out.push(byte);
        byte != b'['
    })
}

/// Replaces escapes in the replacement of a substitution. A byte given by its number stands for
/// itself alone.
pub(super) fn in_replacement(text: &[u8]) -> Result<Vec<u8>, Fault> {
    replace(text, |byte, out| {
        if matches!(byte, b'&' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
        true
    })
}

/// Replaces escapes in the text of `a`, `i` and `c`, and drops all other backslashes.
pub(super) fn in_text(text: &[u8]) -> Result<Vec<u8>, Fault> {
    let text = replace(text, |_, _| false)?;
    let mut out = Vec::with_capacity(text.len());
    let mut left = text.iter().copied();
    while let Some(byte) = left.next() {
        let taken = if byte == b'\\' { left.next() } else { Some(byte) };
        let is_line_end = byte == b'\\' && taken == Some(b'n');
        out.extend(if is_line_end { Some(b'\n') } else { taken });
    }
    Ok(out)
}

/// Replaces escapes; `write` writes a byte given by its number, or says that it cannot.
fn replace(text: &[u8], write: impl Fn(u8, &mut Vec<u8>) -> bool) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        if text[at] != b'\\' || at + 1 == text.len() {
            out.push(text[at]);
            at += 1;
            continue;
        }
        at += 1 + match read(&text[at + 1..]) {
            Some(Escape::Control(byte, length)) => {
                out.push(byte);
                length
            }
            Some(Escape::Number(byte, length)) if write(byte, &mut out) => length,
            None if text[at + 1] != b'c' => {
                out.extend(&text[at..at + 2]);
                1
            }
            _ => return Err(Fault::Unmodelled("a byte by its number in this place".to_owned())),
        };
    }
    Ok(out)
}

fn read(text: &[u8]) -> Option<Escape> {
    Some(match text {
        [b'a', ..] => Escape::Control(7, 1),
        [b'f', ..] => Escape::Control(12, 1),
        [b'r', ..] => Escape::Control(13, 1),
        [b't', ..] => Escape::Control(b'\t', 1),
        [b'v', ..] => Escape::Control(11, 1),
        [b'c', letter, ..] if *letter != b'\\' => {
            Escape::Number(letter.to_ascii_uppercase() ^ 0x40, 2)
        }
        [b'd', digits @ ..] => numbered(digits, 10, 3)?,
        [b'o', digits @ ..] => numbered(digits, 8, 3)?,
        [b'x', digits @ ..] => numbered(digits, 16, 2)?,
        _ => return None,
    })
}

fn numbered(digits: &[u8], base: u32, length_max: usize) -> Option<Escape> {
    let digit = |byte: &u8| char::from(*byte).to_digit(base);
    let values: Vec<u32> = digits.iter().take(length_max).map_while(digit).collect();
    if values.is_empty() {
        return None;
    }
    let number = values.iter().fold(0, |number, digit| number * base + digit);
    let byte = u8::try_from(number & 0xff).ok()?;
    Some(Escape::Number(byte, 1 + values.len()))
}
