//! Commands about what a file is besides its content: `chmod`, `stat`.

use super::super::System;
use super::super::date::{Moment, format};
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::place::{inside, place, refuse};
use super::super::quoting::{quoted, quoted_plainly};
use super::super::table::Command;
use super::mode::{applied, shown};
use crate::shell::{Call, Exit, Stop};
use crate::throwaway::FileFacts;
use crate::world::FileKind;

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("chmod", chmod), ("stat", stat)];

/// The user and group that every file of a world belongs to.
pub(in super::super) const OWNER: &str = "operator";
/// Their number.
pub(in super::super) const OWNER_ID: &str = "1000";

const CHMOD: Grammar = Grammar {
    short: "Rcfv",
    long: &[
        ("changes", "c"),
        ("recursive", "R"),
        ("no-preserve-root", ""),
        ("preserve-root", ""),
        ("quiet", "f"),
        ("reference", ":"),
        ("silent", "f"),
        ("verbose", "v"),
    ],
    operands: Operands::Anywhere,
};

fn chmod(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let given = match CHMOD.parse(&with_modes_apart(call.arguments())) {
        Ok(given) => given,
        Err(message) => return Ok(misused(call, &message, Exit::FAILURE)),
    };
    given.only(call, &["R", "c", "f", "v", "preserve-root", "reference"])?;
    let mut operands = given.operands.clone();
    if let Some(reference) = given.value("reference") {
        match system.root.facts(&place(call, reference)) {
            Ok(facts) => operands.insert(0, format!("{:05o}", facts.mode)),
            Err(error) => {
                let what = format!("failed to get attributes of {}", quoted(reference));
                return refuse(call, &what, error);
            }
        }
    }
    let Some((mode, paths)) = operands.split_first() else {
        return Ok(misused(call, "missing operand", Exit::FAILURE));
    };
    if paths.is_empty() {
        let message = format!("missing operand after {}", quoted_plainly(mode));
        return Ok(misused(call, &message, Exit::FAILURE));
    }
    if applied(mode, 0, false).is_none() {
        let message = format!("invalid mode: {}", quoted_plainly(mode));
        return Ok(misused(call, &message, Exit::FAILURE));
    }
    let mut exit = Exit::SUCCESS;
    for path in paths {
        exit = exit.max(change(system, call, &given, mode, path)?);
    }
    Ok(exit)
}

/// Puts modes that begin with a dash, such as `-w`, behind `--`, where options are not looked for.
fn with_modes_apart(arguments: &[String]) -> Vec<String> {
    let is_mode = |argument: &&String| {
        argument
            .strip_prefix('-')
            .is_some_and(|rest| rest.starts_with(|c| "rwxXstugoa,+=01234567".contains(c)))
    };
    let end = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    let (free, behind) = arguments.split_at(end);
    let (modes, others): (Vec<_>, Vec<_>) = free.iter().partition(is_mode);
    let (options, operands): (Vec<&String>, Vec<&String>) =
        others.into_iter().partition(|argument| argument.starts_with('-'));
    let behind = behind.iter().skip(1);
    let apart = ["--".to_owned()];
    let ordered = options.into_iter().chain(&apart).chain(modes).chain(operands).chain(behind);
    ordered.cloned().collect()
}

fn change(
    system: &System,
    call: &Call<'_>,
    given: &Arguments,
    mode: &str,
    path: &str,
) -> Result<Exit, Stop> {
    let at = place(call, path);
    let facts = match system.root.facts(&at) {
        Ok(facts) => facts,
        Err(error) => return not_accessible(system, call, given, path, error),
    };
    let is_directory = facts.kind == FileKind::Directory;
    let after = applied(mode, facts.mode, is_directory).unwrap_or(facts.mode);
    if let Err(error) = system.root.set_mode(&at, after) {
        return refuse(call, &format!("changing permissions of {}", quoted(path)), error);
    }
    report(call, given, path, &facts, after);
    let mut exit = Exit::SUCCESS;
    if is_directory && given.has("R") {
        let names = match system.root.list(&at) {
            Ok(names) => names,
            Err(error) => {
                return refuse(call, &format!("cannot read directory {}", quoted(path)), error);
            }
        };
        for name in names {
            let path = inside(path, &name);
            if system.root.kind_of_link(&place(call, &path)) != Some(FileKind::Symlink) {
                exit = exit.max(change(system, call, given, mode, &path)?);
            }
        }
    }
    Ok(exit)
}

fn not_accessible(
    system: &System,
    call: &Call<'_>,
    given: &Arguments,
    path: &str,
    error: crate::world::FileError,
) -> Result<Exit, Stop> {
    let quoted = quoted(path);
    if given.has("v") {
        call.print(&format!("{quoted} could not be accessed\n"));
    }
    if given.has("f") {
        return Ok(Exit::FAILURE);
    }
    if system.root.kind_of_link(&place(call, path)) == Some(FileKind::Symlink) {
        call.complain(&format!("cannot operate on dangling symlink {quoted}"));
        return Ok(Exit::FAILURE);
    }
    refuse(call, &format!("cannot access {quoted}"), error)
}

fn report(call: &Call<'_>, given: &Arguments, path: &str, facts: &FileFacts, after: u32) {
    let letters = |mode: u32| shown(facts.kind, mode).split_off(1);
    let mode = |mode: u32| format!("{mode:04o} ({})", letters(mode));
    if after != facts.mode && (given.has("v") || given.has("c")) {
        let (before, after) = (mode(facts.mode), mode(after));
        call.print(&format!("mode of {} changed from {before} to {after}\n", quoted(path)));
    } else if given.has("v") {
        call.print(&format!("mode of {} retained as {}\n", quoted(path), mode(after)));
    }
}

const STAT: Grammar = Grammar {
    short: "c:fLt",
    long: &[
        ("dereference", "L"),
        ("file-system", "f"),
        ("format", "c"),
        ("printf", ":"),
        ("terse", "t"),
        ("cached", ":"),
    ],
    operands: Operands::Anywhere,
};

fn stat(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = STAT.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["c", "L", "printf"])?;
    if given.operands.is_empty() {
        return Ok(misused(call, "missing operand", Exit::FAILURE));
    }
    if given.has("printf") {
        return Err(call.unmodelled("--printf"));
    }
    let Some(wanted) = given.value("c") else {
        return Err(call.unmodelled("without -c: it shows numbers of the host"));
    };
    let mut exit = Exit::SUCCESS;
    for path in &given.operands {
        let at = place(call, path);
        let root = &system.root;
        let facts = if given.has("L") { root.facts(&at) } else { root.facts_of_link(&at) };
        match facts {
            Ok(facts) => {
                let line = describe(system, call, wanted, path, &facts)?;
                call.print(&format!("{line}\n"));
            }
            Err(error) => {
                exit = exit.max(refuse(call, &format!("cannot statx {}", quoted(path)), error)?);
            }
        }
    }
    Ok(exit)
}

/// Fills a format of `stat -c` in.
fn describe(
    system: &System,
    call: &Call<'_>,
    wanted: &str,
    path: &str,
    facts: &FileFacts,
) -> Result<String, Stop> {
    let mut text = String::new();
    let mut letters = wanted.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let directive = letters.next().unwrap_or('%');
        let field = match directive {
            '%' => "%".to_owned(),
            'n' => path.to_owned(),
            'N' => match system.root.read_link(&place(call, path)) {
                Ok(target) if facts.kind == FileKind::Symlink => {
                    format!("{} -> {}", quoted(path), quoted(&target))
                }
                _ => quoted(path),
            },
            directive => field(directive, facts)
                .ok_or_else(|| call.unmodelled(&format!("-c %{directive}")))?,
        };
        text.push_str(&field);
    }
    Ok(text)
}

fn field(directive: char, facts: &FileFacts) -> Option<String> {
    let modified = Moment::of(facts.modified);
    Some(match directive {
        's' => facts.size.to_string(),
        'a' => format!("{:o}", facts.mode),
        'A' => shown(facts.kind, facts.mode),
        'f' => format!("{:x}", type_bits(facts.kind) | facts.mode),
        'F' => type_name(facts).to_owned(),
        'h' => facts.links.to_string(),
        'U' | 'G' => OWNER.to_owned(),
        'u' | 'g' => OWNER_ID.to_owned(),
        'y' => format("%F %T.%N %z", modified).ok()?,
        'Y' => format("%s", modified).ok()?,
        _ => return None,
    })
}

fn type_bits(kind: FileKind) -> u32 {
    match kind {
        FileKind::File => 0o100_000,
        FileKind::Directory => 0o040_000,
        FileKind::Symlink => 0o120_000,
    }
}

fn type_name(facts: &FileFacts) -> &'static str {
    match facts.kind {
        FileKind::File if facts.size == 0 => "regular empty file",
        FileKind::File => "regular file",
        FileKind::Directory => "directory",
        FileKind::Symlink => "symbolic link",
    }
}
