//! `[[ ... ]]`.

use brush_parser::ast::{
    BinaryPredicate as Binary, ExtendedTestExpr as Expr, UnaryPredicate, Word,
};
use regex::Regex;

use super::super::state::Value;
use super::super::{Exit, builtins};
use super::trace::shown;
use super::{Flow, Shell, Unwind};

impl Shell<'_> {
    /// Decides a condition: 0 holds, 1 does not, 2 cannot be asked.
    pub(super) fn run_condition(&mut self, expr: &Expr) -> Flow<Exit> {
        self.count_command()?;
        let exit = self.decide(expr)?;
        self.state.last_exit = exit;
        Ok(exit)
    }

    fn decide(&mut self, expr: &Expr) -> Flow<Exit> {
        match expr {
            Expr::And(left, right) => {
                let exit = self.decide(left)?;
                if exit.is_success() { self.decide(right) } else { Ok(exit) }
            }
            Expr::Or(left, right) => {
                let exit = self.decide(left)?;
                if exit.is_success() { Ok(exit) } else { self.decide(right) }
            }
            Expr::Not(inner) => {
                let exit = self.decide(inner)?;
                Ok(if exit == Exit::USAGE { exit } else { verdict(!exit.is_success()) })
            }
            Expr::Parenthesized(inner) => self.decide(inner),
            Expr::UnaryTest(predicate, word) => self.decide_one(predicate, word),
            Expr::BinaryTest(predicate, left, right) => self.decide_two(predicate, left, right),
        }
    }

    fn decide_one(&mut self, predicate: &UnaryPredicate, word: &Word) -> Flow<Exit> {
        let text = self.text_of(&word.value)?;
        let letter = predicate.to_string();
        let operand = if text.is_empty() { "''" } else { &text };
        self.trace_line(&format!("[[ {letter} {operand} ]]"));
        match predicate {
            UnaryPredicate::StringHasNonZeroLength => Ok(verdict(!text.is_empty())),
            UnaryPredicate::StringHasZeroLength => Ok(verdict(text.is_empty())),
            _ => builtins::unary_test(self, "[[", &letter, &text).map(verdict),
        }
    }

    fn decide_two(&mut self, predicate: &Binary, left: &Word, right: &Word) -> Flow<Exit> {
        let text = self.text_of(&left.value)?;
        let shown_left = shown(&text);
        self.trace_line(&format!("[[ {shown_left} {predicate} {} ]]", right.value));
        match predicate {
            Binary::StringExactlyMatchesPattern => {
                Ok(verdict(self.pattern_of(&right.value, true)?.matches(&text)?))
            }
            Binary::StringDoesNotExactlyMatchPattern => {
                Ok(verdict(!self.pattern_of(&right.value, true)?.matches(&text)?))
            }
            Binary::StringMatchesRegex | Binary::StringContainsSubstring => {
                self.match_regex(&text, right)
            }
            Binary::LeftSortsBeforeRight => Ok(verdict(text < self.text_of(&right.value)?)),
            Binary::LeftSortsAfterRight => Ok(verdict(text > self.text_of(&right.value)?)),
            Binary::ArithmeticEqualTo => self.compare(&text, right, |a, b| a == b),
            Binary::ArithmeticNotEqualTo => self.compare(&text, right, |a, b| a != b),
            Binary::ArithmeticLessThan => self.compare(&text, right, |a, b| a < b),
            Binary::ArithmeticLessThanOrEqualTo => self.compare(&text, right, |a, b| a <= b),
            Binary::ArithmeticGreaterThan => self.compare(&text, right, |a, b| a > b),
            Binary::ArithmeticGreaterThanOrEqualTo => self.compare(&text, right, |a, b| a >= b),
            _ => {
                let right = self.text_of(&right.value)?;
                builtins::compare_files(self, &predicate.to_string(), &text, &right).map(verdict)
            }
        }
    }

    fn compare(&mut self, left: &str, right: &Word, holds: fn(i64, i64) -> bool) -> Flow<Exit> {
        let right = self.text_of(&right.value)?;
        let (Some(left), Some(right)) =
            (self.arithmetic_quietly("[[", left)?, self.arithmetic_quietly("[[", &right)?)
        else {
            return Ok(Exit::FAILURE);
        };
        Ok(verdict(holds(left, right)))
    }

    fn match_regex(&mut self, text: &str, right: &Word) -> Flow<Exit> {
        let source = self.regex_of(&right.value)?;
        if let Some(what) = differs_from_posix(&source) {
            return Err(Unwind::unmodelled(format!("{what} in the regular expression {source}")));
        }
        let Ok(regex) = Regex::new(&source) else { return Ok(Exit::USAGE) };
        let Some(found) = regex.captures(text) else {
            self.state.variables.global("BASH_REMATCH").value = Value::List([].into());
            return Ok(Exit::FAILURE);
        };
        let groups = found.iter().map(|group| group.map_or("", |group| group.as_str()).to_owned());
        self.state.variables.global("BASH_REMATCH").value =
            Value::List((0..).zip(groups).collect());
        Ok(Exit::SUCCESS)
    }
}

fn verdict(holds: bool) -> Exit {
    if holds { Exit::SUCCESS } else { Exit::FAILURE }
}

/// Names what the library's regular expressions read otherwise than POSIX extended ones.
fn differs_from_posix(source: &str) -> Option<&'static str> {
    let mut rest = source.chars().peekable();
    while let Some(next) = rest.next() {
        match (next, rest.peek()) {
            ('\\', Some(letter)) if letter.is_ascii_alphanumeric() => {
                return Some("a backslash letter");
            }
            ('\\', _) => drop(rest.next()),
            ('(', Some('?')) => return Some("(?"),
            ('*' | '+' | '?' | '}', Some('?')) => return Some("a doubled repetition"),
            _ => {}
        }
    }
    None
}
