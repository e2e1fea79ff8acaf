//! `@csv`, `@tsv`, `@html`, `@uri`, `@sh`, `@base64`, `@base64d`.

use std::fmt::Write as _;

use jaq_core::native::{bome, v};

use super::super::text::base64;
use super::natives::Function;
use super::refusal;
use super::value::{Outcome, Value, error};

/// Returns the functions of this file.
pub(super) fn all() -> Vec<Function> {
    vec![
        ("@text", v(0), |cv| bome(Ok(Value::Text(cv.1.to_text())))),
        ("@json", v(0), |cv| bome(Ok(Value::text(cv.1.to_json())))),
        ("@csv", v(0), |cv| bome(row(&cv.1, "csv", ",", csv_field))),
        ("@tsv", v(0), |cv| bome(row(&cv.1, "tsv", "\t", tsv_field))),
        ("@html", v(0), |cv| bome(Ok(Value::text(html(&cv.1.to_text()))))),
        ("@uri", v(0), |cv| bome(Ok(Value::text(uri(&cv.1.to_text()))))),
        ("@sh", v(0), |cv| bome(sh(&cv.1))),
        ("@base64", v(0), |cv| bome(Ok(Value::text(base64::encode(cv.1.to_text().as_bytes()))))),
        ("@base64d", v(0), |cv| bome(Ok(from_base64(&cv.1)))),
    ]
}

fn row(value: &Value, name: &str, separator: &str, field: fn(&Value) -> Option<String>) -> Outcome {
    let Value::Array(list) = value else {
        return Err(error(format!("{} cannot be {name}-formatted, only array", value.shown())));
    };
    let mut fields = Vec::new();
    for item in list.iter() {
        let written = match item {
            Value::Null => Some(String::new()),
            Value::Bool(_) | Value::Number(_) => Some(item.to_json()),
            other => field(other),
        };
        fields.push(
            written.ok_or_else(|| error(format!("{} is not valid in a csv row", item.shown())))?,
        );
    }
    Ok(Value::text(fields.join(separator)))
}

fn csv_field(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(format!("\"{}\"", text.replace('"', "\"\""))),
        _ => None,
    }
}

fn tsv_field(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(
            text.replace('\\', "\\\\")
                .replace('\t', "\\t")
                .replace('\n', "\\n")
                .replace('\r', "\\r"),
        ),
        _ => None,
    }
}

fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&apos;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

fn uri(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("a string takes any text");
        }
    }
    out
}

fn sh(value: &Value) -> Outcome {
    let words: Result<Vec<String>, _> = match value {
        Value::Array(list) => list.iter().map(word).collect(),
        single => word(single).map(|word| vec![word]),
    };
    Ok(Value::text(words?.join(" ")))
}

fn word(value: &Value) -> Result<String, jaq_core::Error<Value>> {
    match value {
        Value::Text(text) => Ok(format!("'{}'", text.replace('\'', "'\\''"))),
        Value::Array(_) | Value::Object(_) => {
            Err(error(format!("{} can not be escaped for shell", value.shown())))
        }
        plain => Ok(plain.to_json()),
    }
}

fn from_base64(value: &Value) -> Value {
    let text = value.to_text();
    let padded = text.trim_end_matches('=');
    let padding = "=".repeat(padded.len().wrapping_neg() % 4);
    let Some(bytes) = base64::decode(format!("{padded}{padding}").as_bytes()) else {
        refusal::note("@base64d of what is no base64");
        return Value::Null;
    };
    Value::text(String::from_utf8_lossy(&bytes).into_owned())
}
