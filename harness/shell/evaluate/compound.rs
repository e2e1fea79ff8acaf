//! Compound commands.

use brush_parser::ast::{
    ArithmeticForClauseCommand, CaseClauseCommand, CaseItemPostAction, CompoundCommand,
    CompoundList, ForClauseCommand, IfClauseCommand, UnexpandedArithmeticExpr,
};

use super::super::Exit;
use super::{Flow, Shell, Unwind};

/// Whether a loop goes on after its body.
enum Round {
    Next,
    Last,
}

impl Shell<'_> {
    /// Runs a compound command.
    pub(in crate::shell) fn run_compound(&mut self, command: &CompoundCommand) -> Flow<Exit> {
        match command {
            CompoundCommand::BraceGroup(group) => self.run_list(&group.list),
            CompoundCommand::Subshell(subshell) => {
                self.in_subshell(|shell| shell.run_list(&subshell.list))
            }
            CompoundCommand::IfClause(clause) => self.run_if(clause),
            CompoundCommand::ForClause(clause) => self.run_for(clause),
            CompoundCommand::CaseClause(clause) => self.run_case(clause),
            CompoundCommand::WhileClause(clause) => {
                self.run_while(&clause.0, &clause.1.list, Exit::is_success)
            }
            CompoundCommand::UntilClause(clause) => {
                self.run_while(&clause.0, &clause.1.list, |exit| !exit.is_success())
            }
            CompoundCommand::Arithmetic(command) => {
                self.line = command.loc.start.line;
                self.run_arithmetic(&command.expr.value)
            }
            CompoundCommand::ArithmeticForClause(clause) => self.run_arithmetic_for(clause),
            CompoundCommand::Coprocess(_) => Err(Unwind::unmodelled("coproc")),
        }
    }

    fn run_if(&mut self, clause: &IfClauseCommand) -> Flow<Exit> {
        if self.tested(|shell| shell.run_list(&clause.condition))?.is_success() {
            return self.run_list(&clause.then);
        }
        for branch in clause.elses.iter().flatten() {
            let holds = match &branch.condition {
                None => true,
                Some(condition) => self.tested(|shell| shell.run_list(condition))?.is_success(),
            };
            if holds {
                return self.run_list(&branch.body);
            }
        }
        Ok(Exit::SUCCESS)
    }

    fn run_while(
        &mut self,
        condition: &CompoundList,
        body: &CompoundList,
        goes_on: fn(Exit) -> bool,
    ) -> Flow<Exit> {
        let mut exit = Exit::SUCCESS;
        self.in_loop(|shell| {
            loop {
                shell.count_command()?;
                let mut is_over = false;
                let round = shell.run_round(&mut exit, |shell| {
                    is_over = !goes_on(shell.tested(|shell| shell.run_list(condition))?);
                    Ok(if is_over { None } else { Some(shell.run_list(body)?) })
                })?;
                if is_over || matches!(round, Round::Last) {
                    return Ok(());
                }
            }
        })?;
        Ok(exit)
    }

    fn run_for(&mut self, clause: &ForClauseCommand) -> Flow<Exit> {
        self.line = clause.loc.start.line;
        let name = &clause.variable_name;
        if !is_name(name) {
            self.complain(&format!("`{name}': not a valid identifier"));
            return Ok(Exit::FAILURE);
        }
        let values = self.values_of(clause)?;
        let mut exit = Exit::SUCCESS;
        self.in_loop(|shell| {
            for value in values {
                shell.count_command()?;
                shell.trace_for(clause);
                shell.assign_text(name, value)?;
                let round = shell
                    .run_round(&mut exit, |shell| shell.run_list(&clause.body.list).map(Some))?;
                if matches!(round, Round::Last) {
                    break;
                }
            }
            Ok(())
        })?;
        Ok(exit)
    }

    fn values_of(&mut self, clause: &ForClauseCommand) -> Flow<Vec<String>> {
        let mut values = Vec::new();
        for word in clause.values.iter().flatten() {
            values.extend(self.fields_of(&word.value)?);
        }
        Ok(values)
    }

    fn run_arithmetic_for(&mut self, clause: &ArithmeticForClauseCommand) -> Flow<Exit> {
        self.line = clause.loc.start.line;
        let mut exit = Exit::SUCCESS;
        self.in_loop(|shell| {
            if shell.loop_expression(clause.initializer.as_ref())?.is_none() {
                exit = Exit::FAILURE;
                return Ok(());
            }
            loop {
                shell.count_command()?;
                match shell.loop_expression(clause.condition.as_ref())? {
                    Some(0) => return Ok(()),
                    Some(_) => {}
                    None => {
                        exit = Exit::FAILURE;
                        return Ok(());
                    }
                }
                let round = shell
                    .run_round(&mut exit, |shell| shell.run_list(&clause.body.list).map(Some))?;
                if matches!(round, Round::Last) {
                    return Ok(());
                }
                if shell.loop_expression(clause.updater.as_ref())?.is_none() {
                    exit = Exit::FAILURE;
                    return Ok(());
                }
            }
        })?;
        Ok(exit)
    }

    /// Computes one part of `for ((...))`; a missing one is 1, an error none.
    fn loop_expression(&mut self, part: Option<&UnexpandedArithmeticExpr>) -> Flow<Option<i64>> {
        match part.map(|part| part.value.trim()) {
            None | Some("") => Ok(Some(1)),
            Some(expression) => self.arithmetic_command(expression),
        }
    }

    fn run_arithmetic(&mut self, expression: &str) -> Flow<Exit> {
        self.count_command()?;
        self.trace_line(&format!("(( {expression} ))"));
        let value = self.arithmetic_command(expression)?;
        Ok(if value.is_some_and(|value| value != 0) { Exit::SUCCESS } else { Exit::FAILURE })
    }

    fn run_case(&mut self, clause: &CaseClauseCommand) -> Flow<Exit> {
        self.line = clause.loc.start.line;
        self.count_command()?;
        let value = self.text_of(&clause.value.value)?;
        self.trace_line(&format!("case {} in", clause.value.value));
        let mut exit = Exit::SUCCESS;
        let mut falls_through = false;
        for item in &clause.cases {
            if !falls_through && !self.matches_any(&value, &item.patterns)? {
                continue;
            }
            exit = match &item.cmd {
                Some(list) => self.run_list(list)?,
                None => Exit::SUCCESS,
            };
            match item.post_action {
                CaseItemPostAction::ExitCase => break,
                CaseItemPostAction::UnconditionallyExecuteNextCaseItem => falls_through = true,
                CaseItemPostAction::ContinueEvaluatingCases => falls_through = false,
            }
        }
        Ok(exit)
    }

    fn matches_any(&mut self, value: &str, patterns: &[brush_parser::ast::Word]) -> Flow<bool> {
        for pattern in patterns {
            let pattern = self.pattern_of(&pattern.value, false)?;
            if pattern.matches(value) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn in_loop(&mut self, run: impl FnOnce(&mut Self) -> Flow<()>) -> Flow<()> {
        self.loops += 1;
        let result = run(self);
        self.loops -= 1;
        result
    }

    /// Runs one round of a loop and says what `break` and `continue` leave to do.
    fn run_round(
        &mut self,
        exit: &mut Exit,
        run: impl FnOnce(&mut Self) -> Flow<Option<Exit>>,
    ) -> Flow<Round> {
        match run(self) {
            Ok(code) => {
                *exit = code.unwrap_or(*exit);
                Ok(Round::Next)
            }
            Err(Unwind::Continue(1)) => {
                *exit = Exit::SUCCESS;
                Ok(Round::Next)
            }
            Err(Unwind::Break(1, code)) => {
                *exit = code;
                Ok(Round::Last)
            }
            Err(Unwind::Break(loops, code)) => Err(Unwind::Break(loops - 1, code)),
            Err(Unwind::Continue(loops)) => Err(Unwind::Continue(loops - 1)),
            Err(other) => Err(other),
        }
    }
}

/// Says whether `text` may name a variable.
pub(in crate::shell) fn is_name(text: &str) -> bool {
    !text.starts_with(|first: char| first.is_ascii_digit())
        && !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
