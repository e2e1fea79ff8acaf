//! `test`, `match` and their kin: one function finds the matches, `definitions.jq` does the rest.

use std::rc::Rc;

use jaq_core::native::{bome, v};
use regex::{Captures, Regex, RegexBuilder};

use super::natives::Function;
use super::object::Object;
use super::refusal;
use super::value::{Outcome, Value, error};

/// Parts of patterns that jq's library and the crate `regex` read differently, or only one reads.
const READ_OTHERWISE: &[&str] = &[
    "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?#", "(?~", "(?(", "(?P", "\\h", "\\H", "\\R", "\\X",
    "\\K", "\\G", "\\k", "\\g", "\\Z", "\\z", "\\A", "\\p", "\\P", "\\x", "\\u", "\\O", "\\N",
    "\\c", "\\M", "\\C", "&&", "--", "~~", "++", "*+", "?+", "}+", "{,", "[[", "$)", "$|",
];

/// Returns the functions of this file.
pub(super) fn all() -> Vec<Function> {
    vec![("matches", v(2), |mut cv| {
        let (flags, pattern) = (cv.0.pop_var(), cv.0.pop_var());
        bome(matches(&cv.1, &pattern, &flags))
    })]
}

fn matches(value: &Value, pattern: &Value, flags: &Value) -> Outcome {
    let Value::Text(text) = value else {
        let message = format!("{} cannot be matched, as it is not a string", value.shown());
        return Err(error(message));
    };
    let Value::Text(pattern) = pattern else {
        return Err(error(format!("{} is not a string", pattern.shown())));
    };
    let flags = match flags {
        Value::Null => Rc::from(""),
        Value::Text(flags) => Rc::clone(flags),
        other => return Err(error(format!("{} is not a string", other.shown()))),
    };
    let Some(matches) = found(text, pattern, &flags) else {
        refusal::note(&format!("the pattern {pattern} with the flags '{flags}'"));
        return Ok(Value::Null);
    };
    Ok(matches)
}

fn found(text: &str, pattern: &str, flags: &str) -> Option<Value> {
    let regex = compile(text, pattern, flags)?;
    let mut matches = Vec::new();
    for captures in regex.captures_iter(text) {
        let whole = captures.get(0)?;
        if whole.is_empty() && flags.contains('g') {
            return None;
        }
        matches.push(described(text, &regex, &captures));
        if !flags.contains('g') {
            break;
        }
    }
    Some(Value::array(matches))
}

fn compile(text: &str, pattern: &str, flags: &str) -> Option<Regex> {
    let is_known = |flag: char| matches!(flag, 'g' | 'i' | 'n');
    let ends_in_lines = pattern.contains('$') && text.contains('\n');
    let reads_otherwise = READ_OTHERWISE.iter().any(|part| pattern.contains(part));
    if !flags.chars().all(is_known) || flags.contains('n') || ends_in_lines || reads_otherwise {
        return None;
    }
    RegexBuilder::new(pattern).case_insensitive(flags.contains('i')).build().ok()
}

fn described(text: &str, regex: &Regex, captures: &Captures<'_>) -> Value {
    let groups = captures.iter().zip(regex.capture_names()).skip(1);
    let groups = groups.map(|(group, name)| {
        let mut object = place(text, group.map(|group| group.range()));
        object.set("name".into(), name.map_or(Value::Null, Value::text));
        Value::Object(Rc::new(object))
    });
    let groups: Value = groups.collect();
    let mut object = place(text, captures.get(0).map(|whole| whole.range()));
    object.set("captures".into(), groups);
    Value::Object(Rc::new(object))
}

/// Describes where a match is, in letters. jq names the fields of a group that took no part in
/// another order.
fn place(text: &str, range: Option<std::ops::Range<usize>>) -> Object {
    let Some(range) = range else {
        let (offset, length) = (Value::Number(-1.0), Value::from(0_usize));
        return [("offset", offset), ("string", Value::Null), ("length", length)]
            .map(|(key, value)| (Rc::from(key), value))
            .into_iter()
            .collect();
    };
    let offset = text[..range.start].chars().count();
    let part = &text[range];
    [
        ("offset", offset.into()),
        ("length", part.chars().count().into()),
        ("string", Value::text(part)),
    ]
    .map(|(key, value)| (Rc::from(key), value))
    .into_iter()
    .collect()
}
