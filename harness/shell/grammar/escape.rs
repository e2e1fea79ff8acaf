//! Backslash escapes, in the three tongues in which bash reads them.

/// Whose escapes are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::shell) enum Escapes {
    /// `$'...'`: `\'` and `\cX` too, octal as `\nnn`.
    AnsiC,
    /// `echo -e`: octal as `\0nnn`, `\c` ends the output.
    Echo,
    /// The argument of `printf %b`: as `echo -e`, octal also as `\nnn`.
    PrintfArgument,
    /// The format of `printf`: `\'`-less, octal as `\nnn`, no `\c`.
    PrintfFormat,
}

/// Bytes with their escapes resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) struct Decoded {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether `\c` said that nothing more is to be printed.
    pub ends_output: bool,
}

impl Decoded {
    /// Returns the bytes as text, up to the first NUL; none where they are no UTF-8.
    pub(in crate::shell) fn text(self) -> Option<String> {
        let end = self.bytes.iter().position(|byte| *byte == 0).unwrap_or(self.bytes.len());
        String::from_utf8(self.bytes[..end].to_vec()).ok()
    }
}

/// Resolves the escapes of `text`.
pub(in crate::shell) fn decode(text: &str, escapes: Escapes) -> Decoded {
    let mut decoded = Decoded { bytes: Vec::with_capacity(text.len()), ends_output: false };
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        decoded.bytes.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        let length = one(rest, escapes, &mut decoded);
        if decoded.ends_output {
            return decoded;
        }
        rest = &rest[length..];
    }
    decoded.bytes.extend_from_slice(rest.as_bytes());
    decoded
}

/// Resolves the escape whose backslash stood before `rest` and returns how long it is.
fn one(rest: &str, escapes: Escapes, into: &mut Decoded) -> usize {
    let Some(letter) = rest.chars().next() else {
        into.bytes.push(b'\\');
        return 0;
    };
    if let Some(byte) = simple(letter, escapes) {
        into.bytes.push(byte);
        return 1;
    }
    let found = match letter {
        'x' => number(&rest[1..], 16, 2).map(|(value, length)| (Value::Byte(value), 1 + length)),
        'u' => number(&rest[1..], 16, 4).map(|(value, length)| (Value::Char(value), 1 + length)),
        'U' => number(&rest[1..], 16, 8).map(|(value, length)| (Value::Char(value), 1 + length)),
        'c' => return control(rest, escapes, into),
        '0' if matches!(escapes, Escapes::Echo | Escapes::PrintfArgument) => {
            let (value, length) = number(&rest[1..], 8, 3).unwrap_or((0, 0));
            Some((Value::Byte(value), 1 + length))
        }
        '0'..='7' if escapes != Escapes::Echo => {
            number(rest, 8, 3).map(|(value, length)| (Value::Byte(value), length))
        }
        _ => None,
    };
    match found {
        Some((Value::Byte(value), length)) => {
            into.bytes.push(value.to_le_bytes()[0]);
            length
        }
        Some((Value::Char(value), length)) => {
            let shown = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
            into.bytes.extend_from_slice(shown.to_string().as_bytes());
            length
        }
        None => {
            into.bytes.push(b'\\');
            into.bytes.extend_from_slice(letter.to_string().as_bytes());
            letter.len_utf8()
        }
    }
}

enum Value {
    Byte(u32),
    Char(u32),
}

fn simple(letter: char, escapes: Escapes) -> Option<u8> {
    match letter {
        'a' => Some(0x07),
        'b' => Some(0x08),
        'e' | 'E' => Some(0x1b),
        'f' => Some(0x0c),
        'n' => Some(b'\n'),
        'r' => Some(b'\r'),
        't' => Some(b'\t'),
        'v' => Some(0x0b),
        '\\' => Some(b'\\'),
        '\'' | '"' | '?' if matches!(escapes, Escapes::AnsiC | Escapes::PrintfFormat) => {
            u8::try_from(letter).ok()
        }
        '\'' | '"' | '?' if escapes == Escapes::PrintfArgument => u8::try_from(letter).ok(),
        _ => None,
    }
}

fn control(rest: &str, escapes: Escapes, into: &mut Decoded) -> usize {
    match escapes {
        Escapes::Echo | Escapes::PrintfArgument => {
            into.ends_output = true;
            1
        }
        Escapes::AnsiC if rest.len() > 1 && rest.is_char_boundary(2) => {
            into.bytes.push(rest.as_bytes()[1] & 0x1f);
            2
        }
        Escapes::AnsiC | Escapes::PrintfFormat => {
            into.bytes.extend_from_slice(b"\\c");
            1
        }
    }
}

/// Reads up to `most` digits; none where no digit stands here.
fn number(text: &str, radix: u32, most: usize) -> Option<(u32, usize)> {
    let digits = text.chars().take(most).take_while(|c| c.is_digit(radix)).count();
    let value = u32::from_str_radix(&text[..digits], radix).ok()?;
    Some((value, digits))
}
