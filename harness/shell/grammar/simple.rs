//! Simple commands and redirections, as far as finding their ends goes.

use brush_parser::Token;

use super::Fault;
use super::reader::{Ahead, Reader};

/// Operators that redirect.
pub(super) const REDIRECTIONS: &[&str] =
    &["<", ">", ">>", "<<", "<<-", "<<<", "<&", ">&", "<>", ">|", "&>", "&>>"];

/// Commands whose arguments may be assignments of arrays.
const DECLARING: &[&str] = &["declare", "typeset", "local", "export", "readonly", "eval"];

impl Reader<'_> {
    /// Reads all redirections that stand here.
    pub(super) fn redirections(&mut self) -> Result<(), Fault> {
        while self.redirection()? {}
        Ok(())
    }

    /// Reads a simple command, or a function that starts as one.
    pub(super) fn simple(&mut self) -> Result<(), Fault> {
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

fn is_assignment(text: &str) -> bool {
    let name = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let starts_well = name > 0 && !text.as_bytes()[0].is_ascii_digit();
    let behind = &text[name..];
    starts_well
        && (behind.starts_with('=')
            || behind.starts_with("+=")
            || (behind.starts_with('[') && behind.contains(['='])))
}
