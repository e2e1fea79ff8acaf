//! The regions of a level, known by their labels.

/// What a part of a level is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// What stands under the heading before any label.
    Preamble,
    /// How long it takes.
    Budget,
    /// What it covers.
    Scope,
    /// What will be noticed.
    Impact,
    /// When it is the right one.
    WhenToUse,
    /// What has to be there before.
    Prerequisites,
    /// The steps, before the first of them.
    Steps,
    /// One step, by its place among the steps of the level.
    Step(usize),
    /// What has to be confirmed.
    Checklist,
    /// Another way to the same end.
    Alternative,
    /// What to do if it fails.
    IfItFails,
    /// A message to be sent.
    Template,
    /// Anything else.
    Notes,
}

/// Names of budgets.
const BUDGETS: [&str; 14] = [
    "duration",
    "recovery time",
    "time budget",
    "budget",
    "time limit",
    "expected duration",
    "estimated duration",
    "estimated time",
    "time to recover",
    "recovery time objective",
    "rto",
    "target time",
    "time",
    "eta",
];

/// Names of step lists.
const STEPS: [&str; 12] = [
    "steps",
    "step",
    "procedure",
    "rollback procedure",
    "rollback steps",
    "actions",
    "instructions",
    "rollback",
    "how to",
    "how",
    "execution",
    "do",
];

/// Names of what has to be there before.
const PREREQUISITES: [&str; 8] = [
    "prerequisite",
    "prerequisites",
    "precondition",
    "preconditions",
    "requirements",
    "requires",
    "before you start",
    "before you begin",
];

/// Returns the region that a label opens; none for a name that means nothing special.
pub(super) fn region_of(name: &str) -> Option<Region> {
    let lower = name.trim().to_ascii_lowercase();
    let lower = lower.trim_end_matches([':', '.']).trim_end();
    let fails = ["fails", "fail", "failed", "does not work", "doesn't work", "not successful"];
    let region = if BUDGETS.contains(&lower) {
        Region::Budget
    } else if lower == "scope" {
        Region::Scope
    } else if lower == "impact" {
        Region::Impact
    } else if lower.starts_with("when to") || matches!(lower, "when" | "use when" | "triggers") {
        Region::WhenToUse
    } else if PREREQUISITES.contains(&lower) {
        Region::Prerequisites
    } else if STEPS.contains(&lower) {
        Region::Steps
    } else if lower.contains("checklist") || lower.contains("confirmation") {
        Region::Checklist
    } else if lower.starts_with("alternative") || lower.starts_with("fallback") {
        Region::Alternative
    } else if is_failure(lower, &fails) {
        Region::IfItFails
    } else if is_template(lower) {
        Region::Template
    } else {
        return None;
    };
    Some(region)
}

fn is_failure(lower: &str, fails: &[&str]) -> bool {
    let is_if = lower.starts_with("if ") || lower.starts_with("when ");
    (is_if && fails.iter().any(|word| lower.contains(word)))
        || lower.starts_with("on failure")
        || lower.starts_with("escalat")
}

fn is_template(lower: &str) -> bool {
    ["communication", "message", "notification", "template"].iter().any(|word| lower.contains(word))
}

/// Returns whether a name says whom a message is for.
pub(super) fn names_audience(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["internal", "user", "customer", "public", "stakeholder", "external"]
        .iter()
        .any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_open_their_regions_in_other_wordings_too() {
        let table = [
            ("Duration", Some(Region::Budget)),
            ("Recovery Time", Some(Region::Budget)),
            ("Steps", Some(Region::Steps)),
            ("PREREQUISITES", Some(Region::Prerequisites)),
            ("Rollback Confirmation Checklist", Some(Region::Checklist)),
            ("Alternative Method", Some(Region::Alternative)),
            ("If Rollback Fails", Some(Region::IfItFails)),
            ("If this does not work", Some(Region::IfItFails)),
            ("Escalation", Some(Region::IfItFails)),
            ("When to Use", Some(Region::WhenToUse)),
            ("User-Facing Message", Some(Region::Template)),
            ("Post-Rollback Investigation", None),
            ("Config file edit", None),
            ("Notify users", None),
        ];
        for (name, region) in table {
            assert_eq!(region_of(name), region, "{name}");
        }
    }
}
