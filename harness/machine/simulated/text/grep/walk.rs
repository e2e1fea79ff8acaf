//! Which files are searched, and the call as a whole.

use super::super::super::System;
use super::super::super::place::place;
use super::super::super::table::Command;
use super::super::input;
use super::patterns::{self, Matcher};
use super::report::{self, Subject};
use super::request::{self, Directories, GRAMMAR, Names, Output, Request};
use crate::shell::{Call, Exit, Stop};
use crate::world::FileKind;

/// The names of this family.
pub(in super::super::super) const COMMANDS: &[(&str, Command)] =
    &[("grep", grep), ("egrep", grep), ("fgrep", grep)];

/// The deepest directory that is searched.
const DEPTH_MAX: usize = 200;

fn grep(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let arguments = match GRAMMAR.parse(call.arguments()) {
        Ok(arguments) => arguments,
        Err(message) => {
            request::refuse(call, &message);
            return Ok(request::usage(call));
        }
    };
    let request = match request::understand(call, &arguments)? {
        Ok(request) => request,
        Err(exit) => return Ok(exit),
    };
    let mut operands = arguments.operands.iter().map(String::as_str);
    let by_option = arguments.has("e") || arguments.has("f");
    let pattern = if by_option { None } else { operands.next() };
    if !by_option && pattern.is_none() {
        return Ok(request::usage(call));
    }
    let matcher = match patterns::compile(system, call, &arguments, pattern)? {
        Ok(matcher) => matcher,
        Err(exit) => return Ok(exit),
    };
    if request.enough == Some(0) {
        return Ok(Exit::FAILURE);
    }
    let names: Vec<&str> = operands.collect();
    let mut walk = Walk {
        system,
        call,
        request: &request,
        matcher: &matcher,
        several: names.len() > 1,
        tally: Tally::default(),
    };
    walk.all(&names)?;
    Ok(walk.tally.exit(request.output))
}

/// What came of the files so far.
#[derive(Debug, Default)]
struct Tally {
    selected: bool,
    failed: bool,
}

impl Tally {
    fn exit(&self, output: Output) -> Exit {
        if self.failed && !(output == Output::Nothing && self.selected) {
            Exit::USAGE
        } else if self.selected {
            Exit::SUCCESS
        } else {
            Exit::FAILURE
        }
    }
}

struct Walk<'w> {
    system: &'w System,
    call: &'w Call<'w>,
    request: &'w Request,
    matcher: &'w Matcher,
    several: bool,
    tally: Tally,
}

impl Walk<'_> {
    fn recurses(&self) -> bool {
        matches!(self.request.directories, Directories::Recurse | Directories::RecurseLinks)
    }

    fn all(&mut self, names: &[&str]) -> Result<(), Stop> {
        match names {
            [] if self.recurses() => self.directory(".", "", 0),
            [] => self.file("-"),
            names => names.iter().try_for_each(|name| self.operand(name)),
        }
    }

    /// Nothing more can change the outcome of a quiet search that has found something.
    fn is_decided(&self) -> bool {
        self.request.output == Output::Nothing && self.tally.selected
    }

    fn operand(&mut self, name: &str) -> Result<(), Stop> {
        if self.is_decided() {
            return Ok(());
        }
        let is_directory = name != "-"
            && name != "/dev/null"
            && self.system.root.kind(&place(self.call, name)) == Some(FileKind::Directory);
        if !is_directory {
            return if self.request.globs.takes_file(name) { self.file(name) } else { Ok(()) };
        }
        match self.request.directories {
            Directories::Skip => Ok(()),
            _ if self.recurses() && !self.request.globs.takes_directory(name) => Ok(()),
            _ if self.recurses() => {
                let prefix = format!("{}/", name.trim_end_matches('/'));
                self.directory(name, &prefix, 0)
            }
            _ => {
                self.complain(name, "Is a directory");
                self.text(name, &[])
            }
        }
    }

    fn directory(&mut self, path: &str, prefix: &str, depth: usize) -> Result<(), Stop> {
        if depth > DEPTH_MAX {
            return Err(self.call.unmodelled("-r in directories this deep"));
        }
        self.several = true;
        let entries = match self.system.root.list(&place(self.call, path)) {
            Ok(entries) => entries,
            Err(error) => {
                self.complain(path, &error.to_string());
                return Ok(());
            }
        };
        for entry in entries {
            if !self.is_decided() {
                self.entry(&format!("{prefix}{entry}"), depth)?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, path: &str, depth: usize) -> Result<(), Stop> {
        let inside = place(self.call, path);
        let follows = self.request.directories == Directories::RecurseLinks;
        let kind = match self.system.root.kind_of_link(&inside) {
            Some(FileKind::Symlink) if follows => self.system.root.kind(&inside),
            kind => kind,
        };
        match kind {
            Some(FileKind::Directory) if self.request.globs.takes_directory(path) => {
                self.directory(path, &format!("{path}/"), depth + 1)
            }
            Some(FileKind::File) if self.request.globs.takes_file(path) => self.file(path),
            None => {
                self.complain(path, "No such file or directory");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn file(&mut self, name: &str) -> Result<(), Stop> {
        let text = match input::read(self.system, self.call, name)? {
            Ok(text) => text,
            Err(error) => {
                self.complain(name, &error.to_string());
                return Ok(());
            }
        };
        self.text(name, &text)
    }

    fn text(&mut self, name: &str, text: &[u8]) -> Result<(), Stop> {
        let is_named = match self.request.names {
            Names::Shown => true,
            Names::Hidden => false,
            Names::Several => self.several,
        };
        let name = if name == "-" { &self.request.layout.stdin_name } else { name };
        let subject = Subject { name, text, is_named };
        self.tally.selected |= report::search(self.call, self.request, self.matcher, &subject)?;
        Ok(())
    }

    fn complain(&mut self, name: &str, message: &str) {
        self.tally.failed = true;
        if !self.request.is_silent {
            self.call.stderr.write(format!("grep: {name}: {message}\n").as_bytes());
        }
    }
}
