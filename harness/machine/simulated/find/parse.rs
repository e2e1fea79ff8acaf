//! The command line of `find`: where to look, and the expression.

use super::super::System;
use super::super::place::place;
use super::expression::{Expression, Primary};
use crate::shell::{Call, Stop};

/// How deeply parentheses and negations may lie inside each other.
const DEPTH_MAX: usize = 100;

/// Which links are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    /// None (`-P`).
    Nothing,
    /// Those of the command line (`-H`).
    Given,
    /// All (`-L`).
    All,
}

/// One call of `find`.
#[derive(Debug)]
pub(super) struct Search {
    /// Where to look.
    pub starts: Vec<String>,
    /// What to ask of each file; none asks nothing.
    pub expression: Option<Expression>,
    /// The commands of `-exec .. +`, in order.
    pub collecting: Vec<Vec<String>>,
    /// How deep files must lie at least.
    pub least_depth: usize,
    /// How deep files may lie.
    pub most_depth: usize,
    /// Whether a directory comes after what is in it.
    pub depth_first: bool,
    /// Which links are followed.
    pub follow: Follow,
}

/// Why a command line is none.
pub(super) enum Misuse {
    /// The real tool refuses it with this message.
    Refused(String),
    /// It is not modelled.
    Stopped(Stop),
}

impl From<Stop> for Misuse {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

/// The reader of one command line.
pub(super) struct Reader<'a> {
    /// The system whose files tests may name.
    pub system: &'a System,
    /// The call that is read.
    pub call: &'a Call<'a>,
    /// Its words.
    pub words: &'a [String],
    /// Which word comes next.
    pub at: usize,
    nesting: usize,
    /// What was read so far.
    pub search: Search,
    /// Whether an action was named, so that nothing is printed by itself.
    pub acts: bool,
    /// Whether `-prune` was named.
    pub prunes: bool,
    /// Whether `-depth` was named.
    pub asked_depth: bool,
}

/// Reads the command line of a call.
pub(super) fn parse(system: &System, call: &Call<'_>) -> Result<Search, Misuse> {
    let words = call.arguments();
    let mut reader = Reader {
        system,
        call,
        words,
        at: 0,
        nesting: 0,
        search: Search {
            starts: Vec::new(),
            expression: None,
            collecting: Vec::new(),
            least_depth: 0,
            most_depth: usize::MAX,
            depth_first: false,
            follow: Follow::Nothing,
        },
        acts: false,
        prunes: false,
        asked_depth: false,
    };
    reader.starts()?;
    if reader.at < words.len() {
        reader.search.expression = Some(reader.list()?);
    }
    match reader.words.get(reader.at).map(String::as_str) {
        Some(")") => return refused("you have too many ')'"),
        Some(word) => return refused(reader.misplaced(word)),
        None => {}
    }
    if reader.search.depth_first && reader.prunes && !reader.asked_depth {
        return refused(
            "The -delete action automatically turns on -depth, but -prune does nothing when -depth \
             is in effect.  If you want to carry on anyway, just explicitly use the -depth option.",
        );
    }
    let mut search = reader.search;
    if !reader.acts {
        let print = Expression::One(Primary::Print('\n'));
        search.expression = Some(match search.expression {
            Some(asked) => Expression::And(Box::new(asked), Box::new(print)),
            None => print,
        });
    }
    Ok(search)
}

pub(super) fn refused<T>(message: impl Into<String>) -> Result<T, Misuse> {
    Err(Misuse::Refused(message.into()))
}

impl Reader<'_> {
    /// Reads the options about links and the places to look in.
    fn starts(&mut self) -> Result<(), Misuse> {
        while let Some(word) = self.words.get(self.at) {
            match word.as_str() {
                "-P" => self.search.follow = Follow::Nothing,
                "-H" => self.search.follow = Follow::Given,
                "-L" => self.search.follow = Follow::All,
                "-D" | "--help" | "--version" | "-help" | "-version" => {
                    return Err(self.call.unmodelled(word).into());
                }
                _ if word.starts_with("-O") => return Err(self.call.unmodelled(word).into()),
                _ => break,
            }
            self.at += 1;
        }
        while let Some(word) = self.words.get(self.at) {
            let begins_expression = (word.starts_with('-') && word.len() > 1)
                || matches!(word.as_str(), "(" | "!" | ",");
            if begins_expression {
                break;
            }
            self.search.starts.push(word.clone());
            self.at += 1;
        }
        if self.search.starts.is_empty() {
            self.search.starts.push(".".to_owned());
        }
        Ok(())
    }

    /// Says that a path stands where none may; where such a file exists, the shell may have put it
    /// in the place of a pattern.
    pub(super) fn misplaced(&self, path: &str) -> String {
        let message = format!("paths must precede expression: `{path}'");
        let before = self.at.checked_sub(2).map(|at| self.words[at].as_str());
        let takes_pattern = ["-name", "-iname", "-path", "-ipath", "-wholename"];
        match before.filter(|before| takes_pattern.contains(before)) {
            Some(before) if self.system.root.kind(&place(self.call, path)).is_some() => {
                let name = self.call.name();
                format!("{message}\n{name}: possible unquoted pattern after predicate `{before}'?")
            }
            _ => message,
        }
    }

    fn peek(&self) -> Option<&str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn list(&mut self) -> Result<Expression, Misuse> {
        let mut left = self.either()?;
        while self.peek() == Some(",") {
            self.at += 1;
            self.require_operand(",")?;
            left = Expression::List(Box::new(left), Box::new(self.either()?));
        }
        Ok(left)
    }

    fn either(&mut self) -> Result<Expression, Misuse> {
        let mut left = self.both()?;
        while let Some(operator @ ("-o" | "-or")) = self.peek().map(str::to_owned).as_deref() {
            self.at += 1;
            self.require_operand(operator)?;
            left = Expression::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Expression, Misuse> {
        let mut left = self.unary()?;
        while let Some(word) = self.peek().map(str::to_owned) {
            match word.as_str() {
                "-o" | "-or" | "," | ")" => break,
                "-a" | "-and" => {
                    self.at += 1;
                    self.require_operand(&word)?;
                }
                _ if !word.starts_with('-') && word != "(" && word != "!" => break,
                _ => {}
            }
            left = Expression::And(Box::new(left), Box::new(self.unary()?));
        }
        Ok(left)
    }

    fn require_operand(&self, operator: &str) -> Result<(), Misuse> {
        match self.peek() {
            None => refused(format!("expected an expression after '{operator}'")),
            Some(_) => Ok(()),
        }
    }

    fn unary(&mut self) -> Result<Expression, Misuse> {
        self.nesting += 1;
        if self.nesting > DEPTH_MAX {
            return Err(self.call.unmodelled("with so deep an expression").into());
        }
        let found = self.unary_within();
        self.nesting -= 1;
        found
    }

    fn unary_within(&mut self) -> Result<Expression, Misuse> {
        let Some(word) = self.peek().map(str::to_owned) else {
            return refused("expected an expression");
        };
        self.at += 1;
        match word.as_str() {
            "!" | "-not" => {
                self.require_operand(&word)?;
                Ok(Expression::Not(Box::new(self.unary()?)))
            }
            "(" => {
                if self.peek() == Some(")") {
                    return refused("invalid expression; empty parentheses are not allowed.");
                }
                let inner = if self.peek().is_some() { Some(self.list()?) } else { None };
                match (inner, self.peek()) {
                    (Some(inner), Some(")")) => {
                        self.at += 1;
                        Ok(inner)
                    }
                    _ => refused(
                        "invalid expression; I was expecting to find a ')' somewhere but did not \
                         see one.",
                    ),
                }
            }
            "-o" | "-or" | "-a" | "-and" | "," | ")" => refused(format!(
                "invalid expression; you have used a binary operator '{word}' with nothing before it."
            )),
            _ => self.primary(&word),
        }
    }
}
