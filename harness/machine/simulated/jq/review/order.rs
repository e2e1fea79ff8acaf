//! Puts the parts of a term in the order in which jq computes them, where jaq has another one.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Pattern, Term};

/// The variable that holds a right operand while the left one is computed; no program can name it.
const RIGHT: &str = "$!right";

/// Variables that hold the keys and values of an object while it is put together; no program can
/// name them.
const HELD: [&str; 24] = [
    "$!0", "$!1", "$!2", "$!3", "$!4", "$!5", "$!6", "$!7", "$!8", "$!9", "$!10", "$!11", "$!12",
    "$!13", "$!14", "$!15", "$!16", "$!17", "$!18", "$!19", "$!20", "$!21", "$!22", "$!23",
];

/// Has the parts of an object computed one after the other, as jq does; false where there are too
/// many.
pub(super) fn in_order(object: &mut Term<&str>) -> bool {
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
pub(super) fn is_simple(term: &Term<&str>) -> bool {
    let is_computed = |part: &StrPart<&str, _>| matches!(part, StrPart::Term(_));
    match term {
        Term::Num(_) | Term::Var(_) | Term::Id => true,
        Term::Str(None, parts) => !parts.iter().any(is_computed),
        _ => false,
    }
}

/// Has the right operand computed before the left one, as jq does: seen when both fail.
pub(super) fn right_first(term: &mut Term<&str>) {
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
