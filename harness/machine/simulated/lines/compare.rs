//! `cmp`, and `diff` as far as it says whether files differ: `diff -q`, `diff` of equal files, `-r`.

use super::super::System;
use super::super::options::{Grammar, Operands};
use super::super::place::{inside, last_part, place};
use super::super::table::Command;
use super::super::text::read;
use super::trees::{Manner, Shown, directories};
use crate::shell::{Call, Exit, Stop};
use crate::world::{FileError, FileKind};

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] =
    &[("cmp", cmp), ("diff", diff)];

const CMP: Grammar = Grammar {
    short: "bci:ln:sv",
    long: &[
        ("print-bytes", "b"),
        ("ignore-initial", "i"),
        ("verbose", "l"),
        ("bytes", "n"),
        ("quiet", "s"),
        ("silent", "s"),
    ],
    operands: Operands::Anywhere,
};

fn cmp(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let arguments = match CMP.parse(call.arguments()) {
        Ok(arguments) => arguments,
        Err(message) => return Ok(misused(call, &message)),
    };
    arguments.only(call, &["s"])?;
    let (first, second) = match &arguments.operands[..] {
        [] => return Ok(misused(call, &format!("missing operand after '{}'", call.name()))),
        [one] => (one.as_str(), "-"),
        [first, second] => (first.as_str(), second.as_str()),
        _ => return Err(call.unmodelled("with more than two operands")),
    };
    let mut texts = Vec::new();
    for name in [first, second] {
        match read(system, call, name)? {
            Ok(bytes) => texts.push(bytes),
            Err(error) => {
                if !arguments.has("s") || error == FileError::IsDirectory {
                    call.complain(&format!("{name}: {error}"));
                }
                return Ok(Exit::USAGE);
            }
        }
    }
    Ok(report(call, arguments.has("s"), [first, second], [&texts[0], &texts[1]]))
}

fn report(call: &Call<'_>, is_silent: bool, names: [&str; 2], texts: [&[u8]; 2]) -> Exit {
    let [left, right] = texts;
    let same = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    if same == left.len() && same == right.len() {
        return Exit::SUCCESS;
    }
    if is_silent {
        return Exit::FAILURE;
    }
    let ends = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').count() - 1;
    let line = ends(&left[..same]) + 1;
    if same < left.len() && same < right.len() {
        let [first, second] = names;
        call.print(&format!("{first} {second} differ: char {}, line {line}\n", same + 1));
        return Exit::FAILURE;
    }
    let shorter = if same == left.len() { names[0] } else { names[1] };
    call.complain(&match same.checked_sub(1) {
        None => format!("EOF on {shorter} which is empty"),
        Some(last) if left[last] == b'\n' => {
            format!("EOF on {shorter} after byte {same}, line {}", line - 1)
        }
        Some(_) => format!("EOF on {shorter} after byte {same}, in line {line}"),
    });
    Exit::FAILURE
}

fn misused(call: &Call<'_>, message: &str) -> Exit {
    call.complain(message);
    call.complain(&format!("Try '{} --help' for more information.", call.name()));
    Exit::USAGE
}

const DIFF: Grammar = Grammar {
    short: "aBbcC:dD:eEfF:hHiI:lL:nNpPqrsS:tTuU:vwW:x:X:yZ",
    long: &[
        ("brief", "q"),
        ("recursive", "r"),
        ("report-identical-files", "s"),
        ("unified", "::"),
        ("new-file", "N"),
        ("label", "L"),
        ("text", "a"),
        ("ignore-case", "i"),
        ("ignore-all-space", "w"),
        ("ignore-space-change", "b"),
        ("ignore-blank-lines", "B"),
        ("exclude", "x"),
        ("color", "::"),
        ("side-by-side", "y"),
        ("context", "::"),
        ("strip-trailing-cr", ""),
        ("no-dereference", ""),
        ("suppress-common-lines", ""),
        ("normal", ""),
        ("minimal", "d"),
        ("show-c-function", "p"),
    ],
    operands: Operands::Anywhere,
};

fn diff(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let arguments = match DIFF.parse(call.arguments()) {
        Ok(arguments) => arguments,
        Err(message) if message.starts_with("unrecognized") => {
            return Err(call.unmodelled("with a long option that is not known"));
        }
        Err(message) => return Ok(misused(call, &message)),
    };
    arguments.only(call, &["q", "r", "s", "u", "a"])?;
    let [first, second] = &arguments.operands[..] else {
        let last = call.argv.last().map_or("", String::as_str);
        return Ok(match arguments.operands.get(2) {
            None => misused(call, &format!("missing operand after '{last}'")),
            Some(extra) => misused(call, &format!("extra operand '{extra}'")),
        });
    };
    let is_directory =
        |name: &str| system.root.kind(&place(call, name)) == Some(FileKind::Directory);
    let shown = Shown { brief: arguments.has("q"), identical: arguments.has("s") };
    let is_missing = |name: &str| system.root.kind(&place(call, name)).is_none() && name != "-";
    let (first, second) = match (is_directory(first), is_directory(second)) {
        (true, true) => {
            let manner = Manner { recursive: arguments.has("r"), files: compare, shown };
            return directories(system, call, [first, second], manner);
        }
        (true, false) if is_missing(second) => return Ok(missing(call, second)),
        (false, true) if is_missing(first) => return Ok(missing(call, first)),
        (true, false) => (inside(first, last_part(second)), second.clone()),
        (false, true) => (first.clone(), inside(second, last_part(first))),
        (false, false) => (first.clone(), second.clone()),
    };
    compare(system, call, [&first, &second], shown)
}

fn missing(call: &Call<'_>, name: &str) -> Exit {
    call.complain(&format!("{name}: {}", FileError::NotFound));
    Exit::USAGE
}

/// Compares two files.
fn compare(
    system: &mut System,
    call: &Call<'_>,
    [first, second]: [&str; 2],
    shown: Shown,
) -> Result<Exit, Stop> {
    let mut texts = Vec::new();
    for name in [first, second] {
        match read(system, call, name)? {
            Ok(bytes) => texts.push(bytes),
            Err(error) => call.complain(&format!("{name}: {error}")),
        }
    }
    let [left, right] = &texts[..] else { return Ok(Exit::USAGE) };
    match (left == right, shown.brief) {
        (true, _) => {
            if shown.identical {
                call.print(&format!("Files {first} and {second} are identical\n"));
            }
            Ok(Exit::SUCCESS)
        }
        (false, true) => {
            call.print(&format!("Files {first} and {second} differ\n"));
            Ok(Exit::FAILURE)
        }
        (false, false) => Err(call.unmodelled("of files that differ, without -q")),
    }
}
