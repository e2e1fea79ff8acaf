//! Text quoted so that a shell reads it back.

/// Quotes with single quotes: `it's` becomes `'it'\''s'`.
pub(in crate::shell) fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Quotes as `$'...'`.
pub(in crate::shell) fn ansi_c_quoted(text: &str) -> String {
    let mut quoted = String::from("$'");
    for next in text.chars() {
        match next {
            '\x07' => quoted.push_str("\\a"),
            '\x08' => quoted.push_str("\\b"),
            '\x1b' => quoted.push_str("\\E"),
            '\x0c' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\x0b' => quoted.push_str("\\v"),
            '\\' => quoted.push_str("\\\\"),
            '\'' => quoted.push_str("\\'"),
            control if control.is_control() => {
                quoted.extend([format!("\\{:03o}", u32::from(control))]);
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('\'');
    quoted
}

/// Quotes as `printf %q` does: backslashes, or `$'...'` where there are control characters.
pub(in crate::shell) fn backslash_quoted(text: &str) -> String {
    if text.is_empty() {
        return "''".to_owned();
    }
    if text.chars().any(char::is_control) {
        return ansi_c_quoted(text);
    }
    let mut quoted = String::new();
    for (at, next) in text.char_indices() {
        let special = " \t!\"#$&'()*,;<>?[\\]^`{|}".contains(next);
        let only_first = next == '~' || next == '#';
        if (special && !only_first) || (only_first && at == 0) {
            quoted.push('\\');
        }
        quoted.push(next);
    }
    quoted
}

/// Quotes as `${x@Q}` and `declare -p` of special text do.
pub(in crate::shell) fn reusable(text: &str) -> String {
    if text.chars().any(char::is_control) { ansi_c_quoted(text) } else { single_quoted(text) }
}
