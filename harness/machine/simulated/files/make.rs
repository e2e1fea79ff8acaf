//! Commands that make or stamp: `mkdir`, `touch`, `ln`, `truncate`, `mktemp`.

use super::super::System;
use super::super::date::{Moment, Unclear, describe};
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::place::{place, refuse};
use super::super::quoting::{quoted, quoted_plainly};
use super::super::table::Command;
use super::mode::applied;
use crate::determinism::Tick;
use crate::shell::{Call, Exit, Kernel as _, Stop};
use crate::world::{FileError, FileKind};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("mkdir", mkdir), ("touch", touch)];

const MKDIR: Grammar = Grammar {
    short: "m:pvZ",
    long: &[("context", "::"), ("mode", "m"), ("parents", "p"), ("verbose", "v")],
    operands: Operands::Anywhere,
};

fn mkdir(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = MKDIR.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["m", "p", "v"])?;
    if given.operands.is_empty() {
        return Ok(misused(call, "missing operand", Exit::FAILURE));
    }
    let mode = match given.value("m").map(|text| (text, applied(text, 0o777, true))) {
        Some((text, None)) => {
            call.complain(&format!("invalid mode {}", quoted_plainly(text)));
            return Ok(Exit::FAILURE);
        }
        mode => mode.and_then(|(_, mode)| mode),
    };
    let mut exit = Exit::SUCCESS;
    for path in &given.operands {
        exit = exit.max(make(system, call, &given, (path, mode))?);
    }
    Ok(exit)
}

/// Makes one directory, and with `-p` those above it that are missing.
fn make(
    system: &System,
    call: &Call<'_>,
    given: &Arguments,
    (path, mode): (&str, Option<u32>),
) -> Result<Exit, Stop> {
    let trimmed = path.trim_end_matches('/');
    let above = trimmed.char_indices().filter(|(at, c)| *c == '/' && *at > 0).map(|(at, _)| at);
    let ends = above.filter(|_| given.has("p")).map(|at| &path[..at]);
    for part in ends.chain([path]) {
        let at = place(call, part);
        let result = match system.root.kind(&at) {
            Some(FileKind::Directory) if given.has("p") => continue,
            Some(_) if given.has("p") && part != path => Err(FileError::NotDirectory),
            Some(_) => Err(FileError::Exists),
            None => system.root.create_dir(&at).and_then(|()| match mode {
                Some(mode) if part == path => system.root.set_mode(&at, mode),
                _ => Ok(()),
            }),
        };
        if let Err(error) = result {
            return refuse(call, &format!("cannot create directory {}", quoted(part)), error);
        }
        if given.has("v") {
            call.print(&format!("{}: created directory {}\n", call.name(), quoted(part)));
        }
    }
    Ok(Exit::SUCCESS)
}

const TOUCH: Grammar = Grammar {
    short: "acd:fhmr:t:",
    long: &[
        ("time", ":"),
        ("no-create", "c"),
        ("date", "d"),
        ("reference", "r"),
        ("no-dereference", "h"),
    ],
    operands: Operands::Anywhere,
};

fn touch(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = TOUCH.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["c", "d", "f", "m", "r", "t"])?;
    let sources = ["d", "r", "t"].iter().filter(|name| given.has(name)).count();
    if sources > 1 && !(sources == 2 && given.has("d") && given.has("r")) {
        let message = "cannot specify times from more than one source";
        return Ok(misused(call, message, Exit::FAILURE));
    }
    let when = match stamp(system, call, &given)? {
        Ok(when) => when,
        Err(exit) => return Ok(exit),
    };
    if given.operands.is_empty() {
        return Ok(misused(call, "missing file operand", Exit::FAILURE));
    }
    let mut exit = Exit::SUCCESS;
    for path in &given.operands {
        exit = exit.max(touch_one(system, call, path, when, given.has("c"))?);
    }
    Ok(exit)
}

fn touch_one(
    system: &System,
    call: &Call<'_>,
    path: &str,
    when: Tick,
    existing_only: bool,
) -> Result<Exit, Stop> {
    let at = place(call, path);
    let missing = system.root.kind(&at).is_none();
    if missing && existing_only {
        return Ok(Exit::SUCCESS);
    }
    if missing && path.ends_with('/') {
        let error = system.root.facts(&at).err().unwrap_or(FileError::NotFound);
        return refuse(call, &format!("setting times of {}", quoted(path)), error);
    }
    let made = if missing { system.root.append(&at, b"") } else { Ok(()) };
    match made.and_then(|()| system.root.set_modified(&at, when)) {
        Ok(()) => Ok(Exit::SUCCESS),
        Err(error) => refuse(call, &format!("cannot touch {}", quoted(path)), error),
    }
}

/// Finds the instant to stamp with; an inner error is the exit code of a complaint.
fn stamp(system: &System, call: &Call<'_>, given: &Arguments) -> Result<Result<Tick, Exit>, Stop> {
    let mut when = Moment::of(system.now());
    if let Some(path) = given.value("r") {
        match system.root.facts(&place(call, path)) {
            Ok(facts) => when = Moment::of(facts.modified),
            Err(error) => {
                let what = format!("failed to get attributes of {}", quoted(path));
                return refuse(call, &what, error).map(Err);
            }
        }
    }
    let text = given.value("d").or(given.value("t")).unwrap_or_default();
    let clear = match (given.value("d"), given.value("t")) {
        (Some(text), _) => describe(text, when),
        (None, Some(text)) => Moment::of_stamp(text, when).ok_or(Unclear::Invalid),
        (None, None) => Ok(when),
    };
    let tick = match clear {
        Ok(moment) => moment.tick(),
        Err(Unclear::Unmodelled) => {
            return Err(call.unmodelled(&format!("-d {}", quoted(text))));
        }
        Err(Unclear::Invalid) => {
            call.complain(&format!("invalid date format {}", quoted_plainly(text)));
            return Ok(Err(Exit::FAILURE));
        }
    };
    tick.map(Ok).ok_or_else(|| call.unmodelled("with a time before 1970"))
}
