//! Walks through a program: finds what is undefined, what gives several outputs where the order
//! matters, and puts the operands of operators in the order in which jq looks at them.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Pattern, Term};
use jaq_core::load::{self, Lexer};
use jaq_core::ops::Math;
use jaq_core::path::{Opt, Part, Path};

use super::super::direct::Direct;
use super::ambiguity;
use super::functions::Count;
use super::objection::{Missing, Objection};
use super::order::{in_order, right_first};
use super::shapes::{is_plain_path, is_zero, negates_all};

/// A program that may run.
#[derive(Debug)]
pub(in super::super) struct Reviewed<'s> {
    /// The program.
    pub(in super::super) term: Term<&'s str>,
    /// The same without jaq, where it is plain enough.
    pub(in super::super) direct: Option<Direct>,
    /// Whether it catches errors.
    pub(in super::super) catches: bool,
}

/// Reviews a program; `variables` are set outside of it.
pub(in super::super) fn review<'s>(
    text: &'s str,
    variables: &'s [String],
) -> Result<Reviewed<'s>, Objection> {
    let unreadable = || Objection::Unmodelled("a program that is not jq, or not read".to_owned());
    let tokens = Lexer::new(text).lex().map_err(|_| unreadable())?;
    if tokens.is_empty() {
        return Ok(Reviewed { term: Term::Id, direct: Some(Direct::Input), catches: false });
    }
    if let Some(found) = ambiguity::find(&tokens) {
        return Err(Objection::Unmodelled(found.to_owned()));
    }
    let mut term = load::parse(text, |parser| parser.term()).ok_or_else(unreadable)?;
    let mut walker = Walker {
        text,
        functions: Vec::new(),
        variables: variables.iter().map(String::as_str).collect(),
        labels: Vec::new(),
        missing: Vec::new(),
        unmodelled: None,
        is_unsure: false,
        catches: false,
        tries: 0,
    };
    let direct = Direct::of(&term);
    walker.count(&mut term);
    if !walker.missing.is_empty() && !walker.is_unsure {
        return Err(Objection::Wrong(walker.missing));
    }
    if let Some(what) = walker.unmodelled {
        return Err(Objection::Unmodelled(what));
    }
    Ok(Reviewed { term, direct, catches: walker.catches })
}

/// A function of the program itself.
pub(super) struct Local<'s> {
    pub(super) name: &'s str,
    pub(super) arguments: usize,
    pub(super) count: Count,
}

/// One walk through a program.
pub(super) struct Walker<'s> {
    pub(super) text: &'s str,
    pub(super) functions: Vec<Local<'s>>,
    pub(super) variables: Vec<&'s str>,
    pub(super) labels: Vec<&'s str>,
    pub(super) missing: Vec<Missing>,
    pub(super) unmodelled: Option<String>,
    /// Whether something undefined stands in a function, which may never be called.
    pub(super) is_unsure: bool,
    pub(super) catches: bool,
    /// How many `try` are open.
    pub(super) tries: usize,
}

impl<'s> Walker<'s> {
    /// Notes why the program is not run, unless there was a reason before.
    pub(super) fn refuse(&mut self, what: impl Into<String>) {
        self.unmodelled.get_or_insert_with(|| what.into());
    }

    /// Notes that something is undefined.
    pub(super) fn miss(&mut self, what: String, name: &str) {
        let at = load::span(self.text, name).start;
        self.missing.push(Missing { what, at });
    }

    /// Notes that an error may be caught here. jq 1.6 has errors vanish that come behind a `try` in
    /// another one.
    fn catch(&mut self) {
        self.catches = true;
        if self.tries > 0 {
            self.refuse("try or ? inside of try");
        }
    }

    /// Walks through several terms of which at most one may give several outputs.
    pub(super) fn at_most_one<'t>(
        &mut self,
        terms: impl IntoIterator<Item = &'t mut Term<&'s str>>,
        what: &str,
    ) -> Count
    where
        's: 't,
    {
        let mut open = 0;
        for term in terms {
            open += usize::from(self.count(term) == Count::Any);
        }
        if open > 1 {
            self.refuse(format!("{what} with several outputs each"));
        }
        if open > 0 { Count::Any } else { Count::One }
    }

    /// Walks through a term and returns how many outputs it gives.
    pub(super) fn count(&mut self, term: &mut Term<&'s str>) -> Count {
        match term {
            Term::Id | Term::Num(_) => Count::One,
            Term::Recurse => Count::Any,
            Term::Str(format, parts) => {
                if let Some(format) = format {
                    self.call(format, 0, Count::One);
                }
                let terms = parts.iter_mut().filter_map(|part| match part {
                    StrPart::Term(term) => Some(term),
                    _ => None,
                });
                let terms: Vec<_> = terms.collect();
                let number = terms.len();
                let count = self.at_most_one(terms, "parts of a text");
                if count == Count::Any && number > 1 {
                    self.refuse("parts of a text with several outputs");
                }
                count
            }
            Term::Arr(inner) => {
                if let Some(inner) = inner {
                    self.count(inner);
                }
                Count::One
            }
            Term::Obj(entries) => {
                let count = self.object(entries);
                if count == Count::Any && !in_order(term) {
                    self.refuse("an object this large with several outputs");
                }
                count
            }
            Term::Neg(inner) => self.count(inner),
            Term::BinOp(..) => self.operation(term),
            Term::Label(name, inner) => {
                self.labels.push(name);
                self.count(inner);
                self.labels.pop();
                Count::Any
            }
            Term::Break(name) => {
                if !self.labels.contains(name) {
                    let what = format!("$*label-{} is not defined", &name[1..]);
                    let at = load::span(self.text, name).start;
                    let at = self.text[..at].rfind("break").unwrap_or(at);
                    self.missing.push(Missing { what, at });
                }
                Count::Any
            }
            Term::Fold(kind, source, pattern, arguments) => {
                self.fold(kind, source, pattern, arguments)
            }
            Term::TryCatch(inner, handler) => {
                self.catch();
                self.tries += 1;
                self.count(inner);
                self.tries -= 1;
                if let Some(handler) = handler {
                    self.count(handler);
                }
                Count::Any
            }
            Term::IfThenElse(branches, otherwise) => {
                self.condition(branches, otherwise.as_deref_mut())
            }
            Term::Def(definitions, inner) => self.definitions(definitions, inner),
            Term::Call(name, arguments) => self.application(name, arguments),
            Term::Var(name) => self.variable(name),
            Term::Path(inner, path) => self.path(inner, path),
        }
    }

    fn object(&mut self, entries: &mut [(Term<&'s str>, Option<Term<&'s str>>)]) -> Count {
        let mut count = Count::One;
        for (key, value) in entries {
            let is_key = matches!(key, Term::Str(..) | Term::Var(_));
            let constant = matches!(key, Term::Num(_) | Term::Arr(_) | Term::Obj(_));
            if constant || value.is_none() && !is_key {
                self.refuse("an object with a key that is no text");
            }
            count = count.max(self.count(key));
            if let Some(value) = value {
                count = count.max(self.count(value));
            }
        }
        count
    }

    fn condition(
        &mut self,
        branches: &mut [(Term<&'s str>, Term<&'s str>)],
        otherwise: Option<&mut Term<&'s str>>,
    ) -> Count {
        let mut count = Count::One;
        for (condition, branch) in branches {
            count = count.max(self.count(condition)).max(self.count(branch));
        }
        let Some(otherwise) = otherwise else {
            self.refuse("if without else, which jq 1.6 does not read");
            return count;
        };
        count.max(self.count(otherwise))
    }

    fn operation(&mut self, term: &mut Term<&'s str>) -> Count {
        let Term::BinOp(left, operator, right) = term else {
            return Count::Any;
        };
        match operator {
            BinaryOp::Pipe(None) | BinaryOp::Alt => self.count(left).max(self.count(right)),
            BinaryOp::Pipe(Some(pattern)) => {
                let count = self.count(left);
                let bound = self.bind(pattern);
                let count = count.max(self.count(right));
                self.variables.truncate(self.variables.len() - bound);
                count
            }
            BinaryOp::Comma => {
                self.count(left);
                self.count(right);
                Count::Any
            }
            BinaryOp::Or | BinaryOp::And => self.at_most_one([&mut **left, right], "and, or"),
            BinaryOp::Math(math) => {
                let binds = matches!(math, Math::Mul | Math::Div | Math::Rem);
                if binds && negates_all(left, right) {
                    self.refuse("a minus before * or / without brackets");
                }
                let divides = matches!(math, Math::Div) && is_zero(right);
                if divides && matches!(**left, Term::Num(_)) {
                    self.refuse("the division of a number by 0");
                }
                let count = self.at_most_one([&mut **left, right], "operands");
                right_first(term);
                count
            }
            BinaryOp::Cmp(_) => {
                let count = self.at_most_one([&mut **left, right], "operands");
                right_first(term);
                count
            }
            BinaryOp::Assign | BinaryOp::Update | BinaryOp::UpdateMath(_) | BinaryOp::UpdateAlt => {
                if !is_plain_path(left) {
                    self.refuse("an assignment to something other than a plain path");
                }
                self.count(left);
                let count = self.count(right);
                if matches!(operator, BinaryOp::Update) { Count::One } else { count }
            }
        }
    }

    fn fold(
        &mut self,
        kind: &str,
        source: &mut Term<&'s str>,
        pattern: &mut Pattern<&'s str>,
        arguments: &mut [Term<&'s str>],
    ) -> Count {
        let is_right = matches!((kind, arguments.len()), ("reduce", 2) | ("foreach", 2 | 3));
        let [start, rest @ ..] = arguments else {
            self.refuse("reduce or foreach with other arguments");
            return Count::Any;
        };
        if matches!(source, Term::Neg(_)) {
            self.refuse("reduce or foreach over a minus without brackets");
        }
        let start = self.count(start);
        self.count(source);
        let bound = self.bind(pattern);
        let counts: Vec<Count> = rest.iter_mut().map(|argument| self.count(argument)).collect();
        self.variables.truncate(self.variables.len() - bound);
        if !is_right || start == Count::Any || counts.first() != Some(&Count::One) {
            self.refuse(format!("{kind} whose parts may give no output or several"));
        }
        if kind == "reduce" { Count::One } else { Count::Any }
    }

    fn path(&mut self, inner: &mut Term<&'s str>, path: &mut Path<Term<&'s str>>) -> Count {
        let mut count = self.count(inner);
        let mut indices = Vec::new();
        for (part, optional) in &mut path.0 {
            if matches!(optional, Opt::Optional) {
                self.catch();
                count = Count::Any;
            }
            match part {
                Part::Index(index) => indices.push(index),
                Part::Range(None, None) => count = Count::Any,
                Part::Range(from, upto) => indices.extend(from.iter_mut().chain(upto)),
            }
        }
        count.max(self.at_most_one(indices, "indices"))
    }
}
