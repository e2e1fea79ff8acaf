//! One complete command at a time, and the token that bash would not accept.
//!
//! Bash runs a command before it reads the next line, so what stands before a syntax error has
//! run. This reader finds where a complete command ends; the tree of it is made by `tree`.

use brush_parser::Token;

use super::cursor::Cursor;
use super::token::Lexer;
use super::{Fault, here};

/// Words that end a list of commands or continue a compound one.
const CLOSERS: &[&str] = &["then", "do", "done", "fi", "esac", "elif", "else", "}"];

/// Operators that redirect.
const REDIRECTIONS: &[&str] =
    &["<", ">", ">>", "<<", "<<-", "<<<", "<&", ">&", "<>", ">|", "&>", "&>>"];

/// Commands whose arguments may be assignments of arrays.
const DECLARING: &[&str] = &["declare", "typeset", "local", "export", "readonly", "eval"];

/// Reads the complete commands of a text.
#[derive(Debug)]
pub(in crate::shell) struct Reader<'t> {
    text: &'t str,
    first_line: usize,
    pub(super) lexer: Lexer<'t>,
    pub(super) tokens: Vec<Token>,
    ahead: Ahead,
}

/// The token that is next.
#[derive(Debug)]
enum Ahead {
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
            Token::Word(text, _) if CLOSERS.contains(&text.as_str()) => self.unexpected(),
            Token::Word(text, _) if super::clause::is_opener(text) => self.compound(),
            Token::Word(..) => self.simple(),
        }
    }

    fn compound(&mut self) -> Result<(), Fault> {
        self.nested(Self::compound_command)?;
        self.redirections()
    }

    pub(super) fn redirections(&mut self) -> Result<(), Fault> {
        while self.redirection()? {}
        Ok(())
    }

    fn simple(&mut self) -> Result<(), Fault> {
        let mut words = 0;
        let mut in_prefix = true;
        let mut declares = false;
        loop {
            if self.redirection()? {
                continue;
            }
            let behind = self.lexer_peek_after_ahead()?;
            let Some(Token::Word(text, _)) = self.peek()? else { break };
            let assigns = is_assignment(text);
            let opens_array =
                assigns && text.ends_with('=') && (in_prefix || declares) && behind == Some('(');
            declares = declares || (in_prefix && DECLARING.contains(&text.as_str()));
            self.take()?;
            if opens_array {
                self.array()?;
            }
            in_prefix = in_prefix && assigns;
            words += usize::from(!in_prefix);
            if words == 1 && !assigns && self.peek_is("(")? {
                return self.function_body_after_name();
            }
        }
        Ok(())
    }

    /// Reads `( elements )` behind `name=`.
    fn array(&mut self) -> Result<(), Fault> {
        let line = self.lexer.cursor.line();
        self.take()?;
        loop {
            if matches!(self.ahead, Ahead::Unread)
                && let Some(element) = self.lexer.next_element()?
            {
                self.tokens.push(element);
                continue;
            }
            match self.peek()? {
                Some(Token::Word(..)) => self.take()?,
                Some(Token::Operator(text, _)) if text == "\n" => self.take()?,
                Some(Token::Operator(text, _)) if text == ")" => return self.take(),
                Some(_) => return self.unexpected(),
                None => return Err(Fault::Unclosed { closer: ')', line }),
            }
        }
    }

    fn function_body_after_name(&mut self) -> Result<(), Fault> {
        self.take()?;
        self.expect(")")?;
        self.line_breaks()?;
        self.function_body()
    }

    /// Reads the compound command that is a function.
    pub(super) fn function_body(&mut self) -> Result<(), Fault> {
        let opens = match self.peek()? {
            Some(Token::Operator(text, _)) => text == "(",
            Some(Token::Word(text, _)) => super::clause::is_opener(text),
            None => false,
        };
        if opens { self.compound() } else { self.unexpected() }
    }

    /// Reads one redirection or process substitution, if one stands here.
    fn redirection(&mut self) -> Result<bool, Fault> {
        let behind = self.lexer_peek_after_ahead()?;
        match self.peek()? {
            Some(Token::Word(text, _)) => {
                let numbers = text.bytes().all(|byte| byte.is_ascii_digit());
                if !numbers || !matches!(behind, Some('<' | '>')) {
                    return Ok(false);
                }
                self.take()?;
            }
            Some(Token::Operator(text, _)) if REDIRECTIONS.contains(&text.as_str()) => {
                if (text == "<" || text == ">") && behind == Some('(') {
                    self.take()?;
                    self.process_substitution()?;
                    return Ok(true);
                }
            }
            _ => return Ok(false),
        }
        self.redirection_and_target()?;
        Ok(true)
    }

    fn redirection_and_target(&mut self) -> Result<(), Fault> {
        let operator = self.peek()?.map(|token| token.to_str().to_owned()).unwrap_or_default();
        self.take()?;
        if operator == "<<" || operator == "<<-" {
            return self.here_document(operator == "<<-");
        }
        let behind = self.lexer_peek_after_ahead()?;
        match self.peek()? {
            Some(Token::Word(..)) => self.take(),
            Some(Token::Operator(text, _))
                if (text == "<" || text == ">") && behind == Some('(') =>
            {
                self.take()?;
                self.process_substitution()
            }
            _ => self.unexpected(),
        }
    }

    fn process_substitution(&mut self) -> Result<(), Fault> {
        self.nested(|reader| {
            reader.take()?;
            reader.list()?;
            reader.expect(")")
        })
    }

    /// Reads the tag; the library wants tag, body, tag.
    fn here_document(&mut self, strips_tabs: bool) -> Result<(), Fault> {
        let Some(Token::Word(tag, span)) = self.peek()?.cloned() else { return self.unexpected() };
        self.ahead = Ahead::Unread;
        self.tokens.push(Token::Word(tag.clone(), span.clone()));
        self.lexer.expect_here_document(self.tokens.len(), &tag, strips_tabs);
        self.tokens.push(Token::Word(String::new(), span.clone()));
        self.tokens.push(Token::Word(tag, span));
        Ok(())
    }
}

/// The steps over tokens.
impl Reader<'_> {
    pub(super) fn peek(&mut self) -> Result<Option<&Token>, Fault> {
        if matches!(self.ahead, Ahead::Unread) {
            self.ahead = self.lexer.next(&mut self.tokens)?.map_or(Ahead::End, Ahead::Read);
        }
        Ok(match &self.ahead {
            Ahead::Read(token) => Some(token),
            Ahead::Unread | Ahead::End => None,
        })
    }

    pub(super) fn peek_is(&mut self, operator: &str) -> Result<bool, Fault> {
        Ok(matches!(self.peek()?, Some(Token::Operator(text, _)) if text == operator))
    }

    /// Returns the character behind the token that is next.
    fn lexer_peek_after_ahead(&mut self) -> Result<Option<char>, Fault> {
        self.peek()?;
        Ok(self.lexer.cursor.peek())
    }

    /// Takes the next token, whatever it is.
    pub(super) fn take(&mut self) -> Result<(), Fault> {
        self.peek()?;
        if let Ahead::Read(token) = std::mem::replace(&mut self.ahead, Ahead::Unread) {
            self.tokens.push(token);
        }
        Ok(())
    }

    /// Steps over the next token without keeping it.
    pub(super) fn skip(&mut self) {
        self.ahead = Ahead::Unread;
    }

    pub(super) fn eat(&mut self, operator: &str) -> Result<bool, Fault> {
        let found = self.peek_is(operator)?;
        if found {
            self.take()?;
        }
        Ok(found)
    }

    pub(super) fn eat_word(&mut self, word: &str) -> Result<bool, Fault> {
        let found = matches!(self.peek()?, Some(Token::Word(text, _)) if text == word);
        if found {
            self.take()?;
        }
        Ok(found)
    }

    pub(super) fn expect(&mut self, operator: &str) -> Result<(), Fault> {
        if self.eat(operator)? { Ok(()) } else { self.unexpected() }
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Result<(), Fault> {
        if self.eat_word(word)? { Ok(()) } else { self.unexpected() }
    }

    pub(super) fn line_breaks(&mut self) -> Result<(), Fault> {
        while self.eat("\n")? {}
        Ok(())
    }

    /// Reports the next token as one that cannot stand here.
    pub(super) fn unexpected(&mut self) -> Result<(), Fault> {
        let line = self.lexer.cursor.line();
        let Some(token) = self.peek()? else {
            let unended = usize::from(!self.text.ends_with('\n'));
            return Err(Fault::UnexpectedEnd { line: line + unended });
        };
        let line = token.location().start.line;
        let text = if token.to_str() == "\n" { "newline" } else { token.to_str() };
        Err(Fault::Unexpected { token: text.to_owned(), line })
    }

    /// Reads something one level deeper.
    pub(super) fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.lexer.cursor.deepen()?;
        read(self)?;
        self.lexer.cursor.rise();
        Ok(())
    }
}

fn is_assignment(text: &str) -> bool {
    let name = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let starts_well = name > 0 && !text.as_bytes()[0].is_ascii_digit();
    let behind = &text[name..];
    starts_well
        && (behind.starts_with('=')
            || behind.starts_with("+=")
            || (behind.starts_with('[') && behind.contains(['='])))
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
