//! `tar -t` and `tar -x`: showing and unpacking the members of an archive.

use std::collections::BTreeSet;

use super::super::System;
use super::super::place::{inside, place, refuse};
use super::super::quoting::{escaped, quoted_plainly};
use super::contents::{Contents, Ending, contents, unpacked};
use super::create::is_excluded;
use super::member::{Kind, Member, safer_name};
use super::request::{Operation, Request, Step};
use super::tar::{Fault, exit_of, fatal};
use crate::determinism::Tick;
use crate::shell::{Call, Exit, Stop};
use crate::world::{FileError, FileKind, parent_of};

/// One archive as it is unpacked or shown.
struct Extraction<'a> {
    system: &'a System,
    call: &'a Call<'a>,
    request: &'a Request,
    /// Where members go.
    directory: String,
    told: BTreeSet<String>,
    column: usize,
    /// Times of directories, set at the end: what is unpacked into them changes them.
    stamps: Vec<(String, Tick)>,
    /// Links that might lead elsewhere, made at the end so that no member goes through them; an
    /// empty file keeps the place of each.
    links: Vec<(String, Member)>,
    failed: bool,
}

/// Shows or unpacks the archive that `request` names.
pub(super) fn extract(system: &System, call: &Call<'_>, request: &Request) -> Result<Exit, Stop> {
    let mut extraction = Extraction {
        system,
        call,
        request,
        directory: call.cwd.to_owned(),
        told: BTreeSet::new(),
        column: 0,
        stamps: Vec::new(),
        links: Vec::new(),
        failed: false,
    };
    extraction.run().or_else(Fault::exit)
}

impl Extraction<'_> {
    fn run(&mut self) -> Result<Exit, Fault> {
        let bytes = self.archive()?;
        let bytes = unpacked(self.call, self.request, bytes)?;
        let Contents { members, ending } = contents(self.call, &bytes)?;
        for step in &self.request.steps {
            if let Step::Directory(path) = step {
                self.change_directory(path)?;
            }
        }
        let mut found = BTreeSet::new();
        for (member, bytes) in &members {
            if self.is_wanted(&member.name, &mut found) {
                self.member(member, bytes)?;
            }
        }
        self.make_links()?;
        for (path, when) in std::mem::take(&mut self.stamps) {
            self.system.root.set_modified(&path, when).map_err(|e| self.harness(&e))?;
        }
        match ending {
            Ending::Whole => {}
            Ending::Foreign => {
                self.call.complain("This does not look like a tar archive");
                self.failed = true;
            }
            Ending::CutOff => {
                return Err(self.call.unmodelled("of an archive that is cut off").into());
            }
        }
        self.report_missing(&found);
        Ok(exit_of(self.call, self.failed))
    }

    fn archive(&self) -> Result<Vec<u8>, Fault> {
        let Some(archive) = &self.request.archive else {
            if self.call.stdin.is_terminal() {
                return Err(self.call.unmodelled("waits for the keyboard").into());
            }
            return Ok(self.call.stdin.take_all());
        };
        match self.system.root.read(&place(self.call, archive)) {
            Ok(bytes) => Ok(bytes),
            Err(FileError::IsDirectory) => Err(self.call.unmodelled("of a directory").into()),
            Err(error) => {
                refuse(self.call, &format!("{}: Cannot open", escaped(archive)), error)?;
                Err(Fault::Ended(fatal(self.call)))
            }
        }
    }

    fn change_directory(&mut self, path: &str) -> Result<(), Fault> {
        let inner = inside(&self.directory, path);
        self.directory = if path.starts_with('/') { path.to_owned() } else { inner };
        if self.system.root.kind(&self.directory) == Some(FileKind::Directory) {
            return Ok(());
        }
        let error = self.system.root.facts(&self.directory).err();
        let error = error.unwrap_or(FileError::NotDirectory);
        refuse(self.call, &format!("{}: Cannot open", escaped(path)), error)?;
        Err(Fault::Ended(fatal(self.call)))
    }

    /// Says whether a member is asked for, and marks the operand that asked.
    fn is_wanted(&self, name: &str, found: &mut BTreeSet<usize>) -> bool {
        let steps = &self.request.steps;
        let stem = name.trim_end_matches('/');
        let is_left_out = |step: &Step| matches!(step, Step::Exclude(it) if is_excluded(it, stem));
        if steps.iter().any(is_left_out) {
            return false;
        }
        let asks = |step: &Step| matches!(step, Step::Member(wanted) if is_within(name, wanted));
        match steps.iter().position(asks) {
            Some(at) => {
                found.insert(at);
                true
            }
            None => !steps.iter().any(|step| matches!(step, Step::Member(_))),
        }
    }

    fn report_missing(&mut self, found: &BTreeSet<usize>) {
        for (at, step) in self.request.steps.iter().enumerate() {
            if let Step::Member(wanted) = step
                && !found.contains(&at)
            {
                self.call.complain(&format!("{}: Not found in archive", escaped(wanted)));
                self.failed = true;
            }
        }
    }

    fn member(&mut self, member: &Member, bytes: &[u8]) -> Result<(), Fault> {
        let absolute = self.request.switches.contains(&"P");
        let name = if absolute {
            &member.name
        } else {
            safer_name(self.call, &member.name, &mut self.told)
        };
        if self.request.operation == Operation::List {
            self.show(member, self.request.verbosity + 1);
            return Ok(());
        }
        if absolute && name.starts_with('/') {
            return Err(self.call.unmodelled("-P of an absolute name").into());
        }
        if member.name.split('/').any(|part| part == "..") {
            let name = escaped(&member.name);
            self.call.complain(&format!("{name}: Member name contains '..'"));
            self.failed = true;
            return Ok(());
        }
        let Some(name) = stripped(name, self.request.strip) else { return Ok(()) };
        self.show(member, self.request.verbosity);
        if self.request.switches.contains(&"O") {
            self.call.stdout.write(bytes);
            return Ok(());
        }
        self.unpack(member, name, bytes)
    }

    fn show(&mut self, member: &Member, verbosity: usize) {
        let line = match verbosity {
            0 => return,
            1 => escaped(&member.name),
            _ => member.long_line(&mut self.column),
        };
        let to_stdout = self.request.switches.contains(&"O");
        let sink = if to_stdout { &self.call.stderr } else { &self.call.stdout };
        sink.write(format!("{line}\n").as_bytes());
    }

    fn unpack(&mut self, member: &Member, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let shown = escaped(name.trim_end_matches('/'));
        let at = inside(&self.directory, name.trim_end_matches('/'));
        self.make_above(name)?;
        let root = &self.system.root;
        let there = root.kind_of_link(&at);
        if member.kind == Kind::Directory {
            let made = match there {
                Some(FileKind::Directory) => Ok(()),
                Some(_) => root.remove_file(&at).and_then(|()| root.create_dir(&at)),
                None => root.create_dir(&at),
            };
            return match made {
                Ok(()) => self.finish(member, &at),
                Err(error) => self.refuse(&format!("{shown}: Cannot mkdir"), error),
            };
        }
        let what = match &member.kind {
            Kind::Symlink(target) => {
                format!("{shown}: Cannot create symlink to {}", quoted_plainly(target))
            }
            Kind::HardLink(target) => {
                format!("{shown}: Cannot hard link to {}", quoted_plainly(target))
            }
            _ => format!("{shown}: Cannot open"),
        };
        if there.is_some() && self.request.switches.contains(&"k") {
            return self.refuse(&what, FileError::Exists);
        }
        let made = match there {
            None => Ok(()),
            Some(FileKind::Directory) => root.remove_dir(&at).map_err(|_| FileError::Exists),
            Some(_) => root.remove_file(&at),
        };
        let made = made.and_then(|()| match &member.kind {
            Kind::Symlink(target) if may_lead_out(target) => {
                self.links.push((at.clone(), member.clone()));
                root.write(&at, b"").and_then(|()| root.set_mode(&at, 0))
            }
            Kind::Symlink(target) => root.symlink(target, &at),
            Kind::HardLink(target) => {
                let first = stripped(target, self.request.strip).unwrap_or(target);
                root.hard_link(&inside(&self.directory, first), &at)
            }
            _ => root.write(&at, bytes),
        });
        match made {
            Ok(()) if self.links.last().is_some_and(|(waiting, _)| *waiting == at) => Ok(()),
            Ok(()) => self.finish(member, &at),
            Err(error) => self.refuse(&what, error),
        }
    }

    fn make_links(&mut self) -> Result<(), Fault> {
        for (at, member) in std::mem::take(&mut self.links) {
            let Kind::Symlink(target) = &member.kind else { continue };
            let root = &self.system.root;
            if root.facts_of_link(&at).is_ok_and(|facts| facts.mode == 0) {
                root.remove_file(&at)
                    .and_then(|()| root.symlink(target, &at))
                    .map_err(|error| self.harness(&error))?;
                self.finish(&member, &at)?;
            }
        }
        Ok(())
    }

    /// Makes the directories above a member that the archive does not hold itself.
    fn make_above(&mut self, name: &str) -> Result<(), Fault> {
        let above = parent_of(name.trim_end_matches('/'));
        if !name.trim_end_matches('/').contains('/') {
            return Ok(());
        }
        for (end, _) in format!("{above}/").match_indices('/').filter(|(at, _)| *at > 0) {
            let at = inside(&self.directory, &above[..end]);
            if self.system.root.kind(&at).is_none()
                && let Err(error) = self.system.root.create_dir(&at)
            {
                self.refuse(&format!("{}: Cannot mkdir", escaped(&above[..end])), error)?;
            }
        }
        Ok(())
    }

    /// Gives what was unpacked its mode and time.
    fn finish(&mut self, member: &Member, at: &str) -> Result<(), Fault> {
        let root = &self.system.root;
        let keeps_time = !self.request.switches.contains(&"m");
        let whole = self.request.switches.contains(&"p");
        let mode = if whole { member.mode } else { member.mode & 0o777 & !0o022 };
        let set = match member.kind {
            Kind::Symlink(_) if keeps_time => root.set_modified_link(at, member.modified),
            Kind::Symlink(_) | Kind::HardLink(_) => Ok(()),
            Kind::File if keeps_time => {
                root.set_modified(at, member.modified).and_then(|()| root.set_mode(at, mode))
            }
            Kind::File => root.set_mode(at, mode),
            Kind::Directory => {
                if keeps_time {
                    self.stamps.push((at.to_owned(), member.modified));
                }
                root.set_mode(at, mode | 0o300)
            }
        };
        set.map_err(|error| self.harness(&error).into())
    }

    fn refuse(&mut self, what: &str, error: FileError) -> Result<(), Fault> {
        refuse(self.call, what, error)?;
        self.failed = true;
        Ok(())
    }

    fn harness(&self, error: &FileError) -> Stop {
        Stop::Harness { what: format!("{}: {error}", self.call.name()) }
    }
}

fn may_lead_out(target: &str) -> bool {
    target.starts_with('/') || target.split('/').any(|part| part == "..")
}

/// Says whether a member is `wanted` or lies in it.
fn is_within(name: &str, wanted: &str) -> bool {
    let (name, wanted) = (name.trim_end_matches('/'), wanted.trim_end_matches('/'));
    name == wanted || name.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'))
}

/// Cuts leading parts off a name; none where nothing is left.
fn stripped(name: &str, parts: usize) -> Option<&str> {
    let mut rest = name;
    for _ in 0..parts {
        rest = rest.split_once('/')?.1;
    }
    Some(rest).filter(|rest| !rest.is_empty())
}
