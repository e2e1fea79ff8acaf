//! A block of YAML as a tree that keeps the line and column of every value.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// The deepest nesting that a configuration in a runbook may have.
const DEPTH_MAX: usize = 32;

/// A value with its place in the block.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    /// What it is.
    pub(super) kind: Kind,
    /// The line, from 1; 0 where it is not known.
    pub(super) line: usize,
    /// The column, from 1, in characters.
    pub(super) column: usize,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A text, number or truth value, as text; empty for null.
    Scalar(String),
    /// A list.
    List(Vec<Value>),
    /// A mapping, in order.
    Mapping(Vec<(String, Value)>),
}

/// Why a block is no YAML.
#[derive(Debug)]
pub(super) struct Fault {
    /// The reason, in the words of the YAML library.
    pub(super) reason: String,
    /// The line, from 1, where it is known.
    pub(super) line: Option<usize>,
}

/// Reads a block.
pub(super) fn parse(text: &str) -> Result<Value, Fault> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: DEPTH_MAX },
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options::<Spanned<Kind>>(text, options) {
        Ok(value) => Ok(value.into()),
        Err(error) => {
            let line = error.location().and_then(|place| usize::try_from(place.line()).ok());
            let reason = error.to_string().lines().next().unwrap_or_default().to_owned();
            Err(Fault { reason, line })
        }
    }
}

impl Value {
    /// Returns the value of `key`, where this is a mapping that has it.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Returns the entries of a mapping; none of anything else.
    pub(super) fn entries(&self) -> &[(String, Self)] {
        match &self.kind {
            Kind::Mapping(entries) => entries,
            Kind::Scalar(_) | Kind::List(_) => &[],
        }
    }

    /// Returns the items of a list; none of anything else.
    pub(super) fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            Kind::Scalar(_) | Kind::Mapping(_) => &[],
        }
    }

    /// Returns the text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(text) => Some(text),
            Kind::List(_) | Kind::Mapping(_) => None,
        }
    }

    /// Returns a scalar as one text, a list as several.
    pub(super) fn texts(&self) -> Vec<String> {
        let all = if let Some(text) = self.text() { vec![text] } else { Vec::new() };
        all.into_iter()
            .chain(self.items().iter().filter_map(Self::text))
            .map(str::to_owned)
            .collect()
    }
}

impl From<Spanned<Kind>> for Value {
    fn from(spanned: Spanned<Kind>) -> Self {
        let place = spanned.referenced;
        Self {
            kind: spanned.value,
            line: usize::try_from(place.line()).unwrap_or(0),
            column: usize::try_from(place.column()).unwrap_or(0),
        }
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KindVisitor)
    }
}

struct KindVisitor;

impl<'de> Visitor<'de> for KindVisitor {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Kind, E> {
        Ok(Kind::Scalar(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Kind, E> {
        Ok(Kind::Scalar(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Kind, E> {
        Ok(Kind::Scalar(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Kind, E> {
        Ok(Kind::Scalar(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Kind, E> {
        Ok(Kind::Scalar(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Kind, E> {
        Ok(Kind::Scalar(String::new()))
    }

    fn visit_none<E>(self) -> Result<Kind, E> {
        Ok(Kind::Scalar(String::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Kind, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element::<Spanned<Kind>>()? {
            items.push(item.into());
        }
        Ok(Kind::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Kind, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = access.next_entry::<String, Spanned<Kind>>()? {
            entries.push((key, value.into()));
        }
        Ok(Kind::Mapping(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_place_and_bounds_stay_text() {
        let value = parse("a:\n  - b: <70%\n  - c: [ 'x', 2 ]\nd: true\n").expect("it is YAML");
        let items = value.get("a").expect("there is a").items();
        let bound = items[0].get("b").expect("there is b");
        assert_eq!((bound.text(), bound.line, bound.column), (Some("<70%"), 2, 8));
        assert_eq!(items[1].get("c").expect("there is c").texts(), ["x", "2"]);
        assert_eq!(value.get("d").and_then(Value::text), Some("true"));
    }

    #[test]
    fn a_block_that_is_no_yaml_tells_its_line() {
        let fault = parse("a: b\nc: [ d\n").expect_err("the list is open");
        assert!(fault.line.is_some_and(|line| (2..=3).contains(&line)), "{fault:?}");
        assert!(!fault.reason.is_empty());
        assert!(parse(&"[".repeat(2 * DEPTH_MAX)).is_err());
    }
}
