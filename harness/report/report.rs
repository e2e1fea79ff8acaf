//! What a report is drawn from.

use crate::drill::{DrillResult, Subject};
use crate::runbook::{BlockKind, Diagnostic, Runbook, Step};
use crate::sweep::{Comparison, Disagreement};
use crate::verdict::{Expectation, Verdict};

/// The results of one run: a part for each runbook that was drilled.
#[derive(Debug)]
pub struct Report<'a> {
    /// The parts, in the order in which they are shown.
    pub parts: &'a [Part<'a>],
    /// What the run is for.
    pub purpose: Purpose,
    /// In what two machines disagree; none where the drills did not run on two.
    pub disagreements: Option<&'a [Disagreement]>,
    /// The user's repository that was drilled on; none for the pack's own.
    pub subject: Option<&'a Subject>,
}

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To learn about runbooks.
    Drill,
    /// To learn about this program too: a runbook that is known to be bad and one that is known to be
    /// good are drilled whole.
    Controls,
}

/// What came of one runbook.
#[derive(Debug)]
pub struct Part<'a> {
    /// The name under which its drills ran: the pack's variant, or the name of the user's file.
    pub variant: &'a str,
    /// The runbook that was drilled.
    pub runbook: &'a Runbook,
    /// The drills, in their order.
    pub drills: &'a [DrillResult],
    /// What was understood of the runbook only with doubt, or is left out of the drills.
    pub diagnostics: &'a [Diagnostic],
    /// The levels that were asked for and have nothing to drill.
    pub without_steps: &'a [u8],
    /// The drills, held against what is known of the runbook.
    pub comparison: &'a Comparison,
    /// How many drills were not run, or not to their end, because the user asked to stop.
    pub interrupted: usize,
}

impl<'a> Report<'a> {
    /// Folds the verdicts of all runbooks; the worst one wins. No runbook at all decides nothing.
    pub fn verdict(&self) -> Verdict {
        Verdict::of_many(self.parts.iter().map(Part::verdict))
    }

    /// Returns whether all runbooks came to what is expected of them.
    pub fn expectation(&self) -> Expectation {
        Expectation::of_many(self.parts.iter().map(Part::expectation))
    }

    /// Returns whether two machines disagree in anything.
    pub fn disagrees(&self) -> bool {
        self.disagreements.is_some_and(|all| !all.is_empty())
    }

    /// Returns how many drills were not run, or not to their end, because the user asked to stop.
    pub fn interrupted(&self) -> usize {
        self.parts.iter().map(|part| part.interrupted).sum()
    }

    /// Returns the drills of all runbooks, in their order.
    pub fn drills(&self) -> impl Iterator<Item = &'a DrillResult> {
        self.parts.iter().flat_map(|part| part.drills)
    }
}

impl Part<'_> {
    /// Folds the verdicts of all drills; the worst one wins. What was not drilled is not known.
    pub fn verdict(&self) -> Verdict {
        let best = if self.is_whole() { Verdict::Proven } else { Verdict::Inconclusive };
        Verdict::of_many(self.drills.iter().map(|drill| drill.verdict)).max(best)
    }

    /// Returns whether the runbook came to what is expected of it.
    pub fn expectation(&self) -> Expectation {
        let best = if self.is_whole() { Expectation::Met } else { Expectation::Open };
        self.comparison.expectation().max(best)
    }

    /// Returns whether findings of the runbook are known: then exactly these are expected.
    pub fn is_known_to_be_bad(&self) -> bool {
        let expects = self.comparison.drills.iter().any(|drill| drill.expected() > 0);
        expects || !self.comparison.never.is_empty()
    }

    /// Returns whether everything that was asked for was drilled.
    fn is_whole(&self) -> bool {
        self.without_steps.is_empty() && self.interrupted == 0
    }

    /// Returns the levels that have nothing to drill, each with its line.
    pub fn not_drilled(&self) -> impl Iterator<Item = (u8, u32)> {
        let levels = self.without_steps.iter().filter_map(|number| self.runbook.level(*number));
        levels.map(|level| (level.number, level.span.line))
    }

    /// Returns the steps of a level in which there is nothing to type and nothing to send: no drill
    /// carries them out. Each with its address.
    pub fn for_people(&self, level: u8) -> Vec<(String, &Step)> {
        let steps = self.runbook.level(level).map(|level| level.steps.as_slice());
        let is_prose = |step: &&Step| {
            let options = step.options.iter().flat_map(|option| &option.blocks);
            !step
                .blocks
                .iter()
                .chain(options)
                .any(|block| !block.commands.is_empty() || block.kind == BlockKind::Message)
        };
        let prose = steps.unwrap_or_default().iter().filter(is_prose);
        prose.map(|step| (format!("L{level}.{}", step.number), step)).collect()
    }

    /// Returns the runbook's own line, without its line end and indentation.
    pub fn line(&self, number: u32) -> &str {
        let index = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        self.runbook.source.lines().nth(index).unwrap_or_default().trim()
    }
}
