//! `du`: how much of the disk files take, in blocks of 4 KiB.
//!
//! Holes in a file count as if they were filled. Directories come in the order of their names, which a real directory does not promise.

use std::collections::BTreeSet;

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::place::{inside, place, refuse};
use super::super::quoting::{quoted, quoted_plainly};
use super::super::table::Command;
use super::size::{for_people, on_disk};
use crate::shell::{Call, Exit, Stop};
use crate::throwaway::FileFacts;
use crate::world::FileKind;

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("du", du), ("sync", sync)];

const DU: Grammar = Grammar {
    short: "0abd:chHklmst:xB:DLPSX:",
    long: &[
        ("all", "a"),
        ("apparent-size", ""),
        ("block-size", "B"),
        ("bytes", "b"),
        ("count-links", "l"),
        ("dereference", "L"),
        ("dereference-args", "D"),
        ("exclude", ":"),
        ("exclude-from", "X"),
        ("files0-from", ":"),
        ("human-readable", "h"),
        ("inodes", ""),
        ("si", ""),
        ("max-depth", "d"),
        ("null", "0"),
        ("no-dereference", "P"),
        ("one-file-system", "x"),
        ("separate-dirs", "S"),
        ("summarize", "s"),
        ("total", "c"),
        ("threshold", "t"),
        ("time", "::"),
        ("time-style", ":"),
    ],
    operands: Operands::Anywhere,
};

/// One run of `du`.
struct Tally<'a> {
    system: &'a System,
    call: &'a Call<'a>,
    given: &'a Arguments,
    depth_max: usize,
    /// Files counted so far: a second name, or a second operand, counts nothing.
    counted: BTreeSet<(u64, u64)>,
    exit: Exit,
}

fn du(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = DU.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["a", "b", "c", "d", "h", "k", "m", "P", "s", "x", "0"])?;
    let depth = match given.value("d").map(str::parse) {
        Some(Err(_)) => {
            let wanted = quoted_plainly(given.value("d").unwrap_or_default());
            return Ok(misused(call, &format!("invalid maximum depth {wanted}"), Exit::FAILURE));
        }
        Some(Ok(depth)) => depth,
        None => usize::MAX,
    };
    if given.has("s") && given.has("a") {
        let message = "cannot both summarize and show all entries";
        return Ok(misused(call, message, Exit::FAILURE));
    }
    let depth_max = if given.has("s") { 0 } else { depth };
    let mut tally = Tally {
        system,
        call,
        given: &given,
        depth_max,
        counted: BTreeSet::new(),
        exit: Exit::SUCCESS,
    };
    let here = [".".to_owned()];
    let operands = if given.operands.is_empty() { &here[..] } else { &given.operands[..] };
    let mut total = 0;
    for path in operands {
        total += tally.operand(path)?;
    }
    if given.has("c") {
        tally.print(total, "total");
    }
    Ok(tally.exit)
}

impl Tally<'_> {
    fn operand(&mut self, path: &str) -> Result<u64, Stop> {
        match self.system.root.facts_of_link(&place(self.call, path)) {
            Ok(facts) if self.counted.contains(&facts.identity) => Ok(0),
            Ok(facts) => self.count(path, &facts, 0),
            Err(error) => {
                let what = format!("cannot access {}", quoted(path));
                self.exit = refuse(self.call, &what, error)?;
                Ok(0)
            }
        }
    }

    /// Counts a file with all that is in it and returns its bytes.
    fn count(&mut self, path: &str, facts: &FileFacts, depth: usize) -> Result<u64, Stop> {
        if !self.counted.insert(facts.identity) {
            return Ok(0);
        }
        let mut bytes = if self.given.has("b") { facts.size } else { on_disk(facts) };
        let is_directory = facts.kind == FileKind::Directory;
        if is_directory {
            match self.system.root.list(&place(self.call, path)) {
                Ok(names) => bytes += self.entries(path, &names, depth + 1)?,
                Err(error) => {
                    let what = format!("cannot read directory {}", quoted(path));
                    self.exit = refuse(self.call, &what, error)?;
                }
            }
        }
        if depth <= self.depth_max && (is_directory || depth == 0 || self.given.has("a")) {
            self.print(bytes, path);
        }
        Ok(bytes)
    }

    fn entries(&mut self, path: &str, names: &[String], depth: usize) -> Result<u64, Stop> {
        let mut bytes = 0;
        for name in names {
            let inner = inside(path, name);
            match self.system.root.facts_of_link(&place(self.call, &inner)) {
                Ok(facts) => bytes += self.count(&inner, &facts, depth)?,
                Err(error) => {
                    let what = format!("cannot access {}", quoted(&inner));
                    self.exit = refuse(self.call, &what, error)?;
                }
            }
        }
        Ok(bytes)
    }

    fn print(&self, bytes: u64, path: &str) {
        let size = match self.given.last_of(&["b", "h", "k", "m"]) {
            Some("h") => for_people(bytes),
            Some("b") => bytes.to_string(),
            Some("m") => bytes.div_ceil(1024 * 1024).to_string(),
            _ => bytes.div_ceil(1024).to_string(),
        };
        let end = if self.given.has("0") { "\0" } else { "\n" };
        self.call.print(&format!("{size}\t{path}{end}"));
    }
}

const SYNC: Grammar = Grammar {
    short: "df",
    long: &[("data", "d"), ("file-system", "f")],
    operands: Operands::Anywhere,
};

/// Every write of a world is on its disk at once, so there is nothing to wait for.
fn sync(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = SYNC.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["d", "f"])?;
    let mut exit = Exit::SUCCESS;
    for path in &given.operands {
        if let Err(error) = system.root.facts(&place(call, path)) {
            exit = refuse(call, &format!("error opening {}", quoted(path)), error)?;
        }
    }
    Ok(exit)
}
