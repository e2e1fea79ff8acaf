//! The syntax tree of one complete command.

use brush_parser::{ParserOptions, Token, ast};

use super::Fault;

/// Makes the tree of a command that the reader has accepted.
pub(in crate::shell) fn parse(tokens: &[Token]) -> Result<ast::Program, Fault> {
    let line = tokens.first().map_or(0, |token| token.location().start.line);
    brush_parser::parse_tokens(tokens, &ParserOptions::default())
        .map_err(|_| Fault::Unmodelled(format!("the syntax of the command at line {line}")))
}
