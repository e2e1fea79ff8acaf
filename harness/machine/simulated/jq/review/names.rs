//! Which functions a term calls by name.

use std::collections::BTreeSet;

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::path::Part;

/// Returns the names that a definition calls.
pub(in super::super) fn names_in_def<'s>(def: &Def<&'s str>) -> BTreeSet<&'s str> {
    names_in(&def.body)
}

/// Returns the names that a term calls.
pub(in super::super) fn names_in<'s>(term: &Term<&'s str>) -> BTreeSet<&'s str> {
    let mut names = BTreeSet::new();
    collect(term, &mut names);
    names
}

fn collect<'s>(term: &Term<&'s str>, names: &mut BTreeSet<&'s str>) {
    if let Term::Call(name, _) = term {
        names.insert(name);
    }
    if let Term::Str(Some(format), _) = term {
        names.insert(format);
    }
    if let Term::Def(definitions, _) = term {
        for def in definitions {
            collect(&def.body, names);
        }
    }
    for inner in parts(term) {
        collect(inner, names);
    }
}

/// Returns the terms that stand directly in a term, but for the bodies of definitions.
pub(super) fn parts<'t, 's>(term: &'t Term<&'s str>) -> Vec<&'t Term<&'s str>> {
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Break(_) | Term::Var(_) => Vec::new(),
        Term::Str(_, parts) => parts
            .iter()
            .filter_map(|part| match part {
                StrPart::Term(term) => Some(term),
                _ => None,
            })
            .collect(),
        Term::Arr(inner) => inner.iter().map(|inner| &**inner).collect(),
        Term::Obj(entries) => {
            entries.iter().flat_map(|(key, value)| [key].into_iter().chain(value)).collect()
        }
        Term::Neg(inner) | Term::Label(_, inner) | Term::Def(_, inner) => vec![inner],
        Term::BinOp(left, BinaryOp::Pipe(Some(pattern)), right) => {
            let mut all = vec![&**left];
            all.extend(keys(pattern));
            all.push(right);
            all
        }
        Term::BinOp(left, _, right) => vec![left, right],
        Term::Fold(_, source, pattern, arguments) => {
            let mut all = vec![&**source];
            all.extend(keys(pattern));
            all.extend(arguments);
            all
        }
        Term::TryCatch(inner, handler) => {
            [&**inner].into_iter().chain(handler.iter().map(|handler| &**handler)).collect()
        }
        Term::IfThenElse(branches, otherwise) => branches
            .iter()
            .flat_map(|(condition, branch)| [condition, branch])
            .chain(otherwise.iter().map(|otherwise| &**otherwise))
            .collect(),
        Term::Call(_, arguments) => arguments.iter().collect(),
        Term::Path(inner, path) => {
            let indices = path.0.iter().flat_map(|(part, _)| match part {
                Part::Index(index) => vec![index],
                Part::Range(from, upto) => from.iter().chain(upto).collect(),
            });
            [&**inner].into_iter().chain(indices).collect()
        }
    }
}

/// Returns the terms that stand as keys in a pattern.
pub(super) fn keys<'t, 's>(pattern: &'t Pattern<&'s str>) -> Vec<&'t Term<&'s str>> {
    match pattern {
        Pattern::Var(_) => Vec::new(),
        Pattern::Arr(patterns) => patterns.iter().flat_map(keys).collect(),
        Pattern::Obj(entries) => entries
            .iter()
            .flat_map(|(key, pattern)| [key].into_iter().chain(keys(pattern)))
            .collect(),
    }
}

/// Returns the variables that a pattern binds.
pub(super) fn variables<'s>(pattern: &Pattern<&'s str>) -> Vec<&'s str> {
    match pattern {
        Pattern::Var(name) => vec![name],
        Pattern::Arr(patterns) => patterns.iter().flat_map(variables).collect(),
        Pattern::Obj(entries) => {
            entries.iter().flat_map(|(_, pattern)| variables(pattern)).collect()
        }
    }
}
