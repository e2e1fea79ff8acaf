//! Arithmetic: 64-bit integers that wrap, with the operators of C.

use super::super::evaluate::{Flow, Shell, Unwind};
use super::token::{Token, Tokens};

/// How deep brackets, operators and variables that hold expressions may nest.
const DEPTH_MAX: u32 = 60;

/// Why an expression has no value.
pub(super) enum Failure {
    /// It is wrong, as bash says it.
    Wrong(String),
    /// The evaluation unwinds.
    Unwind(Unwind),
}

impl From<Unwind> for Failure {
    fn from(unwind: Unwind) -> Self {
        Self::Unwind(unwind)
    }
}

pub(super) type Computed<T> = Result<T, Failure>;

impl Shell<'_> {
    /// Computes an expanded expression; a wrong one ends the command.
    pub(super) fn arithmetic_or_abandon(&mut self, expression: &str) -> Flow<i64> {
        match self.compute(expression, 0) {
            Ok(value) => Ok(value),
            Err(Failure::Wrong(message)) => self.abandon(&message),
            Err(Failure::Unwind(unwind)) => Err(unwind),
        }
    }

    /// Computes an expression that is not expanded yet, for `((...))`; none where it is wrong.
    pub(in crate::shell) fn arithmetic_command(&mut self, raw: &str) -> Flow<Option<i64>> {
        let expression = self.expression_of(raw)?;
        self.arithmetic_quietly("((", &expression)
    }

    /// Computes an expanded expression for the command `name`; none where it is wrong.
    pub(in crate::shell) fn arithmetic_quietly(
        &mut self,
        name: &str,
        expression: &str,
    ) -> Flow<Option<i64>> {
        match self.compute(expression, 0) {
            Ok(value) => Ok(Some(value)),
            Err(Failure::Wrong(message)) => {
                self.complain(&format!("{name}: {message}"));
                Ok(None)
            }
            Err(Failure::Unwind(unwind)) => Err(unwind),
        }
    }

    fn compute(&mut self, expression: &str, depth: u32) -> Computed<i64> {
        if expression.trim().is_empty() {
            return Ok(0);
        }
        let tokens = Tokens::new(expression);
        let mut parser = Expression { shell: self, source: expression, tokens, depth, skips: 0 };
        let value = parser.comma()?;
        if parser.tokens.token != Token::End {
            let message = match parser.tokens.token {
                Token::Odd | Token::OddBehindName => "syntax error: invalid arithmetic operator",
                _ => "syntax error in expression",
            };
            return Err(parser.wrong(message));
        }
        Ok(value)
    }
}

/// An expression on its way to a value.
pub(super) struct Expression<'e, 's, 'k> {
    pub(super) shell: &'s mut Shell<'k>,
    source: &'e str,
    pub(super) tokens: Tokens<'e>,
    depth: u32,
    /// How many branches that are not taken are being read.
    pub(super) skips: u32,
}

impl Expression<'_, '_, '_> {
    /// Makes the failure that names the token at which it was seen.
    pub(super) fn wrong(&self, message: &str) -> Failure {
        self.wrong_at(message, self.tokens.start)
    }

    pub(super) fn wrong_at(&self, message: &str, at: usize) -> Failure {
        let shown = self.source.trim_start();
        let token = self.source[at..].trim_start();
        Failure::Wrong(format!("{shown}: {message} (error token is \"{token}\")"))
    }

    /// Returns what stands between `from` and the present token.
    pub(super) fn between(&self, from: usize) -> &str {
        &self.source[from..self.tokens.start.max(from)]
    }

    /// Reads something one level deeper.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Computed<T>) -> Computed<T> {
        if self.depth >= DEPTH_MAX {
            return Err(Unwind::unmodelled("an arithmetic expression that nests too deep").into());
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Returns the value of a variable, which may itself be an expression.
    pub(super) fn value(&mut self, name: &str, subscript: Option<&str>) -> Computed<i64> {
        if self.skips > 0 {
            return Ok(0);
        }
        let subscript = subscript.map_or_else(String::new, |subscript| format!("[{subscript}]"));
        let text = self.shell.text_of(&format!("${{{name}{subscript}}}"))?;
        if let Ok(number) = text.parse::<i64>()
            && (text == "0" || !text.starts_with('0'))
        {
            return Ok(number);
        }
        let depth = self.depth;
        if depth >= DEPTH_MAX {
            let message = "expression recursion level exceeded";
            return Err(self.wrong(message));
        }
        self.shell.compute(&text, depth + 1)
    }

    /// Sets a variable.
    pub(super) fn set(&mut self, name: &str, subscript: Option<&str>, value: i64) -> Computed<i64> {
        if self.skips > 0 {
            return Ok(value);
        }
        match subscript {
            None => self.shell.assign_text(name, value.to_string())?,
            Some(subscript) => {
                self.shell.assign_element(name, subscript, value.to_string(), false)?;
            }
        }
        Ok(value)
    }
}
