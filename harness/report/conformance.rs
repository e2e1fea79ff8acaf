//! What the report for people says of two machines that ran the same drills.

use super::Report;
use super::paint::{GREEN, RED, painted};
use super::words::count;
use crate::machine::Kind;
use crate::sweep::{DECLARED, Disagreement};

/// The most disagreements that are shown whole; the JSON has all of them.
const SHOWN_MAX: usize = 20;

/// The most lines that are shown of either side.
const LINES_MAX: usize = 12;

/// Shows both sides of everything in which the machines disagree; nothing where there was one machine.
pub(super) fn conformance(report: &Report<'_>) -> String {
    let Some(all) = report.disagreements else { return String::new() };
    let real: Vec<_> =
        report.drills().filter(|drill| drill.scenario.machine == Kind::Real).collect();
    let commands = real.iter().map(|drill| drill.journal.commands().count()).sum();
    let compared = format!("{} with {}", count(real.len(), "drill"), count(commands, "command"));
    if all.is_empty() {
        let declared: Vec<&str> = DECLARED.iter().map(|each| each.what).collect();
        return format!(
            "\n{}: {compared}, each exit code and output and the whole state at the end. Not compared: {}.\n",
            painted(GREEN, "The machines agree"),
            declared.join(", ")
        );
    }
    let mut text = format!(
        "\n{} in {} of {compared}\n",
        painted(RED, "The machines disagree"),
        count(all.len(), "point")
    );
    for each in all.iter().take(SHOWN_MAX) {
        text.push_str(&shown(each));
    }
    if all.len() > SHOWN_MAX {
        let more = all.len() - SHOWN_MAX;
        text.push_str("  and ");
        text.push_str(&more.to_string());
        text.push_str(" more, in the JSON report\n");
    }
    text
}

fn shown(each: &Disagreement) -> String {
    let place = match (&each.address, each.line) {
        (Some(address), Some(line)) => format!("{address}, line {line}"),
        _ => "at the end".to_owned(),
    };
    format!(
        "  {}, {place}: {}\n    simulated:\n{}    real:\n{}",
        each.drill,
        each.about,
        quoted(&each.simulated),
        quoted(&each.real)
    )
}

fn quoted(text: &str) -> String {
    let mut lines: Vec<String> =
        text.lines().take(LINES_MAX).map(|line| format!("      | {line}\n")).collect();
    let left = text.lines().count().saturating_sub(LINES_MAX);
    if left > 0 {
        lines.push(format!("      and {}\n", count(left, "line")));
    }
    if lines.is_empty() { "      (nothing)\n".to_owned() } else { lines.concat() }
}
