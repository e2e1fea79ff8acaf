//! The compound commands, as far as finding their ends goes.

use brush_parser::Token;

use super::Fault;
use super::reader::Reader;

/// Says whether `word` opens a compound command.
pub(super) fn is_opener(word: &str) -> bool {
    matches!(
        word,
        "{" | "if" | "while" | "until" | "for" | "case" | "select" | "function" | "[[" | "coproc"
    )
}

impl Reader<'_> {
    /// Reads the compound command that stands here.
    pub(super) fn compound_command(&mut self) -> Result<(), Fault> {
        let opener = self.peek()?.map(|token| token.to_str().to_owned()).unwrap_or_default();
        match opener.as_str() {
            "(" => self.round_brackets(),
            "{" => {
                self.take()?;
                self.list()?;
                self.expect_word("}")
            }
            "if" => self.if_clause(),
            "while" | "until" => {
                self.take()?;
                self.list()?;
                self.do_group()
            }
            "for" => self.for_clause(),
            "case" => self.case_clause(),
            "function" => self.function_keyword(),
            "[[" => self.condition(),
            other => Err(Fault::Unmodelled(other.to_owned())),
        }
    }

    fn round_brackets(&mut self) -> Result<(), Fault> {
        self.take()?;
        if self.lexer.cursor.peek() == Some('(') && self.arithmetic()? {
            return Ok(());
        }
        // The library would take `( (a) )` for arithmetic.
        self.push_line_end();
        self.list()?;
        self.expect(")")
    }

    /// Reads `(...))` behind the first bracket, if it is an expression.
    fn arithmetic(&mut self) -> Result<bool, Fault> {
        let start = self.lexer.cursor.clone();
        let before = self.tokens.len();
        self.take()?;
        if let Some(tokens) = self.lexer.next_expression()? {
            self.tokens.extend(tokens);
            return Ok(true);
        }
        self.lexer.cursor = start;
        self.tokens.truncate(before);
        Ok(false)
    }

    fn if_clause(&mut self) -> Result<(), Fault> {
        self.take()?;
        self.list()?;
        self.expect_word("then")?;
        self.list()?;
        while self.eat_word("elif")? {
            self.list()?;
            self.expect_word("then")?;
            self.list()?;
        }
        if self.eat_word("else")? {
            self.list()?;
        }
        self.expect_word("fi")
    }

    fn do_group(&mut self) -> Result<(), Fault> {
        self.expect_word("do")?;
        self.list()?;
        self.expect_word("done")
    }

    fn for_clause(&mut self) -> Result<(), Fault> {
        self.take()?;
        if self.peek_is("(")? {
            return self.arithmetic_for();
        }
        match self.peek()? {
            Some(Token::Word(..)) => self.take()?,
            _ => return self.unexpected(),
        }
        let name_at = self.tokens.len();
        self.line_breaks()?;
        if self.eat_word("in")? {
            while let Some(Token::Word(..)) = self.peek()? {
                self.take()?;
            }
            if !self.peek_is(";")? && !self.peek_is("\n")? {
                return self.unexpected();
            }
        } else {
            if self.peek_is(";")? {
                self.skip();
            }
            self.loop_over_arguments(name_at);
        }
        self.eat(";")?;
        self.line_breaks()?;
        if matches!(self.peek()?, Some(Token::Word(text, _)) if text == "{") {
            return Err(Fault::Unmodelled("for ... { ...; }".to_owned()));
        }
        self.do_group()
    }

    /// Writes `in "$@"` behind the name: the library does not tell `for x` from `for x in`.
    fn loop_over_arguments(&mut self, name_at: usize) {
        let Some(span) = self.tokens.last().map(|token| token.location().clone()) else { return };
        self.tokens.truncate(name_at);
        self.tokens.push(Token::Word("in".to_owned(), span.clone()));
        self.tokens.push(Token::Word("\"$@\"".to_owned(), span.clone()));
        self.tokens.push(Token::Operator("\n".to_owned(), span));
    }

    /// Reads `((a; b; c))` and the body; the library wants the parts between `;` tokens.
    fn arithmetic_for(&mut self) -> Result<(), Fault> {
        self.take()?;
        self.expect("(")?;
        let Some(tokens) = self.lexer.next_expression()? else { return self.unexpected() };
        let [Token::Word(text, span), closers @ ..] = tokens.as_slice() else {
            return self.unexpected();
        };
        for (index, part) in text.split(';').enumerate() {
            if index > 0 {
                self.tokens.push(Token::Operator(";".to_owned(), span.clone()));
            }
            if !part.trim().is_empty() {
                self.tokens.push(Token::Word(part.to_owned(), span.clone()));
            }
        }
        self.tokens.extend_from_slice(closers);
        self.eat(";")?;
        self.line_breaks()?;
        self.do_group()
    }

    fn case_clause(&mut self) -> Result<(), Fault> {
        self.take()?;
        match self.peek()? {
            Some(Token::Word(..)) => self.take()?,
            _ => return self.unexpected(),
        }
        self.line_breaks()?;
        self.expect_word("in")?;
        self.line_breaks()?;
        while !self.eat_word("esac")? {
            self.case_item()?;
        }
        if self.peek_is(")")? {
            // The library would take `esac )` for one more pattern.
            self.push_line_end();
        }
        Ok(())
    }

    fn case_item(&mut self) -> Result<(), Fault> {
        self.eat("(")?;
        loop {
            match self.peek()? {
                Some(Token::Word(..)) => self.take()?,
                _ => return self.unexpected(),
            }
            if !self.eat("|")? {
                break;
            }
        }
        self.expect(")")?;
        self.line_breaks()?;
        if !self.at_closer()? {
            self.list()?;
        }
        for end in [";;", ";&", ";;&"] {
            if self.eat(end)? {
                return self.line_breaks();
            }
        }
        self.last_case_item()
    }

    /// Closes an item that `esac` follows: without `;;` the library reads it twice.
    fn last_case_item(&mut self) -> Result<(), Fault> {
        match self.peek()? {
            Some(Token::Word(text, span)) if text == "esac" => {
                let closer = Token::Operator(";;".to_owned(), span.clone());
                self.tokens.push(closer);
                Ok(())
            }
            _ => self.unexpected(),
        }
    }

    fn function_keyword(&mut self) -> Result<(), Fault> {
        self.take()?;
        match self.peek()? {
            Some(Token::Word(..)) => self.take()?,
            _ => return self.unexpected(),
        }
        if self.eat("(")? {
            self.expect(")")?;
        }
        self.line_breaks()?;
        self.function_body()
    }
}
