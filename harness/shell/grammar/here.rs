//! Here-documents: announced on one line, written on the next ones.

use super::cursor::Cursor;

/// A here-document whose body is still to come.
#[derive(Debug)]
pub(super) struct Waiting {
    slot: usize,
    delimiter: String,
    strips_tabs: bool,
    line: usize,
}

/// A here-document that the end of the text ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) struct Unended {
    /// The line that announced it.
    pub announced: usize,
    /// The last line of the text.
    pub line: usize,
    /// What would have ended it.
    pub delimiter: String,
}

impl Waiting {
    pub(super) fn new(slot: usize, tag: &str, strips_tabs: bool, line: usize) -> Self {
        Self { slot, delimiter: unquoted(tag), strips_tabs, line }
    }

    pub(super) const fn slot(&self) -> usize {
        self.slot
    }

    /// Reads the body and the line that ends it.
    pub(super) fn read(&self, cursor: &mut Cursor<'_>) -> (String, Option<Unended>) {
        let mut body = String::new();
        while cursor.peek().is_some() {
            let whole = cursor.take_while(|c| c != '\n');
            let ended = cursor.eat("\n");
            let line = if self.strips_tabs { whole.trim_start_matches('\t') } else { whole };
            if line == self.delimiter {
                return (body, None);
            }
            body.push_str(line);
            if ended {
                body.push('\n');
            }
        }
        let line = cursor.line().saturating_sub(1).max(self.line);
        let delimiter = self.delimiter.clone();
        (body, Some(Unended { announced: self.line, line, delimiter }))
    }
}

/// Removes the quotes of a tag.
fn unquoted(tag: &str) -> String {
    let mut text = String::new();
    let mut rest = tag.chars();
    while let Some(next) = rest.next() {
        match next {
            '\\' => text.extend(rest.next()),
            '\'' | '"' => {}
            other => text.push(other),
        }
    }
    text
}
