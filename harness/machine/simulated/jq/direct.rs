//! Runs the plainest programs without jaq: fields, comparisons, `and`, `or`, `not`, `select`, `|`.
//!
//! Runbooks ask a log the same plain question once per session; this answers it ten times faster.
//! It is the same language: a test holds it against jaq.

use jaq_core::ValT as _;
use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Term};
use jaq_core::ops::Cmp;
use jaq_core::path::{Opt, Part};

use super::value::Value;

/// A program that gives one output or none.
#[derive(Debug, Clone)]
pub(super) enum Direct {
    /// `.`
    Input,
    /// A literal.
    Constant(Value),
    /// `X.key`
    Field(Box<Direct>, Value),
    /// `X == Y` and its kin.
    Compare(Box<Direct>, Cmp, Box<Direct>),
    /// `X and Y`
    And(Box<Direct>, Box<Direct>),
    /// `X or Y`
    Or(Box<Direct>, Box<Direct>),
    /// `not`
    Not,
    /// `select(X)`
    Select(Box<Direct>),
    /// `X | Y`
    Pipe(Box<Direct>, Box<Direct>),
}

/// One output, none, or an error.
type Output = Result<Option<Value>, jaq_core::Error<Value>>;

impl Direct {
    /// Takes a program over; none where it needs jaq. It is the program as its author wrote it.
    pub(super) fn of(term: &Term<&str>) -> Option<Self> {
        let inner = |term: &Term<&str>| Self::of(term).map(Box::new);
        Some(match term {
            Term::Id => Self::Input,
            Term::Num(digits) => Self::Constant(Value::from_num(digits).ok()?),
            Term::Str(None, parts) => Self::Constant(literal(parts)?),
            Term::Call("null", arguments) if arguments.is_empty() => Self::Constant(Value::Null),
            Term::Call(truth @ ("true" | "false"), arguments) if arguments.is_empty() => {
                Self::Constant(Value::Bool(*truth == "true"))
            }
            Term::Call("not", arguments) if arguments.is_empty() => Self::Not,
            Term::Call("select", arguments) => match arguments.as_slice() {
                [condition] => Self::Select(inner(condition)?),
                _ => return None,
            },
            Term::BinOp(left, operator, right) => {
                let (left, right) = (inner(left)?, inner(right)?);
                match operator {
                    BinaryOp::Pipe(None) => Self::Pipe(left, right),
                    BinaryOp::Cmp(compare) => Self::Compare(left, *compare, right),
                    BinaryOp::And => Self::And(left, right),
                    BinaryOp::Or => Self::Or(left, right),
                    _ => return None,
                }
            }
            Term::Path(from, path) => {
                path.0.iter().try_fold(Self::of(from)?, |whole, part| match part {
                    (Part::Index(Term::Str(None, key)), Opt::Essential) => {
                        Some(Self::Field(Box::new(whole), literal(key)?))
                    }
                    _ => None,
                })?
            }
            _ => return None,
        })
    }

    /// Runs the program on one input.
    pub(super) fn run(&self, input: &Value) -> Output {
        match self {
            Self::Input => Ok(Some(input.clone())),
            Self::Constant(value) => Ok(Some(value.clone())),
            Self::Field(from, key) => match from.run(input)? {
                Some(value) => value.index(key).map(Some),
                None => Ok(None),
            },
            Self::Compare(left, compare, right) => {
                // jq looks at the right side first.
                let Some(right) = right.run(input)? else {
                    return Ok(None);
                };
                let left = left.run(input)?;
                Ok(left.map(|left| Value::Bool(compare.run(&left, &right))))
            }
            Self::And(left, right) => match left.run(input)? {
                Some(left) if left.holds() => truth(right.run(input)),
                left => Ok(left.map(|_| Value::Bool(false))),
            },
            Self::Or(left, right) => match left.run(input)? {
                Some(left) if !left.holds() => truth(right.run(input)),
                left => Ok(left.map(|_| Value::Bool(true))),
            },
            Self::Not => Ok(Some(Value::Bool(!input.holds()))),
            Self::Select(condition) => {
                let condition = condition.run(input)?;
                Ok(condition.filter(Value::holds).map(|_| input.clone()))
            }
            Self::Pipe(left, right) => match left.run(input)? {
                Some(value) => right.run(&value),
                None => Ok(None),
            },
        }
    }
}

fn truth(output: Output) -> Output {
    Ok(output?.map(|value| Value::Bool(value.holds())))
}

/// Puts a text without computed parts together.
fn literal(parts: &[StrPart<&str, Term<&str>>]) -> Option<Value> {
    let mut text = String::new();
    for part in parts {
        match part {
            StrPart::Str(part) => text.push_str(part),
            StrPart::Char(letter) => text.push(*letter),
            StrPart::Term(_) => return None,
        }
    }
    Some(Value::text(text))
}
