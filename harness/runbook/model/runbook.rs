//! The whole runbook.

use std::sync::Arc;

use super::{
    Breaker, ChecklistItem, CommandAddress, Level, MatrixRow, Redeployment, ReportTemplate, Step,
    Template,
};
use crate::runbook::Span;

/// A rollback runbook, as its Markdown says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runbook {
    /// The name of the file, for messages.
    pub name: String,
    /// The Markdown that all spans point into.
    pub source: Arc<str>,
    /// The first heading, where it is the only one of its depth before the others.
    pub title: Option<String>,
    /// The rollback levels, by number.
    pub levels: Vec<Level>,
    /// The rows of the decision matrix, in the order of the text.
    pub matrix: Vec<MatrixRow>,
    /// The circuit breaker that rolls back by itself.
    pub breaker: Option<Breaker>,
    /// The messages to be sent, in the order of the text.
    pub templates: Vec<Template>,
    /// The reports to be written afterwards, in the order of the text.
    pub reports: Vec<ReportTemplate>,
    /// Checklists that belong to no level, such as the verification after a rollback.
    pub checklists: Vec<Checklist>,
    /// What has to hold before the feature comes back, and how it comes back.
    pub redeployment: Option<Redeployment>,
}

impl Runbook {
    /// Returns the level with this number.
    pub fn level(&self, number: u8) -> Option<&Level> {
        self.levels.iter().find(|level| level.number == number)
    }

    /// Returns the command at `address`, with the step that it stands in; none for the step of an
    /// alternative.
    pub fn command(&self, address: &CommandAddress) -> Option<(Option<&Step>, &super::Command)> {
        let level = self.level(address.level)?;
        level
            .all_commands()
            .find(|(_, _, command)| command.address == *address)
            .map(|(step, _, command)| (step, command))
    }
}

/// A checklist that belongs to no level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// Where its title stands.
    pub span: Span,
    /// What is checked, e.g. `System Stability`.
    pub title: String,
    /// The items, in the order of the text.
    pub items: Vec<ChecklistItem>,
}
