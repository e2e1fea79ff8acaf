//! The steps of the reader over tokens.

use brush_parser::Token;

use super::Fault;
use super::reader::{Ahead, Reader};

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
    pub(super) fn lexer_peek_after_ahead(&mut self) -> Result<Option<char>, Fault> {
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

    /// Adds a line end that was not written, where one changes nothing.
    pub(super) fn push_line_end(&mut self) {
        if let Some(span) = self.tokens.last().map(|token| token.location().clone()) {
            self.tokens.push(Token::Operator("\n".to_owned(), span));
        }
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
