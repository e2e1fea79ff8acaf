//! Where a piece of the runbook stands in its text.

use std::ops::Range;

use serde::Serialize;

/// A piece of the runbook's text: where it begins, and how many bytes it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// The byte at which it begins, from 0. First, so that spans sort in the order of the text.
    pub offset: usize,
    /// Its length in bytes; continuation lines count with their indentation.
    pub length: usize,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, counted in characters. A byte order mark takes no column.
    pub column: u32,
}

impl Span {
    /// Returns the bytes of the source that the span covers.
    pub const fn range(self) -> Range<usize> {
        self.offset..self.offset + self.length
    }

    /// Returns the text that the span covers; empty where `source` is another text.
    pub fn slice(self, source: &str) -> &str {
        source.get(self.range()).unwrap_or_default()
    }
}

/// How many bytes lie between two counts of [`LineIndex::characters`].
const STRIDE_BYTES: usize = 1024;

/// Finds line and column of a byte in bounded time, however long the lines are.
#[derive(Debug)]
pub(super) struct LineIndex<'a> {
    source: &'a str,
    /// The byte at which each line begins; the first one behind a byte order mark.
    starts: Vec<usize>,
    /// The characters before every `STRIDE_BYTES`-th byte.
    characters: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    /// Counts the lines and characters of `source`, whose text begins at the byte `begin`.
    pub(super) fn new(source: &'a str, begin: usize) -> Self {
        let ends = source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(begin).chain(ends.map(|(at, _)| at + 1)).collect();
        let mut characters = vec![0];
        let mut sum = 0;
        for stride in source.as_bytes().chunks(STRIDE_BYTES) {
            sum += characters_in(stride);
            characters.push(sum);
        }
        Self { source, starts, characters }
    }

    /// Returns the span of `range`, cut to the source.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let offset = range.start.min(self.source.len());
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let begin = self.starts[line - 1].min(offset);
        Span {
            offset,
            length: range.end.min(self.source.len()).saturating_sub(offset),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(self.before(offset) - self.before(begin) + 1).unwrap_or(u32::MAX),
        }
    }

    fn before(&self, offset: usize) -> usize {
        let stride = offset / STRIDE_BYTES;
        self.characters[stride]
            + characters_in(&self.source.as_bytes()[stride * STRIDE_BYTES..offset])
    }
}

/// Counts the bytes that begin a character.
fn characters_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_a_byte_order_mark_takes_none() {
        let source = "\u{feff}é: ü\nzwölf x";
        let index = LineIndex::new(source, 3);
        let place = |needle: &str| {
            let at = source.find(needle).expect("the needle is there");
            let span = index.span(at..at + needle.len());
            assert_eq!(span.slice(source), needle);
            (span.line, span.column)
        };
        assert_eq!(place("é"), (1, 1));
        assert_eq!(place("ü"), (1, 4));
        assert_eq!(place("x"), (2, 7));
    }

    #[test]
    fn a_column_far_behind_many_strides_is_exact() {
        let source = format!("a\n{}z", "ä".repeat(5 * STRIDE_BYTES));
        let index = LineIndex::new(&source, 0);
        let span = index.span(source.len() - 1..source.len());
        assert_eq!((span.line, span.column), (2, 5 * 1024 + 1));
    }

    #[test]
    fn a_range_behind_the_end_is_cut_to_the_source() {
        let span = LineIndex::new("ab\n", 0).span(3..90);
        assert_eq!((span.line, span.column, span.offset, span.length), (2, 1, 3, 0));
    }
}
