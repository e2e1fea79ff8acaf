//! Checklists: items with boxes, and those that belong to no level.

use std::ops::Range;

use super::roles::{Role, Roles};
use crate::runbook::markdown::{List, Node, Outline, label_in_line, range_of, text_of};
use crate::runbook::model::{Checklist, ChecklistItem};
use crate::runbook::reading::Reading;

/// Adds the items of a list, those of nested lists too.
pub(super) fn items_in(reading: &Reading<'_>, node: &Node, items: &mut Vec<ChecklistItem>) {
    let Node::List(list) = node else { return };
    for item in &list.items {
        if let Some(lead) = item.lead() {
            items.push(ChecklistItem {
                span: reading.span(range_of(&lead.lines)),
                text: text_of(&lead.lines),
                is_ticked: item.ticked.unwrap_or(false),
            });
        }
        item.nodes.iter().for_each(|inner| items_in(reading, inner, items));
    }
}

/// Returns the lists with boxes that belong to no level and not to the way back.
pub(in crate::runbook) fn read_checklists(
    reading: &Reading<'_>,
    outline: &Outline,
    roles: &Roles,
) -> Vec<Checklist> {
    let mut found = Vec::new();
    for (section, role) in outline.sections.iter().zip(&roles.of_sections) {
        if *role != Role::Other {
            continue;
        }
        let mut title = (section.heading.text.clone(), section.heading.range.clone());
        for node in &section.nodes {
            match node {
                Node::Paragraph(paragraph) => title = title_in(&paragraph.lines),
                Node::List(list) => collect(reading, list, &title, &mut found),
                Node::Code(_) | Node::Table(_) => {}
            }
        }
    }
    found
}

type Title = (String, Range<usize>);

fn collect(reading: &Reading<'_>, list: &List, title: &Title, found: &mut Vec<Checklist>) {
    if list.items.iter().any(|item| item.ticked.is_some()) {
        let mut items = Vec::new();
        for item in list.items.iter().filter(|item| item.ticked.is_some()) {
            let text = item.lead().map(|lead| text_of(&lead.lines)).unwrap_or_default();
            let range = item.lead().map_or(item.range.clone(), |lead| range_of(&lead.lines));
            let is_ticked = item.ticked == Some(true);
            items.push(ChecklistItem { span: reading.span(range), text, is_ticked });
        }
        let span = reading.span(title.1.clone());
        found.push(Checklist { span, title: title.0.clone(), items });
    }
    for item in &list.items {
        let title = item.lead().map_or_else(|| title.clone(), |lead| title_in(&lead.lines));
        for node in &item.nodes {
            if let Node::List(inner) = node {
                collect(reading, inner, &title, found);
            }
        }
    }
}

fn title_in(lines: &[crate::runbook::markdown::Line]) -> Title {
    let label = lines.last().and_then(label_in_line);
    match label {
        Some(label) => (label.name, label.range),
        None => (text_of(lines), range_of(lines)),
    }
}
