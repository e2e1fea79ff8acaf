//! Reads the text of a pattern, basic or extended, as GNU grep and sed do.

use super::bracket;
use super::node::{Node, Place};
use super::set::ByteSet;
use super::wanted::{Dialect, Lines, Trouble, Wanted};

/// A pattern that was read.
#[derive(Debug)]
pub(super) struct Parsed {
    /// What it is.
    pub(super) node: Node,
    /// How many groups it has.
    pub(super) groups: usize,
    /// What grep warns of.
    pub(super) warnings: Vec<String>,
}

/// The deepest nesting of groups.
const DEPTH_MAX: usize = 100;
/// The most times one piece may repeat, as in glibc.
const REPEAT_MAX: u32 = 32_767;

/// Reads `pattern`; the error is the C library's message.
pub(super) fn parse(pattern: &[u8], wanted: Wanted) -> Result<Parsed, Trouble> {
    let mut reader = Reader {
        text: pattern,
        at: 0,
        dialect: wanted.dialect,
        wanted,
        groups: 0,
        closed: Vec::new(),
        depth: 0,
        warnings: Vec::new(),
    };
    let node = reader.alternatives()?;
    if reader.at < pattern.len() {
        return Err("Unmatched ) or \\)".into());
    }
    Ok(Parsed { node, groups: reader.groups, warnings: reader.warnings })
}

struct Reader<'p> {
    text: &'p [u8],
    at: usize,
    dialect: Dialect,
    wanted: Wanted,
    groups: usize,
    closed: Vec<usize>,
    depth: usize,
    warnings: Vec<String>,
}

/// One token at the present place, with its length in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    End,
    Open,
    Close,
    Bar,
    Star,
    Plus,
    Question,
    Brace,
    Other,
}

impl Reader<'_> {
    fn alternatives(&mut self) -> Result<Node, Trouble> {
        let mut branches = vec![self.branch()?];
        while self.token() == Token::Bar {
            self.skip(Token::Bar);
            branches.push(self.branch()?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Either(branches) })
    }

    fn branch(&mut self) -> Result<Node, Trouble> {
        let mut nodes = Vec::new();
        let start = self.at;
        loop {
            let leads = self.at == start || nodes.as_slice() == [Node::Place(self.line_start())];
            match self.token() {
                Token::End | Token::Bar => break,
                Token::Close if self.depth > 0 || !self.closes_plainly() => break,
                Token::Star | Token::Plus | Token::Question | Token::Brace if leads => {
                    self.leading_operator(&mut nodes)?;
                }
                Token::Star | Token::Plus | Token::Question | Token::Brace => {
                    self.repeat_last(&mut nodes)?;
                }
                _ => nodes.push(self.piece(self.at == start)?),
            }
        }
        Ok(Node::sequence(nodes))
    }

    /// A `)` that closes nothing is an ordinary byte to `grep -E` and an error to all others.
    fn closes_plainly(&self) -> bool {
        self.dialect == Dialect::GrepExtended
    }

    /// Reads an operator where nothing stands before it to repeat.
    fn leading_operator(&mut self, nodes: &mut Vec<Node>) -> Result<(), Trouble> {
        let token = self.token();
        match self.dialect {
            Dialect::GrepBasic | Dialect::SedBasic => {
                if token == Token::Brace && !self.dialect.is_grep() {
                    return Err("Invalid preceding regular expression".into());
                }
                let last = self.at + self.length(token) - 1;
                nodes.push(self.one(self.text[last]));
                self.skip(token);
                Ok(())
            }
            Dialect::GrepExtended => self.ignored_operator(token, nodes),
            Dialect::SedExtended | Dialect::Awk => {
                Err("Invalid preceding regular expression".into())
            }
        }
    }

    /// `grep -E` passes such an operator over, but its two matchers do not agree on a brace, nor
    /// behind `^`.
    fn ignored_operator(&mut self, token: Token, nodes: &[Node]) -> Result<(), Trouble> {
        if token == Token::Brace || !nodes.is_empty() {
            return Err(Trouble::TooHard);
        }
        let shown = char::from(self.text[self.at]);
        self.warnings.push(format!("{shown} at start of expression"));
        self.skip(token);
        Ok(())
    }

    fn repeat_last(&mut self, nodes: &mut Vec<Node>) -> Result<(), Trouble> {
        let token = self.token();
        let (least, most) = match token {
            Token::Star => (0, None),
            Token::Plus => (1, None),
            Token::Question => (0, Some(1)),
            _ => {
                let Some(bounds) = self.interval()? else {
                    nodes.push(self.literal());
                    return Ok(());
                };
                bounds
            }
        };
        let node = Box::new(nodes.pop().unwrap_or(Node::Empty));
        if token != Token::Brace {
            self.skip(token);
        } else if node.asks_for_words() {
            // The C library copies the node and gets the copies' edges wrong.
            return Err(Trouble::TooHard);
        }
        nodes.push(Node::Repeat { node, least, most });
        Ok(())
    }

    /// Reads `{n}`, `{n,}`, `{,m}` or `{n,m}`; none where grep takes the brace for a plain byte.
    fn interval(&mut self) -> Result<Option<(u32, Option<u32>)>, Trouble> {
        let rest = &self.text[self.at + self.length(Token::Brace)..];
        let close: &[u8] = if self.dialect.is_extended() { b"}" } else { b"\\}" };
        let end = rest.windows(close.len()).position(|window| window == close);
        let Some(end) = end else {
            return self.no_interval("Unmatched \\{");
        };
        let inside = &rest[..end];
        let Some((low, high)) = bounds_of(inside) else {
            return self.no_interval("Invalid content of \\{\\}");
        };
        if inside.is_empty() || high.is_some_and(|high| high < low) {
            return Err("Invalid content of \\{\\}".into());
        }
        if low.max(high.unwrap_or(0)) > REPEAT_MAX {
            return Err("Regular expression too big".into());
        }
        self.at += self.length(Token::Brace) + end + close.len();
        Ok(Some((low, high)))
    }

    fn no_interval<T>(&self, message: &'static str) -> Result<Option<T>, Trouble> {
        if self.dialect == Dialect::GrepExtended { Ok(None) } else { Err(message.into()) }
    }

    fn piece(&mut self, first: bool) -> Result<Node, Trouble> {
        match (self.text[self.at], self.token()) {
            (_, Token::Open) => self.group(),
            (b'[', _) => {
                let (set, length) = bracket::parse(&self.text[self.at..], self.wanted)?;
                let negated = self.text.get(self.at + 1) == Some(&b'^');
                self.at += length;
                Ok(Node::Set(if negated { self.within_line(set) } else { set }))
            }
            (b'.', _) => {
                self.at += 1;
                Ok(Node::Set(self.within_line(ByteSet::ALL)))
            }
            (b'^', _) if first || self.dialect.is_extended() => {
                self.at += 1;
                Ok(Node::Place(self.line_start()))
            }
            (b'$', _) if self.dialect.is_extended() || self.ends_branch(self.at + 1) => {
                self.at += 1;
                Ok(Node::Place(match self.wanted.lines {
                    Lines::One => Place::TextEnd,
                    Lines::Many => Place::LineEnd,
                }))
            }
            (b'\\', _) => self.escape(),
            _ => Ok(self.literal()),
        }
    }

    fn line_start(&self) -> Place {
        match self.wanted.lines {
            Lines::One => Place::TextStart,
            Lines::Many => Place::LineStart,
        }
    }

    fn within_line(&self, set: ByteSet) -> ByteSet {
        match self.wanted.lines {
            Lines::One => set,
            Lines::Many => set.without(b'\n'),
        }
    }

    fn one(&self, byte: u8) -> Node {
        Node::Set(ByteSet::of(byte).in_case(self.wanted.case))
    }

    fn literal(&mut self) -> Node {
        let byte = self.text[self.at];
        self.at += 1;
        self.one(byte)
    }

    fn group(&mut self) -> Result<Node, Trouble> {
        self.skip(Token::Open);
        self.groups += 1;
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("Regular expression too big".into());
        }
        let number = self.groups;
        let inner = self.alternatives()?;
        if self.token() != Token::Close {
            return Err("Unmatched ( or \\(".into());
        }
        self.skip(Token::Close);
        self.depth -= 1;
        self.closed.push(number);
        Ok(Node::Group(number, Box::new(inner)))
    }

    fn escape(&mut self) -> Result<Node, Trouble> {
        let Some(byte) = self.text.get(self.at + 1).copied() else {
            return Err("Trailing backslash".into());
        };
        self.at += 2;
        Ok(match byte {
            b'w' => Node::Set(ByteSet::word()),
            b'W' => Node::Set(ByteSet::word().complement()),
            b's' => Node::Set(ByteSet::where_byte(bracket::is_space)),
            b'S' => Node::Set(ByteSet::where_byte(bracket::is_space).complement()),
            b'b' => Node::Place(Place::WordEdge),
            b'B' => Node::Place(Place::NoWordEdge),
            b'<' => Node::Place(Place::WordStart),
            b'>' => Node::Place(Place::WordEnd),
            b'`' => Node::Place(Place::TextStart),
            b'\'' => Node::Place(Place::TextEnd),
            b'1'..=b'9' if self.dialect != Dialect::Awk => {
                let number = usize::from(byte - b'0');
                if !self.closed.contains(&number) {
                    return Err("Invalid back reference".into());
                }
                Node::Back(number)
            }
            other => self.one(other),
        })
    }

    /// Says whether a basic pattern's `$` at the byte before `at` stands at the end of its branch.
    fn ends_branch(&self, at: usize) -> bool {
        let rest = &self.text[at..];
        rest.is_empty() || rest.starts_with(b"\\)") || rest.starts_with(b"\\|")
    }

    fn token(&self) -> Token {
        let rest = &self.text[self.at..];
        let operator = match (rest, self.dialect.is_extended()) {
            ([], _) => return Token::End,
            ([b'*', ..], _) => return Token::Star,
            ([byte, ..], true) | ([b'\\', byte, ..], false) => *byte,
            _ => return Token::Other,
        };
        match operator {
            b'(' => Token::Open,
            b')' => Token::Close,
            b'|' => Token::Bar,
            b'+' => Token::Plus,
            b'?' => Token::Question,
            b'{' if self.dialect != Dialect::Awk => Token::Brace,
            _ => Token::Other,
        }
    }

    fn length(&self, token: Token) -> usize {
        if token == Token::Star || self.dialect.is_extended() { 1 } else { 2 }
    }

    fn skip(&mut self, token: Token) {
        self.at += self.length(token);
    }
}

/// Reads the two numbers of an interval; none where something else stands there.
fn bounds_of(inside: &[u8]) -> Option<(u32, Option<u32>)> {
    let text = std::str::from_utf8(inside).ok()?;
    match text.split_once(',') {
        None if text.is_empty() => Some((0, Some(0))),
        None => number(text).map(|times| (times, Some(times))),
        Some((low, "")) => Some((number_or_zero(low)?, None)),
        Some((low, high)) => Some((number_or_zero(low)?, Some(number(high)?))),
    }
}

fn number_or_zero(digits: &str) -> Option<u32> {
    if digits.is_empty() { Some(0) } else { number(digits) }
}

/// Reads digits; what is too large for any machine is one more than is allowed.
fn number(digits: &str) -> Option<u32> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(REPEAT_MAX + 1))
}
