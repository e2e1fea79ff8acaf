//! Splitting at the separators of `IFS`.

use super::fragment::Fragment;
use super::pattern::Span;

/// A word with what of it was quoted.
pub(super) type Field = Vec<Span>;

/// Splits fragments into words.
pub(super) fn split(fragments: Vec<Fragment>, separators: &str) -> Vec<Field> {
    let mut splitter = Splitter { separators, done: Vec::new(), field: None, after_blank: false };
    for fragment in fragments {
        match fragment {
            Fragment::Quoted(text) => splitter.add(Span::quoted(text)),
            Fragment::Literal(text) => splitter.add(Span::active(text)),
            Fragment::Expanded(text) => splitter.add_split(&text),
            Fragment::Break => splitter.finish(),
        }
    }
    splitter.finish();
    splitter.done
}

struct Splitter<'s> {
    separators: &'s str,
    done: Vec<Field>,
    field: Option<Field>,
    /// Whether blanks just ended a field: a separator behind them belongs to them.
    after_blank: bool,
}

impl Splitter<'_> {
    fn add(&mut self, span: Span) {
        self.field.get_or_insert_default().push(span);
        self.after_blank = false;
    }

    fn finish(&mut self) {
        self.done.extend(self.field.take());
    }

    fn add_split(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let plain = rest.find(|c| self.separators.contains(c)).unwrap_or(rest.len());
            if plain > 0 {
                self.add(Span::active(rest[..plain].to_owned()));
            }
            rest = &rest[plain..];
            if let Some(separator) = rest.chars().next() {
                self.separate(separator);
                rest = &rest[separator.len_utf8()..];
            }
        }
    }

    fn separate(&mut self, separator: char) {
        if " \t\n".contains(separator) {
            self.after_blank = self.after_blank || self.field.is_some();
            self.finish();
        } else if self.after_blank {
            self.after_blank = false;
        } else {
            self.field.get_or_insert_default();
            self.finish();
        }
    }
}

/// Splits `text` for `read` into at most `most` words; the last takes the rest, without the
/// separators around it.
pub(in crate::shell) fn split_for_read(
    text: &[(char, bool)],
    separators: &str,
    most: usize,
) -> Vec<String> {
    let is_separator = |at: &(char, bool)| !at.1 && separators.contains(at.0);
    let is_blank = |at: &(char, bool)| is_separator(at) && " \t\n".contains(at.0);
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        let blanks = rest.iter().take_while(|at| is_blank(at)).count();
        rest = &rest[blanks..];
        if rest.is_empty() {
            return words;
        }
        let length = rest.iter().position(is_separator).unwrap_or(rest.len());
        if words.len() + 1 == most {
            words.push(last_word(rest, separators, length));
            return words;
        }
        words.push(rest[..length].iter().map(|at| at.0).collect());
        rest = &rest[length..];
        let blanks = rest.iter().take_while(|at| is_blank(at)).count();
        rest = &rest[blanks..];
        if rest.first().is_some_and(|at| is_separator(at) && !is_blank(at)) {
            rest = &rest[1..];
        }
    }
}

/// Returns what is left, without the blanks behind it; a single separator at the very end goes too.
fn last_word(rest: &[(char, bool)], separators: &str, length: usize) -> String {
    let is_separator = |at: &(char, bool)| !at.1 && separators.contains(at.0);
    let is_blank = |at: &(char, bool)| is_separator(at) && " \t\n".contains(at.0);
    let trimmed = rest.len() - rest.iter().rev().take_while(|at| is_blank(at)).count();
    let mut rest = &rest[..trimmed];
    let ends_it = rest.len() == length + 1 && rest.last().is_some_and(is_separator);
    if ends_it {
        rest = &rest[..length];
    }
    rest.iter().map(|at| at.0).collect()
}
