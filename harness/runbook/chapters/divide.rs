//! A level cut into its regions, and its steps told apart.

use std::ops::Range;

use super::region::{Region, names_audience, region_of};
use super::roles::Body;
use crate::runbook::commands::is_shell_named;
use crate::runbook::markdown::{
    Item, Label, Line, List, Node, Section, label_in_heading, label_in_line, remark_behind, text_of,
};

/// A piece of a part.
#[derive(Debug, Clone)]
pub(super) enum Content<'a> {
    /// A label that opens no region of its own.
    Label(Label),
    /// Running text.
    Text(&'a [Line]),
    /// A list, a block or a table.
    Node(&'a Node),
}

/// A stretch of a level that is about one thing.
#[derive(Debug)]
pub(super) struct Part<'a> {
    /// What it is about.
    pub(super) region: Region,
    /// The label that opens it.
    pub(super) label: Option<Label>,
    /// What stands in it.
    pub(super) content: Vec<Content<'a>>,
}

/// What makes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A heading of this depth.
    Heading(u8),
    /// A label, as in "**Step 2**:".
    Label,
    /// An item of a list that begins with this number.
    Item(u32),
    /// An item of a bulleted list.
    Bullet,
    /// An item of a list under no label in which nothing is typed.
    Weak,
    /// Nothing but a block of commands.
    Implicit,
}

/// The head of a step.
#[derive(Debug, Clone)]
pub(super) struct StepHead {
    /// The number as written.
    pub(super) number: Option<u32>,
    /// The title; empty where there is none.
    pub(super) title: String,
    /// What stands in parentheses behind it.
    pub(super) remark: Option<String>,
    /// The bytes of the title.
    pub(super) range: Range<usize>,
    /// What makes it a step.
    pub(super) origin: Origin,
    /// Whether the title is a sentence that says what to do, and no name.
    pub(super) is_sentence: bool,
}

/// A level, cut.
#[derive(Debug, Default)]
pub(super) struct Divided<'a> {
    /// The parts, in order.
    pub(super) parts: Vec<Part<'a>>,
    /// The heads of the steps, in order; a part names its own by its place here.
    pub(super) heads: Vec<StepHead>,
}

/// Cuts the sections of `body` into parts.
pub(super) fn divide<'a>(body: &Body, sections: &'a [Section]) -> Divided<'a> {
    let mut divider = Divider { divided: Divided::default(), name: &body.name };
    divider.open(Region::Preamble, None);
    for (place, number) in body.sections.iter().enumerate() {
        let section = &sections[*number];
        if place > 0 {
            divider.heading(section);
        }
        for node in &section.nodes {
            divider.node(node);
        }
    }
    divider.divided
}

struct Divider<'a, 'b> {
    divided: Divided<'a>,
    name: &'b str,
}

impl<'a> Divider<'a, '_> {
    fn open(&mut self, region: Region, label: Option<Label>) {
        self.divided.parts.push(Part { region, label, content: Vec::new() });
    }

    fn open_step(&mut self, head: StepHead) {
        self.divided.heads.push(head);
        self.open(Region::Step(self.divided.heads.len() - 1), None);
    }

    fn put(&mut self, content: Content<'a>) {
        if let Some(part) = self.divided.parts.last_mut() {
            part.content.push(content);
        }
    }

    fn region(&self) -> Region {
        self.divided.parts.last().map_or(Region::Preamble, |part| part.region)
    }

    /// Returns what makes the step that is open, if one is.
    fn origin(&self) -> Option<Origin> {
        match self.region() {
            Region::Step(place) => self.divided.heads.get(place).map(|head| head.origin),
            _ => None,
        }
    }

    /// Returns whether a list or block here belongs to no label: none is open, or what it names
    /// stands on its own line already.
    fn is_free(&self) -> bool {
        let Some(part) = self.divided.parts.last() else { return true };
        let is_said = part.label.as_ref().is_some_and(|label| !label.rest.is_empty());
        match part.region {
            Region::Preamble | Region::Notes | Region::Budget => true,
            Region::Scope | Region::Impact | Region::WhenToUse | Region::Prerequisites => is_said,
            _ => false,
        }
    }

    fn heading(&mut self, section: &Section) {
        let text = &section.heading;
        if let Some((number, title)) = step_in(&text.text, true) {
            let (title, remark) = remark_behind(title);
            return self.open_step(StepHead {
                number: Some(number),
                title: title.to_owned(),
                remark: remark.map(str::to_owned),
                range: text.range.clone(),
                origin: Origin::Heading(section.depth),
                is_sentence: false,
            });
        }
        let label = label_in_heading(text);
        let is_nested =
            matches!(self.origin(), Some(Origin::Heading(depth)) if section.depth > depth);
        let region = region_of(&label.name);
        if is_nested || (self.origin().is_some() && is_option(&label.name)) {
            self.put(Content::Label(label));
        } else {
            self.open(region.unwrap_or(Region::Notes), Some(label));
        }
    }

    fn node(&mut self, node: &'a Node) {
        match node {
            Node::Paragraph(paragraph) => self.paragraph(&paragraph.lines),
            Node::List(list) => self.list(list, node),
            Node::Code(code) => {
                let is_plain = code.language.is_empty() || is_shell_named(&code.language);
                if is_plain && (self.region() == Region::Steps || self.is_free()) {
                    self.open_implicit(code.range.clone());
                }
                self.put(Content::Node(node));
            }
            Node::Table(_) => self.put(Content::Node(node)),
        }
    }

    /// A block of commands that stands in no step is one.
    fn open_implicit(&mut self, range: Range<usize>) {
        let notes = self.divided.parts.last_mut().filter(|part| part.region == Region::Notes);
        let (title, remark, range) = match notes.and_then(|part| part.label.take()) {
            Some(label) => (label.name, label.remark, label.range),
            None => (self.name.to_owned(), None, range.start..range.start),
        };
        self.open_step(StepHead {
            number: None,
            title,
            remark,
            range,
            origin: Origin::Implicit,
            is_sentence: false,
        });
    }

    fn paragraph(&mut self, lines: &'a [Line]) {
        let mut from = 0;
        for (at, line) in lines.iter().enumerate() {
            let Some(label) = label_in_line(line) else { continue };
            let is_special = line.bold > 0
                || region_of(&label.name).is_some()
                || step_in(&label.name, false).is_some();
            if !is_special {
                continue;
            }
            self.text(&lines[from..at]);
            self.label(label);
            from = at + 1;
        }
        self.text(&lines[from..]);
    }

    fn text(&mut self, lines: &'a [Line]) {
        if !lines.is_empty() {
            self.put(Content::Text(lines));
        }
    }

    fn label(&mut self, label: Label) {
        if let Some((number, title)) = step_in(&label.name, false) {
            let (title, rest) =
                if title.is_empty() { (label.rest.as_str(), "") } else { (title, &*label.rest) };
            self.open_step(StepHead {
                number: Some(number),
                title: title.trim_end_matches(':').to_owned(),
                remark: label.remark,
                range: label.range.clone(),
                origin: Origin::Label,
                is_sentence: false,
            });
            return self.rest(rest.to_owned(), label.range);
        }
        let region = region_of(&label.name);
        match region.filter(|region| self.is_closed_by(*region, &label.name)) {
            Some(region) => self.open(region, Some(label)),
            None if self.keeps_labels() => self.put(Content::Label(label)),
            None => self.open(Region::Notes, Some(label)),
        }
    }

    /// Keeps what follows the title of a step on its line.
    fn rest(&mut self, rest: String, range: Range<usize>) {
        if !rest.is_empty() {
            let (remark, inner) = (None, String::new());
            self.put(Content::Label(Label { name: rest, remark, rest: inner, range }));
        }
    }

    /// Returns whether a label that opens nothing stays in the open part.
    fn keeps_labels(&self) -> bool {
        match self.origin() {
            Some(origin) => origin != Origin::Implicit,
            None => self.region() == Region::Alternative,
        }
    }

    /// Returns whether a label that opens `region` ends the part that is open.
    fn is_closed_by(&self, region: Region, name: &str) -> bool {
        let is_end = matches!(region, Region::Checklist | Region::IfItFails | Region::Alternative);
        match self.origin() {
            Some(Origin::Heading(_)) => is_end,
            Some(Origin::Implicit) => true,
            Some(_) => region != Region::Template || names_audience(name),
            None if self.region() == Region::Alternative => {
                is_end || (region == Region::Template && names_audience(name))
            }
            None => true,
        }
    }

    fn list(&mut self, list: &'a List, node: &'a Node) {
        let region = self.region();
        let is_after_items = matches!(self.origin(), Some(Origin::Item(_) | Origin::Weak));
        match list.first {
            Some(first) if region == Region::Steps || is_after_items => {
                self.steps(list, |place| Origin::Item(nth(first, place)));
            }
            Some(first) if self.is_free() && has_code(list) => {
                self.steps(list, |place| Origin::Item(nth(first, place)));
            }
            Some(_) if region != Region::Notes && self.is_free() => {
                self.steps(list, |_| Origin::Weak);
            }
            None if region == Region::Steps => self.steps(list, |_| Origin::Bullet),
            None if region == Region::Preamble && has_labels(list) => self.labelled_items(list),
            _ => self.put(Content::Node(node)),
        }
    }

    fn steps(&mut self, list: &'a List, origin: impl Fn(usize) -> Origin) {
        for (place, item) in list.items.iter().enumerate() {
            let number = list.first.map(|first| nth(first, place));
            self.step(item, number, origin(place));
        }
    }

    fn step(&mut self, item: &'a Item, number: Option<u32>, origin: Origin) {
        let Some(lead) = item.lead() else {
            let range = item.range.start..item.range.start;
            let (title, remark, is_sentence) = (String::new(), None, false);
            self.open_step(StepHead { number, title, remark, range, origin, is_sentence });
            return item.nodes.iter().for_each(|node| self.put(Content::Node(node)));
        };
        let line = &lead.lines[0];
        let label = label_in_line(line).filter(|_| line.bold > 0);
        let is_labelled = label.is_some();
        let (title, remark, rest) = match label {
            Some(label) => (label.name, label.remark, label.rest),
            None => plain_title(&lead.lines),
        };
        let range = line.range.clone();
        let is_sentence = !is_labelled;
        let head = StepHead { number, title, remark, range: range.clone(), origin, is_sentence };
        self.open_step(head);
        self.rest(rest, range);
        if is_labelled && lead.lines.len() > 1 {
            self.put(Content::Text(&lead.lines[1..]));
        }
        item.nodes[1..].iter().for_each(|node| self.put(Content::Node(node)));
    }

    /// Reads "- **Duration**: 5 minutes" as the label that it is.
    fn labelled_items(&mut self, list: &'a List) {
        for item in &list.items {
            for node in &item.nodes {
                self.node(node);
            }
        }
    }
}

/// Cuts the title of a step that is not bold from what follows its first sentence.
fn plain_title(lines: &[Line]) -> (String, Option<String>, String) {
    let text = text_of(lines);
    let text = text.trim_end_matches(':').trim_end();
    let (title, rest) = text.split_once(". ").unwrap_or((text, ""));
    let (title, remark) = remark_behind(title);
    (title.to_owned(), remark.map(str::to_owned), rest.trim().to_owned())
}

/// Reads "Step 3: title", and in a heading "3. title" and "3) title" too.
fn step_in(text: &str, is_heading: bool) -> Option<(u32, &str)> {
    let text = text.trim();
    let word = text.get(..4).filter(|word| word.eq_ignore_ascii_case("step"));
    let rest = match word {
        Some(_) => text[4..].trim_start_matches([' ', '#', '-']),
        None if is_heading => text,
        None => return None,
    };
    let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let number = rest[..length].parse().ok()?;
    let behind = &rest[length..];
    let is_end = match word {
        Some(_) => !behind.starts_with(char::is_alphanumeric),
        None => behind.starts_with(". ") || behind.starts_with(") "),
    };
    let marks = [' ', ':', '.', ')', '-', '–', '—'];
    is_end.then(|| (number, behind.trim_start_matches(marks).trim_end_matches(':')))
}

/// Returns whether a name is that of an option.
fn is_option(name: &str) -> bool {
    name.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("option "))
}

fn nth(first: u64, place: usize) -> u32 {
    let place = u64::try_from(place).unwrap_or(u64::MAX);
    u32::try_from(first.saturating_add(place)).unwrap_or(u32::MAX)
}

fn has_code(list: &List) -> bool {
    list.items.iter().flat_map(|item| &item.nodes).any(|node| match node {
        Node::Code(_) => true,
        Node::List(inner) => has_code(inner),
        Node::Paragraph(_) | Node::Table(_) => false,
    })
}

fn has_labels(list: &List) -> bool {
    list.items.iter().any(|item| {
        let label = item.lead().and_then(|lead| label_in_line(&lead.lines[0]));
        label.is_some_and(|label| region_of(&label.name).is_some())
    })
}
