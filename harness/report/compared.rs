//! What was found and is in no list, and what a list names and was not found.

use std::collections::BTreeSet;

use super::Part;
use super::paint::{RED, YELLOW, painted};
use crate::drill::KnownFinding;
use crate::sweep::{Compared, Seen, entries};
use crate::verdict::FindingName;

/// Names how the drills of a runbook differ from the list of its known findings.
pub(super) fn differences(part: &Part<'_>) -> String {
    if !part.is_known_to_be_bad() {
        return String::new();
    }
    let new = rows(RED, "new", &of_drills(part, |drill| &drill.new));
    let mut gone = of_drills(part, |drill| &drill.gone);
    gone.extend(part.comparison.never.iter().cloned());
    let gone = rows(YELLOW, "gone", &gone);
    let unseen = rows(YELLOW, "unseen", &of_drills(part, |drill| &drill.unseen));
    let titled = |title: &str, rows: String| {
        if rows.is_empty() { rows } else { format!("\n{title}\n{rows}") }
    };
    let advice = format!(
        "Found no more, although the list of known findings has it: update the list with \
         'rollback-drill list findings --variant {} --format yaml'",
        part.variant
    );
    [
        titled("Found, and in no list of known findings", new),
        titled(&advice, gone),
        titled("Known, and not to be seen because a drill did not come so far", unseen),
    ]
    .concat()
}

fn of_drills(
    part: &Part<'_>,
    of: impl Fn(&Compared) -> &BTreeSet<FindingName>,
) -> Vec<KnownFinding> {
    let drills = part.drills.iter().zip(&part.comparison.drills);
    let seen = drills.map(|(drill, compared)| Seen {
        scenario: drill.scenario.clone(),
        found: of(compared).clone(),
    });
    entries(&seen.collect::<Vec<_>>())
}

fn rows(style: anstyle::Style, word: &str, entries: &[KnownFinding]) -> String {
    let rows = entries.iter().map(|entry| {
        let at = entry.at.as_ref().map_or_else(String::new, |at| format!(" at {at}"));
        format!("  {} {}{at}{}\n", painted(style, word), entry.rule, entry.scope())
    });
    rows.collect()
}
