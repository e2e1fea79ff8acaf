//! What a rule of this room is.

use super::book::Book;
use crate::verdict::{Evidence, Rule};

/// A rule that is held against the text of a runbook.
#[derive(Debug, Clone, Copy)]
pub struct Lint {
    /// What it claims, and what to do where that does not hold.
    pub rule: Rule,
    /// Returns every place where it does not hold.
    pub(super) look: fn(&Book<'_>) -> Vec<Evidence>,
}

impl Lint {
    /// Returns its name, such as `one-clock-read`.
    pub const fn id(&self) -> &'static str {
        self.rule.id
    }
}
