//! Functions on values of any kind, and on numbers.

use std::cmp::Ordering;
use std::rc::Rc;

use jaq_core::box_iter::box_once;
use jaq_core::native::{Filter, Fun, bome, run, unary, v};
use jaq_core::val::ValXs;
use jaq_core::{Bind, Cv, Exn, Native, RunPtr};

use super::host::Jq;
use super::number;
use super::read::Reader;
use super::refusal;
use super::value::{Outcome, Value, error};
use super::{access, dates, formats, outside, paths, regexes, strings};

/// One function: its name, how its arguments are bound, what it does.
pub(super) type Function = Filter<RunPtr<Jq>>;

/// Returns every function that is not written in the language itself.
pub(super) fn all() -> impl Iterator<Item = Fun<Jq>> {
    let own =
        [general(), collections(), outside::all(), paths::all(), strings::all(), formats::all()];
    let more = [regexes::all(), dates::all(), mathematics()];
    let functions = own.into_iter().chain(more).flatten().map(run::<Jq>);
    functions.chain([turn()]).chain(jaq_core::funs())
}

/// Counts a turn of a loop and hands its input on, paths and updates included.
fn turn() -> Fun<Jq> {
    let native = Native::new(|cv: Cv<'_, Jq>| box_once(cv.0.data().host.turn().map(|()| cv.1)))
        .with_paths(|cv| box_once(cv.0.data().host.turn().map(|()| cv.1)))
        .with_update(|cv, update| match cv.0.data().host.turn() {
            Ok(()) => update(cv.1),
            Err(stop) => box_once(Err(stop)),
        });
    ("turn", v(0), native)
}

/// Binds one argument to a filter.
pub(super) fn filter() -> Box<[Bind]> {
    [Bind::Fun(())].into()
}

fn general() -> Vec<Function> {
    vec![
        ("length", v(0), |cv| bome(length(&cv.1))),
        ("type", v(0), |cv| bome(Ok(Value::text(cv.1.kind())))),
        ("tojson", v(0), |cv| bome(Ok(Value::text(cv.1.to_json())))),
        ("fromjson", v(0), |cv| bome(from_json(&cv.1))),
        ("tonumber", v(0), |cv| bome(to_number(cv.1))),
        ("raise", v(0), |cv| match cv.1 {
            Value::Null => box_once(Err(refusal::stop("an error with null"))),
            value => bome(Err(jaq_core::Error::new(value))),
        }),
        ("steps", v(3), steps),
        ("not_modelled", v(1), |mut cv| box_once(Err(refusal::stop(&cv.0.pop_var().to_text())))),
    ]
}

fn collections() -> Vec<Function> {
    vec![
        ("as_key", v(0), |cv| bome(as_key(cv.1))),
        ("keys", v(0), |cv| bome(keys(&cv.1))),
        ("keys_unsorted", v(0), |cv| bome(keys_unsorted(&cv.1))),
        ("has", v(1), |cv| unary(cv, |value, key| has(&value, &key))),
        ("contains", v(1), |cv| unary(cv, |value, part| contains(&value, &part).map(Value::Bool))),
        ("indices", v(1), |cv| unary(cv, |value, part| indices(&value, &part))),
        ("reverse", v(0), |cv| bome(reverse(&cv.1))),
        ("sort", v(0), |cv| bome(sorted(&cv.1))),
        ("sort_by", filter(), |cv| {
            by_keys(cv, "sorted, as they are not both arrays", |pairs| {
                pairs.into_iter().map(|(_, item)| item).collect()
            })
        }),
        ("group_by", filter(), |cv| by_keys(cv, "sorted, as they are not both arrays", grouped)),
        ("min", v(0), |cv| bome(extreme(&cv.1, Ordering::Less))),
        ("max", v(0), |cv| bome(extreme(&cv.1, Ordering::Greater))),
        ("min_by", filter(), |cv| {
            by_keys(cv, "iterated over", |pairs| {
                pairs.into_iter().next().map_or(Value::Null, |(_, item)| item)
            })
        }),
        ("max_by", filter(), |cv| {
            by_keys(cv, "iterated over", |pairs| {
                pairs.into_iter().next_back().map_or(Value::Null, |(_, item)| item)
            })
        }),
    ]
}

fn mathematics() -> Vec<Function> {
    vec![
        ("floor", v(0), |cv| bome(calculated(&cv.1, f64::floor))),
        ("ceil", v(0), |cv| bome(calculated(&cv.1, f64::ceil))),
        ("round", v(0), |cv| bome(calculated(&cv.1, f64::round))),
        ("trunc", v(0), |cv| bome(calculated(&cv.1, f64::trunc))),
        ("fabs", v(0), |cv| bome(calculated(&cv.1, f64::abs))),
        ("sqrt", v(0), |cv| bome(calculated(&cv.1, f64::sqrt))),
        ("isnan", v(0), |cv| bome(Ok(asked(&cv.1, f64::is_nan)))),
        ("isinfinite", v(0), |cv| bome(Ok(asked(&cv.1, f64::is_infinite)))),
        ("isnormal", v(0), |cv| bome(Ok(asked(&cv.1, f64::is_normal)))),
        ("nan", v(0), |_| bome(Ok(Value::Number(f64::NAN)))),
        ("infinite", v(0), |_| bome(Ok(Value::Number(f64::INFINITY)))),
    ]
}

fn asked(value: &Value, question: fn(f64) -> bool) -> Value {
    Value::Bool(matches!(value, Value::Number(number) if question(*number)))
}

fn calculated(value: &Value, calculate: fn(f64) -> f64) -> Outcome {
    match value {
        Value::Number(number) => Ok(Value::Number(calculate(*number))),
        other => Err(error(format!("{} number required", other.shown()))),
    }
}

/// Yields numbers from one to another, counting every one as a turn.
fn steps(mut cv: Cv<'_, Jq>) -> ValXs<'_, Value> {
    let (by, upto, from) = (cv.0.pop_var(), cv.0.pop_var(), cv.0.pop_var());
    let (Value::Number(by), Value::Number(upto), Value::Number(mut at)) = (by, upto, from) else {
        return bome(Err(error("Range bounds must be numeric")));
    };
    let host = cv.0.data().host;
    Box::new(std::iter::from_fn(move || {
        let goes_on = if by > 0.0 { at < upto } else { by < 0.0 && at > upto };
        if !goes_on {
            return None;
        }
        let number = at;
        at += by;
        Some(host.turn().map(|()| Value::Number(number)))
    }))
}

fn length(value: &Value) -> Outcome {
    match value {
        Value::Null => Ok(0_usize.into()),
        Value::Number(number) => Ok(Value::Number(number.abs())),
        Value::Text(text) => Ok(text.chars().count().into()),
        Value::Array(list) => Ok(list.len().into()),
        Value::Object(object) => Ok(object.len().into()),
        Value::Bool(_) => Err(error(format!("{} has no length", value.shown()))),
    }
}

fn from_json(value: &Value) -> Outcome {
    let Value::Text(text) = value else {
        return Err(error(format!("{} only strings can be parsed", value.shown())));
    };
    let mut reader = Reader::new(text.as_bytes());
    let fail = |message: String| error(format!("{message} (while parsing '{text}')"));
    let mut next = || reader.next_value().transpose().map_err(fail);
    let first = next()?;
    match (first, next()?) {
        (Some(value), None) => Ok(value),
        (None, _) => Err(fail("Expected JSON value".to_owned())),
        (Some(_), Some(_)) => Err(fail("Unexpected extra JSON values".to_owned())),
    }
}

fn to_number(value: Value) -> Outcome {
    match value {
        Value::Number(_) => Ok(value),
        Value::Text(ref text) => match from_json(&value)? {
            Value::Number(number) => Ok(Value::Number(number)),
            _ => Err(error(format!(
                "{} cannot be parsed as a number",
                Value::Text(Rc::clone(text)).shown()
            ))),
        },
        other => Err(error(format!("{} cannot be parsed as a number", other.shown()))),
    }
}

fn keys(value: &Value) -> Outcome {
    match value {
        Value::Object(object) => {
            Ok(object.by_key().map(|(key, _)| Value::Text(Rc::clone(key))).collect())
        }
        other => keys_unsorted(other),
    }
}

fn keys_unsorted(value: &Value) -> Outcome {
    match value {
        Value::Object(object) => {
            let keys = object.in_order().into_iter();
            Ok(keys.map(|(key, _)| Value::Text(Rc::clone(key))).collect())
        }
        Value::Array(list) => Ok((0..list.len()).map(Value::from).collect()),
        other => Err(error(format!("{} has no keys", other.shown()))),
    }
}

fn has(value: &Value, key: &Value) -> Outcome {
    match (value, key) {
        (Value::Null, _) => Ok(Value::Bool(false)),
        (Value::Object(object), Value::Text(key)) => Ok(Value::Bool(object.get(key).is_some())),
        (Value::Array(list), Value::Number(at)) => {
            Ok(Value::Bool(*at >= 0.0 && *at < number::of_count(list.len())))
        }
        _ => Err(error(format!("Cannot check whether {} has a {} key", value.kind(), key.kind()))),
    }
}

fn contains(value: &Value, part: &Value) -> Result<bool, jaq_core::Error<Value>> {
    match (value, part) {
        (Value::Object(value), Value::Object(part)) => {
            for (key, part) in part.by_key() {
                let held = value.get(key).map(|value| holds_inside(value, part)).transpose()?;
                if held != Some(true) {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Value::Array(value), Value::Array(part)) => {
            for part in part.iter() {
                let mut found = false;
                for value in value.iter() {
                    found = found || holds_inside(value, part)?;
                }
                if !found {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Value::Text(value), Value::Text(part)) => Ok(value.contains(&**part)),
        _ if value.kind() == part.kind() => Ok(value == part),
        _ => Err(error(format!(
            "{} and {} cannot have their containment checked",
            value.shown(),
            part.shown()
        ))),
    }
}

/// Inside of arrays and objects, values of different types simply do not contain each other.
fn holds_inside(value: &Value, part: &Value) -> Result<bool, jaq_core::Error<Value>> {
    if value.kind() == part.kind() { contains(value, part) } else { Ok(false) }
}

fn indices(value: &Value, part: &Value) -> Outcome {
    match (value, part) {
        (Value::Array(list), Value::Array(part)) => Ok(access::indices(list, part)),
        (Value::Array(list), part) => {
            let found = list.iter().enumerate().filter(|(_, item)| *item == part);
            Ok(found.map(|(at, _)| Value::from(at)).collect())
        }
        (Value::Text(text), Value::Text(part)) => Ok(strings::indices(text, part)),
        (value, part) => {
            use jaq_core::ValT as _;
            value.clone().index(part)
        }
    }
}

fn reverse(value: &Value) -> Outcome {
    match value {
        Value::Array(list) => Ok(list.iter().rev().cloned().collect()),
        Value::Null => Ok(Value::array(Vec::new())),
        Value::Text(text) if text.is_empty() => Ok(Value::array(Vec::new())),
        Value::Object(object) if object.len() == 0 => Ok(Value::array(Vec::new())),
        Value::Bool(_) => length(value),
        other => Err(error(format!("Cannot index {} with number", other.kind()))),
    }
}

fn sorted(value: &Value) -> Outcome {
    let Value::Array(list) = value else {
        return Err(error(format!("{} cannot be sorted, as it is not an array", value.shown())));
    };
    let mut items = list.to_vec();
    items.sort_by(Value::order);
    Ok(Value::array(items))
}

/// Returns the first of the least items, or the last of the greatest.
fn extreme(value: &Value, wanted: Ordering) -> Outcome {
    let Value::Array(list) = value else {
        let shown = value.shown();
        return Err(error(format!("{shown} and {shown} cannot be iterated over")));
    };
    let better = |best: &Value, item: &Value| {
        let order = item.order(best);
        order == wanted || order == Ordering::Equal && wanted == Ordering::Greater
    };
    let best = list.iter().reduce(|best, item| if better(best, item) { item } else { best });
    Ok(best.cloned().unwrap_or(Value::Null))
}

/// Sorts the items by the outputs of a filter, and makes something of items and keys.
fn by_keys<'a>(
    mut cv: Cv<'a, Jq>,
    done: &'static str,
    make: fn(Vec<(Value, Value)>) -> Value,
) -> ValXs<'a, Value> {
    let (filter, context) = cv.0.pop_fun();
    let items: Vec<Value> = match &cv.1 {
        Value::Array(list) => list.to_vec(),
        Value::Object(object) => {
            object.in_order().into_iter().map(|(_, value)| value.clone()).collect()
        }
        other => return bome(Err(error(format!("Cannot iterate over {}", other.shown())))),
    };
    let keyed = |item: &Value| {
        let keys = filter.run::<Jq>((context.clone(), item.clone()));
        Ok((keys.collect::<Result<Value, _>>()?, item.clone()))
    };
    let pairs: Result<Vec<_>, Exn<'_, Value>> = items.iter().map(keyed).collect();
    box_once(pairs.and_then(|mut pairs| {
        if !matches!(cv.1, Value::Array(_)) {
            let keys: Value = pairs.into_iter().map(|(key, _)| key).collect();
            return Err(
                error(format!("{} and {} cannot be {done}", cv.1.shown(), keys.shown())).into()
            );
        }
        pairs.sort_by(|(left, _), (right, _)| left.order(right));
        Ok(make(pairs))
    }))
}

fn grouped(pairs: Vec<(Value, Value)>) -> Value {
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    for (key, item) in pairs {
        match groups.last_mut() {
            Some((last, items)) if last.order(&key) == Ordering::Equal => items.push(item),
            _ => groups.push((key, vec![item])),
        }
    }
    groups.into_iter().map(|(_, items)| Value::array(items)).collect()
}

/// Makes sure that a value can be the key of an object.
fn as_key(value: Value) -> Outcome {
    match value {
        Value::Text(_) => Ok(value),
        other => Err(error(format!("Cannot use {} as object key", other.shown()))),
    }
}
