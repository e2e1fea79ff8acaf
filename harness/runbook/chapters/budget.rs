//! The time that a level may take, from its procedure, its overview or its heading.

use std::ops::Range;

use super::divide::{Content, Part};
use super::level::Chapter;
use super::region::Region;
use crate::runbook::markdown::{Node, range_of, text_of};
use crate::runbook::model::Budget;
use crate::runbook::reading::Reading;
use crate::runbook::words::allowance_in;

/// Returns every budget that the chapters of a level name: that of the procedure first, then those
/// of the overview, then those in headings. A budget that is not understood is remarked on.
pub(super) fn candidates(
    reading: &Reading<'_>,
    chapters: &[Chapter<'_>],
    main: usize,
) -> Vec<Budget> {
    let others = chapters.iter().enumerate().filter(|(place, _)| *place != main);
    let ordered = chapters.get(main).into_iter().chain(others.map(|(_, chapter)| chapter));
    let ordered: Vec<&Chapter<'_>> = ordered.collect();
    let mut budgets = Vec::new();
    for chapter in &ordered {
        let parts = chapter.divided.parts.iter().filter(|part| part.region == Region::Budget);
        for (text, range) in parts.filter_map(text_of_part) {
            match read_budget(reading, &text, range.clone()) {
                Some(budget) => budgets.push(budget),
                None => reading.warn(
                    "unclear-budget",
                    reading.span(range),
                    "this time is not understood, so the level has no budget from here",
                    "write it as '<1 minute', '5-10 minutes' or 'up to 4 hours'",
                ),
            }
        }
    }
    let remarks = ordered.iter().filter_map(|chapter| {
        let remark = chapter.body.remark.as_deref()?;
        read_budget(reading, remark, chapter.range.clone())
    });
    budgets.extend(remarks);
    budgets
}

/// Returns the first budget, with a remark where another one differs.
pub(super) fn budget_of(reading: &Reading<'_>, budgets: &[Budget]) -> Option<Budget> {
    let first = *budgets.first()?;
    let figures = |budget: &Budget| (budget.least, budget.most, budget.is_strict);
    if let Some(other) = budgets.iter().find(|other| figures(other) != figures(&first)) {
        reading.warn(
            "budgets-differ",
            other.span,
            format!("this time differs from the one in line {}, which counts", first.span.line),
            "write the same time in both places",
        );
    }
    Some(first)
}

/// Reads the time that `text`, which stands in `range`, allows.
pub(super) fn read_budget(
    reading: &Reading<'_>,
    text: &str,
    range: Range<usize>,
) -> Option<Budget> {
    let allowed = allowance_in(text)?;
    let span = reading.span_of(text, range);
    let (least, most, is_strict) = (allowed.least, allowed.most, allowed.is_strict);
    Some(Budget { least, most, is_strict, span })
}

/// Returns what stands behind the label, or in the first sentence under it.
fn text_of_part(part: &Part<'_>) -> Option<(String, Range<usize>)> {
    let label = part.label.as_ref()?;
    if !label.rest.is_empty() {
        return Some((label.rest.clone(), label.range.clone()));
    }
    part.content.iter().find_map(|content| match content {
        Content::Text(lines) => Some((text_of(lines), range_of(lines))),
        Content::Node(Node::List(list)) => {
            let lead = list.items.first()?.lead()?;
            Some((text_of(&lead.lines), range_of(&lead.lines)))
        }
        Content::Label(_) | Content::Node(_) => None,
    })
}
