//! What to write instead: the correction of every broken rule, once, the worst first.

use std::collections::BTreeMap;

use super::Part;
use super::paint::{RED, painted};

/// Names every rule that a drill broke, with its severity and its correction.
pub(super) fn corrections(part: &Part<'_>) -> String {
    let findings = part.drills.iter().flat_map(|drill| &drill.findings);
    let rules: BTreeMap<_, _> =
        findings.map(|found| ((found.severity, found.rule), found.correction)).collect();
    if rules.is_empty() {
        return String::new();
    }
    let told = rules.iter().map(|((severity, rule), correction)| {
        format!("  {} {rule}\n         {correction}\n", painted(RED, severity.word()))
    });
    format!("\nWhat to write instead\n{}", told.collect::<String>())
}
