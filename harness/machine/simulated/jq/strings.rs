//! Functions on texts.

use std::rc::Rc;

use jaq_core::native::{bome, unary, v};

use super::arithmetic;
use super::natives::Function;
use super::number;
use super::refusal;
use super::value::{Outcome, Value, error};

/// Returns the functions of this file.
pub(super) fn all() -> Vec<Function> {
    vec![
        ("utf8bytelength", v(0), |cv| bome(bytes_of(&cv.1))),
        ("explode", v(0), |cv| bome(explode(&cv.1))),
        ("implode", v(0), |cv| bome(implode(&cv.1))),
        ("ascii_downcase", v(0), |cv| bome(in_case(&cv.1, str::to_ascii_lowercase))),
        ("ascii_upcase", v(0), |cv| bome(in_case(&cv.1, str::to_ascii_uppercase))),
        ("startswith", v(1), |cv| {
            unary(cv, |text, part| {
                both("startswith", &text, &part, |text, part| text.starts_with(part))
            })
        }),
        ("endswith", v(1), |cv| {
            unary(cv, |text, part| {
                both("endswith", &text, &part, |text, part| text.ends_with(part))
            })
        }),
        ("ltrimstr", v(1), |cv| {
            unary(cv, |text, part| Ok(trimmed(text, &part, |text, part| text.strip_prefix(part))))
        }),
        ("rtrimstr", v(1), |cv| {
            unary(cv, |text, part| Ok(trimmed(text, &part, |text, part| text.strip_suffix(part))))
        }),
        ("split", v(1), |cv| {
            unary(cv, |text, separator| match (text, separator) {
                (Value::Text(text), Value::Text(separator)) => {
                    Ok(arithmetic::split(&text, &separator))
                }
                _ => Err(error("split input and separator must be strings")),
            })
        }),
    ]
}

fn bytes_of(value: &Value) -> Outcome {
    match value {
        Value::Text(text) => Ok(text.len().into()),
        other => Err(error(format!("{} only strings have UTF-8 byte length", other.shown()))),
    }
}

fn explode(value: &Value) -> Outcome {
    match value {
        Value::Text(text) => {
            Ok(text.chars().map(|letter| Value::Number(f64::from(u32::from(letter)))).collect())
        }
        _ => Err(error("explode input must be a string")),
    }
}

fn implode(value: &Value) -> Outcome {
    let Value::Array(list) = value else {
        return Err(error("implode input must be an array"));
    };
    let mut text = String::new();
    for item in list.iter() {
        let letter = match item {
            Value::Number(code) => {
                u32::try_from(number::whole(*code)).ok().and_then(char::from_u32)
            }
            _ => None,
        };
        match letter {
            Some(letter) => text.push(letter),
            None => refusal::note("implode of what is no letter"),
        }
    }
    Ok(Value::text(text))
}

fn in_case(value: &Value, change: fn(&str) -> String) -> Outcome {
    match value {
        Value::Text(text) => Ok(Value::text(change(text))),
        _ => Err(error("explode input must be a string")),
    }
}

fn both(name: &str, text: &Value, part: &Value, ask: fn(&str, &str) -> bool) -> Outcome {
    match (text, part) {
        (Value::Text(text), Value::Text(part)) => Ok(Value::Bool(ask(text, part))),
        _ => Err(error(format!("{name}() requires string inputs"))),
    }
}

fn trimmed(
    value: Value,
    part: &Value,
    strip: for<'t> fn(&'t str, &'t str) -> Option<&'t str>,
) -> Value {
    let left = match (&value, part) {
        (Value::Text(text), Value::Text(part)) => strip(text, part).map(Rc::from),
        _ => None,
    };
    left.map_or(value, Value::Text)
}

/// Returns where a part begins in a text; jq 1.6 counts bytes there, and 1.7 letters.
pub(super) fn indices(text: &str, part: &str) -> Value {
    if !text.is_ascii() {
        refusal::note("indices in a text that is not ASCII");
    }
    if part.is_empty() {
        refusal::note("indices of an empty text");
        return Value::Null;
    }
    let starts = (0..text.len()).filter(|at| text.as_bytes()[*at..].starts_with(part.as_bytes()));
    starts.map(Value::from).collect()
}
