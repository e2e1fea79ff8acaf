//! Reports to be written afterwards, and the chain of whys.

use std::ops::Range;

use super::budget::read_budget;
use super::roles::{Role, Roles};
use super::templates::walk;
use crate::runbook::markdown::{Code, Label, Outline, label_in_heading};
use crate::runbook::model::{Budget, ReportKind, ReportTemplate, Why, WhyChain};
use crate::runbook::reading::Reading;

/// Reads the report templates of every chapter that is neither a level nor about messages.
///
/// A worksheet of whys that stands beside the template of the root cause belongs to it.
pub(in crate::runbook) fn read_reports(
    reading: &Reading<'_>,
    outline: &Outline,
    roles: &Roles,
) -> Vec<ReportTemplate> {
    let mut reports: Vec<ReportTemplate> = Vec::new();
    let mut worksheets = Vec::new();
    for (section, role) in outline.sections.iter().zip(&roles.of_sections) {
        if matches!(role, Role::Level(_) | Role::Messages(_)) {
            continue;
        }
        let mut label = label_in_heading(&section.heading);
        let heading = section.heading.range.clone();
        let due = label.remark.as_deref().and_then(|remark| read_budget(reading, remark, heading));
        walk(&section.nodes, &mut label, &mut |code, label| {
            let is_text = ["", "text", "txt", "markdown", "md"].contains(&code.language.as_str());
            if !is_text {
                return;
            }
            if is_report(label) {
                reports.push(report(reading, code, label, due));
            } else if let Some(chain) = chain_in(reading, code) {
                worksheets.push((label.name.clone(), chain, code, due));
            }
        });
    }
    for (name, chain, code, due) in worksheets {
        let cause = reports.iter_mut().find(|each| each.kind == ReportKind::RootCause);
        if let Some(cause) = cause {
            cause.whys.push(chain);
            continue;
        }
        let range = code.range.clone();
        let label = Label { name, remark: None, rest: String::new(), range };
        reports.push(ReportTemplate {
            kind: ReportKind::RootCause,
            whys: vec![chain],
            ..report(reading, code, &label, due)
        });
    }
    reports
}

fn is_report(label: &Label) -> bool {
    let lower = label.name.to_ascii_lowercase();
    lower.contains("template") || lower.contains("report")
}

fn report(
    reading: &Reading<'_>,
    code: &Code,
    label: &Label,
    due: Option<Budget>,
) -> ReportTemplate {
    ReportTemplate {
        kind: kind_of(&label.name),
        label: label.name.clone(),
        span: reading.span(code.range.clone()),
        text: code.text(reading.source),
        placeholders: reading.blanks(code),
        due,
        whys: chain_in(reading, code).into_iter().collect(),
    }
}

fn kind_of(name: &str) -> ReportKind {
    let lower = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["root cause", "rca", "post-mortem", "postmortem", "post mortem", "incident"]) {
        ReportKind::RootCause
    } else if has(&["remediation", "action plan", "corrective", "follow-up"]) {
        ReportKind::Remediation
    } else if has(&["status"]) {
        ReportKind::Status
    } else {
        ReportKind::Other
    }
}

/// Reads two or more lines that begin with "Why", numbered or not, each with the blank for its
/// answer behind the question mark or on the next line.
fn chain_in(reading: &Reading<'_>, code: &Code) -> Option<WhyChain> {
    let lines: Vec<(&str, &Range<usize>)> = code
        .lines
        .iter()
        .map(|line| (reading.source.get(line.clone()).unwrap_or_default(), line))
        .collect();
    let mut whys = Vec::new();
    let mut range: Option<Range<usize>> = None;
    for (place, (text, line)) in lines.iter().enumerate() {
        let Some((question, answer)) = why_in(text) else { continue };
        let next = lines.get(place + 1).map(|(next, _)| next.trim()).unwrap_or_default();
        let takes_next = answer.is_empty() && why_in(next).is_none();
        let answer = if takes_next { next } else { answer };
        let end = if takes_next {
            lines.get(place + 1).map_or(line.end, |(_, next)| next.end)
        } else {
            line.end
        };
        let start = range.map_or(line.start, |range| range.start);
        range = Some(start..end);
        whys.push(Why { question: question.to_owned(), answer: answer.to_owned() });
    }
    let range = range.filter(|_| whys.len() > 1)?;
    let within = |span: crate::runbook::Span| range.contains(&span.offset);
    let placeholders =
        reading.blanks(code).into_iter().filter(|blank| within(blank.span)).collect();
    Some(WhyChain { span: reading.span(range.clone()), whys, placeholders })
}

fn why_in(line: &str) -> Option<(&str, &str)> {
    let text = line.trim().trim_start_matches(|c: char| c.is_ascii_digit() || "-*+.) ".contains(c));
    let word = text.get(..3).filter(|word| word.eq_ignore_ascii_case("why"))?;
    let is_word = text[word.len()..].starts_with(' ');
    let end = text.find('?')? + 1;
    is_word.then(|| (&text[..end], text[end..].trim()))
}
