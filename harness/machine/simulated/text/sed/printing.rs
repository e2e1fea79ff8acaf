//! What a running script prints: at once, or at the end of the cycle.

use std::collections::VecDeque;
use std::rc::Rc;

use super::super::input;
use super::machine::{Halt, Machine, Queued};
use super::script::Action;
use super::show::shown;
use super::source::Line;

impl Machine<'_> {
    /// Carries out a command that only prints.
    pub(super) fn print(&mut self, action: &Action) {
        match action {
            Action::Print => self.print_space(),
            Action::PrintFirst => {
                let first = self.first_line();
                self.output.line(&first);
            }
            Action::PrintNumber => {
                self.output.whole_line(self.source.number.to_string().as_bytes());
            }
            Action::PrintFileName => self.output.whole_line(self.source.name().as_bytes()),
            Action::Show(width) => {
                for line in shown(&self.space.text, width.unwrap_or(self.settings.width)) {
                    self.output.whole_line(&line);
                }
            }
            Action::Write(target) => self.written.line(target, &self.space),
            Action::WriteFirst(target) => {
                let first = self.first_line();
                self.written.line(target, &first);
            }
            _ => {}
        }
    }

    /// Prints the pattern space.
    pub(super) fn print_space(&mut self) {
        self.output.line(&self.space);
    }

    /// Writes the text of `i` or `c`; its last line ends as all lines do.
    pub(super) fn insert(&mut self, text: &[u8]) {
        if let Some(text) = text.strip_suffix(b"\n") {
            self.output.whole_line(text);
        }
    }

    /// Returns the pattern space up to its first line end.
    fn first_line(&self) -> Line {
        let delimiter = self.settings.delimiter;
        match self.space.text.iter().position(|byte| *byte == delimiter) {
            Some(end) => Line { text: self.space.text[..end].to_vec(), has_end: true },
            None => self.space.clone(),
        }
    }

    /// Queues the next line of a file (`R`).
    pub(super) fn read_line(&mut self, name: &str) -> Result<(), Halt> {
        if !self.read_lines.contains_key(name) {
            let text = input::read_file(self.system, self.call, name)?.unwrap_or_default();
            let delimiter = self.settings.delimiter;
            let lines = text.split_inclusive(|byte| *byte == delimiter);
            let lines = lines.map(Rc::from).collect();
            self.read_lines.insert(name.to_owned(), lines);
        }
        let line = self.read_lines.get_mut(name).and_then(VecDeque::pop_front);
        self.queue.extend(line.map(Queued::Text));
        Ok(())
    }

    /// Prints what waited for the end of the cycle.
    pub(super) fn flush_queue(&mut self) -> Result<(), Halt> {
        while let Some(queued) = self.queue.pop_front() {
            match queued {
                Queued::Text(text) => self.output.text(&text),
                Queued::File(name) => {
                    self.written.save()?;
                    let read = input::read_file(self.system, self.call, &name)?;
                    self.output.text(&read.unwrap_or_default());
                }
            }
        }
        Ok(())
    }
}
