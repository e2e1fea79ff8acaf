//! Lists: `;`, `&&`, `||`, and what a failing command ends.

use brush_parser::ast::{AndOr, AndOrList, CompoundList, Pipeline, SeparatorOperator};

use super::super::Exit;
use super::super::state::Signal;
use super::{Flow, Shell, Unwind};

impl Shell<'_> {
    /// Runs the commands of a list in order.
    pub(in crate::shell) fn run_list(&mut self, list: &CompoundList) -> Flow<Exit> {
        let mut exit = Exit::SUCCESS;
        for item in &list.0 {
            if matches!(item.1, SeparatorOperator::Async) {
                let what = format!("`{} &` in the background", item.0.to_string().trim());
                return Err(Unwind::unmodelled(what));
            }
            exit = self.run_and_or(&item.0)?;
        }
        Ok(exit)
    }

    fn run_and_or(&mut self, list: &AndOrList) -> Flow<Exit> {
        let mut left = list.additional.len();
        let mut exit = self.run_pipeline_before(left, &list.first)?;
        for item in &list.additional {
            left -= 1;
            let pipeline = match item {
                AndOr::And(pipeline) if exit.is_success() => pipeline,
                AndOr::Or(pipeline) if !exit.is_success() => pipeline,
                _ => continue,
            };
            exit = self.run_pipeline_before(left, pipeline)?;
        }
        Ok(exit)
    }

    /// Runs a pipeline of a list; only the failure of the last one is not asked for.
    fn run_pipeline_before(&mut self, left: usize, pipeline: &Pipeline) -> Flow<Exit> {
        if left == 0 {
            return self.run_pipeline(pipeline);
        }
        self.tested(|shell| shell.run_pipeline(pipeline))
    }

    /// Runs something whose failure is asked for and so is no error.
    pub(in crate::shell) fn tested(
        &mut self,
        run: impl FnOnce(&mut Self) -> Flow<Exit>,
    ) -> Flow<Exit> {
        self.conditions += 1;
        let result = run(self);
        self.conditions -= 1;
        result
    }

    /// Does what a failure means: the `ERR` trap, then `set -e`.
    pub(in crate::shell) fn after_failure(&mut self, exit: Exit) -> Flow<Exit> {
        if exit.is_success() || self.conditions > 0 {
            return Ok(exit);
        }
        let is_quiet = self.state.variables.in_function() || self.subshells > 0;
        if !is_quiet || self.state.options.has("errtrace") {
            self.run_trap(Signal::Err)?;
        }
        if self.state.options.has("errexit") {
            return Err(Unwind::Exit(exit));
        }
        Ok(exit)
    }
}
