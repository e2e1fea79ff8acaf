//! Tools that put the lines of files side by side or apart: `comm`, `paste`, `tac`, `rev`.

use super::super::System;
use super::super::options::{Grammar, Operands, misused};
use super::super::quoting::{named, quoted};
use super::super::table::Command;
use super::super::text::{lines, read};
use super::sources::each;
use crate::shell::{Call, Exit, Stop};
use crate::world::FileError;

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] =
    &[("comm", comm), ("paste", paste), ("rev", rev), ("tac", tac)];

const COMM: Grammar = Grammar {
    short: "123z",
    long: &[
        ("check-order", ""),
        ("nocheck-order", ""),
        ("output-delimiter", ":"),
        ("total", ""),
        ("zero-terminated", "z"),
    ],
    operands: Operands::Anywhere,
};

const PASTE: Grammar = Grammar {
    short: "d:sz",
    long: &[("serial", "s"), ("delimiters", "d"), ("zero-terminated", "z")],
    operands: Operands::Anywhere,
};

const REV: Grammar = Grammar { short: "0hV", long: &[("zero", "0")], operands: Operands::Anywhere };

const TAC: Grammar = Grammar {
    short: "brs:",
    long: &[("before", "b"), ("regex", "r"), ("separator", "s")],
    operands: Operands::Anywhere,
};

fn comm(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = COMM.read(call) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &["1", "2", "3", "nocheck-order"])?;
    let [first, second] = &arguments.operands[..] else {
        let message = match &arguments.operands[..] {
            [] => "missing operand".to_owned(),
            [one] => format!("missing operand after {}", quoted(one)),
            [_, _, extra, ..] => format!("extra operand {}", quoted(extra)),
            [_, _] => String::new(),
        };
        return Ok(misused(call, &message, Exit::FAILURE));
    };
    let mut texts = Vec::new();
    for name in [first, second] {
        match read(system, call, name)? {
            Ok(bytes) => texts.push(bytes),
            Err(error) => {
                call.complain(&format!("{}: {error}", named(name)));
                return Ok(Exit::FAILURE);
            }
        }
    }
    let sides = [lines(&texts[0]).collect::<Vec<_>>(), lines(&texts[1]).collect()];
    if sides.iter().any(|side| !side.is_sorted()) && !arguments.has("nocheck-order") {
        return Err(call.unmodelled("on files that are not sorted"));
    }
    let shown = ["1", "2", "3"].map(|column| !arguments.has(column));
    call.stdout.write(&side_by_side(&sides[0], &sides[1], shown));
    Ok(Exit::SUCCESS)
}

fn side_by_side(mut left: &[&[u8]], mut right: &[&[u8]], shown: [bool; 3]) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let (line, column) = match (left, right) {
            ([], []) => return out,
            ([line, ..], []) => (line, 0),
            ([], [line, ..]) => (line, 1),
            ([one, ..], [other, ..]) if one < other => (one, 0),
            ([one, ..], [other, ..]) if one > other => (other, 1),
            ([line, ..], _) => (line, 2),
        };
        left = if column == 1 { left } else { &left[1..] };
        right = if column == 0 { right } else { &right[1..] };
        if shown[column] {
            let tabs = shown[..column].iter().filter(|is_shown| **is_shown).count();
            out.extend(vec![b'\t'; tabs]);
            out.extend(*line);
            out.push(b'\n');
        }
    }
}

fn paste(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = PASTE.read(call) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &["d", "s"])?;
    let delimiters = arguments.value("d").unwrap_or("\t").as_bytes().to_vec();
    if delimiters.is_empty() || delimiters.contains(&b'\\') {
        return Err(call.unmodelled("-d with an escape or nothing"));
    }
    if arguments.operands.iter().filter(|name| *name == "-").count() > 1 && !arguments.has("s") {
        return paste_standard(system, call, &arguments.operands, &delimiters);
    }
    let mut texts = Vec::new();
    let complaint = |name: &str, error: &FileError| format!("{}: {error}", named(name));
    let all_read = each(system, call, &arguments.operands, complaint, |_, _, bytes| {
        texts.push(bytes);
        Ok(())
    })?;
    if !all_read {
        return if arguments.has("s") {
            Err(call.unmodelled("-s with a file that cannot be read"))
        } else {
            Ok(Exit::FAILURE)
        };
    }
    let columns: Vec<Vec<&[u8]>> = texts.iter().map(|text| lines(text).collect()).collect();
    if arguments.has("s") {
        for column in &columns {
            call.stdout.write(&joined(column, &delimiters));
        }
        return Ok(Exit::SUCCESS);
    }
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    for row in 0..rows {
        let row: Vec<&[u8]> =
            columns.iter().map(|column| column.get(row).copied().unwrap_or_default()).collect();
        call.stdout.write(&joined(&row, &delimiters));
    }
    Ok(Exit::SUCCESS)
}

/// `paste - -`: every `-` takes the next line of standard input.
fn paste_standard(
    system: &System,
    call: &Call<'_>,
    operands: &[String],
    delimiters: &[u8],
) -> Result<Exit, Stop> {
    if operands.iter().any(|name| name != "-") {
        return Err(call.unmodelled("with `-` twice among files"));
    }
    let bytes =
        read(system, call, "-")?.map_err(|error| Stop::Harness { what: error.to_string() })?;
    let all: Vec<&[u8]> = lines(&bytes).collect();
    for row in all.chunks(operands.len()) {
        let mut row = row.to_vec();
        row.resize(operands.len(), b"");
        call.stdout.write(&joined(&row, delimiters));
    }
    Ok(Exit::SUCCESS)
}

/// Joins the parts of a row, the delimiters taking turns.
fn joined(parts: &[&[u8]], delimiters: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push(delimiters[(at - 1) % delimiters.len()]);
        }
        out.extend(*part);
    }
    out.push(b'\n');
    out
}

fn rev(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = REV.read(call) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &[])?;
    let complaint = |name: &str, error: &FileError| format!("cannot open {name}: {error}");
    let all_read = each(system, call, &arguments.operands, complaint, |_, _, bytes| {
        if !bytes.is_ascii() {
            return Err(call.unmodelled("on bytes that are not ASCII"));
        }
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (text, end) = match line.strip_suffix(b"\n") {
                Some(text) => (text, &b"\n"[..]),
                None => (line, &b""[..]),
            };
            let mut text = text.to_vec();
            text.reverse();
            call.stdout.write(&text);
            call.stdout.write(end);
        }
        Ok(())
    })?;
    Ok(if all_read { Exit::SUCCESS } else { Exit::FAILURE })
}

fn tac(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = TAC.read(call) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &[])?;
    let complaint = |name: &str, error: &FileError| match error {
        FileError::IsDirectory => format!("{}: read error: Invalid argument", named(name)),
        error => format!("failed to open {} for reading: {error}", quoted(name)),
    };
    let all_read = each(system, call, &arguments.operands, complaint, |_, _, bytes| {
        for line in bytes.split_inclusive(|byte| *byte == b'\n').rev() {
            call.stdout.write(line);
        }
        Ok(())
    })?;
    Ok(if all_read { Exit::SUCCESS } else { Exit::FAILURE })
}
