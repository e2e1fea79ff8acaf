//! A position in a text, and how to step over what belongs together.

use super::{Fault, NESTING_MAX};

/// A position in a text, with its line and how deep the reading nests.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    depth: usize,
}

impl<'t> Cursor<'t> {
    pub(super) const fn new(text: &'t str, line: usize) -> Self {
        Self { text, at: 0, line, depth: 0 }
    }

    /// Starts over in another text, at this line and depth.
    pub(super) const fn inside<'u>(&self, text: &'u str) -> Cursor<'u> {
        Cursor { text, at: 0, line: self.line, depth: self.depth }
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    pub(super) const fn line(&self) -> usize {
        self.line
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn since(&self, start: usize) -> &'t str {
        &self.text[start..self.at]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    /// Steps over one character and returns it.
    pub(super) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        self.line += usize::from(next == '\n');
        Some(next)
    }

    /// Steps over `text` if it stands here.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.starts_with(text);
        if found {
            self.at += text.len();
            self.line += text.matches('\n').count();
        }
        found
    }

    /// Steps over the characters that `wanted` accepts and returns them.
    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let start = self.at;
        while self.peek().is_some_and(&wanted) {
            self.bump();
        }
        self.since(start)
    }

    /// Reads something one level deeper.
    pub(super) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.deepen()?;
        let found = read(self);
        self.rise();
        found
    }

    /// Goes one level deeper, if the bound allows.
    pub(super) fn deepen(&mut self) -> Result<(), Fault> {
        if self.depth >= NESTING_MAX {
            let what = format!("more than {NESTING_MAX} constructs inside each other");
            return Err(Fault::Unmodelled(what));
        }
        self.depth += 1;
        Ok(())
    }

    /// Comes back from all levels.
    pub(super) const fn surface(&mut self) {
        self.depth = 0;
    }

    /// Comes back from one level deeper.
    pub(super) const fn rise(&mut self) {
        self.depth -= 1;
    }

    /// Steps over a name such as `PATH_2`; empty where none stands here.
    pub(super) fn take_name(&mut self) -> &'t str {
        if self.peek().is_some_and(|first| first.is_ascii_digit()) {
            return "";
        }
        self.take_while(|c| c.is_ascii_alphanumeric() || c == '_')
    }

    /// Steps over text up to and with `closer`, whatever stands before it, and returns what is
    /// between; `escapes` says whether a backslash keeps the next character from closing.
    pub(super) fn take_raw(&mut self, closer: char, escapes: bool) -> Result<&'t str, Fault> {
        let (start, line) = (self.at, self.line);
        while let Some(next) = self.bump() {
            if next == closer {
                return Ok(&self.text[start..self.at - closer.len_utf8()]);
            }
            if escapes && next == '\\' {
                self.bump();
            }
        }
        Err(Fault::Unclosed { closer, line })
    }

    /// Steps over text up to and with the `]` that closes a bracket behind the cursor.
    pub(super) fn take_brackets(&mut self) -> Result<&'t str, Fault> {
        let (start, line) = (self.at, self.line);
        let mut open = 1_usize;
        while let Some(next) = self.bump() {
            match next {
                '[' => open += 1,
                ']' => open -= 1,
                _ => {}
            }
            if open == 0 {
                return Ok(&self.text[start..self.at - 1]);
            }
        }
        Err(Fault::Unclosed { closer: ']', line })
    }

    /// Steps over an arithmetic expression and its `))`, and returns the expression; stays where
    /// it is when the brackets close otherwise, as those of two nested subshells do.
    pub(super) fn take_arithmetic(&mut self) -> Result<Option<&'t str>, Fault> {
        let start = self.clone();
        let mut open = 0_usize;
        while let Some(next) = self.peek() {
            match next {
                '\\' => drop(self.bump()),
                '(' => open += 1,
                ')' if open == 0 && self.starts_with("))") => {
                    let expression = self.since(start.at);
                    self.eat("))");
                    return Ok(Some(expression));
                }
                ')' if open == 0 => {
                    *self = start;
                    return Ok(None);
                }
                ')' => open -= 1,
                _ => {}
            }
            self.bump();
        }
        Err(Fault::Unclosed { closer: ')', line: start.line })
    }
}
