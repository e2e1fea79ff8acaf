//! Where lines go. A line that had no end gets one when something follows it.

use std::collections::BTreeMap;

use super::super::super::System;
use super::super::super::place::place;
use super::script::Target;
use super::source::Line;
use crate::shell::{Call, Sink, Stop};
use crate::world::FileError;

/// One place where lines go.
#[derive(Debug)]
pub(super) struct Output {
    channel: Channel,
    delimiter: u8,
    lacks_end: bool,
}

#[derive(Debug)]
enum Channel {
    Stream(Sink),
    Memory(Vec<u8>),
}

impl Output {
    /// Writes to a stream at once.
    pub(super) fn to_stream(stream: Sink, delimiter: u8) -> Self {
        Self { channel: Channel::Stream(stream), delimiter, lacks_end: false }
    }

    /// Keeps what is written.
    pub(super) fn in_memory(delimiter: u8) -> Self {
        Self { channel: Channel::Memory(Vec::new()), delimiter, lacks_end: false }
    }

    /// Writes one line, with its end where it has one.
    pub(super) fn line(&mut self, line: &Line) {
        self.text(&line.text);
        if line.has_end {
            self.push(&[self.delimiter]);
        } else {
            self.lacks_end = true;
        }
    }

    /// Writes text as a line of its own.
    pub(super) fn whole_line(&mut self, text: &[u8]) {
        self.text(text);
        self.push(&[self.delimiter]);
    }

    /// Writes text as it stands.
    pub(super) fn text(&mut self, text: &[u8]) {
        self.complete();
        self.push(text);
    }

    /// Writes the line end that is still missing.
    pub(super) fn complete(&mut self) {
        if std::mem::take(&mut self.lacks_end) {
            self.push(&[self.delimiter]);
        }
    }

    /// Takes what was kept.
    pub(super) fn take(&mut self) -> Vec<u8> {
        self.lacks_end = false;
        match &mut self.channel {
            Channel::Stream(_) => Vec::new(),
            Channel::Memory(bytes) => std::mem::take(bytes),
        }
    }

    /// Returns how many bytes are kept.
    pub(super) fn len(&self) -> usize {
        match &self.channel {
            Channel::Stream(_) => 0,
            Channel::Memory(bytes) => bytes.len(),
        }
    }

    fn push(&mut self, text: &[u8]) {
        match &mut self.channel {
            Channel::Stream(stream) => stream.write(text),
            Channel::Memory(bytes) => bytes.extend(text),
        }
    }
}

/// The files that `w` writes to. They are made empty when the script is read.
#[derive(Debug)]
pub(super) struct WrittenFiles<'s> {
    system: &'s System,
    call: &'s Call<'s>,
    files: BTreeMap<String, Output>,
    output: Output,
    errors: Output,
}

impl<'s> WrittenFiles<'s> {
    /// Makes the files of `targets` empty; the error is what the first one that cannot be written
    /// is refused with.
    pub(super) fn create<'t>(
        system: &'s System,
        call: &'s Call<'s>,
        (targets, delimiter): (impl Iterator<Item = &'t Target>, u8),
    ) -> Result<Self, (String, FileError)> {
        let mut files = BTreeMap::new();
        for target in targets {
            if let Target::File(name) = target {
                system
                    .root
                    .write(&place(call, name), b"")
                    .map_err(|error| (name.clone(), error))?;
                files.insert(name.clone(), Output::in_memory(delimiter));
            }
        }
        let output = Output::to_stream(call.stdout.clone(), delimiter);
        let errors = Output::to_stream(call.stderr.clone(), delimiter);
        Ok(Self { system, call, files, output, errors })
    }

    /// Writes one line.
    pub(super) fn line(&mut self, target: &Target, line: &Line) {
        let output = match target {
            Target::Output => Some(&mut self.output),
            Target::Error => Some(&mut self.errors),
            Target::File(name) => self.files.get_mut(name),
        };
        if let Some(output) = output {
            output.line(line);
        }
    }

    /// Appends to the files what was written to them.
    pub(super) fn save(&mut self) -> Result<(), Stop> {
        for (name, output) in &mut self.files {
            if output.len() > 0 {
                let appended = self.system.root.append(&place(self.call, name), &output.take());
                appended.map_err(|error| Stop::Harness { what: format!("{name}: {error}") })?;
            }
        }
        Ok(())
    }
}
