//! Messages to be sent.

use super::roles::{Role, Roles};
use crate::runbook::markdown::{
    Code, Label, Node, Outline, label_in_heading, label_in_line, text_of,
};
use crate::runbook::model::{Audience, Template};
use crate::runbook::reading::Reading;

/// Reads the messages of the chapters about communication.
pub(in crate::runbook) fn read_templates(
    reading: &Reading<'_>,
    outline: &Outline,
    roles: &Roles,
) -> Vec<Template> {
    let mut templates = Vec::new();
    for (section, role) in outline.sections.iter().zip(&roles.of_sections) {
        let Role::Messages(level) = role else { continue };
        let mut label = label_in_heading(&section.heading);
        walk(&section.nodes, &mut label, &mut |code, label| {
            templates.push(template(reading, code, label, *level));
        });
    }
    templates
}

/// Visits the blocks of a chapter, each with the label above it; lists are gone into.
pub(super) fn walk<'a>(
    nodes: &'a [Node],
    label: &mut Label,
    visit: &mut dyn FnMut(&'a Code, &Label),
) {
    for node in nodes {
        match node {
            Node::Paragraph(paragraph) => {
                let found = paragraph.lines.iter().rev().find_map(label_in_line);
                *label = found
                    .unwrap_or_else(|| Label { name: text_of(&paragraph.lines), ..label.clone() });
            }
            Node::List(list) => {
                for item in &list.items {
                    walk(&item.nodes, label, visit);
                }
            }
            Node::Code(code) => visit(code, label),
            Node::Table(_) => {}
        }
    }
}

/// Makes a message of a block.
pub(super) fn template(
    reading: &Reading<'_>,
    code: &Code,
    label: &Label,
    level: Option<u8>,
) -> Template {
    Template {
        level,
        audience: audience_of(&label.name),
        label: label.name.clone(),
        channel: label.remark.clone(),
        span: reading.span(code.range.clone()),
        text: code.text(reading.source),
        placeholders: reading.blanks(code),
    }
}

fn audience_of(name: &str) -> Audience {
    let lower = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["internal", "team", "engineer", "on-call", "staff"]) {
        Audience::Internal
    } else if has(&["user", "customer", "public", "external", "status page"]) {
        Audience::UserFacing
    } else {
        Audience::Other
    }
}
