//! Markdown to a typed runbook: levels, steps, commands, expectations, matrix, templates.
//!
//! Read `model` (what a runbook is), `parse` (the table of contents), then what it calls, from the
//! text upwards: `markdown` (headings and what stands under them), `words` (small languages inside
//! sentences), `commands` (a block of shell text), `chapters` (what a heading means). `span`,
//! `diagnostic` and `reading` serve all of them.
//!
//! **What is recognised.** A level is a heading with its number in digits (`Level 1: ..`, `L2 – ..`,
//! `Rollback level 3`, `.. (Level 4)`); it may have an overview and a procedure in two places.
//! Inside it, labels (`**Steps**:`, `**Duration**: ..`, or headings of the same words) open
//! regions. Steps are numbered items or headings `Step N`. A block is commands if its language is a
//! shell; if it names no language, its content and the words around it decide (see
//! `commands/language.rs`), and doubt is a diagnostic.
//!
//! **Invariant:** every text is read without a panic and in time that grows with its length, and
//! whatever is not understood is a diagnostic at its line, never silence.

mod chapters;
mod commands;
mod diagnostic;
mod markdown;
mod model;
mod parse;
mod reading;
mod span;
mod words;

pub use commands::names_command;
pub use commands::shell_tree;
pub use diagnostic::{Coloring, Diagnostic, Severity};
pub use model::{
    AddressError, Alternative, Audience, Block, BlockKind, Breaker, BreakerCondition, BreakerTest,
    Budget, Checklist, ChecklistItem, Claim, Clause, Combination, Command, CommandAddress,
    Comparison, Criterion, Escalation, Expectation, LeftOut, Level, MatrixRow, Observation, Place,
    Placeholder, PlaceholderKind, Prose, Redeployment, Remark, ReportKind, ReportTemplate, Route,
    RouteItem, Runbook, Stage, Step, StepOption, Stretch, Template, Threshold, Unit, Urgency, Why,
    WhyChain,
};
pub use parse::{Parsed, SOURCE_BYTES_MAX, parse};
pub use span::Span;
