//! Compound commands.

use brush_parser::ast::{
    ArithmeticForClauseCommand, CaseClauseCommand, CaseItemPostAction, CompoundCommand,
    CompoundList, ForClauseCommand, IfClauseCommand, UnexpandedArithmeticExpr,
    WhileOrUntilClauseCommand,
};

use super::super::Exit;
use super::{Flow, Shell, Unwind};

/// Whether a loop goes on after a round.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    Next,
    Last,
}

/// One part of `for ((...))`.
type Part<'c> = Option<&'c UnexpandedArithmeticExpr>;

impl Shell<'_> {
    /// Runs a compound command.
    pub(in crate::shell) fn run_compound(&mut self, command: &CompoundCommand) -> Flow<Exit> {
        match command {
            CompoundCommand::BraceGroup(group) => self.run_list(&group.list),
            CompoundCommand::Subshell(subshell) => {
                self.in_subshell(|shell| shell.run_list(&subshell.list))
            }
            CompoundCommand::IfClause(clause) => self.run_if(clause),
            CompoundCommand::ForClause(clause) => self.in_loop(|shell| shell.run_for(clause)),
            CompoundCommand::CaseClause(clause) => self.run_case(clause),
            CompoundCommand::WhileClause(clause) => {
                self.in_loop(|shell| shell.run_while(clause, Exit::is_success))
            }
            CompoundCommand::UntilClause(clause) => {
                self.in_loop(|shell| shell.run_while(clause, |exit| !exit.is_success()))
            }
            CompoundCommand::Arithmetic(command) => {
                self.line = command.loc.start.line;
                self.run_arithmetic(&command.expr.value)
            }
            CompoundCommand::ArithmeticForClause(clause) => {
                self.in_loop(|shell| shell.run_arithmetic_for(clause))
            }
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
        WhileOrUntilClauseCommand(condition, body, _): &WhileOrUntilClauseCommand,
        goes_on: fn(Exit) -> bool,
    ) -> Flow<Exit> {
        let mut exit = Exit::SUCCESS;
        loop {
            let round = self.run_round(&mut exit, |shell| {
                let condition = shell.tested(|shell| shell.run_list(condition))?;
                goes_on(condition).then(|| shell.run_list(&body.list)).transpose()
            })?;
            if round == Round::Last {
                return Ok(exit);
            }
        }
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
        for value in values {
            self.trace_for(clause);
            self.assign_text(name, value)?;
            if self.run_body_of_loop(&mut exit, &clause.body.list)? == Round::Last {
                break;
            }
        }
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
        let mut part = clause.initializer.as_ref();
        loop {
            if self.loop_expression(part)?.is_none() {
                return Ok(Exit::FAILURE);
            }
            match self.loop_expression(clause.condition.as_ref())? {
                Some(0) => return Ok(exit),
                Some(_) => {}
                None => return Ok(Exit::FAILURE),
            }
            if self.run_body_of_loop(&mut exit, &clause.body.list)? == Round::Last {
                return Ok(exit);
            }
            part = clause.updater.as_ref();
        }
    }

    /// Computes one part of `for ((...))`; a missing one is 1, an error none.
    fn loop_expression(&mut self, part: Part<'_>) -> Flow<Option<i64>> {
        match part.map(|part| part.value.trim()) {
            None | Some("") => {
                self.trace_line("(( 1 ))");
                Ok(Some(1))
            }
            Some(expression) => {
                self.trace_line(&format!("(( {expression} ))"));
                self.arithmetic_command(expression)
            }
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
            if pattern.matches(value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn in_loop(&mut self, run: impl FnOnce(&mut Self) -> Flow<Exit>) -> Flow<Exit> {
        self.loops += 1;
        let result = run(self);
        self.loops -= 1;
        result
    }

    fn run_body_of_loop(&mut self, exit: &mut Exit, body: &CompoundList) -> Flow<Round> {
        self.run_round(exit, |shell| shell.run_list(body).map(Some))
    }

    /// Runs one round of a loop, which gives none where the loop is over, and says what `break`
    /// and `continue` leave to do.
    fn run_round(
        &mut self,
        exit: &mut Exit,
        run: impl FnOnce(&mut Self) -> Flow<Option<Exit>>,
    ) -> Flow<Round> {
        self.count_command()?;
        let (code, round) = match run(self) {
            Ok(None) => return Ok(Round::Last),
            Ok(Some(code)) => (code, Round::Next),
            Err(Unwind::Continue(1)) => (Exit::SUCCESS, Round::Next),
            Err(Unwind::Break(1, code)) => (code, Round::Last),
            Err(Unwind::Break(loops, code)) => return Err(Unwind::Break(loops - 1, code)),
            Err(Unwind::Continue(loops)) => return Err(Unwind::Continue(loops - 1)),
            Err(other) => return Err(other),
        };
        *exit = code;
        Ok(round)
    }
}

/// Says whether `text` may name a variable.
pub(in crate::shell) fn is_name(text: &str) -> bool {
    !text.starts_with(|first: char| first.is_ascii_digit())
        && !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
