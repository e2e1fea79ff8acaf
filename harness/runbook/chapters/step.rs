//! The inside of a step or of an alternative: prose, blocks, options.

use std::ops::Range;

use super::divide::Content;
use crate::runbook::commands::{Setting, read_block};
use crate::runbook::markdown::{
    Code, Label, Line, List, Node, Row, label_in_line, range_of, text_of,
};
use crate::runbook::model::{
    Block, BlockKind, Claim, Expectation, LeftOut, Observation, Place, Prose, StepOption,
};
use crate::runbook::reading::Reading;
use crate::runbook::words::{Standing, claim_of, window_in};

/// What stands in one place: in a step outside its options, in an option, in an alternative.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Running text.
    pub(super) prose: Vec<Prose>,
    /// Fenced blocks.
    pub(super) blocks: Vec<Block>,
    /// Times to wait.
    pub(super) observations: Vec<Observation>,
    /// What the place asks for and no command does.
    pub(super) left_out: Vec<LeftOut>,
}

/// The most options of one step: one a letter.
const OPTIONS_MAX: usize = 26;

/// Reads the content of one step or alternative.
pub(super) struct PlaceReader<'r, 's> {
    reading: &'r Reading<'s>,
    level: u8,
    place: Place,
    title: &'r str,
    trunk: Gathered,
    options: Vec<StepOption>,
    /// The last sentence, which may announce the next block.
    said: String,
    /// The commands so far in the trunk, or in the option that is open.
    commands: u32,
    /// The last block there that has commands.
    last_commands: Option<usize>,
    /// The byte behind the last piece.
    end: usize,
}

/// The head of an option.
struct OptionHead {
    letter: char,
    title: String,
    remark: Option<String>,
    /// What follows the title on its line.
    rest: String,
}

impl<'r, 's> PlaceReader<'r, 's> {
    pub(super) fn new(reading: &'r Reading<'s>, level: u8, place: Place, title: &'r str) -> Self {
        Self {
            reading,
            level,
            place,
            title,
            trunk: Gathered::default(),
            options: Vec::new(),
            said: String::new(),
            commands: 0,
            last_commands: None,
            end: 0,
        }
    }

    /// Returns what was read.
    pub(super) fn finish(self) -> (Gathered, Vec<StepOption>) {
        (self.trunk, self.options)
    }

    /// Returns whether nothing was read.
    pub(super) fn is_empty(&self) -> bool {
        self.trunk.prose.is_empty() && self.trunk.blocks.is_empty() && self.options.is_empty()
    }

    /// Adds the time to wait that stands in the title or its remark; it begins behind the rest.
    pub(super) fn wait_in_title(&mut self, remark: &str, range: Range<usize>) {
        let Some(window) = window_in(remark) else { return };
        let at = self.end.max(range.end);
        let span = self.reading.span_of(remark, range);
        let text = remark.to_owned();
        self.trunk.observations.push(Observation { span, at, window, text, during: None });
    }

    /// Reads one piece.
    pub(super) fn take(&mut self, content: &Content<'_>) {
        match content {
            Content::Label(label) => self.label(label),
            Content::Text(lines) => self.text(lines),
            Content::Node(node) => self.node(node),
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Paragraph(paragraph) => self.text(&paragraph.lines),
            Node::Code(code) => self.block(code),
            Node::List(list) => self.list(list),
            Node::Table(table) => {
                for row in std::iter::once(&table.head).chain(&table.rows) {
                    self.row(row);
                }
            }
        }
    }

    fn list(&mut self, list: &List) {
        for node in list.items.iter().flat_map(|item| &item.nodes) {
            self.node(node);
        }
    }

    fn row(&mut self, row: &Row) {
        let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.trim()).collect();
        self.say(cells.join(" | "), row.range.clone());
    }

    fn label(&mut self, label: &Label) {
        match option_in(label) {
            Some(head) => self.open_option(head, label.range.clone()),
            None => self.say(worded(label), label.range.clone()),
        }
    }

    fn text(&mut self, lines: &[Line]) {
        let mut from = 0;
        for (at, line) in lines.iter().enumerate() {
            let Some(head) = label_in_line(line).as_ref().and_then(option_in) else { continue };
            self.sentence(&lines[from..at]);
            self.open_option(head, line.range.clone());
            from = at + 1;
        }
        self.sentence(&lines[from..]);
    }

    fn sentence(&mut self, lines: &[Line]) {
        if !lines.is_empty() {
            self.say(text_of(lines), range_of(lines));
        }
    }

    fn open_option(&mut self, head: OptionHead, range: Range<usize>) {
        let OptionHead { letter, title, remark, rest } = head;
        let span = self.reading.span(range.clone());
        let is_taken = |letter: char| self.options.iter().any(|option| option.letter == letter);
        if is_taken(letter) {
            self.reading.error(
                "duplicate-option",
                span,
                format!("this step has an option {letter} already"),
                "give every option of a step a letter of its own",
            );
        }
        let free = std::iter::once(letter).chain('A'..='Z').find(|letter| !is_taken(*letter));
        let Some(letter) = free.filter(|_| self.options.len() < OPTIONS_MAX) else {
            return self.say(title, range);
        };
        self.commands = 0;
        self.last_commands = None;
        self.options.push(StepOption {
            letter,
            title,
            remark,
            span,
            prose: Vec::new(),
            blocks: Vec::new(),
            observations: Vec::new(),
        });
        self.said.clear();
        if !rest.is_empty() {
            self.say(rest, range);
        }
    }

    /// Keeps a sentence, and what it asks for.
    fn say(&mut self, text: String, range: Range<usize>) {
        let span = self.reading.span(range.clone());
        self.end = self.end.max(range.end);
        let claim = claim_of(&text, Standing::Before).filter(|_| !text.ends_with(':'));
        if let Some(claim) = claim {
            self.expect(Expectation { span, text: text.clone(), claim });
        }
        let window = window_in(&text);
        let prose = Prose { span, text: text.clone() };
        self.said.clone_from(&text);
        let (all, _, observations) = self.sink();
        all.push(prose);
        if let Some(window) = window {
            observations.push(Observation { span, at: range.start, window, text, during: None });
        }
    }

    /// Gives an expectation to the last command before it.
    fn expect(&mut self, expectation: Expectation) {
        let last = self.last_commands;
        let (_, blocks, _) = self.sink();
        let command = last.and_then(|block| blocks.get_mut(block)?.commands.last_mut());
        match command {
            Some(command) => command.expectations.push(expectation),
            None => self.unheld(expectation),
        }
    }

    fn unheld(&mut self, Expectation { span, text, .. }: Expectation) {
        let why =
            "no command of this step stands before this expectation: nothing is held against it";
        let hint = "write it behind its command, or as a comment on the line of the command";
        self.reading.warn("expectation-without-command", span, why, hint);
        self.trunk.left_out.push(LeftOut { span, text, why });
    }

    fn block(&mut self, code: &Code) {
        let place = match (self.place, self.options.last()) {
            (Place::Step { number, .. }, Some(option)) => {
                Place::Step { number, option: Some(option.letter) }
            }
            (place, _) => place,
        };
        let setting = Setting {
            level: self.level,
            place,
            commands_before: self.commands,
            title: self.title,
            said: &self.said,
        };
        let block = read_block(self.reading, code, setting);
        self.end = self.end.max(code.range.end);
        if block.kind == BlockKind::Output {
            let text = block.text.trim_end().to_owned();
            let claim = Claim::PrintsExactly(text.clone());
            self.expect(Expectation { span: block.span, text, claim });
        }
        self.said.clear();
        let count = u32::try_from(block.commands.len()).unwrap_or(u32::MAX);
        self.commands = self.commands.saturating_add(count);
        let (_, blocks, _) = self.sink();
        blocks.push(block);
        if count > 0 {
            self.last_commands = Some(self.sink().1.len() - 1);
        }
    }

    /// Returns where new pieces go: into the open option, or into the trunk.
    fn sink(&mut self) -> (&mut Vec<Prose>, &mut Vec<Block>, &mut Vec<Observation>) {
        match self.options.last_mut() {
            Some(option) => (&mut option.prose, &mut option.blocks, &mut option.observations),
            None => (&mut self.trunk.prose, &mut self.trunk.blocks, &mut self.trunk.observations),
        }
    }
}

/// Returns a label as the sentence that it is.
pub(super) fn worded(label: &Label) -> String {
    let mut text = label.name.clone();
    if let Some(remark) = &label.remark {
        text = format!("{text} ({remark})");
    }
    if label.rest.is_empty() { text } else { format!("{text}: {}", label.rest) }
}

/// Reads "Option A: title (remark)" and "Option 2 - title"; a number gives the letter at its place
/// in the alphabet.
fn option_in(label: &Label) -> Option<OptionHead> {
    let word = label.name.get(..7).filter(|word| word.eq_ignore_ascii_case("option "))?;
    let rest = label.name[word.len()..].trim_start();
    let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let letter = match rest[..length].parse::<u8>() {
        Ok(number @ 1..=26) => char::from(b'A' + number - 1),
        _ if length == 1 && rest.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            rest.chars().next()?.to_ascii_uppercase()
        }
        _ => return None,
    };
    let title = rest[length..].trim_start_matches([' ', ':', '.', ')', '-', '–', '—']).trim();
    let (title, rest) =
        if title.is_empty() { (label.rest.as_str(), "") } else { (title, label.rest.as_str()) };
    let title = title.trim_end_matches(':').trim().to_owned();
    Some(OptionHead { letter, title, remark: label.remark.clone(), rest: rest.to_owned() })
}
