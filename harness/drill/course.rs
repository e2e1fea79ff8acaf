//! The course of a drill: from the level that the condition calls for to the one that cures it.
//!
//! A more urgent level comes first. Where the condition goes on after a level, the operator turns
//! to the one that the runbook escalates to, and starts from what the one before left.

use std::time::Duration;

use super::operator::{Operator, Order};
use super::proof::Place;
use super::{Condition, DrillError, Scenario, Stage};
use crate::determinism::Tick;
use crate::journal::{Event, Mark, Timeline};
use crate::runbook::{Level, MatrixRow, ReportKind, Route};
use crate::throwaway::observe_repository;
use crate::verdict::Status;
use crate::world::{Leaves, State};

/// What is to be carried out in a drill.
pub(super) struct Course<'s, 'd> {
    /// What all drills of the runbook share.
    pub(super) stage: &'s Stage<'s>,
    /// The drill.
    pub(super) scenario: &'d Scenario,
    /// The world at its beginning.
    pub(super) before: &'d State,
    /// The level that does what the drill is about, and the way through it.
    pub(super) cure: (&'s Level, Route<'s>),
}

impl<'s> Course<'s, '_> {
    /// Runs it from the alert to the end: how far it came, when the first level began, and how long
    /// the last one took.
    pub(super) fn run<'o>(
        &self,
        operator: &mut Operator<'o>,
    ) -> Result<(Status, Tick, Duration), DrillError>
    where
        's: 'o,
    {
        let (first, row) = self.alarm(operator)?;
        let began = operator.now();
        if let Some(level) = first {
            self.carry_out(operator, level, row)?;
        }
        let mut level = self.first_level(row);
        let mut leg_began = operator.now();
        let mut status = self.carry_out(operator, level, row)?;
        while level.number != self.cure.0.number && status == Status::Completed {
            match self.escalate(operator, level)? {
                Some(next) => level = next,
                None => return Ok((Status::Failed, began, operator.now().since(leg_began))),
            }
            leg_began = operator.now();
            status = self.carry_out(operator, level, row)?;
        }
        Ok((status, began, operator.now().since(leg_began)))
    }

    /// Carries the last level out once more, as somebody does who does not know that it was done.
    pub(super) fn repeat<'o>(&self, operator: &mut Operator<'o>) -> Result<Status, DrillError>
    where
        's: 'o,
    {
        self.carry_out(operator, self.cure.0, self.row())
    }

    /// Looks whether the condition came up again since the level was done.
    pub(super) fn look_again(&self, operator: &Operator<'_>) {
        let Some(condition) = self.condition() else { return };
        let facts = operator.facts;
        let timeline = {
            let journal = operator.journal.borrow();
            Timeline::of(&journal, facts.leaves(), &self.before.service.live_sessions)
        };
        let ended = timeline.at(Mark::Verified);
        let since = match facts.leaves() {
            Leaves::FeatureOff => timeline.at(Mark::Drained).or(ended),
            // Rounds that had begun before end as they would have ended.
            Leaves::FeatureOn => timeline
                .at(Mark::Restored)
                .map(|at| at + Duration::from_millis(facts.longest_round_ms)),
        };
        let since = since.or(ended).unwrap_or(self.before.at);
        let seen = condition.goes_on(proof_place(operator), since);
        let is_gone = matches!(seen, Event::ConditionLookedAt { is_present: false, .. });
        // While the feature is on, that nothing new was seen shows nothing.
        let is_on = facts.leaves() == Leaves::FeatureOff && timeline.at(Mark::Mitigated).is_none();
        if !(is_gone && is_on) {
            operator.record(seen);
        }
    }

    fn condition(&self) -> Option<&'s Condition> {
        self.stage.condition(self.scenario)
    }

    fn row(&self) -> Option<&'s MatrixRow> {
        self.condition()?.row_of(&self.stage.runbook.matrix)
    }

    /// The level that the row calls for; the one of the drill where the drill is about none.
    fn first_level(&self, row: Option<&MatrixRow>) -> &'s Level {
        let called = row.and_then(|row| self.stage.runbook.level(row.level));
        called.unwrap_or(self.cure.0)
    }

    /// Waits for the monitoring, where the drill is about a condition. Returns the level that is
    /// more urgent than the one that the row calls for, if there is one, and the row.
    fn alarm<'o>(
        &self,
        operator: &mut Operator<'o>,
    ) -> Result<(Option<&'s Level>, Option<&'s MatrixRow>), DrillError> {
        let row = self.row();
        let (Some(condition), Some(settings)) = (self.condition(), &self.stage.pack.decision)
        else {
            return Ok((None, row));
        };
        operator.record(condition.is_there(proof_place(operator)));
        let (matrix, suite) = (&self.stage.runbook.matrix, &self.before.suite);
        let alarm = operator.stand_by(matrix, condition, settings, suite)?;
        Ok((alarm.and_then(|alarm| self.stage.runbook.level(alarm.first?)), row))
    }

    /// Carries out a level: that of the drill on its own way, any other on its first one.
    fn carry_out<'o>(
        &self,
        operator: &mut Operator<'o>,
        level: &'s Level,
        row: Option<&'s MatrixRow>,
    ) -> Result<Status, DrillError>
    where
        's: 'o,
    {
        operator.begin_level(order_of(self.stage, level, row), self.scenario);
        if level.number == self.cure.0.number {
            return operator.carry_out(&self.cure.1);
        }
        match level.routes().first() {
            Some(route) => operator.carry_out(route),
            None => Ok(Status::Failed),
        }
    }

    /// Waits whether the condition goes on after `level`, and finds the level that the runbook
    /// escalates to; none where it leads nowhere.
    fn escalate(
        &self,
        operator: &mut Operator<'_>,
        level: &Level,
    ) -> Result<Option<&'s Level>, DrillError> {
        let ended = operator.now();
        operator.let_pass(self.stage.pack.durations.aftermath.0)?;
        let goes_on = self.condition().map(|it| it.goes_on(proof_place(operator), ended));
        let Some(Event::ConditionLookedAt { is_present: true, .. }) = goes_on else {
            let what = "a condition that is over before the level that the pack names for it";
            stop(operator, level, what);
            return Ok(None);
        };
        let wider = level.if_it_fails.iter().find(|way| way.to.is_some_and(|to| to > level.number));
        let next = wider.and_then(|way| Some((way, self.stage.runbook.level(way.to?)?)));
        let Some((way, next)) = next else {
            let (from, line) = (level.number, level.span.line);
            operator.record(Event::Escalated { from, to: None, line });
            return Ok(None);
        };
        let (from, to) = (level.number, Some(next.number));
        // A repository that the level before destroyed has nothing checked out.
        let seen = observe_repository(operator.machine.root(), &operator.facts.checkout);
        if let Ok(repository) = seen {
            operator.record(Event::CheckedOut { commit: repository.head });
        }
        operator.record(Event::Escalated { from, to, line: way.span.line });
        let decide_in = operator.people.take(self.stage.pack.people.decide);
        operator.let_pass(decide_in)?;
        let mut rows = self.stage.runbook.matrix.iter();
        if let Some(row) = rows.find(|row| row.level == next.number) {
            let authorities = row.authorities.clone();
            let decided = Event::Decided {
                level: next.number,
                within_ms: None,
                authorities: authorities.clone(),
            };
            operator.record(decided);
            operator.ask(&authorities);
        }
        Ok(Some(next))
    }
}

fn stop(operator: &Operator<'_>, level: &Level, what: &str) {
    let (address, line) = (format!("L{}", level.number), level.span.line);
    operator.record(Event::Unmodelled { address, line, what: what.to_owned() });
}

fn proof_place<'o>(operator: &'o Operator<'_>) -> Place<'o> {
    Place {
        root: operator.machine.root(),
        checkout: &operator.facts.checkout,
        log: &operator.facts.audit_log,
        reports: operator.pack.feature.reports.as_deref(),
    }
}

/// What the operator of a level is told.
pub(super) fn order_of<'s>(
    stage: &Stage<'s>,
    level: &'s Level,
    row: Option<&'s MatrixRow>,
) -> Order<'s> {
    let runbook = stage.runbook;
    let of_level = runbook.templates.iter().filter(|each| each.level == Some(level.number));
    let messages: Vec<_> = of_level.collect();
    let analysis = runbook.reports.iter().find(|report| report.kind == ReportKind::RootCause);
    let analysis_due = analysis.and_then(|report| report.due).map(|due| due.most);
    Order { level, row, unsent: messages.clone(), messages, analysis_due }
}
