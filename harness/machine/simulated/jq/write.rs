//! Values as JSON.

use std::fmt::Write as _;

use super::number;
use super::object::Object;
use super::refusal;
use super::value::Value;

/// The most bytes that one value is written in.
const LENGTH_MAX: usize = 16 * 1024 * 1024;

/// How JSON is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Style {
    /// What a level is set in by; none keeps all on one line.
    pub(super) indent: Option<String>,
    /// Whether keys are sorted.
    pub(super) sorts: bool,
    /// Whether everything outside ASCII is escaped.
    pub(super) ascii: bool,
}

impl Style {
    /// One line, no blanks.
    pub(super) const COMPACT: Self = Self { indent: None, sorts: false, ascii: false };
}

/// Writes a value.
pub(super) fn to_string(value: &Value, style: &Style) -> String {
    let mut out = String::new();
    write_value(value, style, 0, &mut out);
    out
}

fn write_value(value: &Value, style: &Style, depth: usize, out: &mut String) {
    if out.len() > LENGTH_MAX {
        refusal::note("a value this large");
        return;
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Number(number) => number::write(*number, out),
        Value::Text(text) => quote(text, style, out),
        Value::Array(items) => {
            let write_item =
                |item: &Value, out: &mut String| write_value(item, style, depth + 1, out);
            in_brackets(('[', ']'), items.iter(), (style, depth), out, write_item);
        }
        Value::Object(object) => {
            let entries = entries(object, style).into_iter();
            in_brackets(('{', '}'), entries, (style, depth), out, |(key, value), out| {
                quote(key, style, out);
                out.push_str(if style.indent.is_some() { ": " } else { ":" });
                write_value(value, style, depth + 1, out);
            });
        }
    }
}

fn entries<'o>(object: &'o Object, style: &Style) -> Vec<(&'o str, &'o Value)> {
    let entry = |(key, value): (&'o std::rc::Rc<str>, &'o Value)| (&**key, value);
    if style.sorts {
        object.by_key().map(entry).collect()
    } else {
        object.in_order().into_iter().map(entry).collect()
    }
}

fn in_brackets<T>(
    (open, close): (char, char),
    items: impl ExactSizeIterator<Item = T>,
    (style, depth): (&Style, usize),
    out: &mut String,
    write_item: impl Fn(T, &mut String),
) {
    out.push(open);
    let any = items.len() > 0;
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        new_line(style, depth + 1, out);
        write_item(item, out);
    }
    if any {
        new_line(style, depth, out);
    }
    out.push(close);
}

fn new_line(style: &Style, depth: usize, out: &mut String) {
    if let Some(indent) = &style.indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(indent.as_str(), depth));
    }
}

fn quote(text: &str, style: &Style, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\u{1f}' | '\u{7f}' => escape(letter, out),
            other if style.ascii && !other.is_ascii() => escape(other, out),
            other => out.push(other),
        }
    }
    out.push('"');
}

fn escape(letter: char, out: &mut String) {
    for unit in letter.encode_utf16(&mut [0; 2]) {
        write!(out, "\\u{unit:04x}").expect("a string takes any text");
    }
}
