//! The table of the drills.

use comfy_table::{Cell, CellAlignment, LineStyle, Table, presets};

use super::words::duration;
use super::{Part, Report};
use crate::drill::{Clock, DrillResult, SuiteCount, Turns};
use crate::machine::Kind;
use crate::sweep::Compared;
use crate::verdict::{Outcome, Status};

const HEADER: [&str; 12] = [
    "drill",
    "condition",
    "log",
    "run",
    "failed",
    "work",
    "watched",
    "budget",
    "suite before, after",
    "held",
    "broken",
    "verdict",
];

/// The columns that hold figures.
const FIGURES: [usize; 4] = [3, 4, 9, 10];

/// Draws the table, without blanks at the ends of its lines: a group for each of several runbooks.
pub(super) fn table(report: &Report<'_>) -> String {
    let mut table = Table::new();
    let line = LineStyle::none().fill('─').junction('─');
    table.load_style(presets::NOTHING.header_separator(line));
    table.set_header(HEADER);
    for part in report.parts {
        if report.parts.len() > 1 {
            table.add_row([Cell::new(part.variant)]);
        }
        add_drills(&mut table, part);
    }
    for at in FIGURES {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = String::new();
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn add_drills(table: &mut Table, part: &Part<'_>) {
    for (drill, compared) in part.drills.iter().zip(&part.comparison.drills) {
        table.add_row(row(drill, compared).map(Cell::new));
    }
}

fn row(drill: &DrillResult, compared: &Compared) -> [String; 12] {
    let own = || drill.journal.commands().filter(|command| !command.improvised);
    let failed = own().filter(|command| !command.disappointments.is_empty()).count();
    let with = |outcome| drill.checks.iter().filter(|check| check.outcome == outcome).count();
    [
        name(drill),
        condition(drill),
        drill.scenario.audit_log.word().to_owned(),
        own().count().to_string(),
        failed.to_string(),
        duration(drill.timeline_ms.saturating_sub(drill.watched_ms)),
        if drill.watched_ms == 0 { String::new() } else { duration(drill.watched_ms) },
        budget(drill),
        format!("{}, {}", suite(Some(drill.suite_before)), suite(drill.suite_after)),
        with(Outcome::Held).to_string(),
        with(Outcome::Broken).to_string(),
        format!("{}{}", verdict(drill), beside_known(compared)),
    ]
}

fn name(drill: &DrillResult) -> String {
    let level = drill.scenario.level;
    let option =
        drill.scenario.option.as_ref().map_or(String::new(), |option| format!(" {option}"));
    let machine = if drill.scenario.machine == Kind::Real { ", real" } else { "" };
    format!("L{level}{option}{machine}")
}

/// The condition, and what else is unlike the other drills.
fn condition(drill: &DrillResult) -> String {
    let scenario = &drill.scenario;
    let name = scenario.condition.clone().unwrap_or_default();
    match (scenario.clock, scenario.turns) {
        (Clock::Midnight, _) => format!("{name}, at midnight"),
        (_, Turns::Twice) => format!("{name}, twice"),
        (Clock::Usual, Turns::Once) => name,
    }
}

fn budget(drill: &DrillResult) -> String {
    match (drill.budget_ms, drill.is_within_budget) {
        (Some(budget), Some(false)) => format!("{} (over)", duration(budget)),
        (Some(budget), _) => duration(budget),
        (None, _) => "none".to_owned(),
    }
}

fn suite(count: Option<SuiteCount>) -> String {
    count.map_or_else(
        || "not run".to_owned(),
        |count| format!("{}/{}", count.passed, count.passed + count.failed),
    )
}

fn verdict(drill: &DrillResult) -> String {
    let note = match drill.status {
        Status::Completed => "",
        Status::Failed => " (not finished)",
        Status::Aborted => " (stopped)",
    };
    let note = if note.is_empty() && !drill.left_out.is_empty() { " (left out)" } else { note };
    format!("{}{note}", drill.verdict.word())
}

/// What is said beside the verdict of a drill of which findings are known.
fn beside_known(compared: &Compared) -> String {
    let parts = [("new", compared.new.len()), ("gone", compared.gone.len())];
    let parts = parts.into_iter().filter(|(_, count)| *count > 0);
    let parts: Vec<String> = parts.map(|(word, count)| format!("{count} {word}")).collect();
    match (compared.expected(), parts.as_slice()) {
        (0, _) => String::new(),
        (_, []) => ", as known".to_owned(),
        (_, parts) => format!(", {}", parts.join(", ")),
    }
}
