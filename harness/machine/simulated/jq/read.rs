//! JSON as values, one after the other, with the complaints of jq.

use std::rc::Rc;

use super::object::Object;
use super::value::Value;

/// The deepest nesting.
const DEPTH_MAX: usize = 256;

/// Reads the values of a text.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
    column: usize,
    open: Vec<Open>,
    next: Option<Value>,
    token: Vec<u8>,
    is_over: bool,
}

/// An array or object that is not closed yet.
#[derive(Debug)]
enum Open {
    Array(Vec<Value>),
    Object(Object),
    /// An object with the key whose value comes next.
    Key(Object, Rc<str>),
}

/// What is wrong, in the words of jq without the place.
type Wrong = &'static str;

impl<'t> Reader<'t> {
    /// Starts at the beginning of `text`.
    pub(super) fn new(text: &'t [u8]) -> Self {
        let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
        Self {
            text,
            at: 0,
            line: 1,
            column: 0,
            open: Vec::new(),
            next: None,
            token: Vec::new(),
            is_over: false,
        }
    }

    /// Returns how many bytes were read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Reads the next value; none at the end. After an error there are no more.
    pub(super) fn next_value(&mut self) -> Option<Result<Value, String>> {
        while self.at < self.text.len() && !self.is_over {
            match self.step() {
                Ok(None) => {}
                Ok(Some(value)) => return Some(Ok(value)),
                Err(wrong) => return Some(Err(self.fail(wrong, ""))),
            }
        }
        if self.is_over {
            return None;
        }
        self.is_over = true;
        match self.end() {
            Ok(value) => value.map(Ok),
            Err(wrong) => Some(Err(self.fail(wrong, " at EOF"))),
        }
    }

    fn fail(&mut self, wrong: Wrong, at_end: &str) -> String {
        self.is_over = true;
        format!("{wrong}{at_end} at line {}, column {}", self.line, self.column)
    }

    fn step(&mut self) -> Result<Option<Value>, Wrong> {
        let byte = self.take();
        if is_literal(byte) {
            self.token.push(byte);
            return Ok(None);
        }
        self.close_literal()?;
        let done = self.take_done();
        match byte {
            b'"' => {
                let text = self.string()?;
                self.value(Value::Text(text))?;
            }
            b' ' | b'\t' | b'\r' | b'\n' => {}
            structure => self.structure(structure)?,
        }
        // A value that was complete before this byte comes first; one byte never completes two.
        Ok(done.or_else(|| self.take_done()))
    }

    fn end(&mut self) -> Result<Option<Value>, Wrong> {
        self.close_literal()?;
        if !self.open.is_empty() {
            return Err("Unfinished JSON term");
        }
        Ok(self.next.take())
    }

    fn take(&mut self) -> u8 {
        let byte = self.text[self.at];
        self.at += 1;
        self.column += 1;
        if byte == b'\n' {
            self.line += 1;
            self.column = 0;
        }
        byte
    }

    fn take_done(&mut self) -> Option<Value> {
        if self.open.is_empty() { self.next.take() } else { None }
    }

    fn value(&mut self, value: Value) -> Result<(), Wrong> {
        if self.next.is_some() {
            return Err("Expected separator between values");
        }
        self.next = Some(value);
        Ok(())
    }

    fn close_literal(&mut self) -> Result<(), Wrong> {
        if self.token.is_empty() {
            return Ok(());
        }
        let value = match self.token[0] {
            b't' | b'f' | b'n' => match self.token.as_slice() {
                b"true" => Value::Bool(true),
                b"false" => Value::Bool(false),
                b"null" => Value::Null,
                _ => return Err("Invalid literal"),
            },
            _ => {
                let text = std::str::from_utf8(&self.token).ok();
                let number = text.and_then(|text| text.parse().ok());
                Value::Number(number.ok_or("Invalid numeric literal")?)
            }
        };
        self.token.clear();
        self.value(value)
    }

    fn structure(&mut self, byte: u8) -> Result<(), Wrong> {
        match byte {
            b'[' | b'{' => {
                if self.open.len() >= DEPTH_MAX {
                    return Err("Exceeds depth limit for parsing");
                }
                if self.next.is_some() {
                    return Err("Expected separator between values");
                }
                self.open.push(match byte {
                    b'[' => Open::Array(Vec::new()),
                    _ => Open::Object(Object::default()),
                });
                Ok(())
            }
            b':' => self.colon(),
            b',' => self.comma(),
            b']' => self.close_array(),
            _ => self.close_object(),
        }
    }

    fn colon(&mut self) -> Result<(), Wrong> {
        let key = self.next.take().ok_or("Expected string key before ':'")?;
        match (self.open.pop(), key) {
            (Some(Open::Object(object)), Value::Text(key)) => {
                self.open.push(Open::Key(object, key));
                Ok(())
            }
            (Some(Open::Object(_)), _) => Err("Object keys must be strings"),
            _ => Err("':' not as part of an object"),
        }
    }

    fn comma(&mut self) -> Result<(), Wrong> {
        let value = self.next.take().ok_or("Expected value before ','")?;
        match self.open.pop() {
            Some(Open::Array(mut items)) => {
                items.push(value);
                self.open.push(Open::Array(items));
                Ok(())
            }
            Some(Open::Key(mut object, key)) => {
                object.set(key, value);
                self.open.push(Open::Object(object));
                Ok(())
            }
            Some(Open::Object(_)) => Err("Objects must consist of key:value pairs"),
            None => Err("',' not as part of an object"),
        }
    }

    fn close_array(&mut self) -> Result<(), Wrong> {
        let Some(Open::Array(mut items)) = self.open.pop() else {
            return Err("Unmatched ']'");
        };
        match self.next.take() {
            Some(value) => items.push(value),
            None if items.is_empty() => {}
            None => return Err("Expected another array element"),
        }
        self.next = Some(Value::array(items));
        Ok(())
    }

    fn close_object(&mut self) -> Result<(), Wrong> {
        let object = match (self.open.pop(), self.next.take()) {
            (Some(Open::Key(mut object, key)), Some(value)) => {
                object.set(key, value);
                object
            }
            (Some(Open::Object(object)), None) if object.len() == 0 => object,
            (Some(Open::Object(_)), None) => return Err("Expected another key-value pair"),
            (Some(_), Some(_)) => return Err("Objects must consist of key:value pairs"),
            _ => return Err("Unmatched '}'"),
        };
        self.next = Some(Value::Object(Rc::new(object)));
        Ok(())
    }

    /// Reads a string behind its opening quote.
    fn string(&mut self) -> Result<Rc<str>, Wrong> {
        let start = self.at;
        let mut is_escaped = false;
        loop {
            if self.at == self.text.len() {
                return Err("Unfinished string at EOF");
            }
            match self.take() {
                b'"' if !is_escaped => break,
                b'\\' if !is_escaped => is_escaped = true,
                _ => is_escaped = false,
            }
        }
        unescape(&self.text[start..self.at - 1])
    }
}

fn is_literal(byte: u8) -> bool {
    !matches!(byte, b'"' | b' ' | b'\t' | b'\r' | b'\n' | b'[' | b']' | b'{' | b'}' | b':' | b',')
}

fn unescape(raw: &[u8]) -> Result<Rc<str>, Wrong> {
    if raw.iter().any(|byte| *byte < 0x20) {
        return unescape_slowly(raw);
    }
    match std::str::from_utf8(raw) {
        Ok(text) if !raw.contains(&b'\\') => Ok(text.into()),
        _ => unescape_slowly(raw),
    }
}

fn unescape_slowly(raw: &[u8]) -> Result<Rc<str>, Wrong> {
    let mut out = Vec::with_capacity(raw.len());
    let mut left = raw;
    while let Some((byte, rest)) = left.split_first() {
        left = rest;
        match byte {
            b'\\' => left = escape(rest, &mut out)?,
            0..0x20 => {
                return Err(
                    "Invalid string: control characters from U+0000 through U+001F must be escaped",
                );
            }
            other => out.push(*other),
        }
    }
    Ok(String::from_utf8_lossy(&out).into())
}

/// Reads one escape behind its backslash and returns what follows.
fn escape<'r>(rest: &'r [u8], out: &mut Vec<u8>) -> Result<&'r [u8], Wrong> {
    let (letter, rest) = rest.split_first().ok_or("Expected escape character at end of string")?;
    let plain = match letter {
        b'\\' | b'"' | b'/' => *letter,
        b'b' => 8,
        b'f' => 12,
        b't' => b'\t',
        b'n' => b'\n',
        b'r' => b'\r',
        b'u' => return unicode(rest, out),
        _ => return Err("Invalid escape"),
    };
    out.push(plain);
    Ok(rest)
}

fn unicode<'r>(rest: &'r [u8], out: &mut Vec<u8>) -> Result<&'r [u8], Wrong> {
    const PAIR: Wrong = "Invalid \\uXXXX\\uXXXX surrogate pair escape";
    let (high, mut rest) = hex(rest).ok_or("Invalid \\uXXXX escape")?;
    let mut code = high;
    if (0xd800..0xdc00).contains(&high) {
        let (low, behind) = rest.strip_prefix(b"\\u").and_then(hex).ok_or(PAIR)?;
        if !(0xdc00..0xe000).contains(&low) {
            return Err(PAIR);
        }
        code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        rest = behind;
    }
    let letter = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend(letter.encode_utf8(&mut [0; 4]).as_bytes());
    Ok(rest)
}

fn hex(text: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_at_checked(4)?;
    let value = digits.iter().try_fold(0, |value, digit| {
        char::from(*digit).to_digit(16).map(|digit| value * 16 + digit)
    })?;
    Some((value, rest))
}
