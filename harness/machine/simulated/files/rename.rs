//! `mv`.

use std::collections::BTreeSet;

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands};
use super::super::place::{last_part, place, refuse};
use super::super::quoting::quoted;
use super::super::table::Command;
use super::target::target;
use crate::shell::{Call, Exit, Stop};
use crate::throwaway::FileFacts;
use crate::world::{FileError, FileKind};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("mv", mv)];

const MV: Grammar = Grammar {
    short: "bfint:uvS:TZ",
    long: &[
        ("backup", "b::"),
        ("context", "Z"),
        ("force", "f"),
        ("interactive", "i"),
        ("no-clobber", "n"),
        ("no-target-directory", "T"),
        ("strip-trailing-slashes", ""),
        ("suffix", "S"),
        ("target-directory", "t"),
        ("update", "u"),
        ("verbose", "v"),
    ],
    operands: Operands::Anywhere,
};

fn mv(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = MV.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["f", "n", "t", "T", "u", "v"])?;
    let (sources, target) = match target(system, call, &given)? {
        Ok(found) => found,
        Err(exit) => return Ok(exit),
    };
    let mut exit = Exit::SUCCESS;
    let mut moved = BTreeSet::new();
    for source in &sources {
        let to = target.of(source);
        if moved.contains(&to) && system.root.kind_of_link(&place(call, source)).is_some() {
            let (to, source) = (quoted(&to), quoted(source));
            call.complain(&format!("will not overwrite just-created {to} with {source}"));
            exit = Exit::FAILURE;
            continue;
        }
        exit = exit.max(move_one(system, call, &given, source, &to)?);
        moved.insert(to);
    }
    Ok(exit)
}

fn move_one(
    system: &System,
    call: &Call<'_>,
    given: &Arguments,
    from: &str,
    to: &str,
) -> Result<Exit, Stop> {
    let (from_at, to_at) = (place(call, from), place(call, to));
    let (shown_from, shown_to) = (quoted(from), quoted(to));
    let root = &system.root;
    let facts = match root.facts_of_link(&from_at) {
        Ok(facts) => facts,
        Err(error) => return refuse(call, &format!("cannot stat {shown_from}"), error),
    };
    let cannot_move = format!("cannot move {shown_from} to {shown_to}");
    if matches!(last_part(from), "." | "..") {
        call.complain(&format!("{cannot_move}: Device or resource busy"));
        return Ok(Exit::FAILURE);
    }
    match root.facts_of_link(&to_at) {
        Ok(there) => match may_replace(system, call, given, (from, &facts), (to, &there))? {
            Ok(true) => {}
            Ok(false) => return Ok(Exit::SUCCESS),
            Err(exit) => return Ok(exit),
        },
        Err(error @ FileError::NotDirectory) => {
            return refuse(call, &format!("cannot stat {shown_to}"), error);
        }
        Err(_) => {}
    }
    let leads_into_itself =
        facts.kind == FileKind::Directory && is_inside(system, &from_at, &to_at);
    if leads_into_itself {
        call.complain(&format!("cannot move {shown_from} to a subdirectory of itself, {shown_to}"));
        return Ok(Exit::FAILURE);
    }
    let itself = root.kind_of_link(from_at.trim_end_matches('/'));
    let needs_directory = from.ends_with('/') || to.ends_with('/');
    if needs_directory && itself != Some(FileKind::Directory) {
        return refuse(call, &cannot_move, FileError::NotDirectory);
    }
    match root.rename(&from_at, to_at.trim_end_matches('/')) {
        Ok(()) => {
            if given.has("v") {
                call.print(&format!("renamed {shown_from} -> {shown_to}\n"));
            }
            Ok(Exit::SUCCESS)
        }
        Err(error) => refuse(call, &cannot_move, error),
    }
}

/// Decides whether what stands at the new place goes; an inner error is the exit of a complaint.
fn may_replace(
    system: &System,
    call: &Call<'_>,
    given: &Arguments,
    (from, facts): (&str, &FileFacts),
    (to, there): (&str, &FileFacts),
) -> Result<Result<bool, Exit>, Stop> {
    let (shown_from, shown_to) = (quoted(from), quoted(to));
    let is_directory = |facts: &FileFacts| facts.kind == FileKind::Directory;
    let target = system.root.facts(&place(call, from)).ok();
    let same = facts.identity == there.identity
        || target.is_some_and(|target| target.identity == there.identity);
    let policy = given.last_of(&["f", "n"]);
    let message = match (is_directory(facts), is_directory(there)) {
        _ if policy == Some("n") => return Ok(Ok(false)),
        (false, false) if same => format!("{shown_from} and {shown_to} are the same file"),
        (false, _) if given.has("u") && there.modified >= facts.modified => return Ok(Ok(false)),
        (true, false) => {
            format!("cannot overwrite non-directory {shown_to} with directory {shown_from}")
        }
        (false, true) => format!("cannot overwrite directory {shown_to} with non-directory"),
        _ => {
            let protected = there.mode & 0o200 == 0 && there.kind != FileKind::Symlink;
            if protected && policy.is_none() && call.stdin.is_terminal() {
                return Err(call.unmodelled("waits for the keyboard: the file is write-protected"));
            }
            return Ok(Ok(true));
        }
    };
    call.complain(&message);
    Ok(Err(Exit::FAILURE))
}

/// Says whether `to` lies in the directory `from`, or is it.
fn is_inside(system: &System, from: &str, to: &str) -> bool {
    let (Ok(from), Ok(to)) = (system.root.canonical(from), system.root.canonical(to)) else {
        return false;
    };
    to == from || to.strip_prefix(&from).is_some_and(|rest| rest.starts_with('/'))
}
