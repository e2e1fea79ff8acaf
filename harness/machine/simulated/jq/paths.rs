//! Functions on paths.

use std::rc::Rc;

use jaq_core::ValT as _;
use jaq_core::native::{unary, v};

use super::natives::Function;
use super::number;
use super::refusal;
use super::value::{Outcome, Value, error};

/// Returns the functions of this file.
pub(super) fn all() -> Vec<Function> {
    vec![
        ("delpaths", v(1), |cv| unary(cv, |value, paths| without_all(value, &paths))),
        ("setpath", v(2), |mut cv| {
            let (new, path) = (cv.0.pop_var(), cv.0.pop_var());
            let set = match &path {
                Value::Array(path) => with(cv.1, path, new),
                _ => Err(error("Path must be specified as an array")),
            };
            jaq_core::native::bome(set)
        }),
    ]
}

/// Returns the value with something new at a path.
fn with(value: Value, path: &[Value], new: Value) -> Outcome {
    let Some((first, rest)) = path.split_first() else {
        return Ok(new);
    };
    if matches!(first, Value::Object(_)) {
        refusal::note("setpath with a slice");
        return Ok(Value::Null);
    }
    let old = value.clone().index(first)?;
    value.with(first, with(old, rest, new)?)
}

/// Removes what stands at the paths, the last one first.
fn without_all(value: Value, paths: &Value) -> Outcome {
    let Value::Array(paths) = paths else {
        return Err(error("Paths must be specified as an array"));
    };
    let mut paths = paths.to_vec();
    paths.sort_by(Value::order);
    paths.into_iter().rev().try_fold(value, |value, path| match path {
        Value::Array(path) => without(value, &path),
        _ => Err(error("Path must be specified as an array")),
    })
}

fn without(value: Value, path: &[Value]) -> Outcome {
    match (value, path) {
        (Value::Null, _) | (_, []) => Ok(Value::Null),
        (value, [last]) => without_key(value, last),
        (value, [first, rest @ ..]) => {
            let inner = value.clone().index(first)?;
            if matches!(inner, Value::Null) {
                return Ok(value);
            }
            if matches!(first, Value::Object(_)) {
                refusal::note("the removal of something inside a slice");
            }
            value.with(first, without(inner, rest)?)
        }
    }
}

fn without_key(value: Value, key: &Value) -> Outcome {
    match (value, key) {
        (Value::Object(mut object), Value::Text(key)) => {
            Rc::make_mut(&mut object).remove(key);
            Ok(Value::Object(object))
        }
        (Value::Array(list), Value::Number(number)) => {
            let at = number::whole(*number);
            let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
            let at = usize::try_from(if at < 0 { at + length } else { at }).ok();
            let kept = list.iter().enumerate().filter(|(each, _)| Some(*each) != at);
            Ok(kept.map(|(_, item)| item.clone()).collect())
        }
        (Value::Array(list), Value::Object(range)) => {
            let part =
                Value::Array(Rc::clone(&list)).range(range.get("start")..range.get("end"))?;
            let (Value::Array(part), start) = (part, range.get("start")) else {
                return Ok(Value::Array(list));
            };
            let before = Value::Array(Rc::clone(&list)).range(None..start)?;
            let Value::Array(before) = before else {
                return Ok(Value::Array(list));
            };
            let skipped = if start.is_none_or(|start| matches!(start, Value::Null)) {
                0
            } else {
                before.len()
            };
            let kept = list.iter().take(skipped).chain(list.iter().skip(skipped + part.len()));
            Ok(kept.cloned().collect())
        }
        (Value::Object(_), key) => {
            Err(error(format!("Cannot delete field at object index of {}", kind_of(key))))
        }
        (Value::Array(_), _) => Err(error("Cannot delete field at array index of array")),
        (value, _) => Err(error(format!("Cannot delete fields from {}", value.kind()))),
    }
}

fn kind_of(key: &Value) -> &'static str {
    match key {
        Value::Number(_) => "array",
        other => other.kind(),
    }
}
