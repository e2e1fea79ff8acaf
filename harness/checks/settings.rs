//! Settings of a config file, leaf by leaf.

use std::collections::BTreeMap;

use serde_json::Value;

/// Reads a YAML config and returns every leaf by its path (`features.partyMode.enabled`), as JSON.
///
/// Empty maps and lists are leaves too. A dot within a key is written `\.`. The error is the YAML
/// reader's own words, one line.
pub fn leaves(bytes: &[u8]) -> Result<BTreeMap<String, Value>, String> {
    let mut found = nodes(bytes)?;
    found.retain(|_, value| value.as_object().is_none_or(serde_json::Map::is_empty));
    Ok(found)
}

/// Reads a YAML config and returns every value by its path, maps too; the whole is at the empty
/// path.
pub(super) fn nodes(bytes: &[u8]) -> Result<BTreeMap<String, Value>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    // YAML 1.2, as the feature's own reader has it: `yes` and `off` are texts, no switches.
    let options = serde_saphyr::options! { strict_booleans: true };
    let read = serde_saphyr::from_str_with_options(text, options);
    let root: Value = read.map_err(|error| in_one_line(&error.to_string()))?;
    let mut found = BTreeMap::new();
    collect(root, String::new(), &mut found);
    Ok(found)
}

fn collect(value: Value, path: String, found: &mut BTreeMap<String, Value>) {
    if let Value::Object(fields) = &value {
        for (key, inner) in fields {
            let dot = if path.is_empty() { "" } else { "." };
            let key = key.replace('.', "\\.");
            collect(inner.clone(), format!("{path}{dot}{key}"), found);
        }
    }
    found.insert(path, value);
}

/// The first line of the reader's words without its advice to programmers.
fn in_one_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line);
    let ends = ["; use ", ", set "].iter().filter_map(|advice| line.find(advice));
    line[..ends.min().unwrap_or(line.len())].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_have_paths_and_broken_yaml_says_why() {
        let found = leaves(b"a:\n  b: 1\n  c: [x, y]\nd: true\n").expect("valid");
        let paths: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(paths, ["a.b", "a.c", "d"]);
        assert!(leaves(b"a: [1\n").is_err());
    }

    #[test]
    fn nodes_are_the_leaves_and_the_maps_that_hold_them() {
        let found = nodes(b"a:\n  b: 1\n  c: {}\n").expect("valid");
        let paths: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(paths, ["", "a", "a.b", "a.c"]);
        assert_eq!(leaves(b"").expect("valid").get(""), Some(&Value::Null));
    }

    #[test]
    fn a_dot_within_a_key_is_no_step_of_a_path() {
        let found = leaves(b"a.b: 1\na:\n  b: 2\n").expect("valid");
        let paths: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(paths, ["a.b", "a\\.b"]);
    }

    #[test]
    fn only_true_and_false_are_switches() {
        let found = leaves(b"a: yes\nb: off\nc: false\nd: \"true\"\n").expect("valid");
        let values: Vec<String> = found.values().map(ToString::to_string).collect();
        assert_eq!(values, ["\"yes\"", "\"off\"", "false", "\"true\""]);
    }

    #[test]
    fn what_is_wrong_is_said_in_one_line_without_advice_to_programmers() {
        let table: [(&[u8], &str); 3] = [
            (b"a: 1\na: 2\n", "line 2 column 1: duplicate mapping key: a"),
            (b"a: 1\n---\nb: 2\n", "line 3 column 1: multiple YAML documents detected"),
            (b"a: \xff\n", "invalid utf-8 sequence of 1 bytes from index 3"),
        ];
        for (bytes, why) in table {
            assert_eq!(leaves(bytes), Err(why.to_owned()));
        }
    }
}
