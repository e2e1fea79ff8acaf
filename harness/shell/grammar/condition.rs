//! `[[ ... ]]`, as far as finding its end goes.

use brush_parser::Token;

use super::Fault;
use super::reader::Reader;

impl Reader<'_> {
    /// Reads `[[ ... ]]`.
    pub(super) fn condition(&mut self) -> Result<(), Fault> {
        self.take()?;
        if matches!(self.peek()?, Some(Token::Word(text, _)) if text == "]]") {
            return self.odd("");
        }
        self.condition_or()?;
        self.line_breaks()?;
        if self.eat_word("]]")? { Ok(()) } else { self.unexpected() }
    }

    fn condition_or(&mut self) -> Result<(), Fault> {
        loop {
            self.line_breaks()?;
            self.condition_term()?;
            if !self.eat("&&")? && !self.eat("||")? {
                return Ok(());
            }
        }
    }

    fn condition_term(&mut self) -> Result<(), Fault> {
        while self.eat_word("!")? {}
        if self.eat("(")? {
            self.nested(Self::condition_or)?;
            return self.expect(")");
        }
        let Some(Token::Word(first, _)) = self.peek()?.cloned() else { return self.unexpected() };
        if first == "]]" {
            return self.unexpected();
        }
        self.take()?;
        if is_unary(&first) {
            return self.operand_of_one();
        }
        self.operator_and_operand()
    }

    fn operand_of_one(&mut self) -> Result<(), Fault> {
        match self.peek()? {
            Some(Token::Word(text, _)) if text != "]]" => {
                self.take()?;
                self.line_breaks()
            }
            None => self.unexpected(),
            Some(token) => {
                let shown = token.to_str().replace('\n', "newline");
                self.odd(&format!("unexpected argument `{shown}' to conditional unary operator"))
            }
        }
    }

    fn operator_and_operand(&mut self) -> Result<(), Fault> {
        let operator = match self.peek()? {
            Some(Token::Word(text, _)) if is_binary(text) => text.clone(),
            Some(Token::Operator(text, _)) if text == "<" || text == ">" => text.clone(),
            Some(Token::Word(text, _)) if text == "]]" => return Ok(()),
            Some(Token::Word(..)) => return self.odd("conditional binary operator expected"),
            Some(Token::Operator(text, _)) if ["&&", "||", ")"].contains(&text.as_str()) => {
                return Ok(());
            }
            Some(token) => {
                let shown = token.to_str().replace('\n', "newline");
                return self.odd(&format!(
                    "unexpected token `{shown}', conditional binary operator expected"
                ));
            }
            None => return self.unexpected(),
        };
        self.take()?;
        match self.lexer.next_operand(operator == "=~")? {
            Some(operand) if operand.to_str() != "]]" => {
                self.tokens.push(operand);
                self.line_breaks()
            }
            Some(_) => self.odd("unexpected argument `]]' to conditional binary operator"),
            None => self.no_operand(),
        }
    }

    fn no_operand(&mut self) -> Result<(), Fault> {
        let Some(token) = self.peek()? else { return self.unexpected() };
        let shown = token.to_str().replace('\n', "newline");
        self.odd(&format!("unexpected argument `{shown}' to conditional binary operator"))
    }

    fn odd(&mut self, message: &str) -> Result<(), Fault> {
        let line = self.peek()?.map_or(1, |token| token.location().start.line);
        Err(Fault::OddCondition { message: message.to_owned(), line })
    }
}

fn is_unary(word: &str) -> bool {
    word.len() == 2 && word.starts_with('-') && "abcdefghknoprstuvwxzGLNORS".contains(&word[1..])
}

fn is_binary(word: &str) -> bool {
    matches!(
        word,
        "=" | "=="
            | "!="
            | "=~"
            | "-eq"
            | "-ne"
            | "-lt"
            | "-le"
            | "-gt"
            | "-ge"
            | "-ef"
            | "-nt"
            | "-ot"
    )
}
