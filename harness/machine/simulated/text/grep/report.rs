//! Searches one file and prints what was asked for.

use super::super::input;
use super::super::regex::Trouble;
use super::patterns::Matcher;
use super::request::{Binary, Output, Request};
use crate::shell::{Call, Stop};

/// How much of a file decides whether it is binary from its first line on.
const FIRST_READ: usize = 32 * 1024;

/// One file to search.
#[derive(Debug)]
pub(super) struct Subject<'s> {
    /// How it is called in the output.
    pub(super) name: &'s str,
    /// What is in it.
    pub(super) text: &'s [u8],
    /// Whether its name stands before each line.
    pub(super) is_named: bool,
}

/// Searches one file; returns whether it counts as found.
pub(super) fn search(
    call: &Call<'_>,
    request: &Request,
    matcher: &Matcher,
    subject: &Subject<'_>,
) -> Result<bool, Stop> {
    let is_binary = request.binary != Binary::Text && is_binary(call, subject.text)?;
    if is_binary && request.binary == Binary::Skipped {
        return Ok(false);
    }
    let zeros_end_lines: Vec<u8>;
    let mut subject = Subject { ..*subject };
    if is_binary {
        zeros_end_lines =
            subject.text.iter().map(|byte| if *byte == 0 { b'\n' } else { *byte }).collect();
        subject.text = &zeros_end_lines;
    }
    let mut page = Page { call, request, subject, last_shown: None };
    let shows = matches!(request.output, Output::Lines | Output::Matches);
    let enough = if shows && !is_binary || request.output == Output::Count {
        request.enough
    } else {
        Some(1)
    };
    let found =
        page.lines(matcher, enough, shows && !is_binary).map_err(|trouble| match trouble {
            Trouble::Invalid(message) => call.unmodelled(message),
            Trouble::TooHard => call.unmodelled("a pattern that takes too long"),
        })?;
    page.close(found, is_binary);
    Ok(found > 0)
}

/// Says whether a file counts as binary: it holds a zero byte where grep looks first.
fn is_binary(call: &Call<'_>, text: &[u8]) -> Result<bool, Stop> {
    let first = &text[..text.len().min(FIRST_READ)];
    if first.contains(&0) {
        return Ok(true);
    }
    if text.contains(&0) {
        return Err(call.unmodelled("a file that turns binary after 32 KiB"));
    }
    Ok(false)
}

struct Page<'p> {
    call: &'p Call<'p>,
    request: &'p Request,
    subject: Subject<'p>,
    last_shown: Option<usize>,
}

/// One line of the file: number from 1, offset in bytes.
#[derive(Clone, Copy)]
struct Line<'l> {
    number: usize,
    offset: usize,
    text: &'l [u8],
}

impl Page<'_> {
    /// Goes through the lines until enough are selected; returns how many were.
    fn lines(
        &mut self,
        matcher: &Matcher,
        enough: Option<usize>,
        shows: bool,
    ) -> Result<usize, Trouble> {
        let lines = numbered(self.subject.text);
        let (before, after) = self.request.layout.context.unwrap_or((0, 0));
        let first_shown = |at: usize| if shows { at.saturating_sub(before) } else { at + 1 };
        let mut found = 0;
        let mut trailing = 0;
        for (at, line) in lines.iter().enumerate() {
            let is_enough = enough.is_some_and(|enough| found >= enough);
            if is_enough && (trailing == 0 || !shows) {
                break;
            }
            if !is_enough && matcher.selects(line.text)? {
                found += 1;
                trailing = after;
                self.selected(matcher, &lines[first_shown(at)..=at])?;
            } else if shows && trailing > 0 {
                trailing -= 1;
                self.context(*line);
            }
        }
        Ok(found)
    }

    /// Prints a selected line, the last of `lines`, with those before it that were not shown yet.
    fn selected(&mut self, matcher: &Matcher, lines: &[Line<'_>]) -> Result<(), Trouble> {
        let Some((line, before)) = lines.split_last() else {
            return Ok(());
        };
        let shown = self.last_shown.unwrap_or(0);
        let fresh: Vec<Line<'_>> =
            before.iter().filter(|line| line.number > shown).copied().collect();
        let first = fresh.first().unwrap_or(line).number;
        self.separate(first);
        for line in fresh {
            self.context(line);
        }
        self.last_shown = Some(line.number);
        if self.request.output == Output::Lines {
            self.print(*line, b':', line.text);
            return Ok(());
        }
        for (start, end) in matcher.matches(line.text)? {
            let part = Line { offset: line.offset + start, ..*line };
            self.print(part, b':', &line.text[start..end]);
        }
        Ok(())
    }

    fn separate(&self, first: usize) {
        let apart = self.last_shown.is_some_and(|last| first > last + 1);
        let layout = &self.request.layout;
        if let (true, Some(_), Some(separator)) = (apart, layout.context, &layout.separator) {
            self.call.print(&format!("{separator}\n"));
        }
    }

    fn context(&mut self, line: Line<'_>) {
        self.last_shown = Some(line.number);
        if self.request.output == Output::Lines {
            self.print(line, b'-', line.text);
        }
    }

    fn print(&self, line: Line<'_>, mark: u8, text: &[u8]) {
        let layout = &self.request.layout;
        let mut out = Vec::with_capacity(text.len() + 16);
        if self.subject.is_named {
            self.push_name(&mut out, mark);
        }
        for (_, number) in [(layout.numbers, line.number), (layout.offsets, line.offset)]
            .into_iter()
            .filter(|(wanted, _)| *wanted)
        {
            out.extend(number.to_string().into_bytes());
            out.push(mark);
        }
        out.extend(text);
        out.push(b'\n');
        self.call.stdout.write(&out);
    }

    fn push_name(&self, out: &mut Vec<u8>, mark: u8) {
        out.extend(self.subject.name.as_bytes());
        out.push(if self.request.layout.zero_after_name { 0 } else { mark });
    }

    /// Prints what belongs after the last line.
    fn close(&self, found: usize, is_binary: bool) {
        let end = if self.request.layout.zero_after_name { "\0" } else { "\n" };
        let name = self.subject.name;
        match self.request.output {
            Output::Count => {
                let mut out = Vec::new();
                if self.subject.is_named {
                    self.push_name(&mut out, b':');
                }
                out.extend(format!("{found}\n").into_bytes());
                self.call.stdout.write(&out);
            }
            Output::NamesWith if found > 0 => self.call.print(&format!("{name}{end}")),
            Output::NamesWithout if found == 0 => self.call.print(&format!("{name}{end}")),
            Output::Lines | Output::Matches if found > 0 && is_binary => {
                let message = format!("grep: {name}: binary file matches\n");
                self.call.stderr.write(message.as_bytes());
            }
            _ => {}
        }
    }
}

fn numbered(text: &[u8]) -> Vec<Line<'_>> {
    let mut offset = 0;
    input::lines(text)
        .enumerate()
        .map(|(at, text)| {
            let line = Line { number: at + 1, offset, text };
            offset += text.len() + 1;
            line
        })
        .collect()
}
