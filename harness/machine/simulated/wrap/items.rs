//! The words that `xargs` reads.

/// Why the input gives no words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unclosed {
    /// A `'` has no partner on its line.
    Single,
    /// A `"` has no partner on its line.
    Double,
}

/// One line of words; each is one word where the input is cut at a mark.
pub(super) type Line = Vec<String>;

/// Cuts the input at every `mark`: a mark at the end makes no empty word.
pub(super) fn cut_at(input: &str, mark: char) -> Vec<Line> {
    let input = input.strip_suffix(mark).unwrap_or(input);
    if input.is_empty() {
        return Vec::new();
    }
    input.split(mark).map(|word| vec![word.to_owned()]).collect()
}

/// Takes each line as one word, without the blanks before it, for `-I`.
pub(super) fn whole_lines(input: &str) -> Result<Vec<Line>, Unclosed> {
    let lines = input.lines().map(|line| line.trim_start_matches([' ', '\t']));
    lines.filter(|line| !line.is_empty()).map(|line| Ok(vec![unquoted(line)?])).collect()
}

fn unquoted(line: &str) -> Result<String, Unclosed> {
    const BLANK: &str = "\u{1}";
    const TAB: &str = "\u{2}";
    let protected = line.replace(' ', BLANK).replace('\t', TAB);
    let words: String = words_of(&protected)?.into_iter().flatten().collect();
    Ok(words.replace(BLANK, " ").replace(TAB, "\t"))
}

/// Cuts the input at blanks and line ends; quotes and backslashes keep blanks in a word. A line
/// that ends in a blank goes on with the next one.
pub(super) fn words_of(input: &str) -> Result<Vec<Line>, Unclosed> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = input.chars();
    let mut before = '\n';
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '"' => quoted(letter, &mut letters, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().extend(letters.next()),
            ' ' | '\t' => line.extend(word.take()),
            '\n' => {
                line.extend(word.take());
                if !line.is_empty() && !matches!(before, ' ' | '\t') {
                    lines.push(std::mem::take(&mut line));
                }
            }
            other => word.get_or_insert_default().push(other),
        }
        before = letter;
    }
    line.extend(word);
    if !line.is_empty() {
        lines.push(line);
    }
    Ok(lines)
}

/// Reads up to the closing quote.
fn quoted(
    quote: char,
    letters: &mut impl Iterator<Item = char>,
    word: &mut String,
) -> Result<(), Unclosed> {
    let unclosed = if quote == '"' { Unclosed::Double } else { Unclosed::Single };
    loop {
        match letters.next() {
            Some(end) if end == quote => return Ok(()),
            None | Some('\n') => return Err(unclosed),
            Some(other) => word.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_as_xargs_cuts_them() {
        let table: &[(&str, &[&[&str]])] = &[
            ("a b\nc\n", &[&["a", "b"], &["c"]]),
            ("a 'b c' \"d e\" f\\ g", &[&["a", "b c", "d e", "f g"]]),
            ("a b \n c\n", &[&["a", "b", "c"]]),
            ("\n\n", &[]),
            ("''", &[&[""]]),
        ];
        for (input, expected) in table {
            assert_eq!(words_of(input).expect("it is closed"), *expected, "{input}");
        }
        assert_eq!(words_of("it's"), Err(Unclosed::Single));
        assert_eq!(words_of("\"a\nb\""), Err(Unclosed::Double));
        assert_eq!(cut_at("a\0b c\0", '\0'), [["a"], ["b c"]]);
        assert_eq!(whole_lines(" a b \n\nc\n").expect("closed"), [["a b "], ["c"]]);
    }
}
