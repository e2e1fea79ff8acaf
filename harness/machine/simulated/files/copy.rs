//! `cp`: what it is asked to do.

use std::collections::BTreeSet;

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, choose, misused};
use super::super::table::Command;
use super::copying::{Copying, Follow};
use super::target::target;
use crate::shell::{Call, Exit, Stop};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("cp", cp)];

const CP: Grammar = Grammar {
    short: "abdfHilLnprst:uvxPRS:TZ",
    long: &[
        ("archive", "a"),
        ("attributes-only", ""),
        ("backup", "b::"),
        ("copy-contents", ""),
        ("dereference", "L"),
        ("force", "f"),
        ("interactive", "i"),
        ("link", "l"),
        ("no-clobber", "n"),
        ("no-dereference", "P"),
        ("no-preserve", ":"),
        ("no-target-directory", "T"),
        ("one-file-system", "x"),
        ("parents", ""),
        ("path", ""),
        ("preserve", "::"),
        ("recursive", "R"),
        ("remove-destination", ""),
        ("sparse", ":"),
        ("reflink", "::"),
        ("strip-trailing-slashes", ""),
        ("suffix", "S"),
        ("symbolic-link", "s"),
        ("target-directory", "t"),
        ("update", "u"),
        ("verbose", "v"),
        ("context", "Z::"),
    ],
    operands: Operands::Anywhere,
};

/// What `--preserve` may name, in the real tool's order.
const ATTRIBUTES: &[(&[&str], &str)] = &[
    (&["mode"], "mode"),
    (&["timestamps"], "timestamps"),
    (&["ownership"], "ownership"),
    (&["links"], "links"),
    (&["context"], "context"),
    (&["xattr"], "xattr"),
    (&["all"], "all"),
];

fn cp(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = CP.read(call) else { return Ok(Exit::FAILURE) };
    let modelled = [
        "a", "d", "f", "H", "L", "n", "p", "P", "r", "R", "t", "T", "u", "v", "x", "preserve",
        "reflink", "sparse",
    ];
    given.only(call, &modelled)?;
    let keep = match kept(&given) {
        Ok(keep) => keep,
        Err(message) => return Ok(misused(call, &message, Exit::FAILURE)),
    };
    let (sources, target) = match target(system, call, &given)? {
        Ok(found) => found,
        Err(exit) => return Ok(exit),
    };
    let mut copying = Copying::new(system, call, &given, keep, follow(&given));
    for source in &sources {
        copying.operand(source, &target)?;
    }
    Ok(copying.exit())
}

fn follow(given: &Arguments) -> Follow {
    match given.last_of(&["a", "d", "P", "L", "H"]) {
        Some("L") => Follow::All,
        Some("H") => Follow::Given,
        Some(_) => Follow::Nothing,
        None if given.has("r") || given.has("R") => Follow::Nothing,
        None => Follow::All,
    }
}

/// Collects what of a file is kept besides its content.
fn kept(given: &Arguments) -> Result<BTreeSet<&'static str>, String> {
    let mut keep = BTreeSet::new();
    for option in &given.options {
        match (option.name, option.value.as_deref()) {
            ("a", _) => keep.extend(["mode", "timestamps", "links"]),
            ("d", _) => keep.extend(["links"]),
            ("p", _) | ("preserve", None) => keep.extend(["mode", "timestamps"]),
            ("preserve", Some(list)) => {
                for name in list.split(',') {
                    keep.insert(choose("--preserve", name, ATTRIBUTES)?);
                }
            }
            _ => {}
        }
    }
    if keep.contains("all") {
        keep.extend(["mode", "timestamps", "links"]);
    }
    Ok(keep)
}
