//! One complete command at a time, and the token that bash would not accept.
//!
//! Bash runs a command before it reads the next line, so what stands before a syntax error has
//! run. This reader finds where a complete command ends; the tree of it is made by `tree`.

use brush_parser::Token;

use super::cursor::Cursor;
use super::simple::REDIRECTIONS;
use super::token::Lexer;
use super::{Fault, here};

/// Words that end a list of commands or continue a compound one.
const CLOSERS: &[&str] = &["then", "do", "done", "fi", "esac", "elif", "else", "}"];

/// Reads the complete commands of a text.
#[derive(Debug)]
pub(in crate::shell) struct Reader<'t> {
    pub(super) text: &'t str,
    first_line: usize,
    pub(super) lexer: Lexer<'t>,
    pub(super) tokens: Vec<Token>,
    pub(super) ahead: Ahead,
}

/// The token that is next.
#[derive(Debug)]
pub(super) enum Ahead {
    /// It was not read yet.
    Unread,
    /// It was read and not taken yet.
    Read(Token),
    /// There is none.
    End,
}

/// One complete command.
#[derive(Debug)]
pub(in crate::shell) struct Complete {
    /// Its tokens, without the line end.
    pub tokens: Vec<Token>,
    /// Here-documents that the end of the text ended.
    pub unended: Vec<here::Unended>,
}

impl<'t> Reader<'t> {
    /// Starts at the beginning of `text`, whose first line is `line`.
    pub(in crate::shell) fn new(text: &'t str, line: usize) -> Self {
        let lexer = Lexer::new(Cursor::new(text, line), false);
        Self { text, first_line: line, lexer, tokens: Vec::new(), ahead: Ahead::Unread }
    }

    /// Says whether `shopt -s extglob` is on for what comes.
    pub(in crate::shell) fn set_extended_patterns(&mut self, extended: bool) {
        self.lexer.extended = extended;
    }

    /// Returns line `number` of the text, for messages.
    pub(in crate::shell) fn source_line(&self, number: usize) -> &'t str {
        self.text.lines().nth(number.saturating_sub(self.first_line)).unwrap_or_default()
    }

    /// Goes on behind the line in which a token could not stand.
    pub(in crate::shell) fn give_up_line(&mut self) {
        let ended = matches!(&self.ahead, Ahead::Read(token) if token.to_str() == "\n");
        self.tokens.clear();
        self.ahead = Ahead::Unread;
        self.lexer.give_up_line(ended);
    }

    /// Reads the next complete command; none at the end.
    pub(in crate::shell) fn next_command(&mut self) -> Result<Option<Complete>, Fault> {
        self.tokens.clear();
        while self.peek_is("\n")? {
            self.ahead = Ahead::Unread;
        }
        if self.peek()?.is_none() {
            return Ok(None);
        }
        self.commands_of_a_line()?;
        self.lexer.read_here_documents(&mut self.tokens);
        self.ahead = Ahead::Unread;
        let tokens = std::mem::take(&mut self.tokens);
        Ok(Some(Complete { tokens, unended: std::mem::take(&mut self.lexer.warnings) }))
    }

    fn commands_of_a_line(&mut self) -> Result<(), Fault> {
        loop {
            self.and_or()?;
            let separated = self.eat(";")? || self.eat("&")?;
            if self.peek()?.is_none() || self.peek_is("\n")? {
                return Ok(());
            }
            if !separated {
                return self.unexpected();
            }
        }
    }

    /// Reads commands up to a word or operator that ends them, at least one.
    pub(super) fn list(&mut self) -> Result<(), Fault> {
        self.line_breaks()?;
        loop {
            self.and_or()?;
            let separated = self.eat(";")? || self.eat("&")? || self.peek_is("\n")?;
            self.line_breaks()?;
            if !separated || self.at_closer()? {
                return Ok(());
            }
        }
    }

    pub(super) fn at_closer(&mut self) -> Result<bool, Fault> {
        Ok(match self.peek()? {
            None => true,
            Some(Token::Operator(text, _)) => [")", ";;", ";&", ";;&"].contains(&text.as_str()),
            Some(Token::Word(text, _)) => CLOSERS.contains(&text.as_str()),
        })
    }

    fn and_or(&mut self) -> Result<(), Fault> {
        self.pipeline()?;
        while self.eat("&&")? || self.eat("||")? {
            self.line_breaks()?;
            self.pipeline()?;
        }
        Ok(())
    }

    fn pipeline(&mut self) -> Result<(), Fault> {
        if self.eat_word("time")? {
            self.eat_word("-p")?;
        }
        let mut negated = false;
        while self.eat_word("!")? {
            negated = true;
        }
        let ends = self.peek()?.is_none() || self.peek_is("\n")? || self.peek_is(";")?;
        if negated && ends {
            return Ok(());
        }
        self.command()?;
        while self.eat("|")? || self.eat("|&")? {
            self.line_breaks()?;
            self.command()?;
        }
        Ok(())
    }

    fn command(&mut self) -> Result<(), Fault> {
        let Some(token) = self.peek()? else { return self.unexpected() };
        match token {
            Token::Operator(text, _) if text == "(" => self.compound(),
            Token::Operator(text, _) if REDIRECTIONS.contains(&text.as_str()) => self.simple(),
            Token::Operator(..) => self.unexpected(),
            Token::Word(text, _) if text == "!" || CLOSERS.contains(&text.as_str()) => {
                self.unexpected()
            }
            Token::Word(text, _) if super::clause::is_opener(text) => self.compound(),
            Token::Word(..) => self.simple(),
        }
    }

    pub(super) fn compound(&mut self) -> Result<(), Fault> {
        self.nested(Self::compound_command)?;
        self.redirections()
    }
}

/// Steps over the commands of `$(`, which is behind the cursor, and their `)`.
pub(super) fn step_over_substitution(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    let text = cursor.rest();
    let lexer = Lexer::new(cursor.clone(), false);
    let mut reader =
        Reader { text, first_line: cursor.line(), lexer, tokens: Vec::new(), ahead: Ahead::Unread };
    let inside = reader.substitution();
    *cursor = reader.lexer.cursor.clone();
    inside
}

impl Reader<'_> {
    fn substitution(&mut self) -> Result<(), Fault> {
        self.line_breaks()?;
        if !self.peek_is(")")? {
            self.list()?;
        }
        let end = if self.peek()?.is_none() { self.unexpected().err() } else { None };
        if let Some(Fault::UnexpectedEnd { line }) = end {
            return Err(Fault::Unclosed { closer: ')', line });
        }
        self.expect(")")
    }
}
