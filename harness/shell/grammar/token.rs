//! The text into tokens, in the library's own token type.

use std::sync::Arc;

use brush_parser::{SourcePosition, SourceSpan, Token};

use super::cursor::Cursor;
use super::word::{Quoting, TildeAt, pieces};
use super::{Fault, here};

/// Operators, longer ones before those they begin with.
const OPERATORS: &[&str] = &[
    ";;&", "<<<", "<<-", "&>>", ";;", ";&", "&&", "||", "|&", "<<", ">>", "<&", ">&", "<>", ">|",
    "&>", "&", "(", ")", ";", "\n", "|", "<", ">",
];

/// The most brackets and dollars in the subscript of an assignment: the library takes
/// exponential time over them.
const SUBSCRIPT_SIGNS_MAX: usize = 12;

/// Reads tokens from a text, one after the other.
#[derive(Debug)]
pub(super) struct Lexer<'t> {
    pub(super) cursor: Cursor<'t>,
    /// Whether `shopt -s extglob` is on.
    pub(super) extended: bool,
    waiting: Vec<here::Waiting>,
    pub(super) warnings: Vec<here::Unended>,
}

impl<'t> Lexer<'t> {
    pub(super) const fn new(cursor: Cursor<'t>, extended: bool) -> Self {
        Self { cursor, extended, waiting: Vec::new(), warnings: Vec::new() }
    }

    /// Reads the next token; none at the end of the text. Behind a line end come the bodies of
    /// the here-documents that were announced, which are put into `read`.
    pub(super) fn next(&mut self, read: &mut [Token]) -> Result<Option<Token>, Fault> {
        self.step_over_blanks();
        let start = Mark::of(&self.cursor);
        let Some(first) = self.cursor.peek() else { return Ok(None) };
        if let Some(operator) = OPERATORS.iter().find(|op| self.cursor.starts_with(op)) {
            self.cursor.eat(operator);
            if first == '\n' {
                self.read_here_documents(read);
            }
            return Ok(Some(Token::Operator(
                (*operator).to_owned(),
                start.to(&start.after(operator)),
            )));
        }
        let text = self.word(ends_word)?;
        let end = Mark::of(&self.cursor);
        self.refuse_odd_words(&text)?;
        Ok(Some(Token::Word(text, start.to(&end))))
    }

    /// Reads the word at the cursor, which ends as `ends` says, without its joined lines.
    fn word(&mut self, ends: fn(&Cursor<'_>) -> bool) -> Result<String, Fault> {
        let start = self.cursor.at();
        loop {
            pieces(&mut self.cursor, Quoting::Bare, TildeAt::Nowhere, ends)?;
            let opens_pattern = self.cursor.peek() == Some('(')
                && self.cursor.since(start).ends_with(['?', '*', '+', '@', '!']);
            if !opens_pattern || !self.extended {
                break;
            }
            self.cursor.bump();
            pieces(&mut self.cursor, Quoting::Bare, TildeAt::Nowhere, |c| c.peek() == Some(')'))?;
            self.cursor.bump();
        }
        Ok(self.cursor.since(start).to_owned())
    }

    /// Reads a word of `[[ ... ]]` in which round brackets may stand: a regular expression or an
    /// extended pattern.
    pub(super) fn next_operand(&mut self, is_regex: bool) -> Result<Option<Token>, Fault> {
        self.step_over_blanks();
        let start = Mark::of(&self.cursor);
        if self.cursor.peek().is_none_or(|next| "\n;&|<>)".contains(next)) {
            return Ok(None);
        }
        let text = if is_regex {
            self.regex()?
        } else {
            let before = std::mem::replace(&mut self.extended, true);
            let word = self.word(ends_word);
            self.extended = before;
            word?
        };
        Ok(Some(Token::Word(text, start.to(&Mark::of(&self.cursor)))))
    }

    fn regex(&mut self) -> Result<String, Fault> {
        let start = self.cursor.at();
        let mut open = 0_usize;
        loop {
            pieces(&mut self.cursor, Quoting::Bare, TildeAt::Nowhere, |c| {
                c.peek().is_some_and(|next| " \t\n()".contains(next))
            })?;
            match self.cursor.peek() {
                Some('(') => open += 1,
                Some(')') if open > 0 => open -= 1,
                Some(' ' | '\t') if open > 0 => {}
                _ => return Ok(self.cursor.since(start).to_owned()),
            }
            self.cursor.bump();
        }
    }

    /// Reads an element of an array: `[SUBSCRIPT]=` at its start may hold blanks.
    pub(super) fn next_element(&mut self) -> Result<Option<Token>, Fault> {
        self.step_over_blanks();
        if self.cursor.peek() != Some('[') {
            return Ok(None);
        }
        let start = Mark::of(&self.cursor);
        let before = self.cursor.clone();
        pieces(&mut self.cursor, Quoting::Bare, TildeAt::Nowhere, |c| {
            c.peek().is_some_and(|next| "]\n".contains(next))
        })?;
        if !self.cursor.starts_with("]=") {
            self.cursor = before;
            return Ok(None);
        }
        pieces(&mut self.cursor, Quoting::Bare, TildeAt::Nowhere, ends_word)?;
        let text = self.cursor.since(start.index).to_owned();
        Ok(Some(Token::Word(text, start.to(&Mark::of(&self.cursor)))))
    }

    /// Reads the expression of `((...))`, both brackets being behind the cursor, into one token;
    /// none where no `))` closes it.
    pub(super) fn next_expression(&mut self) -> Result<Option<Vec<Token>>, Fault> {
        let start = Mark::of(&self.cursor);
        let Some(text) = self.cursor.take_arithmetic()? else { return Ok(None) };
        let end = Mark::of(&self.cursor);
        let close = |at: &Mark| Token::Operator(")".to_owned(), at.to(at));
        let expression = Token::Word(text.to_owned(), start.to(&end));
        Ok(Some(vec![expression, close(&end), close(&end)]))
    }

    /// Forgets the line that was begun; its end is behind the cursor already if it is `ended`.
    pub(super) fn give_up_line(&mut self, ended: bool) {
        self.waiting.clear();
        self.cursor.surface();
        if !ended {
            self.cursor.take_while(|c| c != '\n');
        }
    }

    /// Remembers that a here-document was announced; its body belongs at `slot` of the tokens.
    pub(super) fn expect_here_document(&mut self, slot: usize, tag: &str, strips_tabs: bool) {
        self.waiting.push(here::Waiting::new(slot, tag, strips_tabs, self.cursor.line()));
    }

    /// Reads the bodies that are waited for, at a line end or at the end of the text.
    pub(super) fn read_here_documents(&mut self, read: &mut [Token]) {
        for waiting in std::mem::take(&mut self.waiting) {
            let (body, unended) = waiting.read(&mut self.cursor);
            self.warnings.extend(unended);
            if let Some(Token::Word(text, _)) = read.get_mut(waiting.slot()) {
                *text = body;
            }
        }
    }

    fn step_over_blanks(&mut self) {
        loop {
            self.cursor.take_while(|c| c == ' ' || c == '\t');
            if !self.cursor.eat("\\\n") {
                break;
            }
        }
        if self.cursor.peek() == Some('#') {
            self.cursor.take_while(|c| c != '\n');
        }
    }

    fn refuse_odd_words(&self, text: &str) -> Result<(), Fault> {
        let redirects = self.cursor.peek().is_some_and(|next| next == '<' || next == '>');
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        if redirects && is_number && text.len() > 4 {
            return Err(Fault::Unmodelled(format!("file descriptor {text}")));
        }
        if redirects && text.starts_with('{') && text.ends_with('}') && text.len() > 2 {
            return Err(Fault::Unmodelled(format!("{text}> with a variable for its descriptor")));
        }
        let subscript = text.find('[').filter(|at| {
            text[..*at].bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        });
        let signs = subscript.map_or(0, |at| text[at..].matches(['[', '(', '$', '`']).count());
        if signs > SUBSCRIPT_SIGNS_MAX {
            return Err(Fault::Unmodelled("a subscript with many brackets".to_owned()));
        }
        Ok(())
    }
}

/// Says whether an unquoted word ends at the cursor.
fn ends_word(cursor: &Cursor<'_>) -> bool {
    cursor.peek().is_some_and(|next| " \t\n;&|<>()".contains(next))
}

/// Where a token starts or ends.
struct Mark {
    index: usize,
    line: usize,
}

impl Mark {
    const fn of(cursor: &Cursor<'_>) -> Self {
        Self { index: cursor.at(), line: cursor.line() }
    }

    fn after(&self, text: &str) -> Self {
        Self { index: self.index + text.len(), line: self.line }
    }

    fn to(&self, end: &Self) -> SourceSpan {
        SourceSpan { start: self.position(), end: end.position() }
    }

    fn position(&self) -> Arc<SourcePosition> {
        Arc::new(SourcePosition { index: self.index, line: self.line, column: 1 })
    }
}
