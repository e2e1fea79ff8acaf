//! Commands that make files of a kind of their own: `mktemp`, `truncate`.

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::place::{inside, place, refuse};
use super::super::quoting::{quoted, quoted_plainly};
use super::super::table::Command;
use crate::determinism::{Draw, Seed};
use crate::shell::{Call, Exit, Kernel as _, Stop};
use crate::world::FileError;

pub(in super::super) const COMMANDS: &[(&str, Command)] =
    &[("mktemp", mktemp), ("truncate", truncate)];

/// The largest file that may be made by saying its size.
const SIZE_MAX: i64 = 64 * 1024 * 1024;

/// How many names are tried before there are too many files.
const TRIES: u32 = 100;

const MKTEMP: Grammar = Grammar {
    short: "dp:qtuV",
    long: &[
        ("directory", "d"),
        ("quiet", "q"),
        ("dry-run", "u"),
        ("suffix", ":"),
        ("tmpdir", "p::"),
    ],
    operands: Operands::Anywhere,
};

/// Where a temporary file goes, with the letters to draw between two parts of its path.
struct Template {
    before: String,
    letters: usize,
    behind: String,
}

fn mktemp(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = MKTEMP.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["d", "p", "q", "suffix", "t", "u"])?;
    if given.operands.len() > 1 {
        return Ok(misused(call, "too many templates", Exit::FAILURE));
    }
    let template = match template(call, &given) {
        Ok(template) => template,
        Err(message) => {
            call.complain(&message);
            return Ok(Exit::FAILURE);
        }
    };
    let mut draw = Seed::new(system.now().epoch_ms()).child(&template.shown()).draw();
    for _ in 0..TRIES {
        let path = template.filled(&mut draw);
        match make(system, call, &given, &path) {
            Ok(()) => {
                call.print(&format!("{path}\n"));
                return Ok(Exit::SUCCESS);
            }
            Err(FileError::Exists) => {}
            Err(_) if given.has("q") => return Ok(Exit::FAILURE),
            Err(error) => {
                let kind = if given.has("d") { "directory" } else { "file" };
                let what = format!(
                    "failed to create {kind} via template {}",
                    quoted_plainly(&template.shown())
                );
                return refuse(call, &what, error);
            }
        }
    }
    Err(call.unmodelled("found no free name"))
}

/// Makes the file or directory for its owner alone; with `-u` it only looks.
fn make(system: &System, call: &Call<'_>, given: &Arguments, path: &str) -> Result<(), FileError> {
    let at = place(call, path);
    if system.root.kind_of_link(&at).is_some() {
        return Err(FileError::Exists);
    }
    if given.has("u") {
        return Ok(());
    }
    if given.has("d") {
        system.root.create_dir(&at)?;
        return system.root.set_mode(&at, 0o700);
    }
    system.root.write(&at, b"")?;
    system.root.set_mode(&at, 0o600)
}

/// Reads the template of a name; an error is the message of a complaint.
fn template(call: &Call<'_>, given: &Arguments) -> Result<Template, String> {
    let named = given.operands.first().map(String::as_str);
    let whole = named.unwrap_or("tmp.XXXXXXXXXX");
    let quoted = quoted_plainly(whole);
    let in_directory = given.has("p") || given.has("t") || named.is_none();
    if given.has("t") && whole.contains('/') {
        return Err(format!("invalid template, {quoted}, contains directory separator"));
    }
    if given.has("p") && whole.starts_with('/') {
        return Err(format!("invalid template, {quoted}; with --tmpdir, it may not be absolute"));
    }
    let end = whole.rfind('X').map_or(0, |at| at + 1);
    let start = whole[..end].trim_end_matches('X').len();
    let (behind, letters) = (&whole[end..], end - start);
    if given.has("suffix") && !behind.is_empty() {
        return Err(format!("with --suffix, template {quoted} must end in X"));
    }
    if letters < 3 {
        return Err(format!("too few X's in template {quoted}"));
    }
    let suffix = given.value("suffix").unwrap_or(behind);
    if suffix.contains('/') {
        let quoted = quoted_plainly(suffix);
        return Err(format!("invalid suffix {quoted}, contains directory separator"));
    }
    let directory = match given.value("p") {
        Some(directory) if !directory.is_empty() => directory.to_owned(),
        _ => call.environment.get("TMPDIR").cloned().unwrap_or_else(|| "/tmp".to_owned()),
    };
    let before = &whole[..start];
    Ok(Template {
        before: if in_directory { inside(&directory, before) } else { before.to_owned() },
        letters,
        behind: suffix.to_owned(),
    })
}

impl Template {
    fn shown(&self) -> String {
        format!("{}{}{}", self.before, "X".repeat(self.letters), self.behind)
    }

    /// Draws the letters: equal at one instant in one world, as all chance of a drill is.
    fn filled(&self, draw: &mut Draw) -> String {
        const LETTERS: &[u8; 62] =
            b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let letter = |_| {
            let at = usize::try_from(draw.between(0, 61)).expect("below 62");
            char::from(LETTERS[at])
        };
        let drawn: String = (0..self.letters).map(letter).collect();
        format!("{}{drawn}{}", self.before, self.behind)
    }
}

const TRUNCATE: Grammar = Grammar {
    short: "cor:s:",
    long: &[("no-create", "c"), ("io-blocks", "o"), ("reference", "r"), ("size", "s")],
    operands: Operands::Anywhere,
};

fn truncate(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = TRUNCATE.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["c", "s"])?;
    let Some(text) = given.value("s") else {
        let message = "you must specify either '--size' or '--reference'";
        return Ok(misused(call, message, Exit::FAILURE));
    };
    if text.starts_with(['<', '>', '/', '%']) {
        return Err(call.unmodelled(&format!("-s {}", quoted(text))));
    }
    let Some(size) = size(text) else {
        call.complain(&format!("Invalid number: {}", quoted(text)));
        return Ok(Exit::FAILURE);
    };
    if given.operands.is_empty() {
        return Ok(misused(call, "missing file operand", Exit::FAILURE));
    }
    let is_relative = text.starts_with(['+', '-']);
    let mut exit = Exit::SUCCESS;
    for path in &given.operands {
        let at = place(call, path);
        let there = system.root.size(&at);
        if there.is_none() && given.has("c") {
            continue;
        }
        let before = i64::try_from(there.unwrap_or(0)).unwrap_or(i64::MAX);
        let after = if is_relative { before.saturating_add(size).max(0) } else { size };
        if after > SIZE_MAX {
            return Err(call.unmodelled(&format!("to {after} bytes")));
        }
        if let Err(error) = resize(system, &at, usize::try_from(after).unwrap_or(0)) {
            exit = refuse(call, &format!("cannot open {} for writing", quoted(path)), error)?;
        }
    }
    Ok(exit)
}

/// Cuts a file off, or fills it up with zeros.
fn resize(system: &System, at: &str, size: usize) -> Result<(), FileError> {
    let mut bytes = match system.root.read(at) {
        Err(FileError::NotFound) => Vec::new(),
        read => read?,
    };
    bytes.resize(size, 0);
    system.root.write(at, &bytes)
}

/// Reads `10`, `+5`, `1K`, `1kB`, `2M`.
fn size(text: &str) -> Option<i64> {
    let digits_end =
        text.rfind(|c: char| c.is_ascii_digit()).map(|at| at + 1).filter(|end| *end > 0)?;
    let unit = match &text[digits_end..] {
        "" => 1,
        "K" | "k" | "KiB" => 1024,
        "kB" | "KB" => 1000,
        "M" | "MiB" => 1024 * 1024,
        "MB" => 1_000_000,
        "G" | "GiB" => 1024 * 1024 * 1024,
        "GB" => 1_000_000_000,
        _ => return None,
    };
    text[..digits_end].parse::<i64>().ok()?.checked_mul(unit)
}
