//! The lexical state of shell text, line by line: quotes, comments, here-documents, nesting.
//!
//! The scanner only says where a command can end. Whether the text is right is asked of a real
//! grammar afterwards, one command at a time, so that a long block costs no more than its length.

use std::collections::VecDeque;

use super::characters::LineReader;

/// What is open at a place of shell text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    Single,
    Double,
    /// `$'..'`
    AnsiC,
    Backtick,
    /// `${..}`
    Parameter,
    /// `$(..)`: the word goes on behind it.
    Substitution,
    /// `(..)`, `f()`, `<(..)`
    Paren,
    /// `a=(..)`
    Array,
    /// `((..))` and `$((..))`, one frame a parenthesis.
    Arithmetic,
    /// `[[ .. ]]`
    Test,
    If,
    Loop,
    Case,
    Group,
}

/// A here-document that begins on the next line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HereDocument {
    pub(super) end: String,
    pub(super) strips_tabs: bool,
}

/// What the next word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum NextWord {
    /// The name of a command, or a keyword.
    #[default]
    Name,
    /// An argument.
    Argument,
    /// The target of a redirection.
    Target,
    /// The name of a function.
    Function,
}

/// Reads shell text line by line.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    pub(super) frames: Vec<Frame>,
    pub(super) here_documents: VecDeque<HereDocument>,
    /// Whether the last token is a pipe, `&&` or `||`, which something has to follow.
    pub(super) is_after_operator: bool,
    /// Whether the line ends with a backslash.
    pub(super) is_continued: bool,
    pub(super) next: NextWord,
    /// Whether a `select` was read, which the grammar does not know.
    pub(super) has_select: bool,
    /// The deepest nesting since the last command began.
    deepest: usize,
}

/// What one line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scanned {
    /// The byte of the line at which a comment begins.
    pub(super) comment: Option<usize>,
    /// Whether a command can end with this line.
    pub(super) is_end: bool,
}

impl Scanner {
    /// Returns the deepest nesting of the command so far.
    pub(super) const fn deepest(&self) -> usize {
        self.deepest
    }

    /// Reads one line, given without its line end.
    pub(super) fn line(&mut self, line: &str) -> Scanned {
        if let Some(document) = self.here_documents.front() {
            let bare = if document.strips_tabs { line.trim_start_matches('\t') } else { line };
            if bare == document.end {
                self.here_documents.pop_front();
            }
            return Scanned { comment: None, is_end: self.is_complete() };
        }
        let comment = LineReader::new(self, line).read();
        Scanned { comment, is_end: self.is_complete() }
    }

    fn is_complete(&self) -> bool {
        let is_closed = self.frames.is_empty() && self.here_documents.is_empty();
        is_closed && !self.is_after_operator && !self.is_continued
    }

    pub(super) fn push(&mut self, frame: Frame) {
        self.frames.push(frame);
        self.deepest = self.deepest.max(self.frames.len());
    }

    pub(super) fn top(&self) -> Option<Frame> {
        self.frames.last().copied()
    }

    pub(super) fn pop_if(&mut self, frame: Frame) {
        if self.top() == Some(frame) {
            self.frames.pop();
        }
    }
}
