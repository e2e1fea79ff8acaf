//! Where the grammars of jq 1.6 and jaq differ: seen on the tokens, before they are a tree.

use jaq_core::load::lex::{StrPart, Tok, Token};

/// What stands at one level of brackets, between separators.
#[derive(Debug, Default)]
struct Stretch {
    assigns: usize,
    compares: usize,
    defaults: bool,
    multiplies: bool,
}

/// Finds something that the two would read differently.
pub(super) fn find(tokens: &[Token<&str>]) -> Option<&'static str> {
    level(tokens).or_else(|| tokens.iter().find_map(|Token(text, kind)| inside(text, kind)))
}

fn inside(text: &str, kind: &Tok<&str>) -> Option<&'static str> {
    match kind {
        Tok::Block(tokens) if text.starts_with('{') => entries(tokens).or_else(|| find(tokens)),
        Tok::Block(tokens) => find(tokens),
        Tok::Str(parts) => parts.iter().find_map(|part| match part {
            StrPart::Term(Token(text, kind)) => inside(text, kind),
            _ => None,
        }),
        _ => None,
    }
}

fn level(tokens: &[Token<&str>]) -> Option<&'static str> {
    let mut stretch = Stretch::default();
    let mut before: Option<&Token<&str>> = None;
    for (at, token) in tokens.iter().enumerate() {
        let Token(text, kind) = token;
        match *text {
            "|" | "," | ";" | "and" | "or" | "then" | "else" | "elif" | "end" | "as" | "if"
            | "try" | "catch" | "reduce" | "foreach" | "def" | ":" => stretch = Stretch::default(),
            "=" | "|=" | "+=" | "-=" | "*=" | "/=" | "%=" | "//=" => stretch.assigns += 1,
            "==" | "!=" | "<" | "<=" | ">" | ">=" => stretch.compares += 1,
            "//" => {
                stretch.defaults = true;
                stretch.compares = 0;
            }
            "*" | "/" => stretch.multiplies = true,
            "%" if stretch.multiplies => return Some("% beside * or / without brackets"),
            "?//" => return Some("?//"),
            _ => {}
        }
        let follows =
            matches!(tokens.get(at + 1), Some(Token(next, Tok::Block(_))) if next.starts_with('['));
        if *text == "." && follows && before.is_some_and(ends_term) {
            return Some(".[ behind a term, which jq 1.6 does not read");
        }
        if let Some(found) = stretch.objection() {
            return Some(found);
        }
        if matches!(kind, Tok::Word) && text.contains("::") {
            return Some("modules");
        }
        before = Some(token);
    }
    None
}

impl Stretch {
    fn objection(&self) -> Option<&'static str> {
        if self.assigns > 1 || self.compares > 1 {
            return Some("several assignments or comparisons without brackets");
        }
        (self.assigns > 0 && self.defaults).then_some("// beside an assignment without brackets")
    }
}

/// Says whether a term may end with this token.
fn ends_term(token: &Token<&str>) -> bool {
    match token {
        Token(text, Tok::Word) => !matches!(
            *text,
            "and"
                | "or"
                | "then"
                | "else"
                | "elif"
                | "if"
                | "as"
                | "try"
                | "catch"
                | "reduce"
                | "foreach"
                | "def"
        ),
        Token(text, Tok::Sym) => text.len() > 1 && text.starts_with('.') || *text == "?",
        _ => true,
    }
}

/// Looks for operators in the values of an object, which jq 1.6 reads only in brackets.
fn entries(tokens: &[Token<&str>]) -> Option<&'static str> {
    let mut in_value = false;
    for (at, Token(text, _)) in tokens.iter().enumerate() {
        match *text {
            ":" => in_value = true,
            "," => in_value = false,
            "-" if matches!(tokens.get(at.wrapping_sub(1)), Some(Token(":" | "|", _))) => {}
            "+" | "-" | "*" | "/" | "%" | "//" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "and"
            | "or" | "=" | "|=" | "+=" | "-=" | "*=" | "/=" | "%=" | "//=" | "as"
                if in_value =>
            {
                return Some(
                    "an operator in an object without brackets, which jq 1.6 does not read",
                );
            }
            _ => {}
        }
    }
    None
}
