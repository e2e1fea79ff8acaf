//! `rollback-drill plan`: the commands of a level in the order in which an operator types them.

use std::fmt::Write as _;
use std::io::Write;

use serde_json::{Value, json};

use super::args::{Format, PlanArguments};
use super::error::CliError;
use super::input::{judge, read_one};
use super::list::budget;
use super::run::write_whole;
use crate::report::duration;
use crate::runbook::{Claim, Command, Level, Route, RouteItem};

/// Writes the plan of the levels that the arguments ask for.
pub(super) fn plan(
    arguments: &PlanArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let book = read_one(&arguments.source, arguments.variant.as_deref())?;
    judge(&book, err)?;
    let numbers: Vec<u8> = book.runbook.levels.iter().map(|level| level.number).collect();
    if let Some(level) = arguments.level.iter().find(|level| !numbers.contains(level)) {
        let known = numbers.iter().map(|n| format!("L{n}")).collect::<Vec<_>>().join(", ");
        let place = book.runbook.name.clone();
        return Err(CliError::NoLevel { place, level: *level, known });
    }
    let chosen = book.runbook.levels.iter();
    let levels: Vec<&Level> = chosen
        .filter(|level| arguments.level.is_empty() || arguments.level.contains(&level.number))
        .collect();
    let text = match arguments.format {
        Format::Human => levels.iter().map(|level| to_text(level)).collect::<Vec<_>>().join("\n"),
        Format::Json => to_json(&levels),
    };
    write_whole(out, text.as_bytes())
}

fn to_text(level: &Level) -> String {
    let mut text = format!("Level {}, line {}: {}", level.number, level.span.line, level.name);
    if let Some(figure) = &level.budget {
        write!(text, " ({})", budget(figure)).expect("a String takes every write");
    }
    text.push('\n');
    for route in level.routes() {
        if let Some(option) = &route.option {
            writeln!(text, "\n  taking {option}").expect("a String takes every write");
        }
        for item in &route.items {
            text.push_str(&item_lines(level, item));
        }
    }
    for escalation in &level.if_it_fails {
        writeln!(text, "  if it fails, line {}: {}", escalation.span.line, escalation.text)
            .expect("a String takes every write");
    }
    text
}

fn item_lines(level: &Level, item: &RouteItem<'_>) -> String {
    match item {
        RouteItem::Step(step) => {
            format!(
                "\n  L{}.{}  line {}  {}\n",
                level.number, step.number, step.span.line, step.title
            )
        }
        RouteItem::Command(_, _, command) => command_lines(command),
        RouteItem::Message(_, block) => format!("    message, line {}\n", block.span.line),
        RouteItem::Other(_, block) => format!("    text, line {}\n", block.span.line),
        RouteItem::Observation(observation) => {
            let window = u64::try_from(observation.window.as_millis()).unwrap_or(u64::MAX);
            let (line, text) = (observation.span.line, &observation.text);
            format!("    watch {}, line {line}: {text}\n", duration(window))
        }
    }
}

fn command_lines(command: &Command) -> String {
    let mut lines = command.text.lines();
    let first = lines.next().unwrap_or_default();
    let mut text = format!("    {}  line {}  {first}\n", command.address, command.span.line);
    for line in lines {
        writeln!(text, "        {line}").expect("a String takes every write");
    }
    for placeholder in &command.placeholders {
        writeln!(text, "        to fill in: {}", placeholder.text)
            .expect("a String takes every write");
    }
    for expectation in &command.expectations {
        writeln!(text, "        expects: {}", claim(&expectation.claim, &expectation.text))
            .expect("a String takes every write");
    }
    text
}

fn claim(claim: &Claim, words: &str) -> String {
    match claim {
        Claim::PrintsExactly(text) => format!("prints exactly \"{text}\""),
        Claim::PrintsNothing => "prints nothing".to_owned(),
        Claim::TestsPass { passed, .. } => format!("{passed} tests pass"),
        Claim::TestsGone { count: Some(count) } => format!("{count} tests are gone"),
        Claim::TestsGone { count: None } => "tests are gone".to_owned(),
        Claim::Prose => format!("for people to judge: {words}"),
    }
}

fn to_json(levels: &[&Level]) -> String {
    let levels: Vec<Value> = levels
        .iter()
        .map(|level| {
            let routes: Vec<Value> = level.routes().iter().map(route_json).collect();
            json!({
                "level": level.number, "line": level.span.line, "name": level.name, "routes": routes,
            })
        })
        .collect();
    let document = json!({ "format_version": crate::report::FORMAT_VERSION, "levels": levels });
    format!("{document:#}\n")
}

fn route_json(route: &Route<'_>) -> Value {
    let commands: Vec<Value> = route
        .items
        .iter()
        .filter_map(|item| match item {
            RouteItem::Command(_, _, command) => Some(json!({
                "address": command.address, "line": command.span.line, "text": command.text,
                "placeholders": command.placeholders.iter().map(|p| &p.text).collect::<Vec<_>>(),
                "expects": command.expectations.iter().map(|e| claim(&e.claim, &e.text))
                    .collect::<Vec<_>>(),
            })),
            _ => None,
        })
        .collect();
    json!({ "option": route.option, "commands": commands })
}
