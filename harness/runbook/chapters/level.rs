//! The levels, put together from their overview and their procedure.

use std::collections::BTreeMap;

use super::budget::{budget_of, candidates};
use super::divide::{Content, Divided, Origin, Part, divide};
use super::heading::level_in;
use super::left_out::{blocks_in, in_steps, stray};
use super::region::Region;
use super::roles::{Body, Roles};
use super::step::{PlaceReader, worded};
use super::templates::template;
use crate::runbook::markdown::{Node, Outline, range_of, text_of};
use crate::runbook::model::{
    Alternative, ChecklistItem, Escalation, LeftOut, Level, Place, Prose, Step, Template,
};
use crate::runbook::reading::Reading;

/// What the sections of the levels gave.
#[derive(Debug, Default)]
pub(in crate::runbook) struct LevelReport {
    /// The levels, by number.
    pub(in crate::runbook) levels: Vec<Level>,
    /// Messages that stand inside levels.
    pub(in crate::runbook) templates: Vec<Template>,
}

/// Reads every level.
pub(in crate::runbook) fn read_levels(
    reading: &Reading<'_>,
    outline: &Outline,
    roles: &Roles,
) -> LevelReport {
    let mut by_number: BTreeMap<u8, Vec<Chapter<'_>>> = BTreeMap::new();
    for body in &roles.bodies {
        let divided = divide(body, &outline.sections);
        let heading = &outline.sections[body.sections[0]].heading;
        let range = heading.range.clone();
        by_number.entry(body.number).or_default().push(Chapter { body, divided, range });
    }
    let mut report = LevelReport::default();
    for chapters in by_number.values() {
        if let Some(level) = level(reading, chapters, &mut report.templates) {
            report.levels.push(level);
        }
    }
    remark_on_escalations(reading, &report.levels);
    report
}

/// One heading of a level, cut.
pub(super) struct Chapter<'a> {
    pub(super) body: &'a Body,
    pub(super) divided: Divided<'a>,
    pub(super) range: std::ops::Range<usize>,
}

impl Chapter<'_> {
    /// Returns whether it has steps that are beyond doubt.
    fn has_procedure(&self) -> bool {
        self.divided.heads.iter().any(|head| head.origin != Origin::Weak)
    }

    fn has_steps(&self) -> bool {
        !self.divided.heads.is_empty()
    }
}

fn level(
    reading: &Reading<'_>,
    chapters: &[Chapter<'_>],
    templates: &mut Vec<Template>,
) -> Option<Level> {
    let main = chapters
        .iter()
        .position(Chapter::has_procedure)
        .or_else(|| chapters.iter().position(Chapter::has_steps))
        .unwrap_or(0);
    let first = chapters.get(main)?;
    let budgets = candidates(reading, chapters, main);
    let mut level = Level {
        number: first.body.number,
        name: name_of(chapters, main),
        span: reading.span(first.range.clone()),
        budget: budget_of(reading, &budgets),
        stated_budgets: budgets,
        scope: None,
        impact: Vec::new(),
        when_to_use: Vec::new(),
        prerequisites: Vec::new(),
        steps: Vec::new(),
        alternatives: Vec::new(),
        checklist: Vec::new(),
        if_it_fails: Vec::new(),
        notes: Vec::new(),
        left_out: Vec::new(),
    };
    for (place, chapter) in chapters.iter().enumerate() {
        if place != main && chapter.has_procedure() {
            reading.error(
                "duplicate-level",
                reading.span(chapter.range.clone()),
                format!("level {} has a procedure already; this one is left out", level.number),
                "give every level a number of its own",
            );
            continue;
        }
        let mut reader =
            LevelReader { reading, level: &mut level, templates, steps_here: place == main };
        for part in &chapter.divided.parts {
            reader.part(part, &chapter.divided);
        }
    }
    in_steps(reading, &mut level);
    remark_on_emptiness(reading, &level);
    Some(level)
}

/// The name in the heading of the procedure; another one where that has none.
fn name_of(chapters: &[Chapter<'_>], main: usize) -> String {
    let names = chapters[main..].iter().chain(chapters).map(|chapter| &chapter.body.name);
    names.into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_default()
}

fn remark_on_emptiness(reading: &Reading<'_>, level: &Level) {
    if level.steps.is_empty() {
        reading.warn(
            "level-without-steps",
            level.span,
            format!("level {} has no steps", level.number),
            "write them as a numbered list under '**Steps**:', or as headings '#### Step 1: ..'",
        );
    }
}

fn remark_on_escalations(reading: &Reading<'_>, levels: &[Level]) {
    for level in levels {
        for each in &level.if_it_fails {
            let missing = each.to.filter(|to| !levels.iter().any(|level| level.number == *to));
            if let Some(to) = missing {
                reading.warn(
                    "unknown-level",
                    each.span,
                    format!("this leads to level {to}, which the runbook does not have"),
                    "name a level that is written down",
                );
            }
        }
    }
}

struct LevelReader<'r, 's, 'l> {
    reading: &'r Reading<'s>,
    level: &'l mut Level,
    templates: &'l mut Vec<Template>,
    /// Whether doubtful steps of this chapter are steps, and not prose of an overview.
    steps_here: bool,
}

impl LevelReader<'_, '_, '_> {
    fn part(&mut self, part: &Part<'_>, divided: &Divided<'_>) {
        match part.region {
            Region::Step(place) => return self.step(part, place, divided),
            Region::Alternative => return self.alternative(part),
            Region::Template => return self.templates(part),
            _ => {}
        }
        let prose = self.prose_of(part);
        let level = &mut *self.level;
        match part.region {
            Region::Scope => level.scope = level.scope.take().or_else(|| prose.into_iter().next()),
            Region::Impact => level.impact.extend(prose),
            Region::WhenToUse => level.when_to_use.extend(prose),
            Region::Prerequisites => {
                level.prerequisites.extend(prose.into_iter().filter(|each| !says_none(&each.text)));
            }
            Region::IfItFails => level.if_it_fails.extend(prose.into_iter().map(|each| {
                Escalation { span: each.span, to: level_in(&each.text), text: each.text }
            })),
            Region::Checklist => {
                let items = checklist_items(self.reading, &part.content);
                self.level.checklist.extend(items);
            }
            Region::Budget => {}
            _ => level.notes.extend(prose),
        }
        self.remark_on_stray_commands(part);
    }

    fn step(&mut self, part: &Part<'_>, place: usize, divided: &Divided<'_>) {
        let head = &divided.heads[place];
        if head.origin == Origin::Weak && !self.steps_here {
            let text = head.title.clone();
            self.level.notes.push(Prose { span: self.reading.span(head.range.clone()), text });
            return self.remark_on_stray_commands(part);
        }
        let span = self.reading.span(head.range.clone());
        let number = self.step_number(head.number, span);
        let title =
            if head.title.is_empty() { format!("Step {number}") } else { head.title.clone() };
        let here = Place::Step { number, option: None };
        let mut reader = PlaceReader::new(self.reading, self.level.number, here, &title);
        part.content.iter().for_each(|content| reader.take(content));
        if reader.is_empty() && head.remark.is_none() && !head.is_sentence {
            self.reading.warn(
                "empty-step",
                span,
                "this step has neither commands nor instructions",
                "write what is to be done, or remove the step",
            );
        }
        if head.origin == Origin::Bullet {
            self.reading.warn(
                "bulleted-step",
                span,
                format!("this step is a bullet without a number; it is taken as step {number}"),
                "number the steps, so that people can say where they are",
            );
        }
        let remark = head.remark.clone();
        reader.wait_in_title(remark.as_deref().unwrap_or(&title), head.range.clone());
        let (trunk, options) = reader.finish();
        self.level.left_out.extend(trunk.left_out);
        self.level.steps.push(Step {
            number,
            title,
            remark,
            span,
            prose: trunk.prose,
            blocks: trunk.blocks,
            options,
            observations: trunk.observations,
        });
    }

    /// Returns the number of the next step: the one written, unless an earlier step has it.
    fn step_number(&self, written: Option<u32>, span: crate::runbook::Span) -> u32 {
        let last = self.level.steps.last().map(|step| step.number);
        let next = last.map_or(1, |last| last.saturating_add(1));
        match written {
            Some(number) if last.is_none_or(|last| number > last) => number,
            Some(number) => {
                self.reading.warn(
                    "repeated-step",
                    span,
                    format!(
                        "this is step {number} again or out of order; it is taken as step {next}"
                    ),
                    "indent what stands between the steps, so that the list goes on",
                );
                next
            }
            None => next,
        }
    }

    fn alternative(&mut self, part: &Part<'_>) {
        let Some(label) = &part.label else { return };
        let number = u32::try_from(self.level.alternatives.len() + 1).unwrap_or(u32::MAX);
        let inner = part.content.iter().enumerate().find_map(|(at, content)| match content {
            Content::Label(label) => Some((at, label)),
            _ => None,
        });
        let inner = inner.filter(|_| label.rest.is_empty());
        let title = match inner {
            Some((_, inner)) => inner.name.clone(),
            None if label.rest.is_empty() => label.name.clone(),
            None => label.rest.clone(),
        };
        let place = Place::Alternative(number);
        let mut reader = PlaceReader::new(self.reading, self.level.number, place, &title);
        for (at, content) in part.content.iter().enumerate() {
            if inner.is_none_or(|(place, _)| place != at) {
                reader.take(content);
            }
        }
        let (trunk, options) = reader.finish();
        let span = self.reading.span(label.range.clone());
        let no_commands = trunk.blocks.iter().all(|block| block.commands.is_empty());
        if no_commands || !options.is_empty() {
            self.reading.warn(
                "unclear-alternative",
                span,
                "this alternative has no commands of its own, or leaves a choice",
                "write one block of commands for one alternative",
            );
        }
        self.level.left_out.extend(trunk.left_out);
        self.level.alternatives.push(Alternative {
            span,
            number,
            title,
            remark: label.remark.clone(),
            prose: trunk.prose,
            blocks: trunk.blocks,
            observations: trunk.observations,
        });
    }

    fn templates(&mut self, part: &Part<'_>) {
        self.remark_on_stray_commands(part);
        let Some(label) = &part.label else { return };
        for content in &part.content {
            if let Content::Node(Node::Code(code)) = content {
                let level = Some(self.level.number);
                self.templates.push(template(self.reading, code, label, level));
            }
        }
    }

    fn prose_of(&self, part: &Part<'_>) -> Vec<Prose> {
        let mut all = Vec::new();
        if let Some(label) = &part.label {
            let is_named = part.region != Region::Notes;
            let text = if is_named { label.rest.clone() } else { worded(label) };
            let span = self.reading.span_of(&text, label.range.clone());
            all.extend((!text.is_empty()).then_some(Prose { span, text }));
        }
        for content in &part.content {
            prose_in(self.reading, content, &mut all);
        }
        all
    }

    /// Commands that stand in no step are not drilled, and that is said. Those for a failure are left
    /// out for good reason where nothing failed.
    fn remark_on_stray_commands(&mut self, part: &Part<'_>) {
        let blocks = blocks_in(self.reading, part).into_iter();
        let why = "these commands stand in no step and are not drilled";
        let found: Vec<LeftOut> = blocks.map(|code| stray(self.reading, code, why)).collect();
        if part.region != Region::IfItFails {
            self.level.left_out.extend(found);
        }
    }
}

fn says_none(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    matches!(word.to_ascii_lowercase().as_str(), "none" | "nothing") || text == "n/a"
}

/// Adds the sentences of a piece; those of nested lists one by one.
pub(super) fn prose_in(reading: &Reading<'_>, content: &Content<'_>, all: &mut Vec<Prose>) {
    match content {
        Content::Label(label) => {
            all.push(Prose { span: reading.span(label.range.clone()), text: worded(label) });
        }
        Content::Text(lines) => {
            all.push(Prose { span: reading.span(range_of(lines)), text: text_of(lines) });
        }
        Content::Node(Node::Paragraph(paragraph)) => all.push(reading.prose(&paragraph.lines)),
        Content::Node(Node::List(list)) => {
            for node in list.items.iter().flat_map(|item| &item.nodes) {
                prose_in(reading, &Content::Node(node), all);
            }
        }
        Content::Node(Node::Code(_) | Node::Table(_)) => {}
    }
}

/// Returns the items of the lists in `content`, those of nested lists too.
pub(super) fn checklist_items(
    reading: &Reading<'_>,
    content: &[Content<'_>],
) -> Vec<ChecklistItem> {
    let mut items = Vec::new();
    for each in content {
        if let Content::Node(node) = each {
            super::checklists::items_in(reading, node, &mut items);
        }
    }
    items
}
