//! `uniq`.

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::place::place;
use super::super::quoting::{named, quoted};
use super::super::table::Command;
use super::super::text::{lines, read};
use crate::shell::{Call, Exit, Stop};
use crate::world::FileError;

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] = &[("uniq", uniq)];

const GRAMMAR: Grammar = Grammar {
    short: "cdDf:is:uw:z0123456789",
    long: &[
        ("count", "c"),
        ("repeated", "d"),
        ("all-repeated", "::"),
        ("group", "::"),
        ("ignore-case", "i"),
        ("unique", "u"),
        ("skip-fields", "f"),
        ("skip-chars", "s"),
        ("check-chars", "w"),
        ("zero-terminated", "z"),
    ],
    operands: Operands::Anywhere,
};

/// Which part of a line counts.
struct Part {
    fields: usize,
    skipped: usize,
    compared: usize,
    folds_case: bool,
}

fn uniq(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = GRAMMAR.read(call) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &["c", "d", "D", "f", "i", "s", "u", "w"])?;
    let part = match part(&arguments) {
        Ok(part) => part,
        Err(message) => {
            call.complain(&message);
            return Ok(Exit::FAILURE);
        }
    };
    if let Some(extra) = arguments.operands.get(2) {
        return Ok(misused(call, &format!("extra operand {}", quoted(extra)), Exit::FAILURE));
    }
    if arguments.has("c") && arguments.has("D") {
        let message = "printing all duplicated lines and repeat counts is meaningless";
        return Ok(misused(call, message, Exit::FAILURE));
    }
    let name = arguments.operands.first().map_or("-", String::as_str);
    let bytes = match read(system, call, name)? {
        Ok(bytes) => bytes,
        Err(error) => {
            call.complain(&match error {
                FileError::IsDirectory => format!("error reading {}", quoted(name)),
                error => format!("{}: {error}", named(name)),
            });
            return Ok(Exit::FAILURE);
        }
    };
    let text = without_repeats(&bytes, &arguments, &part);
    write(system, call, arguments.operands.get(1), &text)
}

fn part(arguments: &Arguments) -> Result<Part, String> {
    let count = |name: &str, otherwise: usize, what: &str| match arguments.value(name) {
        None => Ok(otherwise),
        Some(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(text.parse().unwrap_or(usize::MAX))
        }
        Some(text) => Err(format!("{text}: invalid number of {what}")),
    };
    Ok(Part {
        fields: count("f", 0, "fields to skip")?,
        skipped: count("s", 0, "bytes to skip")?,
        compared: count("w", usize::MAX, "bytes to compare")?,
        folds_case: arguments.has("i"),
    })
}

impl Part {
    fn is_same(&self, left: &[u8], right: &[u8]) -> bool {
        let (left, right) = (self.of(left), self.of(right));
        if self.folds_case { left.eq_ignore_ascii_case(right) } else { left == right }
    }

    fn of<'l>(&self, line: &'l [u8]) -> &'l [u8] {
        let is_blank = |byte: &&u8| matches!(**byte, b' ' | b'\t');
        let mut at = 0;
        for _ in 0..self.fields {
            if at == line.len() {
                break;
            }
            at += line[at..].iter().take_while(is_blank).count();
            at += line[at..].iter().take_while(|byte| !is_blank(byte)).count();
        }
        let from = at.saturating_add(self.skipped).min(line.len());
        &line[from..from.saturating_add(self.compared).min(line.len())]
    }
}

fn without_repeats(bytes: &[u8], arguments: &Arguments, part: &Part) -> Vec<u8> {
    let all: Vec<&[u8]> = lines(bytes).collect();
    let [repeated, single, every] =
        [arguments.has("d") || arguments.has("D"), arguments.has("u"), arguments.has("D")];
    let mut out = Vec::new();
    for group in all.chunk_by(|left, right| part.is_same(left, right)) {
        let is_shown = if group.len() > 1 { !single } else { !repeated };
        let shown = match (is_shown, every) {
            (false, _) => 0,
            (true, true) => group.len(),
            (true, false) => 1,
        };
        for line in &group[..shown] {
            if arguments.has("c") {
                out.extend(format!("{:>7} ", group.len()).bytes());
            }
            out.extend(*line);
            out.push(b'\n');
        }
    }
    out
}

fn write(system: &System, call: &Call<'_>, to: Option<&String>, text: &[u8]) -> Result<Exit, Stop> {
    let Some(name) = to.filter(|name| *name != "-") else {
        call.stdout.write(text);
        return Ok(Exit::SUCCESS);
    };
    match system.root.write(&place(call, name), text) {
        Ok(()) => Ok(Exit::SUCCESS),
        Err(error) => super::super::place::refuse(call, &named(name), error),
    }
}
