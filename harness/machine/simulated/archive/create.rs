//! `tar -c`: writing an archive.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use ::tar::Builder;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::super::System;
use super::super::glob::{Case, matches};
use super::super::place::{inside, place, refuse};
use super::super::quoting::{escaped, quoted_plainly};
use super::member::{Kind, Member, safer_name};
use super::request::{Request, Step};
use super::tar::{Fault, exit_of, fatal};
use crate::shell::{Call, Exit, Stop};
use crate::throwaway::FileFacts;
use crate::world::{FileError, FileKind};

/// Archives end on a record of this many bytes.
const RECORD: usize = 10_240;

/// The most bytes of one archive.
const ARCHIVE_BYTES_MAX: usize = 256 * 1024 * 1024;

/// One archive as it grows.
struct Creation<'a> {
    system: &'a System,
    call: &'a Call<'a>,
    request: &'a Request,
    builder: Builder<Vec<u8>>,
    written: usize,
    /// The directory in which operands are looked for.
    directory: String,
    excluded: Vec<&'a str>,
    /// The archive itself, by identity; none where it is standard output.
    itself: Option<(u64, u64)>,
    /// Files with several names, by identity, with the name under which they are stored.
    stored: BTreeMap<(u64, u64), String>,
    told: BTreeSet<String>,
    column: usize,
    failed: bool,
}

/// Writes the archive that `request` asks for.
pub(super) fn create(system: &System, call: &Call<'_>, request: &Request) -> Result<Exit, Stop> {
    if !request.steps.iter().any(|step| matches!(step, Step::Member(_))) {
        call.complain("Cowardly refusing to create an empty archive");
        return Ok(super::tar::advise(call, 2));
    }
    let at = request.archive.as_ref().map(|archive| place(call, archive));
    let opened = at.as_ref().map_or(Ok(()), |at| system.root.write(at, b""));
    let mut creation = Creation {
        system,
        call,
        request,
        builder: Builder::new(Vec::new()),
        written: 0,
        directory: call.cwd.to_owned(),
        excluded: Vec::new(),
        itself: at.as_ref().and_then(|at| system.root.facts(at).ok()).map(|facts| facts.identity),
        stored: BTreeMap::new(),
        told: BTreeSet::new(),
        column: 0,
        failed: false,
    };
    if let Err(error) = opened {
        return creation.cannot_open(error).or_else(Fault::exit);
    }
    if let Err(fault) = creation.steps() {
        return fault.exit();
    }
    creation.finish(at.as_deref())
}

impl Creation<'_> {
    /// The archive cannot be opened. A compressed one is opened by gzip: while that complains, tar
    /// itself goes on until it wants to write.
    fn cannot_open(&mut self, error: FileError) -> Result<Exit, Fault> {
        let (call, request) = (self.call, self.request);
        let archive = escaped(request.archive.as_deref().unwrap_or_default());
        let what = format!("{archive}: Cannot open");
        if !request.gzip {
            refuse(call, &what, error)?;
            return Ok(fatal(call));
        }
        let name = call.name();
        call.stderr.write(format!("{name} (child): {what}: {error}\n").as_bytes());
        let ending = format!("{name} (child): Error is not recoverable: exiting now\n");
        call.stderr.write(ending.as_bytes());
        self.steps()?;
        call.complain("Child returned status 2");
        Ok(fatal(call))
    }

    fn steps(&mut self) -> Result<(), Fault> {
        let mut idle = Vec::new();
        let request = self.request;
        for step in &request.steps {
            match step {
                Step::Exclude(pattern) => {
                    self.excluded.push(pattern);
                    idle.push(pattern);
                }
                Step::Directory(path) => self.change_directory(path)?,
                Step::Member(path) => {
                    idle.clear();
                    self.operand(path)?;
                }
            }
        }
        if !idle.is_empty() {
            self.call.complain(
                "The following options were used after any non-optional arguments in archive \
                 create or update mode.  These options are positional and affect only arguments \
                 that follow them.  Please, rearrange them properly.",
            );
            for pattern in idle {
                let pattern = quoted_plainly(pattern);
                self.call.complain(&format!("--exclude {pattern} has no effect"));
            }
            self.failed = true;
        }
        Ok(())
    }

    fn change_directory(&mut self, path: &str) -> Result<(), Fault> {
        let directory = inside(&self.directory, path);
        self.directory = if path.starts_with('/') { path.to_owned() } else { directory };
        match self.system.root.facts(&self.directory) {
            Ok(facts) if facts.kind == FileKind::Directory => Ok(()),
            found => {
                let error = found.err().unwrap_or(FileError::NotDirectory);
                refuse(self.call, &format!("{}: Cannot open", escaped(path)), error)?;
                Err(Fault::Ended(fatal(self.call)))
            }
        }
    }

    fn operand(&mut self, path: &str) -> Result<(), Fault> {
        let trimmed = match path.trim_end_matches('/') {
            "" => path,
            trimmed => trimmed,
        };
        self.add(trimmed)
    }

    fn at(&self, path: &str) -> String {
        let absolute = path.is_empty() || path.starts_with('/');
        if absolute { path.to_owned() } else { inside(&self.directory, path) }
    }

    /// Adds one file, or a directory with all that is in it.
    fn add(&mut self, path: &str) -> Result<(), Fault> {
        if self.excluded.iter().any(|pattern| is_excluded(pattern, path)) {
            return Ok(());
        }
        let at = self.at(path);
        self.stored_name(path);
        let facts = match self.system.root.facts_of_link(&at) {
            Ok(facts) => facts,
            Err(error) => return self.refuse(&format!("{}: Cannot stat", escaped(path)), error),
        };
        if self.itself == Some(facts.identity) {
            if self.request.gzip {
                let what = "writes a compressed archive into a directory that it archives";
                return Err(self.call.unmodelled(what).into());
            }
            let path = escaped(path);
            self.call.complain(&format!("{path}: file is the archive; not dumped"));
            return Ok(());
        }
        match facts.kind {
            FileKind::Directory => self.directory(path, &at, &facts),
            FileKind::Symlink => {
                let target = self.system.root.read_link(&at).map_err(|e| harness(&e))?;
                self.write(path, Kind::Symlink(target), &facts, &[])
            }
            FileKind::File => self.file(path, &at, &facts),
        }
    }

    /// Returns the name under which a file is stored; says what of it is cut off.
    fn stored_name<'n>(&mut self, path: &'n str) -> &'n str {
        let absolute = self.request.switches.contains(&"P");
        if absolute { path } else { safer_name(self.call, path, &mut self.told) }
    }

    fn directory(&mut self, path: &str, at: &str, facts: &FileFacts) -> Result<(), Fault> {
        let names = match self.system.root.list(at) {
            Ok(names) => names,
            Err(error) => return self.refuse(&format!("{}: Cannot open", escaped(path)), error),
        };
        self.write(&inside(path, ""), Kind::Directory, facts, &[])?;
        for name in names {
            self.add(&inside(path, &name))?;
        }
        Ok(())
    }

    fn file(&mut self, path: &str, at: &str, facts: &FileFacts) -> Result<(), Fault> {
        if facts.links > 1
            && let Some(first) = self.stored.get(&facts.identity)
        {
            let link = Kind::HardLink(first.clone());
            return self.write(path, link, facts, &[]);
        }
        match self.system.root.read(at) {
            Ok(bytes) => self.write(path, Kind::File, facts, &bytes),
            Err(error) => self.refuse(&format!("{}: Cannot open", escaped(path)), error),
        }
    }

    fn write(
        &mut self,
        path: &str,
        kind: Kind,
        facts: &FileFacts,
        bytes: &[u8],
    ) -> Result<(), Fault> {
        let name = self.stored_name(path);
        if kind == Kind::File {
            self.stored.entry(facts.identity).or_insert_with(|| name.to_owned());
        }
        let member = Member::of(name.to_owned(), kind, facts);
        self.written += bytes.len() + RECORD;
        if self.written > ARCHIVE_BYTES_MAX {
            return Err(self.call.unmodelled("of more than 256 MiB").into());
        }
        for (header, content) in member.headers() {
            let content = if content.is_empty() { bytes } else { &content[..] };
            self.builder.append(&header, content).map_err(|e| harness(&e))?;
        }
        let shown = match self.request.verbosity {
            0 => return Ok(()),
            1 => escaped(path),
            _ => Member { name: path.to_owned(), ..member }.long_line(&mut self.column),
        };
        let sink = match self.request.archive {
            Some(_) => &self.call.stdout,
            None => &self.call.stderr,
        };
        sink.write(format!("{shown}\n").as_bytes());
        Ok(())
    }

    fn refuse(&mut self, what: &str, error: FileError) -> Result<(), Fault> {
        refuse(self.call, what, error)?;
        self.failed = true;
        Ok(())
    }

    /// Ends the archive and brings it to its place.
    fn finish(self, at: Option<&str>) -> Result<Exit, Stop> {
        let failed = |error: std::io::Error| harness(&error);
        let mut bytes = self.builder.into_inner().map_err(failed)?;
        bytes.resize(bytes.len().next_multiple_of(RECORD), 0);
        if self.request.gzip {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&bytes).map_err(failed)?;
            bytes = encoder.finish().map_err(failed)?;
        }
        match at {
            None => self.call.stdout.write(&bytes),
            Some(at) => {
                if let Err(error) = self.system.root.write(at, &bytes) {
                    return Err(harness(&error));
                }
            }
        }
        Ok(exit_of(self.call, self.failed))
    }
}

/// Says whether a pattern fits a path or any of its ends behind a slash.
pub(super) fn is_excluded(pattern: &str, path: &str) -> bool {
    let ends = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
    std::iter::once(path).chain(ends).any(|end| matches(pattern, end, Case::Matters))
}

fn harness(what: &dyn std::fmt::Display) -> Stop {
    Stop::Harness { what: what.to_string() }
}
