//! A word as it is written: text, variables, substitutions and blanks.

use super::matching::{end_of, name_length};

/// What stands for the brackets and the inside of a `<blank>` while the shell's grammar reads it.
const BLANK_MARKS: [(char, char); 8] = [
    ('<', '\u{e000}'),
    ('>', '\u{e001}'),
    (' ', '\u{e002}'),
    ('|', '\u{e003}'),
    ('{', '\u{e004}'),
    ('}', '\u{e005}'),
    (':', '\u{e006}'),
    ('/', '\u{e007}'),
];

/// What a backslash between double quotes takes the meaning of.
const ESCAPED: [char; 4] = ['$', '`', '"', '\\'];

/// Returns a blank in characters that no shell means anything by.
pub(super) fn masked(blank: &str) -> String {
    let mask = |c| BLANK_MARKS.iter().find(|(plain, _)| *plain == c).map_or(c, |(_, mark)| *mark);
    blank.chars().map(mask).collect()
}

/// Returns `text` as it stands in the runbook.
fn unmasked(text: &str) -> String {
    let plain = |c| BLANK_MARKS.iter().find(|(_, mark)| *mark == c).map_or(c, |(plain, _)| *plain);
    text.chars().map(plain).collect()
}

/// A piece of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) enum Piece {
    /// Text, without its quotes.
    Text(String),
    /// A variable; guarded where an empty one ends the command, as in `${X:?}`.
    Variable {
        /// Its name.
        name: String,
        /// Whether an empty one ends the command.
        is_guarded: bool,
    },
    /// The commands of `$(..)` or of backquotes.
    Substitution(String),
}

/// A word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Word {
    /// As it stands in the runbook.
    pub(in crate::lint) raw: String,
    /// What it is made of.
    pub(in crate::lint) pieces: Vec<Piece>,
}

impl Word {
    /// Cuts a word as the grammar gives it.
    pub(super) fn read(masked: &str) -> Self {
        let raw = unmasked(masked);
        let mut cutter = Cutter { rest: &raw, pieces: Vec::new(), is_quoted: false };
        while cutter.step().is_some() {}
        let pieces = cutter.pieces;
        Self { raw, pieces }
    }

    /// Returns the text without quotes, if it is nothing but text.
    pub(in crate::lint) fn plain(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Returns the text without quotes; variables and substitutions as they are written.
    pub(in crate::lint) fn text(&self) -> String {
        let shown = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Variable { name, .. } => format!("${name}"),
            Piece::Substitution(inner) => format!("$({inner})"),
        });
        shown.collect()
    }

    /// Returns whether the text, quotes aside, is `other`.
    pub(in crate::lint) fn is(&self, other: &str) -> bool {
        self.plain() == Some(other)
    }

    /// Returns the names of its variables.
    pub(in crate::lint) fn variables(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Variable { name, .. } => Some(name.as_str()),
            Piece::Text(_) | Piece::Substitution(_) => None,
        })
    }

    /// Returns the commands of its substitutions.
    pub(in crate::lint) fn substitutions(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Substitution(inner) => Some(inner.as_str()),
            Piece::Text(_) | Piece::Variable { .. } => None,
        })
    }
}

struct Cutter<'a> {
    rest: &'a str,
    pieces: Vec<Piece>,
    /// Whether a double quote is open.
    is_quoted: bool,
}

impl Cutter<'_> {
    fn step(&mut self) -> Option<()> {
        let first = self.rest.chars().next()?;
        match first {
            '\\' if self.is_quoted && !self.rest[1..].starts_with(ESCAPED) => {
                self.text("\\".to_owned());
                self.skip(1);
            }
            '\\' => {
                let next = self.rest[1..].chars().next();
                self.text(next.map_or("\\", |c| &self.rest[1..=c.len_utf8()]).to_owned());
                self.skip(1 + next.map_or(0, char::len_utf8));
            }
            '"' => {
                self.is_quoted = !self.is_quoted;
                self.skip(1);
            }
            '\'' if !self.is_quoted => self.single_quoted(1),
            '`' => {
                let length = self.rest[1..].find('`').unwrap_or(self.rest.len() - 1);
                self.push(Piece::Substitution(self.rest[1..=length].trim().to_owned()));
                self.skip((length + 2).min(self.rest.len()));
            }
            '$' => self.dollar(),
            _ => {
                self.text(first.to_string());
                self.skip(first.len_utf8());
            }
        }
        Some(())
    }

    fn dollar(&mut self) {
        let behind = &self.rest[1..];
        if behind.starts_with("((") {
            let length = end_of(behind, '(', ')');
            self.text(self.rest[..=length].to_owned());
            self.skip(length + 1);
        } else if behind.starts_with('(') {
            let length = end_of(behind, '(', ')');
            let inner = behind[1..length].trim_end_matches(')').trim().to_owned();
            self.push(Piece::Substitution(inner));
            self.skip(length + 1);
        } else if behind.starts_with('{') {
            let length = end_of(behind, '{', '}');
            let inner = behind[1..length].trim_start_matches(['!', '#']);
            let (name, operation) = inner.split_at(name_length(inner));
            let is_guarded = operation.starts_with(":?");
            self.push(Piece::Variable { name: name.to_owned(), is_guarded });
            self.skip(length + 1);
        } else if behind.starts_with('\'') && !self.is_quoted {
            self.single_quoted(2);
        } else {
            let length = name_length(behind);
            if length == 0 {
                self.text("$".to_owned());
            } else {
                let name = behind[..length].to_owned();
                self.push(Piece::Variable { name, is_guarded: false });
            }
            self.skip(length + 1);
        }
    }

    /// Takes what stands behind `skip` bytes up to the next single quote.
    fn single_quoted(&mut self, skip: usize) {
        let inner = &self.rest[skip..];
        let length = inner.find('\'').unwrap_or(inner.len());
        self.text(inner[..length].to_owned());
        self.skip((skip + length + 1).min(self.rest.len()));
    }

    fn text(&mut self, more: String) {
        match self.pieces.last_mut() {
            Some(Piece::Text(text)) => text.push_str(&more),
            _ => self.pieces.push(Piece::Text(more)),
        }
    }

    fn push(&mut self, piece: Piece) {
        self.pieces.push(piece);
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_word_is_read_as_bash_reads_it() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let variable =
            |name: &str, is_guarded| Piece::Variable { name: name.to_owned(), is_guarded };
        let commands = |inner: &str| Piece::Substitution(inner.to_owned());
        let table: [(&str, Vec<Piece>); 12] = [
            ("a'b c'\"d\"\\e", vec![text("ab cde")]),
            (r#""a\|\"b""#, vec![text(r#"a\|"b"#)]),
            (r#""\$x""#, vec![text("$x")]),
            ("'$x'", vec![text("$x")]),
            ("\"it's $x\"", vec![text("it's "), variable("x", false)]),
            ("${DIR:?}/x", vec![variable("DIR", true), text("/x")]),
            ("${DIR:-y}", vec![variable("DIR", false)]),
            ("a-$(date +%Y)b", vec![text("a-"), commands("date +%Y"), text("b")]),
            ("`date`", vec![commands("date")]),
            ("$((1+2))", vec![text("$((1+2))")]),
            ("$'a b'$", vec![text("a b$")]),
            ("", vec![]),
        ];
        for (word, expected) in table {
            assert_eq!(Word::read(word).pieces, expected, "{word}");
        }
    }

    #[test]
    fn a_blank_is_shown_as_it_stands_in_the_runbook() {
        let word = Word::read(&format!("{}:a/b", masked("<commit hash|x>")));
        assert_eq!(word.raw, "<commit hash|x>:a/b");
        assert_eq!(word.plain(), Some("<commit hash|x>:a/b"));
    }

    proptest! {
        #[test]
        fn any_text_is_cut_to_its_end_without_a_panic(text in r#"[a-c$(){}'"`\\ é:?]{0,40}"#) {
            let word = Word::read(&text);
            prop_assert_eq!(word.raw, text);
        }
    }
}
