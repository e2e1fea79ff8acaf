//! The tokens of arithmetic expressions.

/// Operators, longer ones before those they begin with.
const OPERATORS: &[&str] = &[
    "<<=", ">>=", "**", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "++", "--", "+=", "-=",
    "*=", "/=", "%=", "&=", "^=", "|=", "+", "-", "*", "/", "%", "<", ">", "=", "!", "~", "&", "^",
    "|", "?", ":", ",", "(", ")",
];

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Digits and what belongs to them: `10`, `0x1f`, `2#101`.
    Number(String),
    /// A variable, with the source of its subscript.
    Name { name: String, subscript: Option<String> },
    /// An operator.
    Operator(&'static str),
    /// Something that is none of these.
    Odd,
    /// A name with something behind it that is none of these.
    OddBehindName,
    /// The end.
    End,
}

/// Reads tokens from an expression.
#[derive(Debug)]
pub(super) struct Tokens<'e> {
    source: &'e str,
    at: usize,
    /// Where the present token starts; at the end, where the last one did.
    pub(super) start: usize,
    /// The present token.
    pub(super) token: Token,
}

impl<'e> Tokens<'e> {
    pub(super) fn new(source: &'e str) -> Self {
        let mut tokens = Self { source, at: 0, start: 0, token: Token::End };
        tokens.advance();
        tokens
    }

    /// Returns where the text behind the present token starts.
    pub(super) const fn behind(&self) -> usize {
        self.at
    }

    /// Reads the next token.
    pub(super) fn advance(&mut self) {
        let rest = self.source[self.at..].trim_start();
        let start = self.source.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            self.token = Token::End;
            return;
        };
        let behind_name = matches!(self.token, Token::Name { .. });
        self.start = start;
        self.at = start;
        self.token = if first.is_ascii_digit() {
            let wanted = |c: char| c.is_ascii_alphanumeric() || "#@_".contains(c);
            Token::Number(self.take(rest, wanted).to_owned())
        } else if first.is_ascii_alphabetic() || first == '_' {
            self.name(rest)
        } else if let Some(operator) = OPERATORS.iter().find(|op| rest.starts_with(**op)) {
            let operator = if behind_name { *operator } else { single_sign(operator, rest) };
            self.at += operator.len();
            Token::Operator(operator)
        } else {
            Token::Odd
        };
    }

    fn take(&mut self, rest: &'e str, wanted: impl Fn(char) -> bool) -> &'e str {
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn name(&mut self, rest: &'e str) -> Token {
        let name = self.take(rest, |c| c.is_ascii_alphanumeric() || c == '_').to_owned();
        let behind = &self.source[self.at..];
        let subscript = if behind.starts_with('[') { closing(behind) } else { None };
        let subscript = subscript.map(|end| {
            self.at += end + 1;
            behind[1..end].to_owned()
        });
        // Bash looks at what follows a name before it takes the name, be it more names.
        let next = self.source[self.at..].trim_start_matches(|c: char| {
            c.is_ascii_alphanumeric() || c == '_' || c.is_ascii_whitespace()
        });
        if next.is_empty() || starts_token(next) {
            return Token::Name { name, subscript };
        }
        self.start = self.source.len() - next.len();
        Token::OddBehindName
    }
}

/// Takes `--` for two signs where no name is counted up or down: `1--1`.
fn single_sign(operator: &'static str, rest: &str) -> &'static str {
    let counts = rest[operator.len()..].trim_start().starts_with(is_name_start);
    match operator {
        "++" if !counts => "+",
        "--" if !counts => "-",
        _ => operator,
    }
}

fn is_name_start(letter: char) -> bool {
    letter.is_ascii_alphabetic() || letter == '_'
}

fn starts_token(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        || OPERATORS.iter().any(|operator| text.starts_with(operator))
}

/// Returns the place of the `]` that closes the bracket at the start.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, next) in text.char_indices() {
        match next {
            '[' => open += 1,
            ']' if open == 1 => return Some(at),
            ']' => open -= 1,
            _ => {}
        }
    }
    None
}
