//! `tr`: what happens to each byte.

use super::super::super::System;
use super::super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::super::quoting::quoted;
use super::super::super::table::Command;
use super::super::super::text::read;
use super::sets::{Part, Set, Wrong};
use crate::shell::{Call, Exit, Stop};

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] = &[("tr", tr)];

const GRAMMAR: Grammar = Grammar {
    short: "cCdst",
    long: &[("complement", "c"), ("delete", "d"), ("squeeze-repeats", "s"), ("truncate-set1", "t")],
    operands: Operands::Last,
};

/// What becomes of each byte: none where it is deleted.
type Table = [Option<u8>; 256];

/// What is done: bytes change, then runs of the same byte become one.
struct Work {
    table: Table,
    squeezed: [bool; 256],
}

fn tr(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = GRAMMAR.read(call) else { return Ok(Exit::FAILURE) };
    if let Some(message) = miscounted(&arguments) {
        return Ok(misused(call, &message, Exit::FAILURE));
    }
    let work = match work(call, &arguments) {
        Ok(work) => work,
        Err(Wrong::Unmodelled(what)) => return Err(call.unmodelled(what)),
        Err(Wrong::Refused(message)) => {
            call.complain(&message);
            return Ok(Exit::FAILURE);
        }
    };
    let bytes =
        read(system, call, "-")?.map_err(|error| Stop::Harness { what: error.to_string() })?;
    call.stdout.write(&work.apply(&bytes));
    Ok(Exit::SUCCESS)
}

/// Says what is wrong with the number of sets.
fn miscounted(arguments: &Arguments) -> Option<String> {
    let (deletes, squeezes) = (arguments.has("d"), arguments.has("s"));
    let (fewest, most) = match (deletes, squeezes) {
        (true, false) => (1, 1),
        (false, true) => (1, 2),
        _ => (2, 2),
    };
    let sets = &arguments.operands;
    if sets.is_empty() {
        return Some("missing operand".to_owned());
    }
    if sets.len() < fewest {
        let why = if deletes { "deleting and squeezing repeats" } else { "translating" };
        let last = quoted(sets.last().map_or("", String::as_str));
        return Some(format!(
            "missing operand after {last}\nTwo strings must be given when {}.",
            if deletes { format!("both {why}") } else { why.to_owned() }
        ));
    }
    let extra = quoted(sets.get(most)?);
    let advice = "\nOnly one string may be given when deleting without squeezing repeats.";
    Some(format!("extra operand {extra}{}", if most == 1 && sets.len() == 2 { advice } else { "" }))
}

fn work(call: &Call<'_>, arguments: &Arguments) -> Result<Work, Wrong> {
    let mut sets = Vec::new();
    for text in &arguments.operands {
        let set = Set::parse(text)?;
        for warning in &set.warnings {
            call.complain(&format!("warning: {warning}"));
        }
        sets.push(set);
    }
    let complements = arguments.has("c") || arguments.has("C");
    if sets[0].parts.iter().any(|part| matches!(part, Part::Repeat(_, None))) {
        let message = "the [c*] repeat construct may not appear in string1";
        return Err(Wrong::Refused(message.to_owned()));
    }
    let first = if complements { complement(&sets[0].bytes()) } else { sets[0].bytes() };
    let mut table: Table = std::array::from_fn(|byte| u8::try_from(byte).ok());
    let mut squeezed = [false; 256];
    let squeezed_set = match (arguments.has("d"), sets.get(1)) {
        (true, second) => {
            for byte in &first {
                table[usize::from(*byte)] = None;
            }
            second.map(Set::bytes).unwrap_or_default()
        }
        (false, None) => first,
        (false, Some(second)) => {
            let second = translated(&sets[0], second, &first, complements, arguments.has("t"))?;
            for (from, to) in first.iter().zip(&second) {
                table[usize::from(*from)] = Some(*to);
            }
            second
        }
    };
    if arguments.has("s") {
        for byte in squeezed_set {
            squeezed[usize::from(byte)] = true;
        }
    }
    Ok(Work { table, squeezed })
}

/// Returns what the bytes of the first set become, one by one.
fn translated(
    first: &Set,
    second: &Set,
    bytes: &[u8],
    complements: bool,
    truncates: bool,
) -> Result<Vec<u8>, Wrong> {
    let refused = |message: &str| Err(Wrong::Refused(message.to_owned()));
    let fills = second.parts.iter().filter(|part| matches!(part, Part::Repeat(_, None))).count();
    if fills > 1 {
        return refused("only one [c*] repeat construct may appear in string2");
    }
    let classes = |set: &Set| {
        let classes = set.parts.iter().filter_map(|part| match part {
            Part::Class(class) => Some(*class),
            _ => None,
        });
        classes.collect::<Vec<_>>()
    };
    if classes(second).iter().any(|class| !class.is_case()) {
        return refused(
            "when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'",
        );
    }
    let fixed = second.bytes().len();
    let mut out = Vec::new();
    for part in &second.parts {
        match part {
            Part::Repeat(byte, None) => {
                out.extend(vec![*byte; bytes.len().saturating_sub(fixed)]);
            }
            Part::Class(_) if !complements && !is_aligned(first, out.len()) => {
                return refused("misaligned [:upper:] and/or [:lower:] construct");
            }
            part => out.extend(part.bytes()),
        }
    }
    if truncates {
        out.truncate(bytes.len());
        return Ok(out);
    }
    let Some(last) = out.last().copied() else {
        return refused("when not truncating set1, string2 must be non-empty");
    };
    let ends_in_class = matches!(second.parts.last(), Some(Part::Class(_)));
    if ends_in_class && bytes.len() > out.len() {
        return refused(
            "when translating with string1 longer than string2,\nthe latter string must not end with a character class",
        );
    }
    if out.len() < bytes.len() {
        out.resize(bytes.len(), last);
    }
    let is_one = out.iter().take(bytes.len()).all(|byte| *byte == out[0]);
    if complements && !classes(first).is_empty() && !is_one {
        return refused(
            "when translating with complemented character classes,\nstring2 must map all characters in the domain to one",
        );
    }
    Ok(out)
}

/// Says whether a class of letters begins in the first set at this place.
fn is_aligned(first: &Set, at: usize) -> bool {
    let mut begins = 0;
    for part in &first.parts {
        if begins == at {
            return matches!(part, Part::Class(class) if class.is_case());
        }
        begins += part.bytes().len();
    }
    false
}

fn complement(bytes: &[u8]) -> Vec<u8> {
    (0..=255).filter(|byte| !bytes.contains(byte)).collect()
}

impl Work {
    fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
        for byte in bytes.iter().filter_map(|byte| self.table[usize::from(*byte)]) {
            if !(self.squeezed[usize::from(byte)] && out.last() == Some(&byte)) {
                out.push(byte);
            }
        }
        out
    }
}
