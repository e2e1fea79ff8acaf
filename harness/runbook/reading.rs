//! What every part of the parser needs: the text, its lines, and a place for remarks.

use std::cell::RefCell;
use std::ops::Range;

use super::markdown::{Code, Line, range_of, text_of};
use super::model::{Placeholder, Prose};
use super::span::LineIndex;
use super::words::{Blank, blanks_in_text};
use super::{Diagnostic, Severity, Span};

/// One runbook while it is read.
pub(super) struct Reading<'a> {
    /// The Markdown.
    pub(super) source: &'a str,
    lines: LineIndex<'a>,
    remarks: RefCell<Vec<Diagnostic>>,
}

impl<'a> Reading<'a> {
    /// Opens `source`, whose text begins at the byte `begin`.
    pub(super) fn new(source: &'a str, begin: usize) -> Self {
        Self { source, lines: LineIndex::new(source, begin), remarks: RefCell::default() }
    }

    /// Returns the span of a range of bytes.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.lines.span(range)
    }

    /// Returns the span of `words` in `range`; all of the range where they are not found, as when
    /// markup stands between them.
    pub(super) fn span_of(&self, words: &str, range: Range<usize>) -> Span {
        let found = self.source.get(range.clone()).and_then(|text| text.find(words));
        let range =
            found.map_or(range.clone(), |at| range.start + at..range.start + at + words.len());
        self.span(range)
    }

    /// Returns lines of running text as prose.
    pub(super) fn prose(&self, lines: &[Line]) -> Prose {
        Prose { span: self.span(range_of(lines)), text: text_of(lines) }
    }

    /// Returns the blanks of a block that is a message or a report.
    pub(super) fn blanks(&self, code: &Code) -> Vec<Placeholder> {
        let mut at = 0;
        let mut all = Vec::new();
        for line in &code.lines {
            let text = self.source.get(line.clone()).unwrap_or_default();
            let blanks = blanks_in_text(text).into_iter();
            all.extend(blanks.map(|blank| self.placeholder(blank, text, (line.start, at))));
            at += line.len() + 1;
        }
        all
    }

    /// Places a blank of the line `text`, which begins at these bytes of the source and of the
    /// text that the blank is to be filled in.
    pub(super) fn placeholder(
        &self,
        blank: Blank,
        text: &str,
        (in_source, in_text): (usize, usize),
    ) -> Placeholder {
        let range = blank.range;
        Placeholder {
            span: self.span(in_source + range.start..in_source + range.end),
            at: in_text + range.start,
            text: text.get(range).unwrap_or_default().to_owned(),
            name: blank.name,
            kind: blank.kind,
        }
    }

    /// Keeps a remark.
    pub(super) fn remark(&self, remark: Diagnostic) {
        self.remarks.borrow_mut().push(remark);
    }

    /// Keeps an error with its advice.
    pub(super) fn error(
        &self,
        rule: &'static str,
        span: Span,
        message: impl Into<String>,
        hint: &str,
    ) {
        self.remark(Diagnostic::new(Severity::Error, rule, span, message).hint(hint));
    }

    /// Keeps a warning with its advice.
    pub(super) fn warn(
        &self,
        rule: &'static str,
        span: Span,
        message: impl Into<String>,
        hint: &str,
    ) {
        self.remark(Diagnostic::new(Severity::Warning, rule, span, message).hint(hint));
    }

    /// Returns the remarks and leaves none.
    pub(super) fn take_remarks(&self) -> Vec<Diagnostic> {
        self.remarks.take()
    }
}
