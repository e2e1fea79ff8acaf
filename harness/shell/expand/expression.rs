//! The grammar of arithmetic, from the comma down to numbers.

use super::arithmetic::{Computed, Expression};
use super::token::Token;

/// The operators of two operands by how loosely they bind, loosest first.
const LEVELS: &[&[&str]] = &[
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

const ASSIGNING: &[&str] = &["=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|="];

impl Expression<'_, '_, '_> {
    pub(super) fn comma(&mut self) -> Computed<i64> {
        let mut value = self.assignment()?;
        while self.eat(",") {
            value = self.assignment()?;
        }
        Ok(value)
    }

    fn assignment(&mut self) -> Computed<i64> {
        self.deeper(|this| {
            let before = this.tokens.start;
            let target = match &this.tokens.token {
                Token::Name { name, subscript } => Some((name.clone(), subscript.clone())),
                _ => None,
            };
            let value = this.conditional()?;
            let Token::Operator(operator) = this.tokens.token else { return Ok(value) };
            if !ASSIGNING.contains(&operator) {
                return Ok(value);
            }
            let Some((name, subscript)) = target.filter(|_| this.was_only_a_name(before)) else {
                return Err(this.wrong("attempted assignment to non-variable"));
            };
            let behind = this.tokens.behind();
            this.tokens.advance();
            let operand = this.assignment()?;
            let value = match operator.strip_suffix('=') {
                Some("") | None => operand,
                Some(operator) => this.apply(operator, value, operand, behind)?,
            };
            this.set(&name, subscript.as_deref(), value)
        })
    }

    fn conditional(&mut self) -> Computed<i64> {
        let condition = self.binary(0)?;
        if !self.eat("?") {
            return Ok(condition);
        }
        let first = self.skipping(condition == 0, Self::comma)?;
        if !self.eat(":") {
            return Err(self.wrong("`:' expected for conditional expression"));
        }
        let second = self.skipping(condition != 0, |this| this.deeper(Self::conditional))?;
        Ok(if condition == 0 { second } else { first })
    }

    fn skipping(
        &mut self,
        skips: bool,
        read: impl FnOnce(&mut Self) -> Computed<i64>,
    ) -> Computed<i64> {
        self.skips += u32::from(skips);
        let value = read(self);
        self.skips -= u32::from(skips);
        value
    }

    /// Reads operators that bind at least as tight as those of `level`, by climbing.
    fn binary(&mut self, level: usize) -> Computed<i64> {
        let mut left = self.power()?;
        while let Some((operator, found)) = self.operator_from(level) {
            let behind = self.tokens.behind();
            self.tokens.advance();
            let decided = (operator == "||" && left != 0) || (operator == "&&" && left == 0);
            let right = self.skipping(decided, |this| this.binary(found + 1))?;
            left = self.apply(operator, left, right, behind)?;
        }
        Ok(left)
    }

    /// Returns the operator that is next, with its level, if that is at least `level`.
    fn operator_from(&self, level: usize) -> Option<(&'static str, usize)> {
        let Token::Operator(operator) = self.tokens.token else { return None };
        let found = LEVELS.iter().position(|operators| operators.contains(&operator))?;
        (found >= level).then_some((operator, found))
    }

    fn power(&mut self) -> Computed<i64> {
        let base = self.unary()?;
        let Token::Operator("**") = self.tokens.token else { return Ok(base) };
        self.tokens.advance();
        let exponent = self.deeper(Self::power)?;
        if exponent < 0 {
            return Err(self.wrong("exponent less than 0"));
        }
        Ok(power(base, exponent))
    }

    fn unary(&mut self) -> Computed<i64> {
        let Token::Operator(operator) = self.tokens.token else { return self.operand() };
        match operator {
            "!" | "~" | "+" | "-" => {
                self.tokens.advance();
                let value = self.deeper(Self::unary)?;
                Ok(match operator {
                    "!" => i64::from(value == 0),
                    "~" => !value,
                    "-" => value.wrapping_neg(),
                    _ => value,
                })
            }
            "++" | "--" => self.prefix(operator),
            _ => self.operand(),
        }
    }

    fn prefix(&mut self, operator: &str) -> Computed<i64> {
        self.tokens.advance();
        let Token::Name { name, subscript } = self.tokens.token.clone() else {
            return Err(self.wrong("syntax error: operand expected"));
        };
        self.tokens.advance();
        let value = self.value(&name, subscript.as_deref())?;
        self.set(&name, subscript.as_deref(), value.wrapping_add(step(operator)))
    }

    fn operand(&mut self) -> Computed<i64> {
        match self.tokens.token.clone() {
            Token::Number(digits) => {
                let value = number(&digits).map_err(|message| self.wrong(message))?;
                self.tokens.advance();
                Ok(value)
            }
            Token::Name { name, subscript } => {
                self.tokens.advance();
                let value = self.value_before_assignment(&name, subscript.as_deref())?;
                let Token::Operator(operator @ ("++" | "--")) = self.tokens.token else {
                    return Ok(value);
                };
                self.tokens.advance();
                self.set(&name, subscript.as_deref(), value.wrapping_add(step(operator)))?;
                Ok(value)
            }
            Token::Operator("(") => {
                self.tokens.advance();
                let value = self.comma()?;
                if !self.eat(")") {
                    return Err(self.wrong("missing `)'"));
                }
                Ok(value)
            }
            Token::OddBehindName => Err(self.wrong("syntax error: invalid arithmetic operator")),
            _ => Err(self.wrong("syntax error: operand expected")),
        }
    }

    /// Returns the value of a name, which `x = ...` does not ask for.
    fn value_before_assignment(&mut self, name: &str, subscript: Option<&str>) -> Computed<i64> {
        if matches!(self.tokens.token, Token::Operator("=")) {
            return Ok(0);
        }
        self.value(name, subscript)
    }

    fn eat(&mut self, operator: &str) -> bool {
        let found = matches!(self.tokens.token, Token::Operator(known) if known == operator);
        if found {
            self.tokens.advance();
        }
        found
    }

    /// Says whether nothing but one name stands between `from` and the present token.
    fn was_only_a_name(&self, from: usize) -> bool {
        let between = self.between(from).trim_end();
        let name = between.split('[').next().unwrap_or_default();
        super::super::evaluate::is_name(name)
            && (between.len() == name.len() || between.ends_with(']'))
    }

    fn apply(&self, operator: &str, left: i64, right: i64, at: usize) -> Computed<i64> {
        let shift = u32::try_from(right.rem_euclid(64)).unwrap_or_default();
        Ok(match operator {
            "||" => i64::from(left != 0 || right != 0),
            "&&" => i64::from(left != 0 && right != 0),
            "|" => left | right,
            "^" => left ^ right,
            "&" => left & right,
            "==" => i64::from(left == right),
            "!=" => i64::from(left != right),
            "<" => i64::from(left < right),
            ">" => i64::from(left > right),
            "<=" => i64::from(left <= right),
            ">=" => i64::from(left >= right),
            "<<" => left.wrapping_shl(shift),
            ">>" => left.wrapping_shr(shift),
            "+" => left.wrapping_add(right),
            "-" => left.wrapping_sub(right),
            "*" => left.wrapping_mul(right),
            _ if right == 0 && self.skips > 0 => 0,
            _ if right == 0 => return Err(self.wrong_at("division by 0", at)),
            "/" => left.wrapping_div(right),
            _ => left.wrapping_rem(right),
        })
    }
}

fn step(operator: &str) -> i64 {
    if operator == "++" { 1 } else { -1 }
}

fn power(base: i64, exponent: i64) -> i64 {
    let mut result = 1_i64;
    let (mut base, mut exponent) = (base, exponent);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result.wrapping_mul(base);
        }
        base = base.wrapping_mul(base);
        exponent >>= 1;
    }
    result
}

/// Reads a number: decimal, `0` octal, `0x` hexadecimal, `BASE#DIGITS`.
fn number(digits: &str) -> Result<i64, &'static str> {
    if let Some((base, digits)) = digits.split_once('#') {
        let base = base.parse().ok().filter(|base| (2..=64).contains(base));
        let Some(base) = base else { return Err("invalid arithmetic base") };
        return of_base(digits, base);
    }
    if let Some(digits) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return of_base(digits, 16);
    }
    if digits.len() > 1 && digits.starts_with('0') {
        return of_base(&digits[1..], 8);
    }
    of_base(digits, 10)
}

fn of_base(digits: &str, base: i64) -> Result<i64, &'static str> {
    let mut value = 0_i64;
    for next in digits.chars() {
        let digit = match next {
            '0'..='9' => i64::from(u32::from(next)) - i64::from(u32::from('0')),
            'a'..='z' => i64::from(u32::from(next)) - i64::from(u32::from('a')) + 10,
            'A'..='Z' if base <= 36 => i64::from(u32::from(next)) - i64::from(u32::from('A')) + 10,
            'A'..='Z' => i64::from(u32::from(next)) - i64::from(u32::from('A')) + 36,
            '@' => 62,
            '_' => 63,
            _ => return Err("invalid number"),
        };
        if digit >= base {
            return Err("value too great for base");
        }
        value = value.wrapping_mul(base).wrapping_add(digit);
    }
    Ok(value)
}
