//! `ln`.

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::place::{inside, last_part, place, refuse};
use super::super::quoting::quoted;
use super::super::table::Command;
use super::target::{Target, target};
use crate::shell::{Call, Exit, Stop};
use crate::world::{FileError, FileKind};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("ln", ln)];

const LN: Grammar = Grammar {
    short: "bdfinrst:vFLPS:T",
    long: &[
        ("backup", "b::"),
        ("directory", "F"),
        ("no-dereference", "n"),
        ("no-target-directory", "T"),
        ("force", "f"),
        ("interactive", "i"),
        ("suffix", "S"),
        ("target-directory", "t"),
        ("logical", "L"),
        ("physical", "P"),
        ("relative", "r"),
        ("symbolic", "s"),
        ("verbose", "v"),
    ],
    operands: Operands::Anywhere,
};

fn ln(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = LN.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["f", "n", "P", "s", "t", "T", "v"])?;
    let (sources, target) = match &given.operands[..] {
        [] => return Ok(misused(call, "missing file operand", Exit::FAILURE)),
        [only] if !given.has("t") && !given.has("T") => {
            (vec![only.clone()], Target::Into(".".to_owned()))
        }
        [source, last] if given.has("n") && is_link(system, call, last) => {
            (vec![source.clone()], Target::To(last.clone()))
        }
        _ => match target(system, call, &given)? {
            Ok(found) => found,
            Err(exit) => return Ok(exit),
        },
    };
    let mut exit = Exit::SUCCESS;
    for source in &sources {
        let path = match &target {
            Target::Into(directory) => inside(directory, last_part(source)),
            Target::To(path) => path.clone(),
        };
        exit = exit.max(link(system, call, &given, source, &path)?);
    }
    Ok(exit)
}

fn is_link(system: &System, call: &Call<'_>, path: &str) -> bool {
    system.root.kind_of_link(&place(call, path)) == Some(FileKind::Symlink)
}

fn link(
    system: &System,
    call: &Call<'_>,
    given: &Arguments,
    source: &str,
    path: &str,
) -> Result<Exit, Stop> {
    let root = &system.root;
    let (source_at, at) = (place(call, source), place(call, path));
    let symbolic = given.has("s");
    if !symbolic {
        match root.facts_of_link(&source_at) {
            Ok(facts) if facts.kind == FileKind::Directory => {
                call.complain(&format!("{source}: hard link not allowed for directory"));
                return Ok(Exit::FAILURE);
            }
            Ok(_) => {}
            Err(error) => {
                return refuse(call, &format!("failed to access {}", quoted(source)), error);
            }
        }
    }
    if given.has("f")
        && let Ok(there) = root.facts_of_link(&at)
        && there.kind != FileKind::Directory
    {
        let same_name =
            root.canonical(&source_at).is_ok_and(|from| root.canonical(&at) == Ok(from));
        if same_name && there.kind == FileKind::File {
            call.complain(&format!("{} and {} are the same file", quoted(source), quoted(path)));
            return Ok(Exit::FAILURE);
        }
        if let Err(error) = root.remove_file(&at) {
            return refuse(call, &format!("cannot remove {}", quoted(path)), error);
        }
    }
    let (kind, arrow, made) = match symbolic {
        true if source.is_empty() => ("symbolic", "->", Err(FileError::NotFound)),
        true => ("symbolic", "->", root.symlink(source, &at)),
        false => ("hard", "=>", root.hard_link(&source_at, &at)),
    };
    let (from, to) = (quoted(source), quoted(path));
    match made {
        Ok(()) => {
            if given.has("v") {
                call.print(&format!("{to} {arrow} {from}\n"));
            }
            Ok(Exit::SUCCESS)
        }
        Err(error) => {
            let shows_both = source.is_empty() || (!symbolic && error != FileError::Exists);
            let behind = if shows_both { format!(" {arrow} {from}") } else { String::new() };
            refuse(call, &format!("failed to create {kind} link {to}{behind}"), error)
        }
    }
}
