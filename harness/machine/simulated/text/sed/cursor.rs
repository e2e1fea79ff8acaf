//! One piece of script text, read byte by byte, and what is said when it is wrong.

use super::super::regex::Trouble;

/// Where a piece of script comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// The nth `-e`, or the script operand.
    Expression(usize),
    /// `-f`.
    File(String),
}

/// Why a script cannot be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is wrong: the whole message and the exit code.
    Wrong(String, u8),
    /// It is right, but what it asks for is not modelled.
    Unmodelled(String),
}

/// One piece of a script.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
    origin: &'t Origin,
}

impl<'t> Cursor<'t> {
    /// Starts at the beginning of `text`.
    pub(super) fn new(text: &'t [u8], origin: &'t Origin) -> Self {
        Self { text, at: 0, origin }
    }

    /// Takes the next byte.
    pub(super) fn take(&mut self) -> Option<u8> {
        let byte = self.peek();
        self.at += usize::from(byte.is_some());
        byte
    }

    /// Looks at the next byte.
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Gives the last byte back.
    pub(super) fn back(&mut self, taken: Option<u8>) {
        self.at -= usize::from(taken.is_some());
    }

    /// Takes the next byte that is no blank; a line end is none.
    pub(super) fn take_nonblank(&mut self) -> Option<u8> {
        self.skip_blanks();
        self.take()
    }

    /// Passes blanks over.
    pub(super) fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Takes bytes as long as `wanted` says so.
    pub(super) fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'t [u8] {
        let rest = &self.text[self.at..];
        let end = rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Takes digits; none where there are none.
    pub(super) fn take_number(&mut self) -> Option<usize> {
        let digits = self.take_while(|byte| byte.is_ascii_digit());
        let text = std::str::from_utf8(digits).ok()?;
        (!text.is_empty()).then(|| text.parse().unwrap_or(usize::MAX))
    }

    /// Takes what stands before `end`, and `end` itself; none where a line or the text ends first.
    ///
    /// `\n` becomes a line end in a pattern, an escaped `end` loses its backslash, everything else
    /// stays escaped. Inside the brackets of a pattern `end` is a byte like any other.
    pub(super) fn take_until(&mut self, end: u8, is_pattern: bool) -> Option<Vec<u8>> {
        let mut taken = Vec::new();
        loop {
            let mut byte = self.take_in_line()?;
            if byte == end {
                return Some(taken);
            }
            if byte == b'[' && is_pattern {
                self.take_bracket(&mut taken)?;
                continue;
            }
            let is_escaped = byte == b'\\';
            if is_escaped {
                byte = self.take()?;
            }
            let is_plain = byte == b'\n' || byte == end && (is_pattern || byte != b'&');
            match (is_escaped, byte) {
                (true, b'n') if is_pattern && end != b'n' => byte = b'\n',
                (true, _) if !is_plain => taken.push(b'\\'),
                _ => {}
            }
            taken.push(byte);
        }
    }

    /// Takes the rest of a bracket expression; none where the line or the text ends in it.
    fn take_bracket(&mut self, taken: &mut Vec<u8>) -> Option<()> {
        taken.push(b'[');
        for first in [b'^', b']'] {
            if self.peek() == Some(first) {
                taken.extend(self.take());
            }
        }
        loop {
            let byte = self.take_in_line()?;
            match (byte, self.peek()) {
                (b'\\', Some(b'n')) => {
                    self.take();
                    taken.push(b'\n');
                    continue;
                }
                (b'[', Some(kind @ (b':' | b'.' | b'='))) => {
                    taken.push(byte);
                    self.take_named(kind, taken)?;
                    continue;
                }
                _ => taken.push(byte),
            }
            if byte == b']' {
                return Some(());
            }
        }
    }

    /// Takes what stands between `[:` and `:]`, with both.
    fn take_named(&mut self, kind: u8, taken: &mut Vec<u8>) -> Option<()> {
        taken.extend(self.take());
        loop {
            let byte = self.take_in_line()?;
            taken.push(byte);
            if byte == kind && self.peek() == Some(b']') {
                taken.extend(self.take());
                return Some(());
            }
        }
    }

    fn take_in_line(&mut self) -> Option<u8> {
        let byte = self.take()?;
        if byte == b'\n' {
            self.back(Some(byte));
            return None;
        }
        Some(byte)
    }

    /// Says that the script is wrong here.
    pub(super) fn wrong(&self, message: &str) -> Fault {
        Fault::Wrong(format!("{}: {message}", self.place(self.at)), 1)
    }

    /// Says that the script as a whole is wrong.
    pub(super) fn wrong_overall(&self, message: &str) -> Fault {
        Fault::Wrong(self.overall(message), 1)
    }

    /// Says `message` of the script as a whole.
    pub(super) fn overall(&self, message: &str) -> String {
        let place = match self.origin {
            Origin::Expression(_) => self.place(0),
            Origin::File(_) => self.place(self.at),
        };
        format!("{place}: {message}")
    }

    /// Says what is wrong with a pattern that was just read.
    pub(super) fn bad_pattern(&self, pattern: &[u8], trouble: &Trouble) -> Fault {
        match trouble {
            Trouble::Invalid(message) if message.starts_with("character class syntax") => {
                Fault::Wrong((*message).to_owned(), 4)
            }
            Trouble::Invalid(message) => self.wrong(message),
            Trouble::TooHard => {
                Fault::Unmodelled(format!("the pattern {}", String::from_utf8_lossy(pattern)))
            }
        }
    }

    fn place(&self, at: usize) -> String {
        match self.origin {
            Origin::Expression(number) => format!("-e expression #{number}, char {at}"),
            Origin::File(name) => {
                let lines = self.text[..at].split(|byte| *byte == b'\n').count();
                format!("file {name} line {lines}")
            }
        }
    }
}
