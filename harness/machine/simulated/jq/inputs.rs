//! The inputs of a call, one after the other: the files are one long text.

use std::collections::VecDeque;
use std::rc::Rc;

use super::read::Reader;
use super::value::Value;
use crate::shell::Sink;

/// One input.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// A value.
    Value(Value),
    /// JSON that is broken: what is wrong with it. Nothing follows.
    Broken(String),
}

/// What was read of a text, each with the offset behind it.
pub(super) type Parsed = Rc<[(Item, usize)]>;

/// One file, or standard input.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// Its name in complaints.
    pub(super) name: Rc<str>,
    /// Where it ends in the text of all.
    pub(super) end: usize,
}

/// A file that could not be opened.
#[derive(Debug, Clone)]
pub(super) struct Unopened {
    /// Where it would start in the text of all.
    pub(super) start: usize,
    /// Its name.
    pub(super) name: String,
    /// What is said of it, with its line end.
    pub(super) complaint: String,
}

/// All inputs that were not read yet.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    items: VecDeque<(Item, usize)>,
    line_ends: Vec<usize>,
    segments: Vec<Segment>,
    unopened: VecDeque<Unopened>,
    at: Option<usize>,
    length: usize,
    ends_in_line: bool,
    place_at_end: Option<String>,
    /// How many files could not be opened so far.
    pub(super) failures: usize,
}

impl Inputs {
    /// Puts inputs together: the text of all files, what is in it, where each file ends, and the
    /// files that could not be opened.
    pub(super) fn new(
        text: &[u8],
        items: &[(Item, usize)],
        segments: Vec<Segment>,
        unopened: Vec<Unopened>,
    ) -> Self {
        let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        Self {
            items: items.iter().cloned().collect(),
            line_ends: ends.map(|(at, _)| at).collect(),
            segments,
            unopened: unopened.into(),
            at: None,
            length: text.len(),
            ends_in_line: text.is_empty() || text.ends_with(b"\n"),
            place_at_end: None,
            failures: 0,
        }
    }

    /// Takes the next input. Files that are passed on the way and could not be opened are
    /// complained about.
    pub(super) fn next(&mut self, errors: &Sink) -> Option<Item> {
        let next = self.items.pop_front();
        let at = next.as_ref().map_or(self.length, |(_, end)| *end);
        let is_over = next.is_none();
        if is_over && !self.ends_in_line {
            self.place_at_end = Some("<unknown>".to_owned());
        }
        let passed = self.unopened.partition_point(|file| is_over || file.start < at);
        for file in self.unopened.drain(..passed) {
            errors.write(file.complaint.as_bytes());
            self.failures += 1;
            if is_over {
                self.place_at_end = Some(format!("{}:0", file.name));
            }
        }
        self.at = Some(at);
        next.map(|(item, _)| item)
    }

    /// Returns the name of the file that was read last.
    pub(super) fn name(&self) -> Option<Rc<str>> {
        Some(Rc::clone(&self.segment()?.name))
    }

    /// Returns how many lines of the present file were read.
    pub(super) fn line(&self) -> usize {
        let Some(at) = self.at else {
            return 0;
        };
        let number = self.number();
        let start = number.checked_sub(1).map_or(0, |before| self.segments[before].end);
        let end = self.segments.get(number).map_or(self.length, |segment| segment.end);
        // The rest of the line in which the value ends was read with it.
        let line_end = self.line_ends.partition_point(|line_end| *line_end + 1 < at);
        let read = self.line_ends.get(line_end).map_or(end, |line_end| line_end + 1).min(end);
        let upto = if at == self.length { end } else { read.max(at) };
        let before = |offset: usize| self.line_ends.partition_point(|line_end| *line_end < offset);
        before(upto) - before(start)
    }

    /// Returns the place for complaints: `FILE:LINE`.
    pub(super) fn place(&self) -> String {
        match (&self.place_at_end, self.segment()) {
            (Some(place), _) => place.clone(),
            (None, Some(segment)) => format!("{}:{}", segment.name, self.line()),
            _ => "<unknown>".to_owned(),
        }
    }

    fn segment(&self) -> Option<&Segment> {
        self.at?;
        self.segments.get(self.number())
    }

    /// Returns which file was read last.
    fn number(&self) -> usize {
        let at = self.at.unwrap_or(0).max(1);
        let last = self.segments.len().saturating_sub(1);
        self.segments.partition_point(|segment| segment.end < at).min(last)
    }
}

/// Reads all values of a text.
pub(super) fn parse(text: &[u8]) -> Parsed {
    let mut reader = Reader::new(text);
    let mut items = Vec::new();
    while let Some(read) = reader.next_value() {
        let item = match read {
            Ok(value) => Item::Value(value),
            Err(message) => Item::Broken(message),
        };
        items.push((item, reader.position()));
    }
    items.into()
}

/// Reads all lines of a text as texts.
pub(super) fn lines(text: &[u8]) -> Parsed {
    let mut end = 0;
    let line = |line: &[u8]| {
        end += line.len();
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        (Item::Value(Value::text(String::from_utf8_lossy(line).into_owned())), end)
    };
    text.split_inclusive(|byte| *byte == b'\n').map(line).collect()
}
