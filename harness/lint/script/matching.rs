//! Where a quote, a parenthesis or a brace of a word ends.

/// Returns the byte behind the closing mark of what is open at the beginning of `text`; its end
/// where nothing closes it. `open` and `close` are the marks that count, outside quotes.
pub(super) fn end_of(text: &str, open: char, close: char) -> usize {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match (quote, c) {
            (None | Some('"'), '\\') => {
                characters.next();
            }
            (Some(mark), _) if c == mark => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, _) if c == open => depth += 1,
            (None, _) if c == close => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + c.len_utf8();
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// Returns the length of the name that `text` begins with: letters, digits and underscores.
pub(super) fn name_length(text: &str) -> usize {
    let is_start = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
    if is_start { text.find(rest).unwrap_or(text.len()) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_found_outside_quotes_and_escapes() {
        let table = [
            ("(a)b", "(a)"),
            ("(a (b) c) d", "(a (b) c)"),
            ("(a ')' \")\" \\) b)c", "(a ')' \")\" \\) b)"),
            ("(a", "(a"),
        ];
        for (text, expected) in table {
            assert_eq!(&text[..end_of(text, '(', ')')], expected);
        }
        assert_eq!(end_of("{a}}", '{', '}'), 3);
    }

    #[test]
    fn a_name_does_not_begin_with_a_digit() {
        assert_eq!(["a_1-b", "1a", "_x", ""].map(name_length), [3, 0, 2, 0]);
    }
}
