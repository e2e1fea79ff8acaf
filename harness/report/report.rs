//! What a report is drawn from.

use crate::drill::DrillResult;
use crate::runbook::Runbook;
use crate::verdict::Verdict;

/// The results of one run.
#[derive(Debug)]
pub struct Report<'a> {
    /// The runbook that was drilled.
    pub runbook: &'a Runbook,
    /// The drills, in their order.
    pub drills: &'a [DrillResult],
}

impl Report<'_> {
    /// Folds the verdicts of all drills; the worst one wins.
    pub fn verdict(&self) -> Verdict {
        Verdict::of_many(self.drills.iter().map(|drill| drill.verdict))
    }

    /// Returns the runbook's own line, without its line end and indentation.
    pub fn line(&self, number: u32) -> &str {
        let index = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        self.runbook.source.lines().nth(index).unwrap_or_default().trim()
    }
}
