//! The pieces under a heading.

use std::ops::Range;

use super::{Line, Paragraph};

/// One piece.
#[derive(Debug)]
pub(in crate::runbook) enum Node {
    /// Running text.
    Paragraph(Paragraph),
    /// A list, with what is nested in it.
    List(List),
    /// A fenced or indented block.
    Code(Code),
    /// A table.
    Table(Table),
}

/// A list.
#[derive(Debug)]
pub(in crate::runbook) struct List {
    /// The number of the first item; none for bullets.
    pub(in crate::runbook) first: Option<u64>,
    /// The items.
    pub(in crate::runbook) items: Vec<Item>,
}

/// An item of a list.
#[derive(Debug)]
pub(in crate::runbook) struct Item {
    /// Whether its box is ticked, where it has one.
    pub(in crate::runbook) ticked: Option<bool>,
    /// What is in it.
    pub(in crate::runbook) nodes: Vec<Node>,
    /// Its bytes.
    pub(in crate::runbook) range: Range<usize>,
}

impl Item {
    /// Returns the first paragraph, where the item begins with one.
    pub(in crate::runbook) fn lead(&self) -> Option<&Paragraph> {
        match self.nodes.first() {
            Some(Node::Paragraph(paragraph)) => Some(paragraph),
            _ => None,
        }
    }
}

/// A block of lines that are not Markdown.
#[derive(Debug)]
pub(in crate::runbook) struct Code {
    /// The first word behind the fence, in lower case.
    pub(in crate::runbook) language: String,
    /// The bytes with the fences.
    pub(in crate::runbook) range: Range<usize>,
    /// The bytes of each line, without indentation and line end.
    pub(in crate::runbook) lines: Vec<Range<usize>>,
    /// Whether a fence opened it and none closed it.
    pub(in crate::runbook) is_open: bool,
}

impl Code {
    /// Returns the lines, ended by a line end each.
    pub(in crate::runbook) fn text(&self, source: &str) -> String {
        let length = self.lines.iter().map(|line| line.len() + 1).sum();
        let mut text = String::with_capacity(length);
        for line in &self.lines {
            text.push_str(source.get(line.clone()).unwrap_or_default());
            text.push('\n');
        }
        text
    }
}

/// A table.
#[derive(Debug)]
pub(in crate::runbook) struct Table {
    /// The headings of the columns.
    pub(in crate::runbook) head: Row,
    /// The rows below.
    pub(in crate::runbook) rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Default)]
pub(in crate::runbook) struct Row {
    /// Its bytes.
    pub(in crate::runbook) range: Range<usize>,
    /// Its cells.
    pub(in crate::runbook) cells: Vec<Line>,
}

/// Returns every block in `nodes`, those in lists too, in the order of the text.
pub(in crate::runbook) fn codes_in(nodes: &[Node]) -> Vec<&Code> {
    let mut codes = Vec::new();
    let mut open: Vec<&Node> = nodes.iter().rev().collect();
    while let Some(node) = open.pop() {
        match node {
            Node::Code(code) => codes.push(code),
            Node::List(list) => {
                let items = list.items.iter().rev();
                open.extend(items.flat_map(|item| item.nodes.iter().rev()));
            }
            Node::Paragraph(_) | Node::Table(_) => {}
        }
    }
    codes
}
