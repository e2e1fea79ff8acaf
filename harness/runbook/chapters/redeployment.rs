//! The way back: criteria, stages, and what forbids it.

use super::heading::level_in;
use super::roles::{Role, Roles};
use crate::runbook::markdown::{Item, List, Node, Outline, label_in_line, range_of, text_of};
use crate::runbook::model::{Criterion, Redeployment, Stage};
use crate::runbook::reading::Reading;
use crate::runbook::words::{durations_in, share_thousandths_in};

/// What the list under a label is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Topic {
    Criteria,
    Stages,
    DoNotUntil,
    /// No label so far: boxes are criteria, numbers are stages.
    Open,
}

/// Reads the chapter about re-deployment.
pub(in crate::runbook) fn read_redeployment(
    reading: &Reading<'_>,
    outline: &Outline,
    roles: &Roles,
) -> Option<Redeployment> {
    let mut found: Option<Redeployment> = None;
    for (section, role) in outline.sections.iter().zip(&roles.of_sections) {
        if *role != Role::Redeployment {
            continue;
        }
        let all = found.get_or_insert_with(|| Redeployment {
            span: reading.span(section.heading.range.clone()),
            criteria: Vec::new(),
            stages: Vec::new(),
            do_not_until: Vec::new(),
        });
        let mut topic = topic_of(&section.heading.text).unwrap_or(Topic::Open);
        for node in &section.nodes {
            match node {
                Node::Paragraph(paragraph) => {
                    topic = topic_of(&text_of(&paragraph.lines)).unwrap_or(topic);
                }
                Node::List(list) => take(reading, list, topic, all),
                Node::Code(_) | Node::Table(_) => {}
            }
        }
    }
    let all = found?;
    if all.criteria.is_empty() && all.stages.is_empty() && all.do_not_until.is_empty() {
        reading.warn(
            "empty-redeployment",
            all.span,
            "this chapter has neither criteria nor stages",
            "write the criteria as a checklist and the stages as a numbered list",
        );
        return None;
    }
    Some(all)
}

fn topic_of(text: &str) -> Option<Topic> {
    let lower = text.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["do not", "don't", "never", "not until"]) {
        Some(Topic::DoNotUntil)
    } else if has(&["criteria", "must satisfy", "requirement", "checklist"]) {
        Some(Topic::Criteria)
    } else if has(&["plan", "stage", "phase", "rollout", "roll-out"]) {
        Some(Topic::Stages)
    } else {
        None
    }
}

fn take(reading: &Reading<'_>, list: &List, topic: Topic, all: &mut Redeployment) {
    let has_boxes = list.items.iter().any(|item| item.ticked.is_some());
    let is_stages = match topic {
        Topic::Stages => !has_boxes,
        Topic::Open => list.first.is_some() && !has_boxes,
        Topic::Criteria | Topic::DoNotUntil => false,
    };
    if is_stages {
        let first = u32::try_from(list.first.unwrap_or(1)).unwrap_or(u32::MAX);
        let numbered = (first..).zip(&list.items);
        all.stages.extend(numbered.filter_map(|(number, item)| stage(reading, number, item)));
        return;
    }
    let criteria = list.items.iter().filter_map(|item| criterion(reading, item));
    match topic {
        Topic::DoNotUntil => all.do_not_until.extend(criteria),
        Topic::Criteria | Topic::Stages | Topic::Open => all.criteria.extend(criteria),
    }
}

fn criterion(reading: &Reading<'_>, item: &Item) -> Option<Criterion> {
    let prose = reading.prose(&item.lead()?.lines);
    let is_conditional = prose.text.to_ascii_lowercase().contains("if ");
    Some(Criterion {
        span: prose.span,
        only_after_level: level_in(&prose.text).filter(|_| is_conditional),
        text: prose.text,
        is_ticked: item.ticked.unwrap_or(false),
    })
}

fn stage(reading: &Reading<'_>, number: u32, item: &Item) -> Option<Stage> {
    let lead = item.lead()?;
    let text = text_of(&lead.lines);
    let label = label_in_line(&lead.lines[0]);
    let (name, remark) = match label {
        Some(label) => {
            let rest = Some(label.rest).filter(|rest| !rest.is_empty());
            (label.name, label.remark.or(rest))
        }
        None => (text.clone(), None),
    };
    let is_endless = text.to_ascii_lowercase().contains("continuous");
    let window = durations_in(&text).first().map(|found| found.length);
    Some(Stage {
        span: reading.span(range_of(&lead.lines)),
        number,
        name,
        remark,
        share_percent_thousandths: share_thousandths_in(&text),
        window: window.filter(|_| !is_endless),
    })
}
