//! `+ - * / %` on values.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};
use std::rc::Rc;

use super::number;
use super::object::Object;
use super::refusal;
use super::value::{Outcome, Value, error};

/// The longest text that a program may make, in bytes.
const TEXT_MAX: usize = 64 * 1024 * 1024;

fn unfit(left: &Value, right: &Value, what: &str) -> jaq_core::Error<Value> {
    error(format!("{} and {} cannot be {what}", left.shown(), right.shown()))
}

impl Add for Value {
    type Output = Outcome;

    fn add(self, other: Self) -> Outcome {
        match (self, other) {
            (Self::Null, value) | (value, Self::Null) => Ok(value),
            (Self::Number(left), Self::Number(right)) => Ok(Self::Number(left + right)),
            (Self::Text(left), Self::Text(right)) => Ok(joined(&left, &right)),
            (Self::Array(mut left), Self::Array(right)) => {
                Rc::make_mut(&mut left).extend(&right);
                Ok(Self::Array(left))
            }
            (Self::Object(mut left), Self::Object(right)) => {
                let sum = Rc::make_mut(&mut left);
                for (key, value) in right.in_order() {
                    sum.set(Rc::clone(key), value.clone());
                }
                Ok(Self::Object(left))
            }
            (left, right) => Err(unfit(&left, &right, "added")),
        }
    }
}

fn joined(left: &str, right: &str) -> Value {
    if left.len() + right.len() > TEXT_MAX {
        refusal::note("a text this long");
        return Value::Null;
    }
    let mut text = String::with_capacity(left.len() + right.len());
    text.push_str(left);
    text.push_str(right);
    Value::text(text)
}

impl Sub for Value {
    type Output = Outcome;

    fn sub(self, other: Self) -> Outcome {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => Ok(Self::Number(left - right)),
            (Self::Array(left), Self::Array(right)) => {
                let kept = left.iter().filter(|item| !right.contains(item));
                Ok(kept.cloned().collect())
            }
            (left, right) => Err(unfit(&left, &right, "subtracted")),
        }
    }
}

impl Mul for Value {
    type Output = Outcome;

    fn mul(self, other: Self) -> Outcome {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => Ok(Self::Number(left * right)),
            (Self::Text(text), Self::Number(times)) | (Self::Number(times), Self::Text(text)) => {
                Ok(repeated(&text, times))
            }
            (Self::Object(left), Self::Object(right)) => {
                Ok(Self::Object(Rc::new(merged(&left, &right))))
            }
            (left, right) => Err(unfit(&left, &right, "multiplied")),
        }
    }
}

fn repeated(text: &str, times: f64) -> Value {
    if times.is_nan() || times <= 0.0 {
        return Value::Null;
    }
    let times = usize::try_from(number::whole(times).max(1)).unwrap_or(usize::MAX);
    if text.len().saturating_mul(times) > TEXT_MAX {
        refusal::note("a text this long");
        return Value::Null;
    }
    Value::text(text.repeat(times))
}

fn merged(left: &Object, right: &Object) -> Object {
    let mut both = left.clone();
    for (key, value) in right.in_order() {
        let value = match (both.get(key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => {
                Value::Object(Rc::new(merged(old, new)))
            }
            (_, value) => value.clone(),
        };
        both.set(Rc::clone(key), value);
    }
    both
}

impl Div for Value {
    type Output = Outcome;

    fn div(self, other: Self) -> Outcome {
        match (self, other) {
            (left @ Self::Number(_), right @ Self::Number(divisor)) if divisor.abs() <= 0.0 => {
                Err(unfit(&left, &right, "divided because the divisor is zero"))
            }
            (Self::Number(left), Self::Number(right)) => Ok(Self::Number(left / right)),
            (Self::Text(text), Self::Text(separator)) => Ok(split(&text, &separator)),
            (left, right) => Err(unfit(&left, &right, "divided")),
        }
    }
}

/// Cuts a text at a separator; an empty one cuts between all letters.
pub(super) fn split(text: &str, separator: &str) -> Value {
    if text.is_empty() {
        return Value::array(Vec::new());
    }
    if separator.is_empty() {
        return text.chars().map(|letter| Value::text(letter.to_string())).collect();
    }
    text.split(separator).map(Value::text).collect()
}

impl Rem for Value {
    type Output = Outcome;

    fn rem(self, other: Self) -> Outcome {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => {
                match number::whole(left).checked_rem(number::whole(right).saturating_abs()) {
                    Some(rest) => Ok(Self::from(isize::try_from(rest).unwrap_or(0))),
                    None => Err(unfit(
                        &Self::Number(left),
                        &Self::Number(right),
                        "divided (remainder) because the divisor is zero",
                    )),
                }
            }
            (left, right) => Err(unfit(&left, &right, "divided (remainder)")),
        }
    }
}

impl Neg for Value {
    type Output = Outcome;

    fn neg(self) -> Outcome {
        match self {
            Self::Number(number) => Ok(Self::Number(-number)),
            other => Err(error(format!("{} cannot be negated", other.shown()))),
        }
    }
}
