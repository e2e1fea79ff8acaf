//! `rollback-drill list`: what a runbook was understood to hold.

use std::io::Write;
use std::time::Duration;

use serde_json::{Value, json};

use super::args::{ListArguments, ListFormat, What};
use super::error::CliError;
use super::findings;
use super::input::{judge, read_conditions, read_one};
use super::rules;
use super::run::write_whole;
use super::table::{Row, to_lines};
use crate::checks;
use crate::drill::Condition;
use crate::report::{count, duration};
use crate::runbook::{Budget, Placeholder, Runbook, Urgency};

/// Writes the list that the arguments ask for.
pub(super) fn list(
    arguments: &ListArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let runbook = |err: &mut dyn Write| {
        let book = read_one(&arguments.source, arguments.variant.as_deref())?;
        judge(&book, err)?;
        Ok::<Runbook, CliError>(book.runbook)
    };
    if arguments.format == ListFormat::Yaml {
        return write_whole(out, findings::to_yaml(arguments, err)?.as_bytes());
    }
    let rows = match arguments.what {
        What::Levels => levels(&runbook(err)?),
        What::Steps => steps(&runbook(err)?),
        What::Conditions => conditions(&runbook(err)?, &read_conditions(&arguments.source)?),
        What::Templates => templates(&runbook(err)?),
        What::Checklists => checklists(&runbook(err)?),
        What::Findings => findings::rows(arguments, err)?,
        What::Checks => known_checks(),
        What::Rules => rules::rows(),
    };
    let text = match arguments.format {
        ListFormat::Json => to_json(&rows),
        _ if rows.is_empty() => "nothing of this kind was found\n".to_owned(),
        _ => to_lines(&rows),
    };
    write_whole(out, text.as_bytes())
}

fn to_json(rows: &[Row]) -> String {
    let items: Vec<&Value> = rows.iter().map(|row| &row.value).collect();
    let document = json!({ "format_version": crate::report::FORMAT_VERSION, "items": items });
    format!("{document:#}\n")
}

fn levels(runbook: &Runbook) -> Vec<Row> {
    runbook
        .levels
        .iter()
        .map(|level| {
            let options: Vec<String> =
                level.routes().into_iter().filter_map(|route| route.option).collect();
            let address = format!("L{}", level.number);
            let budget = level.budget.as_ref().map(budget);
            Row {
                cells: vec![
                    address.clone(),
                    line(level.span.line),
                    level.name.clone(),
                    budget.clone().unwrap_or_else(|| "no budget".to_owned()),
                    count(level.steps.len(), "step"),
                    count(level.checklist.len(), "item"),
                    options.join(", "),
                ],
                value: json!({
                    "address": address, "line": level.span.line, "name": level.name,
                    "budget_ms": level.budget.map(|budget| ms(budget.most)), "options": options,
                    "steps": level.steps.len(), "checklist": level.checklist.len(),
                    "if_it_fails": level.if_it_fails.iter().map(|each| json!({
                        "line": each.span.line, "text": each.text, "to": each.to,
                    })).collect::<Vec<_>>(),
                }),
            }
        })
        .collect()
}

fn steps(runbook: &Runbook) -> Vec<Row> {
    let steps =
        runbook.levels.iter().flat_map(|level| level.steps.iter().map(move |step| (level, step)));
    steps
        .map(|(level, step)| {
            let address = format!("L{}.{}", level.number, step.number);
            let options = step.options.iter().map(|option| option.letter.to_string());
            let options: Vec<String> = options.collect();
            let blocks = step.blocks.iter().chain(step.options.iter().flat_map(|o| &o.blocks));
            let commands = blocks.map(|block| block.commands.len()).sum::<usize>();
            let choice = match options.as_slice() {
                [] => String::new(),
                options => format!("options {}", options.join(", ")),
            };
            Row {
                cells: vec![
                    address.clone(),
                    line(step.span.line),
                    step.title.clone(),
                    count(commands, "command"),
                    choice,
                ],
                value: json!({
                    "address": address, "line": step.span.line, "title": step.title,
                    "commands": commands, "options": options,
                }),
            }
        })
        .collect()
}

fn conditions(runbook: &Runbook, drilled: &[Condition]) -> Vec<Row> {
    let rows = runbook.matrix.iter().map(|row| {
        // The names that `run --condition` takes.
        let of_row = drilled.iter().filter(|it| {
            it.row_of(&runbook.matrix).is_some_and(|other| other.span.line == row.span.line)
        });
        let names: Vec<&str> = of_row.map(|condition| condition.name.as_str()).collect();
        let urgency = match row.urgency {
            None => "no urgency".to_owned(),
            Some(Urgency::Immediate) => "immediate".to_owned(),
            Some(Urgency::Within(span)) => format!("within {}", duration(ms(span))),
        };
        let authorities = row.authorities.join(" + ");
        Row {
            cells: vec![
                line(row.span.line),
                row.condition.clone(),
                format!("L{}", row.level),
                urgency.clone(),
                authorities,
                names.join(", "),
            ],
            value: json!({
                "line": row.span.line, "condition": row.condition, "level": row.level,
                "urgency": urgency, "authorities": row.authorities,
                "threshold": row.threshold.as_ref().map(ToString::to_string),
                "drilled_as": names,
            }),
        }
    });
    rows.chain(runbook.breaker.iter().map(|breaker| {
        let signals: Vec<&str> = breaker.conditions.iter().map(|c| c.signal.as_str()).collect();
        Row {
            cells: vec![
                line(breaker.span.line),
                format!("circuit breaker: {}", signals.join(" and ")),
                breaker.level.map_or_else(String::new, |level| format!("L{level}")),
                breaker.duration.map_or_else(String::new, |d| format!("after {}", duration(ms(d)))),
                "automatic".to_owned(),
            ],
            value: json!({
                "line": breaker.span.line, "condition": "circuit breaker", "level": breaker.level,
                "signals": signals, "duration_ms": breaker.duration.map(ms),
                "action": breaker.action, "notify": breaker.notify,
            }),
        }
    }))
    .collect()
}

fn templates(runbook: &Runbook) -> Vec<Row> {
    let messages = runbook.templates.iter().map(|template| {
        let of = template.level.map_or_else(|| "no level".to_owned(), |level| format!("L{level}"));
        template_row(&of, template.span.line, &template.label, &template.placeholders)
    });
    let reports = runbook.reports.iter().map(|report| {
        template_row("report", report.span.line, &report.label, &report.placeholders)
    });
    messages.chain(reports).collect()
}

fn template_row(of: &str, at: u32, label: &str, placeholders: &[Placeholder]) -> Row {
    let holes: Vec<&str> =
        placeholders.iter().map(|placeholder| placeholder.text.as_str()).collect();
    Row {
        cells: vec![of.to_owned(), line(at), label.to_owned(), count(holes.len(), "placeholder")],
        value: json!({ "of": of, "line": at, "label": label, "placeholders": holes }),
    }
}

fn checklists(runbook: &Runbook) -> Vec<Row> {
    let of_levels = runbook.levels.iter().flat_map(|level| {
        level
            .checklist
            .iter()
            .map(move |item| (format!("L{}", level.number), item.span.line, &item.text))
    });
    let others = runbook.checklists.iter().flat_map(|list| {
        list.items.iter().map(move |item| (list.title.clone(), item.span.line, &item.text))
    });
    let criteria = runbook.redeployment.iter().flat_map(|plan| {
        plan.criteria.iter().map(|item| ("re-deployment".to_owned(), item.span.line, &item.text))
    });
    of_levels
        .chain(others)
        .chain(criteria)
        .map(|(of, at, text)| Row {
            cells: vec![of.clone(), line(at), text.clone()],
            value: json!({ "of": of, "line": at, "text": text }),
        })
        .collect()
}

fn known_checks() -> Vec<Row> {
    checks::ALL
        .iter()
        .map(|check| Row {
            cells: vec![check.id().to_owned(), check.rule.claim.to_owned()],
            value: json!({ "id": check.id(), "claim": check.rule.claim }),
        })
        .collect()
}

/// Writes a budget as the runbook means it: `under 1 min`, `5 min to 10 min`.
pub(super) fn budget(budget: &Budget) -> String {
    let most = duration(ms(budget.most));
    match (budget.least, budget.is_strict) {
        (Some(least), _) => format!("{} to {most}", duration(ms(least))),
        (None, true) => format!("under {most}"),
        (None, false) => format!("at most {most}"),
    }
}

fn line(number: u32) -> String {
    format!("line {number}")
}

fn ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
