//! From the events of the Markdown parser to an outline. No recursion: depth is data.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::{Code, Item, Line, List, Node, Outline, Paragraph, Row, Section, Table};

/// The most lists in lists; what is nested deeper stands in the deepest item allowed.
const DEPTH_MAX: usize = 16;

/// Takes events, keeps what is open.
pub(super) struct Builder<'a> {
    source: &'a str,
    sections: Vec<Section>,
    lists: Vec<List>,
    /// Lists that were not opened because they are nested too deeply.
    ignored_lists: usize,
    too_deep: Option<usize>,
    text: Option<Inline>,
    code: Option<Code>,
    /// Whether the last line of the open block goes on.
    is_line_open: bool,
    table: Option<Table>,
    row: Row,
    quotes: usize,
    is_metadata: bool,
}

/// Inline text that is being read.
#[derive(Default)]
struct Inline {
    lines: Vec<Line>,
    strong: usize,
    /// Whether the line so far is bold from its beginning.
    is_bold_so_far: bool,
    /// Where the marks in front of the next text begin.
    marks_from: Option<usize>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let heading = Line::default();
        Self {
            source,
            sections: vec![Section { depth: 0, heading, nodes: Vec::new() }],
            lists: Vec::new(),
            ignored_lists: 0,
            too_deep: None,
            text: None,
            code: None,
            is_line_open: false,
            table: None,
            row: Row::default(),
            quotes: 0,
            is_metadata: false,
        }
    }

    pub(super) fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(tag) => self.close(tag, range),
            Event::Text(text) | Event::InlineHtml(text) => self.write(&text, range),
            Event::Code(text) => self.write(&format!("`{text}`"), range),
            Event::SoftBreak | Event::HardBreak => self.inline().break_line(),
            Event::TaskListMarker(is_ticked) => {
                if let Some(item) = self.item() {
                    item.ticked = Some(is_ticked);
                }
            }
            Event::Html(_)
            | Event::Rule
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    pub(super) fn finish(mut self) -> Outline {
        self.end_text();
        Outline { sections: self.sections, too_deep: self.too_deep }
    }

    fn open(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Strong => {
                self.inline().open_mark(range.start);
                self.inline().strong += 1;
            }
            Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } => {
                self.inline().open_mark(range.start);
            }
            Tag::TableCell => self.text = Some(Inline::default()),
            Tag::TableHead | Tag::TableRow => self.row = Row { range, cells: Vec::new() },
            block => {
                self.end_text();
                self.open_block(block, range);
            }
        }
    }

    fn open_block(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::CodeBlock(kind) => {
                self.code = Some(Code {
                    language: language_of(&kind),
                    is_open: self.is_open(&kind, range.clone()),
                    range,
                    lines: Vec::new(),
                });
                self.is_line_open = false;
            }
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::List(first) if self.lists.len() < DEPTH_MAX => {
                self.lists.push(List { first, items: Vec::new() });
            }
            Tag::List(_) => {
                self.ignored_lists += 1;
                self.too_deep.get_or_insert(range.start);
            }
            Tag::Item if self.ignored_lists == 0 => {
                if let Some(list) = self.lists.last_mut() {
                    list.items.push(Item { ticked: None, nodes: Vec::new(), range });
                }
            }
            Tag::Table(_) => {
                self.table = Some(Table { head: Row::default(), rows: Vec::new() });
            }
            Tag::MetadataBlock(_) => self.is_metadata = true,
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Strong => {
                self.inline().close_mark(range.end);
                self.inline().strong = self.inline().strong.saturating_sub(1);
            }
            TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {
                self.inline().close_mark(range.end);
            }
            TagEnd::TableCell => self.end_cell(range),
            TagEnd::TableHead => {
                let head = std::mem::take(&mut self.row);
                if let Some(table) = &mut self.table {
                    table.head = head;
                }
            }
            TagEnd::TableRow => {
                let row = std::mem::take(&mut self.row);
                if let Some(table) = &mut self.table {
                    table.rows.push(row);
                }
            }
            TagEnd::Heading(level) => self.end_heading(level, range),
            block => {
                self.end_text();
                self.close_block(block);
            }
        }
    }

    fn close_block(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.put(Node::Code(code));
                }
            }
            TagEnd::List(_) if self.ignored_lists > 0 => self.ignored_lists -= 1,
            TagEnd::List(_) => {
                if let Some(list) = self.lists.pop() {
                    self.put(Node::List(list));
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.put(Node::Table(table));
                }
            }
            TagEnd::BlockQuote(_) => self.quotes -= 1,
            TagEnd::MetadataBlock(_) => self.is_metadata = false,
            _ => {}
        }
    }

    fn write(&mut self, text: &str, range: Range<usize>) {
        if self.is_metadata {
            return;
        }
        if self.code.is_some() {
            self.write_code(text, &range);
        } else {
            self.inline().write(text, range);
        }
    }

    /// Adds the text of one event to the block, line by line. A text that is not in the source,
    /// such as the rest of a tab, is white space of the indentation and is left out.
    fn write_code(&mut self, text: &str, range: &Range<usize>) {
        let Some(code) = &mut self.code else { return };
        if self.source.get(range.clone()) != Some(text) {
            self.is_line_open &= !text.ends_with('\n');
            return;
        }
        let mut at = range.start;
        for part in text.split_inclusive('\n') {
            let end = at + part.trim_end_matches(['\n', '\r']).len();
            match code.lines.last_mut().filter(|_| self.is_line_open) {
                Some(line) if end > at => line.end = end,
                Some(_) => {}
                None => {
                    let is_return = end == at && self.source[..at].ends_with('\r');
                    let returns = usize::from(is_return);
                    code.lines.push(at - returns..end - returns);
                }
            }
            self.is_line_open = !part.ends_with('\n');
            at += part.len();
        }
    }

    fn inline(&mut self) -> &mut Inline {
        self.text.get_or_insert_default()
    }

    fn end_text(&mut self) {
        let lines = self.text.take().map(Inline::into_lines).unwrap_or_default();
        if !lines.is_empty() {
            self.put(Node::Paragraph(Paragraph { lines }));
        }
    }

    fn end_cell(&mut self, range: Range<usize>) {
        let lines = self.text.take().map(Inline::into_lines).unwrap_or_default();
        let cell = lines.into_iter().next().unwrap_or(Line { range, ..Line::default() });
        self.row.cells.push(cell);
    }

    /// A heading inside a list or quote is a bold line there.
    fn end_heading(&mut self, level: HeadingLevel, range: Range<usize>) {
        let text = self.text.take().map(Inline::into_lines).unwrap_or_default();
        let mut heading = joined(text, range);
        if self.lists.is_empty() && self.quotes == 0 {
            self.sections.push(Section { depth: depth_of(level), heading, nodes: Vec::new() });
        } else {
            heading.bold = heading.text.len();
            self.put(Node::Paragraph(Paragraph { lines: vec![heading] }));
        }
    }

    fn item(&mut self) -> Option<&mut Item> {
        self.lists.last_mut()?.items.last_mut()
    }

    fn put(&mut self, node: Node) {
        if let Some(item) = self.item() {
            item.nodes.push(node);
        } else if let Some(section) = self.sections.last_mut() {
            section.nodes.push(node);
        }
    }

    /// Returns whether the fence of a block is missing at its end.
    fn is_open(&self, kind: &CodeBlockKind<'_>, range: Range<usize>) -> bool {
        let CodeBlockKind::Fenced(_) = kind else { return false };
        let block = self.source.get(range).unwrap_or_default();
        let mark = if block.starts_with('~') { '~' } else { '`' };
        let width = block.len() - block.trim_start_matches(mark).len();
        let Some((_, last)) = block.trim_end().rsplit_once('\n') else { return true };
        let fence = last.trim_start_matches([' ', '\t', '>']);
        fence.len() < width || fence.chars().any(|c| c != mark)
    }
}

impl Inline {
    fn write(&mut self, text: &str, range: Range<usize>) {
        let is_bold = self.strong > 0;
        if self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        let Some(line) = self.lines.last_mut() else { return };
        let marks_from = self.marks_from.take();
        if line.text.is_empty() {
            line.range = marks_from.unwrap_or(range.start)..range.end;
            self.is_bold_so_far = true;
        }
        self.is_bold_so_far &= is_bold;
        line.text.push_str(text);
        line.range.end = range.end;
        if self.is_bold_so_far {
            line.bold = line.text.len();
        }
    }

    fn break_line(&mut self) {
        self.marks_from = None;
        self.lines.push(Line::default());
    }

    fn open_mark(&mut self, at: usize) {
        self.marks_from.get_or_insert(at);
    }

    fn close_mark(&mut self, at: usize) {
        if let Some(line) = self.lines.last_mut().filter(|line| !line.text.is_empty()) {
            line.range.end = line.range.end.max(at);
        }
    }

    fn into_lines(mut self) -> Vec<Line> {
        self.lines.retain(|line| !line.text.trim().is_empty());
        self.lines
    }
}

fn joined(lines: Vec<Line>, range: Range<usize>) -> Line {
    let start = lines.first().map_or(range.start, |line| line.range.start);
    let end = lines.last().map_or(range.start, |line| line.range.end);
    let bold = lines.first().map_or(0, |line| line.bold);
    let texts: Vec<String> = lines.into_iter().map(|line| line.text.trim().to_owned()).collect();
    Line { text: texts.join(" "), bold, range: start..end }
}

fn language_of(kind: &CodeBlockKind<'_>) -> String {
    let CodeBlockKind::Fenced(info) = kind else { return String::new() };
    let word = info.split([' ', '\t', ',', '{', '}']).find(|word| !word.is_empty());
    word.unwrap_or_default().trim_start_matches('.').to_ascii_lowercase()
}

const fn depth_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
