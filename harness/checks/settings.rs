//! Settings of a config file, leaf by leaf.

use std::collections::BTreeMap;

use serde_json::Value;

/// Reads a YAML config and returns every leaf by its path (`features.partyMode.enabled`), as JSON.
///
/// Empty maps and lists are leaves too. The error is the YAML reader's own words, one line.
pub fn leaves(bytes: &[u8]) -> Result<BTreeMap<String, Value>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let root: Value =
        serde_saphyr::from_str(text).map_err(|error| first_line(&error.to_string()))?;
    let mut found = BTreeMap::new();
    collect(&root, String::new(), &mut found);
    Ok(found)
}

fn collect(value: &Value, path: String, found: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, inner) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                collect(inner, format!("{path}{dot}{key}"), found);
            }
        }
        leaf => {
            found.insert(path, leaf.clone());
        }
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
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
}
