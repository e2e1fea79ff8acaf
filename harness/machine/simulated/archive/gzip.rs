//! `gzip`, `gunzip`, `zcat`.

use std::io::{Read as _, Write as _};

use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands};
use super::super::place::{last_part, place, refuse};
use super::super::table::Command;
use crate::shell::{Call, Exit, Stop};
use crate::world::{FileError, FileKind};

pub(in super::super) const COMMANDS: &[(&str, Command)] =
    &[("gzip", gzip), ("gunzip", gunzip), ("zcat", zcat)];

/// The most bytes that one file is unpacked to.
const UNPACKED_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The worse of two outcomes: a warning ends with 2, an error with 1, and the error counts more.
const WARNING: Exit = Exit::USAGE;

const GZIP: Grammar = Grammar {
    short: "acdfhklnNqrS:tvVLZ123456789",
    long: &[
        ("ascii", "a"),
        ("stdout", "c"),
        ("to-stdout", "c"),
        ("decompress", "d"),
        ("uncompress", "d"),
        ("force", "f"),
        ("keep", "k"),
        ("list", "l"),
        ("no-name", "n"),
        ("name", "N"),
        ("quiet", "q"),
        ("silent", "q"),
        ("recursive", "r"),
        ("suffix", "S"),
        ("synchronous", ""),
        ("test", "t"),
        ("verbose", "v"),
        ("fast", "1"),
        ("best", "9"),
        ("rsyncable", ""),
    ],
    operands: Operands::Anywhere,
};

const MODELLED: &[&str] =
    &["c", "d", "f", "k", "n", "q", "t", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

fn gzip(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    run(system, call, &[])
}

fn gunzip(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    run(system, call, &["-d"])
}

fn zcat(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    run(system, call, &["-cd"])
}

fn run(system: &System, call: &Call<'_>, first: &[&str]) -> Result<Exit, Stop> {
    let first = first.iter().map(|option| (*option).to_owned());
    let arguments: Vec<String> = first.chain(call.arguments().iter().cloned()).collect();
    let given = match GZIP.parse(&arguments) {
        Ok(given) => given,
        Err(message) => {
            let advice = "Try `gzip --help' for more information.";
            call.stderr.write(format!("gzip: {message}\n{advice}\n").as_bytes());
            return Ok(Exit::FAILURE);
        }
    };
    given.only(call, MODELLED)?;
    let here = ["-".to_owned()];
    let operands = if given.operands.is_empty() { &here[..] } else { &given.operands[..] };
    let mut exit = Exit::SUCCESS;
    for path in operands {
        let one = Packing { system, call, given: &given }.one(path)?;
        exit = if exit == Exit::FAILURE || one.is_success() { exit } else { one };
    }
    Ok(exit)
}

/// One run of `gzip`.
struct Packing<'a> {
    system: &'a System,
    call: &'a Call<'a>,
    given: &'a Arguments,
}

impl Packing<'_> {
    fn one(&self, path: &str) -> Result<Exit, Stop> {
        if path == "-" {
            return self.standard_input();
        }
        let path = self.found(path);
        let at = place(self.call, &path);
        match self.system.root.kind(&at) {
            Some(FileKind::Directory) => {
                Ok(self.warn(&format!("{path} is a directory -- ignored")))
            }
            None => {
                let error = self.system.root.facts(&at).err().unwrap_or(FileError::NotFound);
                self.refuse(&path, error)
            }
            Some(_) if self.given.has("c") || self.given.has("t") => self.to_stdout(&path, &at),
            Some(_) => self.in_place(&path, &at),
        }
    }

    /// Finds the file to unpack: one may leave `.gz` away.
    fn found(&self, path: &str) -> String {
        let unpacks = self.given.has("d") || self.given.has("t");
        let is_there = self.system.root.kind(&place(self.call, path)).is_some();
        let is_named = suffix_of(path).is_some();
        if unpacks && !is_there && !is_named { format!("{path}.gz") } else { path.to_owned() }
    }

    fn standard_input(&self) -> Result<Exit, Stop> {
        if self.call.stdin.is_terminal() {
            return Err(self.call.unmodelled("waits for the keyboard"));
        }
        let bytes = self.call.stdin.take_all();
        self.write_out("stdin", &bytes, "")
    }

    fn to_stdout(&self, path: &str, at: &str) -> Result<Exit, Stop> {
        match self.system.root.read(at) {
            Ok(bytes) => self.write_out(path, &bytes, last_part(path)),
            Err(error) => self.refuse(path, error),
        }
    }

    fn write_out(&self, shown: &str, bytes: &[u8], name: &str) -> Result<Exit, Stop> {
        if !self.given.has("d") && !self.given.has("t") {
            self.call.stdout.write(&self.packed(bytes, name)?);
            return Ok(Exit::SUCCESS);
        }
        match self.unpacked(bytes)? {
            Ok(whole) => {
                if !self.given.has("t") {
                    self.call.stdout.write(&whole);
                }
                Ok(Exit::SUCCESS)
            }
            Err(fault) => Ok(self.damaged(shown, fault)),
        }
    }

    /// Packs or unpacks a file beside itself, then removes it unless it is to be kept.
    fn in_place(&self, path: &str, at: &str) -> Result<Exit, Stop> {
        let root = &self.system.root;
        let unpacks = self.given.has("d");
        let target = match (unpacks, suffix_of(path)) {
            (false, Some(_)) if !self.given.has("f") => {
                let suffix = path.rfind('.').map_or("", |dot| &path[dot..]);
                let message = format!("{path} already has {suffix} suffix -- unchanged");
                self.gzip_says(&message);
                return Ok(Exit::SUCCESS);
            }
            (false, _) => format!("{path}.gz"),
            (true, None) => return Ok(self.warn(&format!("{path}: unknown suffix -- ignored"))),
            (true, Some(stem)) => stem,
        };
        let target_at = place(self.call, &target);
        if root.kind_of_link(&target_at).is_some() && !self.given.has("f") {
            if self.call.stdin.is_terminal() {
                return Err(self.call.unmodelled("waits for the keyboard: the file exists"));
            }
            return Ok(self.warn(&format!("{target} already exists;\tnot overwritten")));
        }
        let (bytes, facts) = match root.read(at).and_then(|bytes| Ok((bytes, root.facts(at)?))) {
            Ok(found) => found,
            Err(error) => return self.refuse(path, error),
        };
        let result = if unpacks {
            match self.unpacked(&bytes)? {
                Ok(whole) => whole,
                Err(fault) => return Ok(self.damaged(path, fault)),
            }
        } else {
            self.packed(&bytes, last_part(path))?
        };
        let written = root
            .write(&target_at, &result)
            .and_then(|()| root.set_modified(&target_at, facts.modified))
            .and_then(|()| root.set_mode(&target_at, facts.mode));
        if let Err(error) = written {
            return self.refuse(&target, error);
        }
        let removed = if self.given.has("k") { Ok(()) } else { root.remove_file(at) };
        match removed {
            Ok(()) => Ok(Exit::SUCCESS),
            Err(error) => self.refuse(path, error),
        }
    }

    fn packed(&self, bytes: &[u8], name: &str) -> Result<Vec<u8>, Stop> {
        let digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let level = self.given.last_of(&digits).and_then(|digit| digit.parse().ok()).unwrap_or(6);
        let named = !name.is_empty() && !self.given.has("n");
        let builder = if named { GzBuilder::new().filename(name) } else { GzBuilder::new() };
        let mut encoder: GzEncoder<Vec<u8>> = builder.write(Vec::new(), Compression::new(level));
        encoder
            .write_all(bytes)
            .and_then(|()| encoder.finish())
            .map_err(|error| Stop::Harness { what: error.to_string() })
    }

    /// Unpacks; an inner error is what is wrong with the bytes.
    fn unpacked(&self, bytes: &[u8]) -> Result<Result<Vec<u8>, &'static str>, Stop> {
        if bytes.is_empty() {
            return Ok(Err("unexpected end of file"));
        }
        if !bytes.starts_with(&[0x1f, 0x8b]) {
            return Ok(Err("not in gzip format"));
        }
        let mut whole = Vec::new();
        let decoder = MultiGzDecoder::new(bytes);
        match decoder.take(UNPACKED_BYTES_MAX + 1).read_to_end(&mut whole) {
            Ok(_) if whole.len() as u64 <= UNPACKED_BYTES_MAX => Ok(Ok(whole)),
            Ok(_) => Err(self.call.unmodelled("of more than 256 MiB")),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                Ok(Err("unexpected end of file"))
            }
            Err(_) => Err(self.call.unmodelled("of a damaged file")),
        }
    }

    fn damaged(&self, path: &str, fault: &str) -> Exit {
        self.call.stderr.write(format!("\ngzip: {path}: {fault}\n").as_bytes());
        Exit::FAILURE
    }

    fn warn(&self, message: &str) -> Exit {
        self.gzip_says(message);
        WARNING
    }

    fn refuse(&self, path: &str, error: FileError) -> Result<Exit, Stop> {
        match error {
            error @ FileError::Harness(_) => refuse(self.call, path, error),
            error => {
                self.gzip_says(&format!("{path}: {error}"));
                Ok(Exit::FAILURE)
            }
        }
    }

    /// Complains in the name of `gzip`, which its kin are.
    fn gzip_says(&self, message: &str) {
        if !self.given.has("q") {
            self.call.stderr.write(format!("gzip: {message}\n").as_bytes());
        }
    }
}

/// Returns the name without its gzip suffix; none where it has none.
fn suffix_of(path: &str) -> Option<String> {
    let stem = |suffix: &str| path.strip_suffix(suffix).filter(|stem| !stem.is_empty());
    if let Some(stem) = [".gz", "-gz", ".z", "-z", "_z", ".Z"].into_iter().find_map(stem) {
        return Some(stem.to_owned());
    }
    [".tgz", ".taz"].into_iter().find_map(stem).map(|stem| format!("{stem}.tar"))
}
