//! `wc`.

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands};
use super::super::place::place;
use super::super::quoting::named;
use super::super::table::Command;
use super::super::text::read;
use crate::shell::{Call, Exit, Stop};
use crate::world::{FileError, FileKind};

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] = &[("wc", wc)];

const GRAMMAR: Grammar = Grammar {
    short: "clLmw",
    long: &[
        ("bytes", "c"),
        ("chars", "m"),
        ("lines", "l"),
        ("words", "w"),
        ("files0-from", ":"),
        ("max-line-length", "L"),
    ],
    operands: Operands::Anywhere,
};

/// The columns in their order.
const COLUMNS: [&str; 5] = ["l", "w", "m", "c", "L"];

/// Lines, words, letters, bytes and the width of the widest line.
type Counts = [u64; 5];

/// The width of the columns where it cannot be told from the size of the files.
const WIDTH: usize = 7;

fn wc(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = GRAMMAR.read(call) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &COLUMNS)?;
    let chosen = COLUMNS.map(|column| arguments.has(column));
    let shown = if chosen.contains(&true) { chosen } else { [true, true, false, true, false] };
    let standard = ["-".to_owned()];
    let operands =
        if arguments.operands.is_empty() { &standard[..] } else { &arguments.operands[..] };
    let width = width(system, call, &arguments, shown);
    let mut total: Counts = [0; 5];
    let mut exit = Exit::SUCCESS;
    for name in operands {
        let read = read(system, call, name)?;
        if let Err(error) = &read {
            call.complain(&format!("{}: {error}", named(name)));
            exit = Exit::FAILURE;
        }
        let counts = match read {
            Ok(bytes) => count(&bytes),
            Err(FileError::IsDirectory) => [0; 5],
            Err(_) => continue,
        };
        add(&mut total, counts);
        let name = if arguments.operands.is_empty() { "" } else { name };
        call.print(&line(name, counts, shown, width));
    }
    if operands.len() > 1 {
        call.print(&line("total", total, shown, width));
    }
    Ok(exit)
}

/// Returns the width of the columns: room for the size of all files together. What is no regular
/// file has no size that could be told before it is read.
fn width(system: &System, call: &Call<'_>, arguments: &Arguments, shown: [bool; 5]) -> usize {
    let columns = shown.iter().filter(|is_shown| **is_shown).count();
    if columns == 1 && arguments.operands.len() < 2 {
        return 1;
    }
    let standard = ["-".to_owned()];
    let operands =
        if arguments.operands.is_empty() { &standard[..] } else { &arguments.operands[..] };
    let (mut sum, mut least) = (0, 1);
    for name in operands {
        match size(system, call, name) {
            Size::Told(size) => sum += size,
            Size::Unknown => least = WIDTH,
            Size::Missing => {}
        }
    }
    sum.to_string().len().max(least)
}

/// What is known of the size of an operand before it is read.
enum Size {
    /// It is a regular file of so many bytes.
    Told(u64),
    /// It is a pipe, a terminal, a directory or a device.
    Unknown,
    /// There is no such file.
    Missing,
}

fn size(system: &System, call: &Call<'_>, name: &str) -> Size {
    if name == "-" {
        return call.stdin.file_size().map_or(Size::Unknown, Size::Told);
    }
    if name.starts_with("/dev/") {
        return Size::Unknown;
    }
    let path = place(call, name);
    match system.root.kind(&path) {
        Some(FileKind::File) => system.root.size(&path).map_or(Size::Unknown, Size::Told),
        Some(_) => Size::Unknown,
        None => Size::Missing,
    }
}

fn add(total: &mut Counts, counts: Counts) {
    for (at, (sum, one)) in total.iter_mut().zip(counts).enumerate() {
        *sum = if COLUMNS[at] == "L" { one.max(*sum) } else { *sum + one };
    }
}

fn count(bytes: &[u8]) -> Counts {
    let lines = bytes.split(|byte| *byte == b'\n').count() - 1;
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    // What cannot be printed is no part of a word, so some words have no letter.
    let is_word = |word: &&[u8]| word.iter().any(u8::is_ascii_graphic);
    let words = bytes.split(is_blank).filter(is_word).count();
    let size = bytes.len() as u64;
    [lines as u64, words as u64, size, size, widest(bytes)]
}

fn widest(bytes: &[u8]) -> u64 {
    let (mut widest, mut at) = (0, 0);
    for byte in bytes {
        at = match byte {
            b'\n' | b'\r' | 0x0c => 0,
            b'\t' => at + 8 - at % 8,
            b' '..=b'~' => at + 1,
            _ => at,
        };
        widest = widest.max(at);
    }
    widest
}

fn line(name: &str, counts: Counts, shown: [bool; 5], width: usize) -> String {
    let figures = counts.iter().zip(shown).filter(|(_, is_shown)| *is_shown);
    let figures: Vec<String> = figures.map(|(figure, _)| format!("{figure:>width$}")).collect();
    let gap = if name.is_empty() { "" } else { " " };
    format!("{}{gap}{name}\n", figures.join(" "))
}
