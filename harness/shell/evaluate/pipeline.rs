//! Pipelines: stage by stage over buffers, left to right, each stage in a subshell.

use brush_parser::ast::{Command, CompoundCommand, Pipeline};

use super::super::state::Endpoint;
use super::super::{Exit, Input, Sink, Stop};
use super::{Flow, Shell, Unwind};

impl Shell<'_> {
    /// Runs a pipeline and does what its failure means.
    pub(in crate::shell) fn run_pipeline(&mut self, pipeline: &Pipeline) -> Flow<Exit> {
        if pipeline.timed.is_some() {
            return Err(Unwind::unmodelled("time"));
        }
        if pipeline.bang {
            let exit = self.tested(|shell| shell.run_stages(&pipeline.seq))?;
            let inverted = if exit.is_success() { Exit::FAILURE } else { Exit::SUCCESS };
            self.state.last_exit = inverted;
            return Ok(inverted);
        }
        let exit = self.run_stages(&pipeline.seq)?;
        if fails_as_a_whole(&pipeline.seq) { self.after_failure(exit) } else { Ok(exit) }
    }

    fn run_stages(&mut self, stages: &[Command]) -> Flow<Exit> {
        let exit = match stages {
            [] => Exit::SUCCESS,
            [only] => {
                let exit = self.run_command(only)?;
                if !matches!(only, Command::Compound(..)) {
                    self.state.pipe_status = vec![exit];
                }
                exit
            }
            stages => self.run_connected(stages)?,
        };
        self.state.last_exit = exit;
        Ok(exit)
    }

    fn run_connected(&mut self, stages: &[Command]) -> Flow<Exit> {
        let mut exits = Vec::with_capacity(stages.len());
        let mut before: Option<Sink> = None;
        let mut is_interrupted = false;
        for (index, stage) in stages.iter().enumerate() {
            let input = before.map(|sink| Input::of_bytes(sink.take()));
            let output = (index + 1 < stages.len()).then(Sink::new);
            match self.run_stage(stage, input, output.as_ref()) {
                Ok(exit) => exits.push(exit),
                // What was printed so far still goes through the rest of the pipeline.
                Err(Unwind::Stop(Stop::Interrupted)) => is_interrupted = true,
                Err(other) => return Err(other),
            }
            if output.as_ref().is_some_and(|sink| sink.dropped() > 0) {
                return Err(Unwind::unmodelled("more than 16 MiB through a pipe"));
            }
            before = output;
        }
        if is_interrupted {
            return Err(Stop::Interrupted.into());
        }
        Ok(self.exit_of_stages(exits))
    }

    fn run_stage(
        &mut self,
        stage: &Command,
        input: Option<Input>,
        output: Option<&Sink>,
    ) -> Flow<Exit> {
        self.in_subshell(|shell| {
            if let Some(input) = input {
                shell.descriptors.open(0, Endpoint::Input(input));
            }
            if let Some(output) = output {
                shell.descriptors.open(1, Endpoint::Sink(output.clone()));
            }
            shell.run_command(stage)
        })
    }

    fn exit_of_stages(&mut self, exits: Vec<Exit>) -> Exit {
        let last = exits.last().copied().unwrap_or(Exit::SUCCESS);
        let failed = exits.iter().rev().find(|exit| !exit.is_success()).copied();
        self.state.pipe_status = exits;
        if self.state.options.has("pipefail") { failed.unwrap_or(last) } else { last }
    }
}

/// Says whether the failure of a pipeline counts by itself: that of a loop or a group was
/// already counted inside.
fn fails_as_a_whole(stages: &[Command]) -> bool {
    match stages {
        [Command::Compound(compound, _)] => {
            matches!(compound, CompoundCommand::Arithmetic(_) | CompoundCommand::Subshell(_))
        }
        [Command::Function(_)] => false,
        _ => true,
    }
}
