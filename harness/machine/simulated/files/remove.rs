//! Commands that remove: `rm`, `rmdir`, `unlink`.
//!
//! A directory's files go in the order of their names, which a real directory does not promise.

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::place::{inside, last_part, place, refuse};
use super::super::quoting::{quoted, quoted_plainly};
use super::super::table::Command;
use crate::shell::{Call, Exit, Stop};
use crate::world::{FileError, FileKind, parent_of};

pub(in super::super) const COMMANDS: &[(&str, Command)] =
    &[("rm", rm), ("rmdir", rmdir), ("unlink", unlink)];

const RM: Grammar = Grammar {
    short: "dfirvIR",
    long: &[
        ("force", "f"),
        ("interactive", "::"),
        ("one-file-system", ""),
        ("no-preserve-root", ""),
        ("preserve-root", "::"),
        ("recursive", "r"),
        ("dir", "d"),
        ("verbose", "v"),
    ],
    operands: Operands::Anywhere,
};

/// One run of `rm`.
struct Removal<'a> {
    system: &'a System,
    call: &'a Call<'a>,
    given: &'a Arguments,
    exit: Exit,
}

fn rm(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = RM.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["d", "f", "r", "R", "v", "one-file-system", "preserve-root"])?;
    if given.operands.is_empty() && !given.has("f") {
        return Ok(misused(call, "missing operand", Exit::FAILURE));
    }
    let mut removal = Removal { system, call, given: &given, exit: Exit::SUCCESS };
    for path in &given.operands {
        removal.operand(path)?;
    }
    Ok(removal.exit)
}

impl Removal<'_> {
    fn force(&self) -> bool {
        self.given.has("f")
    }

    fn recursive(&self) -> bool {
        self.given.has("r") || self.given.has("R")
    }

    fn operand(&mut self, path: &str) -> Result<(), Stop> {
        let at = place(self.call, path);
        if self.recursive() && matches!(last_part(path), "." | "..") {
            let quoted = quoted(path);
            self.call
                .complain(&format!("refusing to remove '.' or '..' directory: skipping {quoted}"));
            self.exit = Exit::FAILURE;
            return Ok(());
        }
        if self.recursive() && self.system.root.canonical(&at).as_deref() == Ok("/") {
            let same = if path == "/" { "" } else { " (same as '/')" };
            let quoted = quoted(path);
            self.call
                .complain(&format!("it is dangerous to operate recursively on {quoted}{same}"));
            self.call.complain("use --no-preserve-root to override this failsafe");
            self.exit = Exit::FAILURE;
            return Ok(());
        }
        self.remove(path, &at).map(|_| ())
    }

    /// Removes what stands at `at`, shown as `path`; says whether it is gone.
    fn remove(&mut self, path: &str, at: &str) -> Result<bool, Stop> {
        let root = &self.system.root;
        let facts = match root.facts_of_link(at) {
            Ok(facts) => facts,
            Err(FileError::NotFound | FileError::NotDirectory) if self.force() => return Ok(true),
            Err(error) => return self.complain(path, error),
        };
        let protected = facts.kind != FileKind::Symlink && facts.mode & 0o200 == 0;
        if protected && !self.force() && self.call.stdin.is_terminal() {
            return Err(self
                .call
                .unmodelled("waits for the keyboard: the file is write-protected"));
        }
        if facts.kind == FileKind::Directory {
            return self.directory(path, at);
        }
        match root.remove_file(at) {
            Ok(()) => self.say("removed", path),
            Err(error) => return self.complain(path, error),
        }
        Ok(true)
    }

    fn directory(&mut self, path: &str, at: &str) -> Result<bool, Stop> {
        if !self.recursive() && !self.given.has("d") {
            return self.complain(path, FileError::IsDirectory);
        }
        let refused = match self.recursive().then(|| self.system.root.list(at)) {
            None => None,
            Some(Err(error)) => Some(error),
            Some(Ok(names)) => {
                if !self.entries(path, at, &names)? {
                    return Ok(false);
                }
                None
            }
        };
        let through_link = self.system.root.kind_of_link(at.trim_end_matches('/'));
        if at.ends_with('/') && through_link == Some(FileKind::Symlink) {
            let gone = self.force() || self.complain(path, FileError::NotDirectory)?;
            return Ok(gone);
        }
        match self.system.root.remove_dir(at) {
            Ok(()) => self.say("removed directory", path),
            Err(error) => return self.complain(path, refused.unwrap_or(error)),
        }
        Ok(true)
    }

    /// Removes what is in a directory; says whether it is all gone.
    fn entries(&mut self, path: &str, at: &str, names: &[String]) -> Result<bool, Stop> {
        let mut all_gone = true;
        for name in names {
            all_gone &= self.remove(&inside(path, name), &inside(at, name))?;
        }
        Ok(all_gone)
    }

    fn say(&self, what: &str, path: &str) {
        if self.given.has("v") {
            self.call.print(&format!("{what} {}\n", quoted(path)));
        }
    }

    fn complain(&mut self, path: &str, error: FileError) -> Result<bool, Stop> {
        let what = format!("cannot remove {}", quoted(path));
        self.exit = refuse(self.call, &what, error)?;
        Ok(false)
    }
}

const RMDIR: Grammar = Grammar {
    short: "pv",
    long: &[("ignore-fail-on-non-empty", ""), ("parents", "p"), ("verbose", "v")],
    operands: Operands::Anywhere,
};

fn rmdir(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = RMDIR.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["ignore-fail-on-non-empty", "p", "v"])?;
    if given.operands.is_empty() {
        return Ok(misused(call, "missing operand", Exit::FAILURE));
    }
    let mut exit = Exit::SUCCESS;
    for path in &given.operands {
        exit = exit.max(remove_empty(system, call, &given, path)?);
    }
    Ok(exit)
}

/// Removes one empty directory, and with `-p` those above it that its path names.
fn remove_empty(
    system: &System,
    call: &Call<'_>,
    given: &Arguments,
    path: &str,
) -> Result<Exit, Stop> {
    let mut here = path;
    loop {
        if given.has("v") {
            call.print(&format!("rmdir: removing directory, {}\n", quoted(here)));
        }
        let shown = quoted(here);
        let at = place(call, here);
        let is_link = system.root.kind_of_link(at.trim_end_matches('/')) == Some(FileKind::Symlink);
        if is_link && here.ends_with('/') {
            call.complain(&format!("failed to remove {shown}: Symbolic link not followed"));
            return Ok(Exit::FAILURE);
        }
        let removed =
            if is_link { Err(FileError::NotDirectory) } else { system.root.remove_dir(&at) };
        match removed {
            Ok(()) => {}
            Err(FileError::NotEmpty) if given.has("ignore-fail-on-non-empty") => {
                return Ok(Exit::SUCCESS);
            }
            Err(error) => {
                let directory = if here.len() == path.len() { "" } else { "directory " };
                return refuse(call, &format!("failed to remove {directory}{shown}"), error);
            }
        }
        let has_parent = here.trim_end_matches('/').contains('/');
        here = parent_of(here);
        if !given.has("p") || !has_parent || here == "/" {
            return Ok(Exit::SUCCESS);
        }
    }
}

const UNLINK: Grammar = Grammar { short: "", long: &[], operands: Operands::Anywhere };

fn unlink(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = UNLINK.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &[])?;
    match &given.operands[..] {
        [] => Ok(misused(call, "missing operand", Exit::FAILURE)),
        [path] => match system.root.remove_file(&place(call, path)) {
            Ok(()) => Ok(Exit::SUCCESS),
            Err(error) => refuse(call, &format!("cannot unlink {}", quoted(path)), error),
        },
        [_, extra, ..] => {
            let message = format!("extra operand {}", quoted_plainly(extra));
            Ok(misused(call, &message, Exit::FAILURE))
        }
    }
}
