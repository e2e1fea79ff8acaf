//! File names in messages, quoted as GNU tools quote them in the C locale.

use std::fmt::Write as _;

/// Quotes a name so that a shell would read it back, as most messages about files do:
/// `'x'`, `"it's"`, `'a'$'\n''b'`.
pub(super) fn quoted(name: &str) -> String {
    if name.contains('\'') && reads_alike_in_double_quotes(name) {
        return format!("\"{name}\"");
    }
    let mut text = String::from("'");
    let mut escaping = false;
    for byte in name.bytes() {
        let escape = escape_of(byte);
        match (&escape, escaping) {
            (Some(_), false) => text.push_str("'$'"),
            (None, true) if byte != b'\'' => text.push_str("''"),
            _ => {}
        }
        escaping = escape.is_some();
        match escape {
            Some(escape) => text.push_str(&escape),
            None if byte == b'\'' => text.push_str("'\\''"),
            None => text.push(char::from(byte)),
        }
    }
    text.push('\'');
    text
}

/// Returns a name as messages about one file begin with it: quoted only where a shell would need it.
pub(super) fn named(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"%+,-./@]_{}~#".contains(&byte);
    let is_alone = ["{", "}"].contains(&name) || name.starts_with(['#', '~']);
    let is_safe = !name.is_empty() && !is_alone && name.bytes().all(is_plain);
    if is_safe { name.to_owned() } else { quoted(name) }
}

/// Quotes a word as it stands, as messages about arguments do: `'x'`, `'it\'s'`.
pub(super) fn quoted_plainly(word: &str) -> String {
    let mut text = String::from("'");
    for byte in word.bytes() {
        match escape_of(byte) {
            Some(escape) => text.push_str(&escape),
            None if matches!(byte, b'\'' | b'\\') => {
                text.extend(['\\', char::from(byte)]);
            }
            None => text.push(char::from(byte)),
        }
    }
    text.push('\'');
    text
}

/// Escapes a name without quotes around it, as `tar` shows names: `a b`, `a\nb`, `b\\s`.
pub(super) fn escaped(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        match escape_of(byte) {
            Some(escape) => text.push_str(&escape),
            None if byte == b'\\' => text.push_str("\\\\"),
            None => text.push(char::from(byte)),
        }
    }
    text
}

/// Returns how a byte that cannot be printed is written; none for one that can.
fn escape_of(byte: u8) -> Option<String> {
    let letter = match byte {
        7 => 'a',
        8 => 'b',
        9 => 't',
        10 => 'n',
        11 => 'v',
        12 => 'f',
        13 => 'r',
        b' '..=b'~' => return None,
        _ => {
            let mut octal = String::new();
            write!(octal, "\\{byte:03o}").expect("a string takes any text");
            return Some(octal);
        }
    };
    Some(format!("\\{letter}"))
}

fn reads_alike_in_double_quotes(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b" '%+,-./:]_@".contains(&byte);
    name.strip_prefix(['#', '~']).unwrap_or(name).bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_as_ls_quotes_them() {
        let table = [
            ("x", "'x'"),
            ("", "''"),
            ("'", "\"'\""),
            ("#'b", "\"#'b\""),
            ("a'{", r"'a'\''{'"),
            ("a b$", "'a b$'"),
            ("it's", "\"it's\""),
            ("a'b\"$c", r#"'a'\''b"$c'"#),
            ("a\nb", r"'a'$'\n''b'"),
            ("a\n\rb", r"'a'$'\n\r''b'"),
            ("ä", r"''$'\303\244'"),
            ("\u{1b}'x", r"''$'\033'\''x'"),
        ];
        for (name, expected) in table {
            assert_eq!(quoted(name), expected);
        }
    }

    #[test]
    fn words_are_quoted_as_sleep_quotes_them() {
        let table = [("x", "'x'"), ("it's", r"'it\'s'"), ("a\\\n", r"'a\\\n'")];
        for (word, expected) in table {
            assert_eq!(quoted_plainly(word), expected);
        }
    }
}
