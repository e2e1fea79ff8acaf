//! How programs reach into values: what jaq asks of them.

use std::rc::Rc;

use jaq_core::box_iter::{BoxIter, box_once};
use jaq_core::path::Opt;
use jaq_core::val::{Range, ValR, ValX};
use jaq_core::{Exn, ValT};

use super::list::List;
use super::number;
use super::object::Object;
use super::refusal;
use super::value::{Outcome, Value, error};

/// The largest index of an array.
const INDEX_MAX: usize = 536_870_911;

impl ValT for Value {
    fn from_num(digits: &str) -> ValR<Self> {
        digits.parse().map(Self::Number).map_err(|_| error(format!("{digits} is no number")))
    }

    fn from_map<I: IntoIterator<Item = (Self, Self)>>(entries: I) -> ValR<Self> {
        let mut object = Object::default();
        for (key, value) in entries {
            match key {
                Self::Text(key) => object.set(key, value),
                other => {
                    return Err(error(format!("Object keys must be strings ({})", other.kind())));
                }
            }
        }
        Ok(Self::Object(Rc::new(object)))
    }

    fn key_values(self) -> BoxIter<'static, ValR<(Self, Self), Self>> {
        match self {
            Self::Array(list) => {
                let pair = |(at, value): (usize, &Self)| Ok((at.into(), value.clone()));
                let pairs: Vec<_> = list.iter().enumerate().map(pair).collect();
                Box::new(pairs.into_iter())
            }
            Self::Object(object) => {
                let pair = |(key, value): (&Rc<str>, &Self)| {
                    Ok((Self::Text(Rc::clone(key)), value.clone()))
                };
                let pairs: Vec<_> = object.in_order().into_iter().map(pair).collect();
                Box::new(pairs.into_iter())
            }
            other => box_once(Err(not_iterable(&other))),
        }
    }

    fn values(self) -> Box<dyn Iterator<Item = ValR<Self>>> {
        match self {
            Self::Array(list) => {
                let mut at = 0;
                Box::new(std::iter::from_fn(move || {
                    at += 1;
                    list.get(at - 1).cloned().map(Ok)
                }))
            }
            other => Box::new(other.key_values().map(|pair| pair.map(|(_, value)| value))),
        }
    }

    fn index(self, index: &Self) -> ValR<Self> {
        match (&self, index) {
            (Self::Object(object), Self::Text(key)) => {
                Ok(object.get(key).cloned().unwrap_or(Self::Null))
            }
            (Self::Array(list), Self::Number(number)) => {
                let at = number::as_index(*number).and_then(|at| inside(at, list.len()));
                Ok(at.and_then(|at| list.get(at).cloned()).unwrap_or(Self::Null))
            }
            (Self::Array(list), Self::Array(part)) => Ok(indices(list, part)),
            (Self::Null | Self::Array(_) | Self::Text(_), Self::Object(range)) => {
                self.clone().range(range.get("start")..range.get("end"))
            }
            (Self::Null, Self::Text(_) | Self::Number(_)) => Ok(Self::Null),
            _ => Err(not_indexable(&self, index)),
        }
    }

    fn range(self, range: Range<&Self>) -> ValR<Self> {
        match &self {
            Self::Null => Ok(Self::Null),
            Self::Array(list) => {
                let (start, end) = bounds(range, list.len())?;
                Ok(list[start..end].iter().cloned().collect())
            }
            Self::Text(text) => {
                let (start, end) = bounds(range, text.chars().count())?;
                let part: String = text.chars().skip(start).take(end - start).collect();
                Ok(Self::text(part))
            }
            other => Err(error(format!("Cannot index {} with object", other.kind()))),
        }
    }

    fn map_values<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        opt: Opt,
        f: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        match self {
            Self::Array(list) => {
                let items = list.iter().map(|item| first_of(f(item.clone())));
                Ok(Self::array(items.collect::<Result<_, _>>()?))
            }
            Self::Object(object) => {
                let mut changed = Object::default();
                for (key, value) in object.in_order() {
                    let new = f(value.clone()).next().transpose()?;
                    changed.set_some(key, new);
                }
                Ok(Self::Object(Rc::new(changed)))
            }
            other => opt.fail(other, |other| Exn::from(not_iterable(&other))),
        }
    }

    fn map_index<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        index: &Self,
        opt: Opt,
        f: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        let old = match self.clone().index(index) {
            Ok(old) => old,
            Err(wrong) => return opt.fail(self, |_| Exn::from(wrong)),
        };
        match f(old).next().transpose()? {
            Some(new) => self.with(index, new).map_err(Exn::from),
            None => match (self, index) {
                (Self::Object(mut object), Self::Text(key)) => {
                    Rc::make_mut(&mut object).remove(key);
                    Ok(Self::Object(object))
                }
                (Self::Null, _) => Ok(Self::Null),
                _ => Err(refusal::stop("an update of an array that gives nothing")),
            },
        }
    }

    fn map_range<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        range: Range<&Self>,
        opt: Opt,
        f: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        let Self::Array(list) = &self else {
            return Err(refusal::stop("the update of a slice of something that is no array"));
        };
        let (start, end) = match bounds(range, list.len()) {
            Ok(bounds) => bounds,
            Err(wrong) => return opt.fail(self, |_| Exn::from(wrong)),
        };
        let old = list[start..end].iter().cloned().collect();
        let Self::Array(new) = first_of(f(old))? else {
            let message = "A slice of an array can only be assigned another array";
            return Err(Exn::from(error(message)));
        };
        let parts = [&list[..start], &new, &list[end..]];
        Ok(Self::array(parts.concat()))
    }

    fn as_bool(&self) -> bool {
        self.holds()
    }

    fn into_string(self) -> Self {
        Self::Text(self.to_text())
    }
}

impl From<Range<Self>> for Value {
    fn from(range: Range<Self>) -> Self {
        let bound = |name: &str, value: Option<Self>| (name.into(), value.unwrap_or(Self::Null));
        let bounds = [bound("start", range.start), bound("end", range.end)];
        Self::Object(Rc::new(bounds.into_iter().collect()))
    }
}

impl Value {
    /// Returns the value with `new` at an index.
    pub(super) fn with(self, index: &Self, new: Self) -> Outcome {
        match (self, index) {
            (Self::Null, Self::Text(_)) => Self::Object(Rc::default()).with(index, new),
            (Self::Null, Self::Number(_)) => Self::Array(Rc::default()).with(index, new),
            (Self::Object(mut object), Self::Text(key)) => {
                Rc::make_mut(&mut object).set(Rc::clone(key), new);
                Ok(Self::Object(object))
            }
            (Self::Array(list), Self::Number(number)) => with_item(&list, *number, new),
            (value, index) => Err(not_indexable(&value, index)),
        }
    }
}

fn with_item(list: &List, number: f64, new: Value) -> Outcome {
    let at = number::whole(number);
    let at = if at < 0 { at + i64::try_from(list.len()).unwrap_or(i64::MAX) } else { at };
    let Ok(at) = usize::try_from(at) else {
        return Err(error("Out of bounds negative array index"));
    };
    if at > INDEX_MAX {
        return Err(error("Array index too large"));
    }
    if at > list.len() + 1_000_000 {
        refusal::note("an array this large");
        return Ok(Value::Null);
    }
    let mut items = list.to_vec();
    if at >= items.len() {
        items.resize(at + 1, Value::Null);
    }
    items[at] = new;
    Ok(Value::array(items))
}

/// Returns the first output of an update of an array; without one jq loses count.
fn first_of<'a>(mut outputs: impl Iterator<Item = ValX<'a, Value>>) -> ValX<'a, Value> {
    outputs.next().unwrap_or_else(|| Err(refusal::stop("an update of an array that gives nothing")))
}

fn inside(at: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    usize::try_from(if at < 0 { at + length } else { at }).ok()
}

/// Returns where a slice starts and ends.
fn bounds(range: Range<&Value>, length: usize) -> Result<(usize, usize), jaq_core::Error<Value>> {
    let size = number::of_count(length);
    let bound = |value: Option<&Value>, default: f64| match value {
        None | Some(Value::Null) => Ok(default),
        Some(Value::Number(number)) if *number < 0.0 => Ok((number + size).clamp(0.0, size)),
        Some(Value::Number(number)) => Ok(number.clamp(0.0, size)),
        Some(_) => Err(error("Start and end indices of an array slice must be numbers")),
    };
    let start = bound(range.start, 0.0)?;
    let end = bound(range.end, size)?.max(start);
    let at = |number: f64| usize::try_from(number::whole(number)).unwrap_or(0).min(length);
    Ok((at(start.floor()), at(end.ceil())))
}

/// Returns where `part` stands in `list`.
pub(super) fn indices(list: &[Value], part: &[Value]) -> Value {
    let width = part.len().max(1);
    let found = list.windows(width).enumerate().filter(|(_, window)| *window == part);
    found.map(|(at, _)| Value::from(at)).collect()
}

fn not_iterable(value: &Value) -> jaq_core::Error<Value> {
    error(format!("Cannot iterate over {}", value.shown()))
}

fn not_indexable(value: &Value, index: &Value) -> jaq_core::Error<Value> {
    let kind = value.kind();
    match index {
        Value::Text(key) => error(format!("Cannot index {kind} with string \"{key}\"")),
        other => error(format!("Cannot index {kind} with {}", other.kind())),
    }
}
