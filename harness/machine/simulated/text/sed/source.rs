//! Where lines come from: the files of the call, one after the other.

use std::collections::VecDeque;

use super::super::super::System;
use super::super::super::place::place;
use super::super::input;
use super::call::Files;
use crate::shell::{Call, Stop};
use crate::world::{FileError, FileKind};

/// One line, without its end.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// What is in it.
    pub(super) text: Vec<u8>,
    /// Whether a line end followed; the last line of a file may lack it.
    pub(super) has_end: bool,
}

/// The file that is being read.
#[derive(Debug)]
pub(super) struct Open {
    /// Its name; `-` for standard input.
    pub(super) name: String,
    text: Vec<u8>,
    at: usize,
}

/// The files of one call.
#[derive(Debug)]
pub(super) struct Source<'s> {
    system: &'s System,
    call: &'s Call<'s>,
    files: Files,
    delimiter: u8,
    names: VecDeque<String>,
    open: Option<Open>,
    /// The number of the line that was read last.
    pub(super) number: usize,
    /// The exit code that unreadable files ask for.
    pub(super) failure: u8,
}

impl<'s> Source<'s> {
    /// Starts before the first line of `names`; standard input where there are none.
    pub(super) fn new(
        system: &'s System,
        call: &'s Call<'s>,
        names: &[String],
        (files, delimiter): (Files, u8),
    ) -> Self {
        let mut names: VecDeque<String> = names.iter().cloned().collect();
        if names.is_empty() {
            names.push_back("-".to_owned());
        }
        Self { system, call, files, delimiter, names, open: None, number: 0, failure: 0 }
    }

    /// Returns the name of the file that is being read.
    pub(super) fn name(&self) -> &str {
        self.open.as_ref().map_or("-", |open| &open.name)
    }

    /// Takes the next line of the open file; none at its end, and where no file is open.
    pub(super) fn take_line(&mut self) -> Option<Line> {
        let open = self.open.as_mut()?;
        let rest = &open.text[open.at..];
        if rest.is_empty() {
            return None;
        }
        self.number += 1;
        let end = rest.iter().position(|byte| *byte == self.delimiter);
        let text = rest[..end.unwrap_or(rest.len())].to_vec();
        open.at += text.len() + usize::from(end.is_some());
        Some(Line { text, has_end: end.is_some() })
    }

    /// Takes away the file that was read, so that the next one can be opened.
    pub(super) fn close(&mut self) -> Option<Open> {
        self.open.take()
    }

    /// Opens the next file that can be read; false where there is none.
    pub(super) fn open_next(&mut self) -> Result<bool, Stop> {
        while let Some(name) = self.names.pop_front() {
            let Some(text) = self.read(&name)? else {
                continue;
            };
            if self.files != Files::Joined {
                self.number = 0;
            }
            self.open = Some(Open { name, text, at: 0 });
            return Ok(true);
        }
        Ok(false)
    }

    /// Says whether no line follows the one that was read last.
    pub(super) fn is_last(&mut self) -> Result<bool, Stop> {
        if self.open.as_ref().is_some_and(|open| open.at < open.text.len()) {
            return Ok(false);
        }
        if self.files != Files::Joined {
            return Ok(true);
        }
        while let Some(name) = self.names.front().cloned() {
            let text = self.read(&name)?.unwrap_or_default();
            if text.is_empty() {
                self.names.pop_front();
                continue;
            }
            if name == "-" {
                // Standard input is read once: keep what it gave.
                self.names.pop_front();
                let name = self.open.take().map_or(name, |open| open.name);
                self.open = Some(Open { name, text, at: 0 });
            }
            return Ok(false);
        }
        Ok(true)
    }

    fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Stop> {
        if self.files == Files::Edited && self.is_irregular(name) {
            return Ok(None);
        }
        let (message, failure) = match input::read(self.system, self.call, name)? {
            Ok(text) => return Ok(Some(text)),
            Err(FileError::IsDirectory) => (format!("read error on {name}: Is a directory"), 4),
            Err(error) => (format!("can't read {name}: {error}"), 2),
        };
        self.fail(&message, failure);
        Ok(None)
    }

    fn is_irregular(&mut self, name: &str) -> bool {
        let path = place(self.call, name);
        let kind = if name == "/dev/null" { None } else { self.system.root.kind(&path) };
        match kind {
            Some(FileKind::File) => false,
            None if name != "/dev/null" => {
                self.fail(&format!("can't read {name}: No such file or directory"), 2);
                true
            }
            _ => {
                self.fail(&format!("couldn't edit {name}: not a regular file"), 4);
                true
            }
        }
    }

    fn fail(&mut self, message: &str, failure: u8) {
        self.call.stderr.write(format!("sed: {message}\n").as_bytes());
        self.failure = self.failure.max(failure);
    }
}
