//! Walks through a program: finds what is undefined, what gives several outputs where the order
//! matters, and puts the operands of operators in the order in which jq looks at them.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::load::{self, Lexer};
use jaq_core::ops::Math;
use jaq_core::path::{Opt, Part, Path};

use super::ambiguity;
use super::functions::{self, Count, Known};
use super::names;
use super::objection::{Missing, Objection};

/// A program that may run.
#[derive(Debug)]
pub(in super::super) struct Reviewed<'s> {
    /// The program.
    pub(in super::super) term: Term<&'s str>,
    /// Whether it catches errors.
    pub(in super::super) catches: bool,
}

/// The variable that holds a right operand while the left one is computed; no program can name it.
const RIGHT: &str = "$!right";

/// Words that are no names.
const RESERVED: &[&str] = &[
    "def", "module", "import", "include", "if", "then", "else", "elif", "end", "as", "reduce",
    "foreach", "try", "catch", "label", "and", "or", "__loc__",
];

/// Reviews a program; `variables` are set outside of it.
pub(in super::super) fn review<'s>(
    text: &'s str,
    variables: &'s [String],
) -> Result<Reviewed<'s>, Objection> {
    let unreadable = || Objection::Unmodelled("a program that is not jq, or not read".to_owned());
    let tokens = Lexer::new(text).lex().map_err(|_| unreadable())?;
    if tokens.is_empty() {
        return Ok(Reviewed { term: Term::Id, catches: false });
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
    };
    walker.count(&mut term);
    if !walker.missing.is_empty() && !walker.is_unsure {
        return Err(Objection::Wrong(walker.missing));
    }
    if let Some(what) = walker.unmodelled {
        return Err(Objection::Unmodelled(what));
    }
    Ok(Reviewed { term, catches: walker.catches })
}

/// A function of the program itself.
struct Local<'s> {
    name: &'s str,
    arguments: usize,
    count: Count,
}

struct Walker<'s> {
    text: &'s str,
    functions: Vec<Local<'s>>,
    variables: Vec<&'s str>,
    labels: Vec<&'s str>,
    missing: Vec<Missing>,
    unmodelled: Option<String>,
    /// Whether something undefined stands in a function, which may never be called.
    is_unsure: bool,
    catches: bool,
}

impl<'s> Walker<'s> {
    fn refuse(&mut self, what: impl Into<String>) {
        self.unmodelled.get_or_insert_with(|| what.into());
    }

    fn miss(&mut self, what: String, name: &str) {
        let at = load::span(self.text, name).start;
        self.missing.push(Missing { what, at });
    }

    /// Walks through several terms of which at most one may give several outputs.
    fn at_most_one<'t>(
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
    fn count(&mut self, term: &mut Term<&'s str>) -> Count {
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
                self.catches = true;
                self.count(inner);
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
        match otherwise {
            Some(otherwise) => count.max(self.count(otherwise)),
            None => {
                self.refuse("if without else, which jq 1.6 does not read");
                count
            }
        }
    }

    fn operation(&mut self, term: &mut Term<&'s str>) -> Count {
        let Term::BinOp(left, operator, right) = term else {
            return Count::Any;
        };
        match operator {
            BinaryOp::Pipe(None) => self.count(left).max(self.count(right)),
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
            BinaryOp::Alt => self.count(left).max(self.count(right)),
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

    /// Binds the variables of a pattern and returns how many there are.
    fn bind(&mut self, pattern: &mut Pattern<&'s str>) -> usize {
        if names::keys(pattern).iter().any(|key| !matches!(key, Term::Str(None, _))) {
            self.refuse("a pattern with computed keys");
        }
        let bound = names::variables(pattern);
        self.variables.extend(&bound);
        bound.len()
    }

    fn definitions(
        &mut self,
        definitions: &mut [Def<&'s str>],
        inner: &mut Term<&'s str>,
    ) -> Count {
        let outer = self.functions.len();
        for def in definitions {
            self.definition(def);
        }
        let count = self.count(inner);
        self.functions.truncate(outer);
        count
    }

    fn definition(&mut self, def: &mut Def<&'s str>) {
        let (outer, variables, missing) =
            (self.functions.len(), self.variables.len(), self.missing.len());
        let local = |count| Local { name: def.name, arguments: def.args.len(), count };
        self.functions.push(local(Count::Any));
        for argument in &def.args {
            let is_value = argument.starts_with('$');
            if is_value {
                self.variables.push(argument);
            }
            let name = argument.trim_start_matches('$');
            let count = if is_value { Count::One } else { Count::Any };
            self.functions.push(Local { name, arguments: 0, count });
        }
        let is_recursive = names::names_in(&def.body).contains(def.name);
        let count = self.count(&mut def.body);
        self.functions.truncate(outer);
        self.variables.truncate(variables);
        self.functions.push(local(if is_recursive { Count::Any } else { count }));
        if self.missing.len() > missing {
            self.is_unsure = true;
            self.refuse("a function that uses something undefined");
        }
        if is_recursive {
            let body = Box::new(std::mem::take(&mut def.body));
            let turn = Box::new(Term::Call("turn", Vec::new()));
            def.body = Term::BinOp(turn, BinaryOp::Pipe(None), body);
        }
    }

    fn application(&mut self, name: &'s str, arguments: &mut [Term<&'s str>]) -> Count {
        let local = self
            .functions
            .iter()
            .rev()
            .find(|local| local.name == name && local.arguments == arguments.len())
            .map(|local| local.count);
        let number = arguments.len();
        let is_unknown = local.is_none() && functions::known(name, number).is_none();
        if is_unknown {
            return self.call(name, number, Count::One);
        }
        let given = if takes_filters(name) && local.is_none() {
            for argument in arguments {
                self.count(argument);
            }
            Count::One
        } else {
            self.at_most_one(arguments, "arguments")
        };
        match local {
            Some(count) => count.max(given),
            None => self.call(name, number, given),
        }
    }

    fn call(&mut self, name: &'s str, arguments: usize, given: Count) -> Count {
        match functions::known(name, arguments) {
            Some(Known::Modelled(count)) => count.max(given),
            Some(Known::Unmodelled) => {
                self.refuse(format!("the function {name}"));
                Count::Any
            }
            None => {
                if RESERVED.contains(&name) {
                    self.is_unsure = true;
                    self.refuse(format!("a program with {name} in this place"));
                }
                self.miss(format!("{name}/{arguments} is not defined"), name);
                Count::One
            }
        }
    }

    fn variable(&mut self, name: &'s str) -> Count {
        if name == "$__loc__" {
            self.refuse("$__loc__");
        } else if !self.variables.contains(&name) {
            self.miss(format!("{name} is not defined"), name);
        }
        Count::One
    }

    fn path(&mut self, inner: &mut Term<&'s str>, path: &mut Path<Term<&'s str>>) -> Count {
        let mut count = self.count(inner);
        let mut indices = Vec::new();
        for (part, optional) in &mut path.0 {
            if matches!(optional, Opt::Optional) {
                self.catches = true;
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

/// Says whether a function takes filters, so that what they output is its own affair.
fn takes_filters(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "all",
        "any",
        "del",
        "first",
        "fromstream",
        "group_by",
        "IN",
        "INDEX",
        "isempty",
        "last",
        "limit",
        "map",
        "map_values",
        "max_by",
        "min_by",
        "path",
        "paths",
        "recurse",
        "repeat",
        "select",
        "sort_by",
        "unique_by",
        "until",
        "walk",
        "while",
        "with_entries",
        "in",
        "inside",
    ];
    NAMES.contains(&name)
}

/// Says whether a minus at the left of an operator is one that jq puts before the whole operation
/// and jaq before its left operand, where that can be seen.
fn negates_all(left: &Term<&str>, right: &Term<&str>) -> bool {
    let is_number = |term: &Term<&str>| matches!(term, Term::Num(_)) && !is_zero(term);
    matches!(left, Term::Neg(inner) if !(is_number(inner) && is_number(right)))
}

fn is_zero(term: &Term<&str>) -> bool {
    matches!(term, Term::Num(digits) if digits.parse().is_ok_and(|number: f64| number.abs() <= 0.0))
}

/// Says whether a path can be updated in the same way by jq and jaq.
fn is_plain_path(term: &Term<&str>) -> bool {
    match term {
        Term::Id => true,
        Term::Path(inner, _) => is_plain_path(inner),
        Term::BinOp(left, BinaryOp::Pipe(None) | BinaryOp::Comma, right) => {
            is_plain_path(left) && is_plain_path(right)
        }
        Term::Call("select" | "getpath", arguments) => arguments.len() == 1,
        Term::Call("first" | "last", arguments) => arguments.is_empty(),
        _ => false,
    }
}

/// Variables that hold the keys and values of an object while it is put together; no program can
/// name them.
const HELD: [&str; 24] = [
    "$!0", "$!1", "$!2", "$!3", "$!4", "$!5", "$!6", "$!7", "$!8", "$!9", "$!10", "$!11", "$!12",
    "$!13", "$!14", "$!15", "$!16", "$!17", "$!18", "$!19", "$!20", "$!21", "$!22", "$!23",
];

/// Has the parts of an object computed one after the other, as jq does; false where there are too
/// many.
fn in_order(object: &mut Term<&str>) -> bool {
    let Term::Obj(entries) = object else {
        return false;
    };
    let mut held = Vec::new();
    let mut names = HELD.iter();
    for term in entries.iter_mut().flat_map(|(key, value)| [key].into_iter().chain(value)) {
        if is_simple(term) {
            continue;
        }
        let Some(name) = names.next() else {
            return false;
        };
        held.push((*name, std::mem::replace(term, Term::Var(name))));
    }
    for (name, term) in held.into_iter().rev() {
        let bound = BinaryOp::Pipe(Some(Pattern::Var(name)));
        let inner = Box::new(std::mem::take(object));
        *object = Term::BinOp(Box::new(term), bound, inner);
    }
    true
}

/// Says whether a term gives exactly one output and never fails.
fn is_simple(term: &Term<&str>) -> bool {
    let is_computed = |part: &StrPart<&str, _>| matches!(part, StrPart::Term(_));
    match term {
        Term::Num(_) | Term::Var(_) | Term::Id => true,
        Term::Str(None, parts) => !parts.iter().any(is_computed),
        _ => false,
    }
}

/// Has the right operand computed before the left one, as jq does: seen when both fail.
fn right_first(term: &mut Term<&str>) {
    let Term::BinOp(left, _, right) = term else {
        return;
    };
    if is_simple(left) || is_simple(right) {
        return;
    }
    let right = std::mem::replace(&mut **right, Term::Var(RIGHT));
    let operation = Box::new(std::mem::take(term));
    let bound = BinaryOp::Pipe(Some(Pattern::Var(RIGHT)));
    *term = Term::BinOp(Box::new(right), bound, operation);
}
