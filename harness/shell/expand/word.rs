//! Which expansions happen where.

use super::super::evaluate::{Flow, Shell, Unwind};
use super::super::grammar::{Piece, arithmetic, here_document, value, word};
use super::fragment::{Fragment, Place};
use super::pattern::{Pattern, Span};
use super::{WORDS_MAX, brace, split};

impl Shell<'_> {
    /// Expands a word of a command: braces, parameters, splitting, files.
    pub(in crate::shell) fn fields_of(&mut self, raw: &str) -> Flow<Vec<String>> {
        if is_plain(raw) {
            return Ok(vec![raw.to_owned()]);
        }
        let expands_braces = raw.contains('{') && self.state.options.has("braceexpand");
        if !expands_braces {
            return self.fields_without_braces(raw);
        }
        let words = brace::expand(raw).map_err(|refusal| Unwind::unmodelled(refusal.what()))?;
        let mut fields = Vec::new();
        for word in words {
            fields.extend(self.fields_without_braces(&word)?);
        }
        Ok(fields)
    }

    fn fields_without_braces(&mut self, raw: &str) -> Flow<Vec<String>> {
        let pieces = self.pieces_of(raw)?;
        let mut fragments = Vec::new();
        self.fragments(&pieces, Place::Word, &mut fragments)?;
        let mut words = Vec::new();
        for field in split::split(fragments, self.state.separators()) {
            self.match_files(&field, &mut words)?;
        }
        if words.len() > WORDS_MAX {
            return Err(Unwind::unmodelled(format!("more than {WORDS_MAX} words from one")));
        }
        Ok(words)
    }

    /// Reads a word; behind `name=` a tilde counts as in an assignment.
    fn pieces_of(&self, raw: &str) -> Flow<Vec<Piece>> {
        if let Some((name, rest)) = raw.split_once('=')
            && rest.contains('~')
            && super::super::evaluate::is_name(name)
        {
            let mut pieces = vec![Piece::Text(format!("{name}="))];
            pieces.extend(value(rest, self.line)?);
            return Ok(pieces);
        }
        Ok(word(raw, self.line)?)
    }

    /// Expands the value of an assignment.
    pub(in crate::shell) fn value_of(&mut self, raw: &str) -> Flow<String> {
        if is_plain(raw) {
            return Ok(raw.to_owned());
        }
        let pieces = value(raw, self.line)?;
        self.joined(&pieces, Place::Word)
    }

    /// Expands a word that stays one: the subject of `case`, a here-string.
    pub(in crate::shell) fn text_of(&mut self, raw: &str) -> Flow<String> {
        if is_plain(raw) {
            return Ok(raw.to_owned());
        }
        let pieces = word(raw, self.line)?;
        self.joined(&pieces, Place::Word)
    }

    /// Expands the body of a here-document.
    pub(in crate::shell) fn here_text_of(&mut self, raw: &str) -> Flow<String> {
        let pieces = here_document(raw, self.line)?;
        self.joined(&pieces, Place::Quoted)
    }

    /// Expands and computes an expression such as a subscript.
    pub(in crate::shell) fn arithmetic_of(&mut self, raw: &str) -> Flow<i64> {
        let expression = self.expression_of(raw)?;
        self.arithmetic_or_abandon(&expression)
    }

    /// Expands an arithmetic expression.
    pub(super) fn expression_of(&mut self, raw: &str) -> Flow<String> {
        let pieces = arithmetic(raw, self.line)?;
        self.joined(&pieces, Place::Quoted)
    }

    /// Expands a word into a pattern for `case` and `[[`.
    pub(in crate::shell) fn pattern_of(&mut self, raw: &str, extended: bool) -> Flow<Pattern> {
        let pieces = word(raw, self.line)?;
        self.pattern(&pieces, extended)
    }

    /// Expands pieces into a pattern.
    pub(super) fn pattern(&mut self, pieces: &[Piece], extended: bool) -> Flow<Pattern> {
        let spans = self.spans(pieces)?;
        let folds = self.state.shopts.has("nocasematch");
        Ok(Pattern::new(&spans, extended || self.state.shopts.has("extglob"))?.folding(folds))
    }

    fn spans(&mut self, pieces: &[Piece]) -> Flow<Vec<Span>> {
        let mut fragments = Vec::new();
        self.fragments(pieces, Place::Word, &mut fragments)?;
        Ok(fragments
            .into_iter()
            .map(|fragment| match fragment {
                Fragment::Quoted(text) => Span::quoted(text),
                Fragment::Literal(text) | Fragment::Expanded(text) => Span::active(text),
                Fragment::Break => Span::active(" ".to_owned()),
            })
            .collect())
    }

    /// Expands a word into a regular expression; what was quoted stands for itself.
    pub(in crate::shell) fn regex_of(&mut self, raw: &str) -> Flow<String> {
        let pieces = word(raw, self.line)?;
        let spans = self.spans(&pieces)?;
        Ok(spans.iter().map(Span::as_regex).collect())
    }
}

/// Says whether nothing in a word expands.
fn is_plain(raw: &str) -> bool {
    !raw.is_empty() && !raw.contains(|c| "\\'\"$`{~*?[(\n".contains(c))
}
