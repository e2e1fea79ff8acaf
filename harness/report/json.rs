//! The report for machines: versioned JSON. `docs` of every field: README, "JSON".

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Part, Report};
use crate::checks::Ticked;
use crate::drill::{Clock, DrillResult, KnownFinding, SuiteCount, Turns};
use crate::journal::{CommandRecord, Timeline};
use crate::runbook::{Diagnostic, LeftOut, Severity};
use crate::sweep::{Compared, Disagreement};
use crate::verdict::{CheckResult, Expectation, Finding, FindingName, Status, Verdict};
use crate::world::AuditLogMode;

/// The version of the JSON. It changes when a field changes its meaning or goes.
pub const FORMAT_VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    runbook: String,
    verdict: Verdict,
    expectation: Expectation,
    runbooks: Vec<Book<'a>>,
    diagnostics: Vec<Remark<'a>>,
    not_drilled: Vec<NotDrilled<'a>>,
    interrupted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<SubjectOf<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disagreements: Option<&'a [Disagreement]>,
    drills: Vec<Drill<'a>>,
}

#[derive(Serialize)]
struct SubjectOf<'a> {
    path: &'a str,
    branch: &'a str,
    commit: &'a str,
    audit_log: AuditLogMode,
}

#[derive(Serialize)]
struct Book<'a> {
    variant: &'a str,
    runbook: &'a str,
    verdict: Verdict,
    expectation: Expectation,
    drills: usize,
    interrupted: usize,
    never_found: Vec<FindingName>,
}

#[derive(Serialize)]
struct Remark<'a> {
    runbook: &'a str,
    rule: &'a str,
    severity: Severity,
    line: u32,
    message: &'a str,
}

#[derive(Serialize)]
struct NotDrilled<'a> {
    runbook: &'a str,
    level: u8,
    line: u32,
    why: &'static str,
}

#[derive(Serialize)]
struct ForPeople<'a> {
    address: String,
    line: u32,
    title: &'a str,
}

#[derive(Serialize)]
struct LeftOutLine<'a> {
    line: u32,
    text: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct Drill<'a> {
    id: String,
    level: u8,
    option: Option<&'a str>,
    variant: &'a str,
    runbook: &'a str,
    condition: Option<&'a str>,
    clock: Clock,
    turns: Turns,
    audit_log: AuditLogMode,
    machine: &'static str,
    seed: String,
    status: Status,
    verdict: Verdict,
    expected: Verdict,
    expected_findings: usize,
    expectation: Expectation,
    new_findings: &'a BTreeSet<FindingName>,
    gone_findings: &'a BTreeSet<FindingName>,
    timeline: &'a Timeline,
    timeline_ms: u64,
    watched_ms: u64,
    budget_ms: Option<u64>,
    within_budget: Option<bool>,
    suite: BeforeAfter,
    commands: Vec<Command<'a>>,
    checks: &'a [CheckResult],
    checklist: &'a [Ticked],
    findings: &'a [Finding],
    left_out: Vec<LeftOutLine<'a>>,
    for_people: Vec<ForPeople<'a>>,
    kept: Option<String>,
}

#[derive(Serialize)]
struct BeforeAfter {
    before: SuiteCount,
    after: Option<SuiteCount>,
}

#[derive(Serialize)]
struct Command<'a> {
    address: &'a str,
    line: u32,
    text: &'a str,
    exit_code: u8,
    stdout: &'a str,
    stderr: &'a str,
    started_ms: u64,
    duration_ms: u64,
    interrupted: bool,
    improvised: bool,
}

/// Writes the report as one JSON document with a line end.
pub fn to_json(report: &Report<'_>) -> String {
    let names: Vec<&str> = report.parts.iter().map(|part| part.runbook.name.as_str()).collect();
    let document = Document {
        format_version: FORMAT_VERSION,
        runbook: names.join(", "),
        verdict: report.verdict(),
        expectation: report.expectation(),
        runbooks: report.parts.iter().map(book).collect(),
        diagnostics: report.parts.iter().flat_map(remarks).collect(),
        not_drilled: report.parts.iter().flat_map(not_drilled).collect(),
        interrupted: report.interrupted() > 0,
        subject: report.subject.map(|subject| SubjectOf {
            path: &subject.place,
            branch: &subject.existing.branch,
            commit: &subject.existing.head,
            audit_log: subject.audit_log,
        }),
        disagreements: report.disagreements,
        drills: report.parts.iter().flat_map(drills).collect(),
    };
    let mut text = serde_json::to_string_pretty(&document).expect("plain fields always serialize");
    text.push('\n');
    text
}

fn book<'a>(part: &'a Part<'_>) -> Book<'a> {
    Book {
        variant: part.variant,
        runbook: &part.runbook.name,
        verdict: part.verdict(),
        expectation: part.expectation(),
        drills: part.drills.len(),
        interrupted: part.interrupted,
        never_found: part.comparison.never.iter().map(KnownFinding::name).collect(),
    }
}

fn not_drilled<'a>(part: &'a Part<'_>) -> impl Iterator<Item = NotDrilled<'a>> {
    let runbook = &part.runbook.name;
    part.not_drilled().map(move |(level, line)| NotDrilled {
        runbook,
        level,
        line,
        why: "it has no steps",
    })
}

fn drills<'a>(part: &'a Part<'_>) -> impl Iterator<Item = Drill<'a>> {
    let compared = part.drills.iter().zip(&part.comparison.drills);
    compared.map(|(result, compared)| drill(part, result, compared))
}

fn remarks<'a>(part: &'a Part<'_>) -> impl Iterator<Item = Remark<'a>> {
    part.diagnostics.iter().map(|diagnostic| remark(part, diagnostic))
}

fn remark<'a>(part: &'a Part<'_>, diagnostic: &'a Diagnostic) -> Remark<'a> {
    Remark {
        runbook: &part.runbook.name,
        rule: diagnostic.rule,
        severity: diagnostic.severity,
        line: diagnostic.span.line,
        message: &diagnostic.message,
    }
}

fn left_out(left_out: &LeftOut) -> LeftOutLine<'_> {
    LeftOutLine { line: left_out.span.line, text: &left_out.text, why: left_out.why }
}

fn for_people<'a>(part: &'a Part<'_>, level: u8) -> Vec<ForPeople<'a>> {
    let steps = part.for_people(level).into_iter();
    steps
        .map(|(address, step)| ForPeople { address, line: step.span.line, title: &step.title })
        .collect()
}

fn drill<'a>(part: &'a Part<'_>, result: &'a DrillResult, compared: &'a Compared) -> Drill<'a> {
    let expected = match compared.expected() {
        0 => Verdict::Proven,
        _ => Verdict::Refuted,
    };
    Drill {
        id: result.scenario.id(),
        level: result.scenario.level,
        option: result.scenario.option.as_deref(),
        variant: &result.scenario.variant,
        runbook: &part.runbook.name,
        condition: result.scenario.condition.as_deref(),
        clock: result.scenario.clock,
        turns: result.scenario.turns,
        audit_log: result.scenario.audit_log,
        machine: result.scenario.machine.word(),
        // A text, because a JSON reader may not keep 64 bits of a number.
        seed: result.scenario.seed.to_string(),
        status: result.status,
        verdict: result.verdict,
        expected,
        expected_findings: compared.expected(),
        expectation: compared.expectation,
        new_findings: &compared.new,
        gone_findings: &compared.gone,
        timeline: &result.timeline,
        timeline_ms: result.timeline_ms,
        watched_ms: result.watched_ms,
        budget_ms: result.budget_ms,
        within_budget: result.is_within_budget,
        suite: BeforeAfter { before: result.suite_before, after: result.suite_after },
        commands: result.journal.commands().map(|record| command(result, record)).collect(),
        checks: &result.checks,
        checklist: &result.checklist,
        findings: &result.findings,
        left_out: result.left_out.iter().map(left_out).collect(),
        for_people: for_people(part, result.scenario.level),
        kept: result.kept.as_ref().map(|path| path.display().to_string()),
    }
}

fn command<'a>(result: &DrillResult, record: &'a CommandRecord) -> Command<'a> {
    let started = record.started.since(result.began).as_millis();
    Command {
        address: &record.address,
        line: record.line,
        text: &record.text,
        exit_code: record.exit_code,
        stdout: &record.stdout,
        stderr: &record.stderr,
        started_ms: u64::try_from(started).unwrap_or(u64::MAX),
        duration_ms: record.duration_ms,
        interrupted: record.interrupted,
        improvised: record.improvised,
    }
}
