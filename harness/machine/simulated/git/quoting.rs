//! Paths as git prints them.

/// Quotes a path where it holds something odd, as git does with `core.quotePath`.
pub(super) fn quoted(path: &str) -> String {
    if is_plain(path) { path.to_owned() } else { format!("\"{}\"", escaped(path)) }
}

/// Quotes a path like [`quoted`], and also one that holds a blank, as short status does.
pub(super) fn quoted_with_blanks(path: &str) -> String {
    if is_plain(path) && path.contains(' ') { format!("\"{path}\"") } else { quoted(path) }
}

/// Puts `before` in front of a path, inside the quotes where it needs them.
pub(super) fn quoted_behind(before: &str, path: &str) -> String {
    if is_plain(path) {
        format!("{before}{path}")
    } else {
        format!("\"{before}{}\"", escaped(path))
    }
}

fn is_plain(path: &str) -> bool {
    path.bytes().all(|b| (b' '..0x7f).contains(&b) && b != b'"' && b != b'\\')
}

fn escaped(path: &str) -> String {
    let mut escaped = String::new();
    for byte in path.bytes() {
        match byte {
            b'"' | b'\\' => escaped.extend(['\\', char::from(byte)]),
            b'\n' => escaped.push_str("\\n"),
            b'\t' => escaped.push_str("\\t"),
            b'\r' => escaped.push_str("\\r"),
            7 => escaped.push_str("\\a"),
            8 => escaped.push_str("\\b"),
            11 => escaped.push_str("\\v"),
            12 => escaped.push_str("\\f"),
            b' '..0x7f => escaped.push(char::from(byte)),
            other => escaped.push_str(&format!("\\{other:03o}")[..]),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_paths_are_quoted_as_git_quotes_them() {
        assert_eq!(quoted("a b"), "a b");
        assert_eq!(quoted_with_blanks("a b"), "\"a b\"");
        assert_eq!(quoted("a\"\t\u{e4}"), "\"a\\\"\\t\\303\\244\"");
        assert_eq!(quoted_behind("a/", "\n"), "\"a/\\n\"");
    }
}
