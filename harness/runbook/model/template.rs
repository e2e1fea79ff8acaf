//! Texts to be filled and sent or filed: messages and reports.

use super::Budget;
use crate::runbook::Span;

/// A message to be sent while a level is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The level it belongs to, where its chapter names one.
    pub level: Option<u8>,
    /// Whom it is for.
    pub audience: Audience,
    /// What stands above it, e.g. `User-Facing Message`.
    pub label: String,
    /// What stands in parentheses behind the label, e.g. `Slack/Teams`.
    pub channel: Option<String>,
    /// The block with its fences.
    pub span: Span,
    /// Its lines, ended by a line end each.
    pub text: String,
    /// The blanks, in order.
    pub placeholders: Vec<Placeholder>,
}

/// Whom a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// The organisation itself.
    Internal,
    /// The users of the product.
    UserFacing,
    /// Somebody else, or nobody is named.
    Other,
}

/// A report to be written after a rollback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportTemplate {
    /// What it reports.
    pub kind: ReportKind,
    /// What stands above it, e.g. `Status Report Template`.
    pub label: String,
    /// The block with its fences.
    pub span: Span,
    /// Its lines, ended by a line end each.
    pub text: String,
    /// The blanks, in order.
    pub placeholders: Vec<Placeholder>,
    /// When it is due after the rollback, where its heading says so, as in "(24-48 hours)".
    pub due: Option<Budget>,
    /// The chain of whys in it or in the worksheet of its chapter.
    pub whys: Vec<WhyChain>,
}

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportKind {
    /// How the system is after the rollback.
    Status,
    /// Why it came to it.
    RootCause,
    /// What is done about it.
    Remediation,
    /// Something else.
    Other,
}

/// A chain of whys from the issue to its root cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyChain {
    /// The lines of the chain, or the block of the worksheet.
    pub span: Span,
    /// The questions, in order.
    pub whys: Vec<Why>,
    /// The blanks in it, in order.
    pub placeholders: Vec<Placeholder>,
}

/// One question and the blank for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The question, e.g. `Why did [issue] occur?`.
    pub question: String,
    /// What stands for the answer, e.g. `[Answer]`.
    pub answer: String,
}

/// A blank to be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// Where it stands, with its brackets.
    pub span: Span,
    /// Where it begins in the text that it is a blank of (of the command, message or report), in
    /// bytes.
    pub at: usize,
    /// As written, with its brackets.
    pub text: String,
    /// What is between the brackets.
    pub name: String,
    /// What it is to be filled with.
    pub kind: PlaceholderKind,
}

/// What a blank is to be filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceholderKind {
    /// Free text, e.g. `[brief description]`.
    Text,
    /// A commit or a tag, e.g. `<commit-hash>`.
    Revision,
    /// One of these, e.g. `[In Progress | Complete]`.
    Choice(Vec<String>),
    /// A time of day, `[HH:MM]`.
    Time,
    /// Two times of day, `[HH:MM - HH:MM]`.
    TimeRange,
    /// A date; the name is its form, e.g. `YYYY-MM-DD`.
    Date,
    /// The number of an incident, e.g. `INC-[YYYYMMDD]-001`: the text is the whole number, the
    /// name the form of the date in it.
    IncidentId,
    /// A percentage, `[XX%]`.
    Percent,
    /// A number of things, `[count]`.
    Count,
}
