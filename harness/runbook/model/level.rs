//! One rollback level.

use std::time::Duration;

use super::{Block, Command, Observation, Step};
use crate::runbook::Span;

/// One level of the rollback, with its procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// The number in the heading.
    pub number: u8,
    /// The heading without number and remark; empty where it is nothing but the number.
    pub name: String,
    /// The heading of the procedure; that of the overview where there is no procedure.
    pub span: Span,
    /// How long the level may take.
    pub budget: Option<Budget>,
    /// Every time that the level names for itself: in its procedure, its overview, its headings.
    /// The first one is the budget.
    pub stated_budgets: Vec<Budget>,
    /// What the level covers.
    pub scope: Option<Prose>,
    /// What users and data will notice.
    pub impact: Vec<Prose>,
    /// When the level is the right one.
    pub when_to_use: Vec<Prose>,
    /// What has to be there before the first step; empty for "None".
    pub prerequisites: Vec<Prose>,
    /// The steps, in the order of the text.
    pub steps: Vec<Step>,
    /// Other ways to the same end, each in the place of the first step that has commands.
    pub alternatives: Vec<Alternative>,
    /// What has to be confirmed at the end.
    pub checklist: Vec<ChecklistItem>,
    /// What to do if the level fails.
    pub if_it_fails: Vec<Escalation>,
    /// Whatever else the level says.
    pub notes: Vec<Prose>,
    /// What reads as if it had to be carried out and is no command of a step, in the order of the
    /// text. A drill of the level proves nothing while anything is left out.
    pub left_out: Vec<LeftOut>,
}

/// A piece that no drill carries out although it may belong to a level's procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it stands.
    pub span: Span,
    /// Its first line.
    pub text: String,
    /// Why it is left out, one sentence without a full stop.
    pub why: &'static str,
}

impl Level {
    /// Returns the commands of every step, option and alternative, each with its block, in the
    /// order of the text. The step is none for an alternative.
    pub fn all_commands(&self) -> impl Iterator<Item = (Option<&Step>, &Block, &Command)> {
        let stepped = self.steps.iter().flat_map(|step| {
            let options = step.options.iter().flat_map(|option| &option.blocks);
            step.blocks.iter().chain(options).map(move |block| (Some(step), block))
        });
        let others = self.alternatives.iter().flat_map(|other| &other.blocks);
        stepped
            .chain(others.map(|block| (None, block)))
            .flat_map(|(step, block)| block.commands.iter().map(move |each| (step, block, each)))
    }
}

/// The time that a level may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The shorter end of "5-10 minutes".
    pub least: Option<Duration>,
    /// The longest time allowed.
    pub most: Duration,
    /// Whether exactly `most` is already too long, as in "<1 minute".
    pub is_strict: bool,
    /// Where the figure stands.
    pub span: Span,
}

impl Budget {
    /// Returns whether a rollback that took `spent` kept the budget.
    pub fn holds(&self, spent: Duration) -> bool {
        if self.is_strict { spent < self.most } else { spent <= self.most }
    }
}

/// A sentence, a bullet or a paragraph of running text, without emphasis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// Where it stands.
    pub span: Span,
    /// What it says; line breaks are spaces, inline code keeps its backticks.
    pub text: String,
}

/// One item of a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistItem {
    /// Where it stands.
    pub span: Span,
    /// What is to be confirmed.
    pub text: String,
    /// Whether the box is ticked in the runbook itself.
    pub is_ticked: bool,
}

/// Something to do if the level fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub text: String,
    /// The level to go to, where it names one.
    pub to: Option<u8>,
}

/// Another way to the same end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// Where its title stands.
    pub span: Span,
    /// Its number, from 1.
    pub number: u32,
    /// What is done, e.g. `Config file edit`.
    pub title: String,
    /// When it is to be used, e.g. `if environment variable fails`.
    pub remark: Option<String>,
    /// Running text.
    pub prose: Vec<Prose>,
    /// Fenced blocks, in the order of the text.
    pub blocks: Vec<Block>,
    /// Times to wait that stand in running text.
    pub observations: Vec<Observation>,
}

#[cfg(test)]
mod tests {
    use super::super::super::span::LineIndex;
    use super::*;

    #[test]
    fn a_strict_budget_is_broken_by_exactly_its_figure() {
        let span = LineIndex::new("x", 0).span(0..1);
        let most = Duration::from_secs(60);
        let strict = Budget { least: None, most, is_strict: true, span };
        assert!(!strict.holds(most));
        assert!(strict.holds(Duration::from_millis(59_999)));
        assert!(Budget { is_strict: false, ..strict }.holds(most));
    }
}
