//! The waits of a level fit into its time.

use std::time::Duration;

use crate::lint::book::{Book, Way, at_level};
use crate::lint::lint::Lint;
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "windows-fit-budget",
        severity: Severity::OverBudget,
        claim: "The times to wait and watch that a level asks for fit into the time it promises.",
        why: "The level cannot be kept by anybody, so its time means nothing, and people stop \
             watching early to keep it.",
        correction: "Promise a time that has the waits in it, or say apart how long the work \
             takes and how long it is watched.",
        example: Example {
            wrong: "**Duration**: 10 minutes  ..  # Monitor for 15 minutes",
            right: "**Duration**: 10 minutes, then 15 minutes of watching",
        },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.ways.iter().filter_map(|way| exceeded(book, way)).collect()
}

fn exceeded(book: &Book<'_>, way: &Way<'_>) -> Option<Evidence> {
    let budget = way.level.budget.as_ref()?;
    let mut waits: Vec<(Duration, String)> =
        way.waits.iter().map(|wait| (wait.window, format!("line {}", wait.span.line))).collect();
    waits.extend(sleeps(way));
    let sum = waits.iter().fold(Duration::ZERO, |sum, (length, _)| sum.saturating_add(*length));
    if budget.holds(sum) || sum.is_zero() {
        return None;
    }
    let terms: Vec<String> =
        waits.iter().map(|(length, place)| format!("{} ({place})", written(*length))).collect();
    let total = if terms.len() > 1 { format!(" = {}", written(sum)) } else { String::new() };
    let text = format!(
        "level {} promises \"{}\" and asks to wait {}{total}, the work itself not counted",
        way.level.number,
        book.quoted(budget.span),
        terms.join(" + "),
    );
    Some(at_level(way.level.number, budget.span, text))
}

/// Returns what `sleep` commands wait, each with its address.
fn sleeps(way: &Way<'_>) -> Vec<(Duration, String)> {
    let calls =
        way.typed.iter().flat_map(|typed| typed.calls().iter().map(move |call| (typed, call)));
    calls
        .filter(|(_, call)| call.name() == "sleep")
        .filter_map(|(typed, call)| {
            let [only] = call.arguments() else { return None };
            Some((length(only.plain()?)?, format!("line {}", typed.command.span.line)))
        })
        .collect()
}

/// Reads what `sleep` takes: `90`, `15m`, `1h`.
fn length(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    Some(Duration::from_secs(digits.parse::<u32>().ok().map(u64::from)?.saturating_mul(unit)))
}

/// Writes a duration in its two largest units.
fn written(length: Duration) -> String {
    let seconds = length.as_secs();
    let parts = [(seconds / 3600, "h"), (seconds % 3600 / 60, "min"), (seconds % 60, "s")];
    let named: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    if named.is_empty() { "less than a second".to_owned() } else { named.join(" ") }
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::found;

    fn book(duration: &str, block: &str) -> String {
        format!(
            "# R\n\n## Level 1: Off\n\n**Duration**: {duration}\n\n**Steps**:\n\n1. **Go**:\n   \
             ```bash\n   {block}\n   ```\n"
        )
    }

    #[test]
    fn waits_are_added_up_and_held_against_the_promise() {
        let block =
            "ls\n   # Monitor for 15 minutes\n\n   ls\n   # Monitor for 1 hour\n   sleep 90";
        assert_eq!(
            found("windows-fit-budget", &book("1 hour", block)),
            [
                "L1: level 1 promises \"1 hour\" and asks to wait 15 min (line 12) + 1 h (line 15) + \
              1 min 30 s (line 16) = 1 h 16 min 30 s, the work itself not counted"
            ]
        );
        assert!(found("windows-fit-budget", &book("2 hours", block)).is_empty());
    }

    #[test]
    fn a_wait_of_exactly_the_promise_fits_unless_the_promise_is_strict() {
        assert!(found("windows-fit-budget", &book("15 minutes", "sleep 15m")).is_empty());
        assert_eq!(found("windows-fit-budget", &book("<15 minutes", "sleep 15m")).len(), 1);
        assert!(found("windows-fit-budget", &book("<1 minute", "ls")).is_empty());
    }
}
