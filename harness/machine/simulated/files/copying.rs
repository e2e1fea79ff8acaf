//! The work of `cp`: one file, link or directory after the other.
//!
//! A directory's files go in the order of their names, which a real directory does not promise.

use std::collections::{BTreeMap, BTreeSet};

use super::super::System;
use super::super::options::Arguments;
use super::super::place::{inside, place, refuse};
use super::super::quoting::quoted;
use super::target::Target;
use crate::shell::{Call, Exit, Stop};
use crate::throwaway::FileFacts;
use crate::world::{FileError, FileKind};

/// Which links are followed to what they lead to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    All,
    Given,
    Nothing,
}

/// One run of `cp`.
pub(super) struct Copying<'a> {
    system: &'a System,
    call: &'a Call<'a>,
    given: &'a Arguments,
    keep: BTreeSet<&'static str>,
    follow: Follow,
    /// Directories made so far: copying one of them would copy a directory into itself.
    made: BTreeSet<(u64, u64)>,
    /// Where the files that have several names were copied to.
    linked: BTreeMap<(u64, u64), String>,
    /// What came to which place so far, by operand.
    landed: BTreeMap<String, (u64, u64)>,
    /// The source and destination of the operand at work.
    top: (String, String),
    exit: Exit,
}

/// A file on its way: where it comes from and where it goes, as they are shown.
struct Leg<'a> {
    from: &'a str,
    to: &'a str,
}

impl<'a> Copying<'a> {
    pub(super) fn new(
        system: &'a System,
        call: &'a Call<'a>,
        given: &'a Arguments,
        keep: BTreeSet<&'static str>,
        follow: Follow,
    ) -> Self {
        Self {
            system,
            call,
            given,
            keep,
            follow,
            made: BTreeSet::new(),
            linked: BTreeMap::new(),
            landed: BTreeMap::new(),
            top: (String::new(), String::new()),
            exit: Exit::SUCCESS,
        }
    }

    /// Returns the exit code of what was done so far.
    pub(super) fn exit(&self) -> Exit {
        self.exit
    }

    /// Copies what one operand names.
    pub(super) fn operand(&mut self, source: &str, target: &Target) -> Result<(), Stop> {
        let to = target.of(source);
        let facts = match self.source_facts(source, true) {
            Ok(facts) => facts,
            Err(error) => return self.refuse(&format!("cannot stat {}", quoted(source)), error),
        };
        if facts.kind == FileKind::Directory && !self.is_recursive() {
            let quoted = quoted(source);
            self.complain(&format!("-r not specified; omitting directory {quoted}"));
            return Ok(());
        }
        if let Some(before) = self.landed.insert(to.clone(), facts.identity) {
            let same = before == facts.identity && facts.kind != FileKind::Directory;
            let (source, to) = (quoted(source), quoted(&to));
            if same {
                let what = format!("warning: source file {source} specified more than once");
                self.call.complain(&what);
            } else {
                self.complain(&format!("will not overwrite just-created {to} with {source}"));
            }
            return Ok(());
        }
        self.top = (source.to_owned(), to.clone());
        self.copy(&Leg { from: source, to: &to }, &facts).map(|_| ())
    }

    fn is_recursive(&self) -> bool {
        ["r", "R", "a"].iter().any(|name| self.given.has(name))
    }

    fn source_facts(&self, path: &str, is_operand: bool) -> Result<FileFacts, FileError> {
        let at = place(self.call, path);
        let follows = match self.follow {
            Follow::All => true,
            Follow::Given => is_operand,
            Follow::Nothing => false,
        };
        if follows { self.system.root.facts(&at) } else { self.system.root.facts_of_link(&at) }
    }

    /// Copies one file, link or directory; says whether the directory around it may go on.
    fn copy(&mut self, leg: &Leg<'_>, facts: &FileFacts) -> Result<bool, Stop> {
        let to = place(self.call, leg.to);
        let root = &self.system.root;
        let there = match facts.kind {
            FileKind::File => root.facts(&to).or_else(|_| root.facts_of_link(&to)),
            _ => root.facts_of_link(&to),
        };
        let there = match there {
            Ok(there) => Some(there),
            Err(FileError::NotDirectory) => {
                let what = format!("cannot stat {}", quoted(leg.to));
                return self.refuse(&what, FileError::NotDirectory).map(|()| true);
            }
            Err(_) => None,
        };
        if let Some(there) = &there
            && !self.may_replace(leg, facts, there)
        {
            return Ok(true);
        }
        match facts.kind {
            FileKind::Directory => return self.directory(leg, facts, there.is_some()),
            FileKind::Symlink => self.link(leg, there.as_ref())?,
            FileKind::File => self.file(leg, facts, there.as_ref())?,
        }
        Ok(true)
    }

    /// Decides whether what stands at the destination may be replaced, and complains if not.
    fn may_replace(&mut self, leg: &Leg<'_>, facts: &FileFacts, there: &FileFacts) -> bool {
        let (from, to) = (quoted(leg.from), quoted(leg.to));
        let is_directory = |facts: &FileFacts| facts.kind == FileKind::Directory;
        let keeps = self.given.has("n");
        let is_older = self.given.has("u") && there.modified >= facts.modified;
        let message = match (is_directory(facts), is_directory(there)) {
            (true, true) => return true,
            _ if keeps => return false,
            _ if facts.identity == there.identity => format!("{from} and {to} are the same file"),
            (false, _) if is_older => return false,
            (true, false) => format!("cannot overwrite non-directory {to} with directory {from}"),
            (false, true) => format!("cannot overwrite directory {to} with non-directory"),
            (false, false) => return true,
        };
        self.complain(&message);
        false
    }

    fn directory(
        &mut self,
        leg: &Leg<'_>,
        facts: &FileFacts,
        is_there: bool,
    ) -> Result<bool, Stop> {
        let to = place(self.call, leg.to);
        if self.made.contains(&facts.identity) {
            let (from, to) = (quoted(&self.top.0), quoted(&self.top.1));
            self.complain(&format!("cannot copy a directory, {from}, into itself, {to}"));
            return Ok(false);
        }
        if !is_there {
            if let Err(error) = self.system.root.create_dir(&to) {
                let what = format!("cannot create directory {}", quoted(leg.to));
                return self.refuse(&what, error).map(|()| true);
            }
            self.say(leg);
        }
        self.made.extend(self.system.root.facts(&to).ok().map(|made| made.identity));
        match self.system.root.list(&place(self.call, leg.from)) {
            Ok(names) => self.entries(leg, &names)?,
            Err(error) => self.refuse(&format!("cannot access {}", quoted(leg.from)), error)?,
        }
        self.finish(leg, facts, !is_there)?;
        Ok(true)
    }

    fn entries(&mut self, leg: &Leg<'_>, names: &[String]) -> Result<(), Stop> {
        for name in names {
            let (from, to) = (inside(leg.from, name), inside(leg.to, name));
            let went_on = match self.source_facts(&from, false) {
                Ok(facts) => self.copy(&Leg { from: &from, to: &to }, &facts)?,
                Err(error) => {
                    self.refuse(&format!("cannot stat {}", quoted(&from)), error)?;
                    true
                }
            };
            if !went_on {
                break;
            }
        }
        Ok(())
    }

    fn link(&mut self, leg: &Leg<'_>, there: Option<&FileFacts>) -> Result<(), Stop> {
        let (from, to) = (place(self.call, leg.from), place(self.call, leg.to));
        let root = &self.system.root;
        let replaced = if there.is_some() { root.remove_file(&to) } else { Ok(()) };
        let copied = replaced
            .and_then(|()| root.read_link(&from))
            .and_then(|target| root.symlink(&target, &to))
            .and_then(|()| self.keep_time(&to, || root.facts_of_link(&from)));
        match copied {
            Ok(()) => self.say(leg),
            Err(error) => {
                let what = format!("cannot create symbolic link {}", quoted(leg.to));
                self.refuse(&what, error)?;
            }
        }
        Ok(())
    }

    fn file(
        &mut self,
        leg: &Leg<'_>,
        facts: &FileFacts,
        there: Option<&FileFacts>,
    ) -> Result<(), Stop> {
        let (from, to) = (place(self.call, leg.from), place(self.call, leg.to));
        let root = &self.system.root;
        if self.keep.contains("links")
            && facts.links > 1
            && let Some(first) = self.linked.insert(facts.identity, to.clone())
            && (there.is_none() || root.remove_file(&to).is_ok())
            && root.hard_link(&first, &to).is_ok()
        {
            self.say(leg);
            return Ok(());
        }
        if there.is_some_and(|there| there.kind == FileKind::Symlink) {
            let to = quoted(leg.to);
            self.complain(&format!("not writing through dangling symlink {to}"));
            return Ok(());
        }
        let bytes = match root.read(&from) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.say(leg);
                let what = format!("cannot open {} for reading", quoted(leg.from));
                return self.refuse(&what, error);
            }
        };
        self.say(leg);
        match self.write(leg, &to, &bytes) {
            Ok(is_new) => self.finish(leg, facts, there.is_none() || is_new),
            Err(error) => {
                let error = if leg.to.ends_with('/') { FileError::NotDirectory } else { error };
                self.refuse(&format!("cannot create regular file {}", quoted(leg.to)), error)
            }
        }
    }

    /// Writes the copy; with `-f` what refuses to be written is removed first. Says whether it was.
    fn write(&self, leg: &Leg<'_>, to: &str, bytes: &[u8]) -> Result<bool, FileError> {
        let root = &self.system.root;
        match root.write(to, bytes) {
            Err(FileError::Denied) if self.given.has("f") && root.kind(to).is_some() => {}
            written => return written.map(|()| false),
        }
        root.remove_file(to)?;
        if self.given.has("v") {
            self.call.print(&format!("removed {}\n", quoted(leg.to)));
        }
        root.write(to, bytes).map(|()| true)
    }

    /// Gives a copy the mode and time that it shall have.
    fn finish(&mut self, leg: &Leg<'_>, facts: &FileFacts, is_new: bool) -> Result<(), Stop> {
        let to = place(self.call, leg.to);
        let root = &self.system.root;
        let keeps_mode = self.keep.contains("mode");
        let mode = match (keeps_mode, is_new) {
            (true, _) => Some(facts.mode),
            (false, true) => Some(facts.mode & 0o777 & !0o022),
            (false, false) => None,
        };
        let timed = self.keep_time(&to, || Ok(facts.clone()));
        match timed.and_then(|()| mode.map_or(Ok(()), |mode| root.set_mode(&to, mode))) {
            Ok(()) => Ok(()),
            Err(error) => self.refuse(&format!("preserving times for {}", quoted(leg.to)), error),
        }
    }

    fn say(&self, leg: &Leg<'_>) {
        if self.given.has("v") {
            self.call.print(&format!("{} -> {}\n", quoted(leg.from), quoted(leg.to)));
        }
    }

    /// Stamps a copy, a link being a link, as its source is stamped, where times are kept.
    fn keep_time(
        &self,
        to: &str,
        source: impl FnOnce() -> Result<FileFacts, FileError>,
    ) -> Result<(), FileError> {
        if !self.keep.contains("timestamps") {
            return Ok(());
        }
        let root = &self.system.root;
        let facts = source()?;
        match facts.kind {
            FileKind::Symlink => root.set_modified_link(to, facts.modified),
            _ => root.set_modified(to, facts.modified),
        }
    }

    fn complain(&mut self, message: &str) {
        self.call.complain(message);
        self.exit = Exit::FAILURE;
    }

    fn refuse(&mut self, what: &str, error: FileError) -> Result<(), Stop> {
        self.exit = refuse(self.call, what, error)?;
        Ok(())
    }
}
