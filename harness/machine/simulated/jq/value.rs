//! The values that programs compute with.

use std::fmt;
use std::rc::Rc;

use super::list::List;
use super::object::Object;
use super::refusal;
use super::write::{self, Style};

/// One JSON value. Clones share what is big.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number; all are doubles.
    Number(f64),
    /// A text.
    Text(Rc<str>),
    /// An array.
    Array(Rc<List>),
    /// An object.
    Object(Rc<Object>),
}

/// What came of a computation.
pub(super) type Outcome = Result<Value, jaq_core::Error<Value>>;

impl Value {
    /// Makes a text.
    pub(super) fn text(text: impl Into<Rc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// Makes an array.
    pub(super) fn array(items: Vec<Self>) -> Self {
        Self::Array(Rc::new(List::new(items)))
    }

    /// Returns the name of the value's type.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    /// Returns how deep arrays and objects are nested.
    pub(super) fn depth(&self) -> usize {
        match self {
            Self::Array(list) => list.depth(),
            Self::Object(object) => object.depth(),
            _ => 0,
        }
    }

    /// Returns whether a condition takes the value for true.
    pub(super) fn holds(&self) -> bool {
        !matches!(self, Self::Null | Self::Bool(false))
    }

    /// Writes the value as JSON without blanks.
    pub(super) fn to_json(&self) -> String {
        write::to_string(self, &Style::COMPACT)
    }

    /// Returns the text itself, or the value as JSON.
    pub(super) fn to_text(&self) -> Rc<str> {
        match self {
            Self::Text(text) => Rc::clone(text),
            other => other.to_json().into(),
        }
    }

    /// Shows type and beginning of the value, as complaints do: `string ("longer str...)`.
    pub(super) fn shown(&self) -> String {
        format!("{} ({})", self.kind(), cut_short(&self.to_json()))
    }
}

/// The longest JSON that a complaint shows whole, in bytes.
const SHOWN_MAX: usize = 14;

/// Cuts JSON to what a complaint has room for.
fn cut_short(json: &str) -> String {
    if json.len() <= SHOWN_MAX {
        return json.to_owned();
    }
    let kept = json.as_bytes().get(..SHOWN_MAX - 3).unwrap_or_default();
    format!("{}...", String::from_utf8_lossy(kept))
}

/// Makes an error that programs can catch.
pub(super) fn error(message: impl Into<String>) -> jaq_core::Error<Value> {
    jaq_core::Error::new(Value::text(message.into()))
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<String> for Value {
    /// jaq's own complaints come this way; the one about paths has other words in jq.
    fn from(text: String) -> Self {
        if text.starts_with("invalid path expression with input ") {
            refusal::note("an expression that is no path");
        }
        Self::text(text)
    }
}

impl FromIterator<Self> for Value {
    fn from_iter<I: IntoIterator<Item = Self>>(items: I) -> Self {
        Self::array(items.into_iter().collect())
    }
}
