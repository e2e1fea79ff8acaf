//! What reading a runbook found: for people at its own lines, for machines as JSON.

use std::collections::BTreeSet;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use super::FORMAT_VERSION;
use super::paint::{BOLD, GREEN, RED, painted};
use super::words::count;
use crate::lint::{self, ReadAgain};
use crate::runbook::Runbook;
use crate::verdict::{Expectation, Finding, FindingName, Severity};

/// The most bytes of one line that are shown.
const SHOWN_BYTES_MAX: usize = 4096;

#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    runbook: &'a str,
    expectation: Expectation,
    findings: &'a [Finding],
    known_findings: &'a BTreeSet<FindingName>,
    new_findings: &'a BTreeSet<FindingName>,
    gone_findings: &'a BTreeSet<FindingName>,
}

/// Writes what was found as one JSON document with a line end.
pub fn lint_to_json(runbook: &Runbook, findings: &[Finding], compared: &ReadAgain) -> String {
    let document = Document {
        format_version: FORMAT_VERSION,
        runbook: &runbook.name,
        expectation: compared.expectation(),
        findings,
        known_findings: &compared.known,
        new_findings: &compared.new,
        gone_findings: &compared.gone,
    };
    let mut text = serde_json::to_string_pretty(&document).expect("plain fields always serialize");
    text.push('\n');
    text
}

/// Writes what was found with terminal colours: by severity, each at its line of the runbook, the
/// correction where a rule is named first.
pub fn lint_to_text(runbook: &Runbook, findings: &[Finding], compared: &ReadAgain) -> String {
    let mut text = String::new();
    let mut corrected = BTreeSet::new();
    for severity in Severity::ALL {
        let group: Vec<&Finding> = findings.iter().filter(|it| it.severity == severity).collect();
        if group.is_empty() {
            continue;
        }
        let title = format!("{}, {}", severity.word(), count(group.len(), "finding"));
        text.extend([painted(BOLD, &title), "\n\n".to_owned()]);
        for finding in group {
            let is_first = corrected.insert(finding.rule);
            text.push_str(&at_its_line(runbook, finding, is_first));
            text.push_str("\n\n");
        }
    }
    text.push_str(&closing(runbook, findings));
    text.push_str(&beside_known(compared));
    text
}

fn at_its_line(runbook: &Runbook, finding: &Finding, is_first: bool) -> String {
    let level = Level::ERROR.with_name(finding.severity.word());
    let title = level.primary_title(finding.evidence.text.as_str()).id(finding.rule);
    let mut group = Group::with_title(title);
    if let Some(place) = &finding.evidence.place {
        let number = usize::try_from(place.line).unwrap_or(usize::MAX);
        let line = runbook.source.lines().nth(number.saturating_sub(1)).unwrap_or_default();
        let end = line.char_indices().map(|(at, _)| at).find(|at| *at >= SHOWN_BYTES_MAX);
        let line = &line[..end.unwrap_or(line.len())];
        let from = line.len() - line.trim_start().len();
        let marked = AnnotationKind::Primary.span(from..line.trim_end().len().max(from));
        let snippet = Snippet::source(line)
            .line_start(number)
            .path(runbook.name.as_str())
            .annotation(marked.label(place.address.as_str()));
        group = group.element(snippet);
    }
    if is_first {
        group = group.element(Level::HELP.message(finding.correction));
    }
    Renderer::styled().render(&[group])
}

/// Says how the findings stand to those that are known, where some are.
fn beside_known(compared: &ReadAgain) -> String {
    let known = compared.known.len() + compared.gone.len();
    if known == 0 {
        return String::new();
    }
    if compared.expectation() == Expectation::Met {
        let told = "As expected, exactly what is known of this runbook";
        return format!("{}: {}.\n", painted(GREEN, told), count(known, "known finding"));
    }
    let rows = |word: &str, names: &BTreeSet<FindingName>| -> String {
        let at =
            |name: &FindingName| name.at.as_ref().map_or(String::new(), |at| format!(" at {at}"));
        let row = |name: &FindingName| format!("  {word} {}{}\n", name.rule, at(name));
        names.iter().map(row).collect()
    };
    format!(
        "{}: of {known}, {} gone, and {} new. 'rollback-drill list findings --format yaml' \
         writes the list anew.\n{}{}",
        painted(RED, "Not as expected, not what is known of this runbook"),
        compared.gone.len(),
        compared.new.len(),
        rows("new", &compared.new),
        rows("gone", &compared.gone),
    )
}

fn closing(runbook: &Runbook, findings: &[Finding]) -> String {
    if findings.is_empty() {
        return format!(
            "{} by {} in {}: what only a run can show, 'rollback-drill run' shows.\n",
            painted(GREEN, "Nothing found"),
            count(lint::ALL.len(), "rule"),
            runbook.name
        );
    }
    let rules: BTreeSet<&str> = findings.iter().map(|finding| finding.rule).collect();
    let tallies = Severity::ALL.into_iter().filter_map(|severity| {
        let found = findings.iter().filter(|finding| finding.severity == severity).count();
        (found > 0).then(|| format!("{found} {}", severity.word()))
    });
    format!(
        "{} by {} in {}: {}. 'rollback-drill explain RULE' says more.\n",
        painted(RED, &count(findings.len(), "finding")),
        count(rules.len(), "rule"),
        runbook.name,
        tallies.collect::<Vec<_>>().join(", "),
    )
}
