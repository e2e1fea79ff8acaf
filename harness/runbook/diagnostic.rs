//! What could not be understood, or only with doubt, shown at the line of the runbook.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

use super::Span;

/// The most diagnostics that one runbook gives; the last one says how many were left out.
const DIAGNOSTICS_MAX: usize = 500;

/// The most bytes of one line that a rendered diagnostic shows.
const SHOWN_BYTES_MAX: usize = 4096;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A piece cannot be drilled as it stands.
    Error,
    /// A piece was understood with doubt, or is left out of the drill.
    Warning,
    /// Something a reader may want to know.
    Note,
}

/// Whether rendered text carries colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coloring {
    /// Text alone.
    Plain,
    /// ANSI escape sequences for a terminal.
    Ansi,
}

/// One remark of the parser about the runbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The name of the rule in kebab case; it never changes for one kind of remark.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where it stands.
    pub span: Span,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What the author can do about it.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// Makes a remark without a hint.
    pub fn new(
        severity: Severity,
        rule: &'static str,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self { rule, severity, span, message: message.into(), hint: None }
    }

    /// Adds advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Renders the remark with the line of `source` that it stands on. `name` is the file's name.
    pub fn render(&self, source: &str, name: &str, coloring: Coloring) -> String {
        let shown = Excerpt::around(self.span, source);
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let snippet = Snippet::source(shown.text)
            .line_start(usize::try_from(self.span.line).unwrap_or(usize::MAX))
            .path(name)
            .annotation(AnnotationKind::Primary.span(shown.marked));
        let mut group = level.primary_title(self.message.as_str()).id(self.rule).element(snippet);
        if let Some(hint) = &self.hint {
            group = group.element(Level::HELP.message(hint.as_str()));
        }
        let renderer = match coloring {
            Coloring::Plain => Renderer::plain(),
            Coloring::Ansi => Renderer::styled(),
        };
        renderer.render(&[group])
    }
}

/// The one line that a diagnostic shows, and what of it is marked.
struct Excerpt<'a> {
    text: &'a str,
    marked: std::ops::Range<usize>,
}

impl<'a> Excerpt<'a> {
    fn around(span: Span, source: &'a str) -> Self {
        let offset = floor(source, span.offset);
        let begin = source[..offset].rfind('\n').map_or(0, |at| at + 1);
        let end = source[offset..].find('\n').map_or(source.len(), |at| offset + at);
        let end = floor(source, end.min(begin + SHOWN_BYTES_MAX)).max(begin);
        let text = source[begin..end].trim_end_matches('\r');
        let from = (offset - begin).min(text.len());
        let to = (from + span.length).min(text.len());
        Self { text, marked: from..floor(text, to).max(from) }
    }
}

/// Returns the last boundary between characters at or before the byte `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Puts the remarks into the order of the text and cuts a flood of them.
pub(super) fn in_order(mut remarks: Vec<Diagnostic>) -> Vec<Diagnostic> {
    remarks.sort_by(|a, b| (a.span, a.rule).cmp(&(b.span, b.rule)));
    if remarks.len() > DIAGNOSTICS_MAX {
        let left_out = remarks.len() - DIAGNOSTICS_MAX;
        let span = remarks[DIAGNOSTICS_MAX].span;
        remarks.truncate(DIAGNOSTICS_MAX);
        let message = format!("{left_out} more remarks from here on are not shown");
        remarks.push(Diagnostic::new(Severity::Warning, "too-many-remarks", span, message));
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::super::span::LineIndex;
    use super::*;

    #[test]
    fn a_diagnostic_shows_the_line_of_the_runbook() {
        let source = "# Title\n\n### Level Two: config\n";
        let span = LineIndex::new(source, 0).span(13..22);
        let shown = Diagnostic::new(Severity::Warning, "level-without-number", span, "no number")
            .hint("write it in digits")
            .render(source, "book.md", Coloring::Plain);
        let expected = "\
warning[level-without-number]: no number
 --> book.md:3:5
  |
3 | ### Level Two: config
  |     ^^^^^^^^^
  |
  = help: write it in digits";
        assert_eq!(shown, expected);
    }

    #[test]
    fn colours_are_only_in_what_asks_for_them() {
        let span = LineIndex::new("x", 0).span(0..1);
        let remark = Diagnostic::new(Severity::Error, "rule", span, "message");
        assert!(!remark.render("x", "n", Coloring::Plain).contains('\u{1b}'));
        assert!(remark.render("x", "n", Coloring::Ansi).contains('\u{1b}'));
    }

    #[test]
    fn a_span_of_another_text_is_rendered_without_a_panic() {
        let span = LineIndex::new("a long line\nüber\n", 0).span(13..17);
        for source in ["", "ü", "\n\n", "üüüüüüüüüü"] {
            let remark = Diagnostic::new(Severity::Note, "rule", span, "message");
            assert!(remark.render(source, "n", Coloring::Plain).contains("message"));
        }
    }

    #[test]
    fn a_flood_of_remarks_is_cut_and_says_so() {
        let source = "x".repeat(2 * DIAGNOSTICS_MAX);
        let index = LineIndex::new(&source, 0);
        let remarks = (0..DIAGNOSTICS_MAX + 7)
            .rev()
            .map(|at| Diagnostic::new(Severity::Note, "rule", index.span(at..at + 1), "message"));
        let kept = in_order(remarks.collect());
        assert_eq!(kept.len(), DIAGNOSTICS_MAX + 1);
        assert_eq!(kept[0].span.offset, 0);
        assert!(kept[DIAGNOSTICS_MAX].message.starts_with("7 more"));
    }
}
