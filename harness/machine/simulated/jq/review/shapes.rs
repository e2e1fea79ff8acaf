//! What terms look like.

use jaq_core::load::parse::{BinaryOp, Term};

/// Words that are no names.
pub(super) const RESERVED: &[&str] = &[
    "def", "module", "import", "include", "if", "then", "else", "elif", "end", "as", "reduce",
    "foreach", "try", "catch", "label", "and", "or", "__loc__",
];

/// Says whether a function takes filters, so that what they output is its own affair.
pub(super) fn takes_filters(name: &str) -> bool {
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
pub(super) fn negates_all(left: &Term<&str>, right: &Term<&str>) -> bool {
    let is_number = |term: &Term<&str>| matches!(term, Term::Num(_)) && !is_zero(term);
    matches!(left, Term::Neg(inner) if !(is_number(inner) && is_number(right)))
}

pub(super) fn is_zero(term: &Term<&str>) -> bool {
    matches!(term, Term::Num(digits) if digits.parse().is_ok_and(|number: f64| number.abs() <= 0.0))
}

/// Says whether a path can be updated in the same way by jq and jaq.
pub(super) fn is_plain_path(term: &Term<&str>) -> bool {
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
