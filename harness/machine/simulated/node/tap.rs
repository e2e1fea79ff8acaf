//! The report of tests as node prints it where standard output is no terminal: TAP 13.

use std::fmt::Write as _;

use super::events::{Done, Event};

/// A report under way: what it has counted so far.
#[derive(Debug, Default)]
pub(super) struct Tap {
    has_begun: bool,
    top_level: usize,
    tests: usize,
    suites: usize,
    passed: usize,
    failed: usize,
    cancelled: usize,
    skipped: usize,
    todo: usize,
}

impl Tap {
    /// Returns the line that begins the report, once.
    pub(super) fn begun(&mut self) -> &'static str {
        if std::mem::replace(&mut self.has_begun, true) { "" } else { "TAP version 13\n" }
    }

    /// Returns the lines for one event.
    pub(super) fn told(&mut self, event: &Event) -> String {
        let mut text = self.begun().to_owned();
        match event {
            Event::Output { text: printed, .. } => comment(&mut text, printed),
            Event::Start { nesting, name } => {
                line(&mut text, *nesting, &format!("# Subtest: {}", escaped(name)));
            }
            Event::Plan { nesting, count } => line(&mut text, *nesting, &format!("1..{count}")),
            Event::Note { nesting, text: note } => {
                line(&mut text, *nesting, &format!("# {}", escaped(note)));
            }
            Event::Done(done) => {
                let number = if done.nesting == 0 { self.top_level + 1 } else { done.number };
                self.done(&mut text, number, done);
            }
        }
        text
    }

    /// Returns the lines for a file that is a test itself; `number` is its place among the files.
    pub(super) fn told_file(&mut self, number: usize, done: &Done) -> String {
        let mut text = self.told(&Event::Start { nesting: 0, name: done.name.clone() });
        self.done(&mut text, number, done);
        text
    }

    /// Returns the plan and the sums that end the report.
    pub(super) fn ended(&mut self, duration_ms: u64) -> String {
        let mut text = self.begun().to_owned();
        line(&mut text, 0, &format!("1..{}", self.top_level));
        let sums = [
            ("tests", self.tests),
            ("suites", self.suites),
            ("pass", self.passed),
            ("fail", self.failed),
            ("cancelled", self.cancelled),
            ("skipped", self.skipped),
            ("todo", self.todo),
        ];
        for (name, count) in sums {
            line(&mut text, 0, &format!("# {name} {count}"));
        }
        line(&mut text, 0, &format!("# duration_ms {duration_ms}"));
        text
    }

    /// Returns how many tests passed and how many failed, cancelled ones among them.
    pub(super) const fn counts(&self) -> (usize, usize) {
        (self.passed, self.failed + self.cancelled)
    }

    /// Returns whether a test failed that is not still to do.
    pub(super) fn has_failed(&self) -> bool {
        self.failed + self.cancelled > 0
    }

    fn count(&mut self, done: &Done) {
        if done.nesting == 0 {
            self.top_level += 1;
        }
        if done.suite {
            self.suites += 1;
            return;
        }
        self.tests += 1;
        let counter = match done {
            Done { skip: Some(_), .. } => &mut self.skipped,
            Done { todo: Some(_), .. } => &mut self.todo,
            Done { failure: Some(failure), .. } if failure.is_cancellation() => &mut self.cancelled,
            Done { failure: Some(_), .. } => &mut self.failed,
            _ => &mut self.passed,
        };
        *counter += 1;
    }

    fn done(&mut self, text: &mut String, number: usize, done: &Done) {
        self.count(done);
        let status = if done.failure.is_none() { "ok" } else { "not ok" };
        let name =
            if done.name.is_empty() { String::new() } else { escaped(&format!("- {}", done.name)) };
        let mut head = format!("{status} {number} {name}");
        let directives = [("SKIP", &done.skip), ("TODO", &done.todo)];
        if let Some((word, Some(why))) = directives.iter().find(|(_, why)| why.is_some()) {
            let _ = write!(head, " # {word}");
            if !why.is_empty() {
                let _ = write!(head, " {}", escaped(why));
            }
        }
        line(text, done.nesting, &head);
        line(text, done.nesting, "  ---");
        line(text, done.nesting, &format!("  duration_ms: {}", done.duration_ms));
        if done.suite {
            line(text, done.nesting, "  type: 'suite'");
        }
        for detail in &done.details {
            line(text, done.nesting, &format!("  {detail}"));
        }
        line(text, done.nesting, "  ...");
    }
}

fn line(text: &mut String, nesting: usize, content: &str) {
    text.extend(std::iter::repeat_n("    ", nesting));
    text.push_str(content);
    text.push('\n');
}

fn comment(text: &mut String, printed: &str) {
    for printed in printed.split('\n').map(|line| line.trim_end_matches('\r')) {
        if !printed.is_empty() {
            line(text, 0, &format!("# {}", escaped(printed)));
        }
    }
}

/// Writes control characters, `\` and `#` as node does.
fn escaped(text: &str) -> String {
    const MARKS: [(&str, &str); 8] = [
        ("\u{8}", "\\b"),
        ("\u{c}", "\\f"),
        ("\t", "\\t"),
        ("\n", "\\n"),
        ("\r", "\\r"),
        ("\u{b}", "\\v"),
        ("\\", "\\\\"),
        ("#", "\\#"),
    ];
    MARKS.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
