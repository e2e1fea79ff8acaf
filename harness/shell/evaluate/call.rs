//! Running a command by its words: function, builtin, or the machine's.

use super::super::state::Endpoint;
use super::super::{Call, Exit, Input, Sink, builtins};
use super::{Flow, Shell, Unwind};
use crate::world::FileKind;

/// The assignments before a command, in their order.
pub(in crate::shell) type Before = Vec<(String, String)>;

/// It was found and may not be executed.
const NOT_EXECUTABLE: Exit = Exit(126);

impl Shell<'_> {
    /// Runs a command: a function, else a builtin, else one of the machine.
    pub(in crate::shell) fn call(&mut self, argv: &[String], before: &Before) -> Flow<Exit> {
        if let Some(function) = self.state.functions.get(&argv[0]).cloned() {
            return self.with_assignments(before, |shell| shell.call_function(&function, argv));
        }
        self.call_without_functions(argv, before)
    }

    /// Runs a command as `command` does: functions are not looked at.
    pub(in crate::shell) fn call_without_functions(
        &mut self,
        argv: &[String],
        before: &Before,
    ) -> Flow<Exit> {
        match builtins::find(&argv[0]) {
            Some(builtin) => self.with_assignments(before, |shell| builtin.run(shell, argv)),
            None => self.call_machine(argv, before),
        }
    }

    fn with_assignments(
        &mut self,
        before: &Before,
        run: impl FnOnce(&mut Self) -> Flow<Exit>,
    ) -> Flow<Exit> {
        if before.is_empty() {
            return run(self);
        }
        self.state.variables.enter_assignments(before);
        let result = run(self);
        self.state.variables.leave();
        result
    }

    /// Runs a command of the machine.
    pub(in crate::shell) fn call_machine(
        &mut self,
        argv: &[String],
        before: &Before,
    ) -> Flow<Exit> {
        let name = &argv[0];
        let known = self.kernel.has(name);
        if name.contains('/')
            && !known
            && let Some(exit) = self.refuse_path(name)
        {
            return Ok(exit);
        }
        let known = known || name.contains('/');
        let mut environment = self.state.variables.exported();
        environment.extend(before.iter().cloned());
        let stdin = self.descriptors.input(0).unwrap_or_else(Input::empty);
        let Some(stdout) = self.descriptors.sink(1) else {
            return Err(Unwind::unmodelled(format!("{name} with standard output closed")));
        };
        let errors = self.errors();
        let stderr = if known { errors.clone() } else { Sink::new() };
        let cwd = self.state.cwd.clone();
        let call = Call {
            argv,
            environment: &environment,
            cwd: &cwd,
            stdin,
            stdout,
            stderr: stderr.clone(),
        };
        let result = self.kernel.run(call);
        if !known {
            self.pass_on_errors(&result, name, &stderr.take());
        }
        Ok(result?)
    }

    /// Gives the machine's words for a command that is not there the prefix of this shell.
    fn pass_on_errors(&self, result: &Result<Exit, super::super::Stop>, name: &str, said: &[u8]) {
        if matches!(result, Ok(Exit::NOT_FOUND)) {
            self.complain(&format!("{name}: command not found"));
        } else {
            self.write(2, said);
        }
    }

    /// Complains of a path that cannot be run.
    fn refuse_path(&self, name: &str) -> Option<Exit> {
        let path = self.absolute(name);
        let (reason, exit) = match self.kernel.kind(&path) {
            None => ("No such file or directory", Exit::NOT_FOUND),
            Some(FileKind::Directory) => ("Is a directory", NOT_EXECUTABLE),
            Some(_) if !self.kernel.is_executable(&path) => ("Permission denied", NOT_EXECUTABLE),
            Some(_) => return None,
        };
        self.complain(&format!("{name}: {reason}"));
        Some(exit)
    }

    /// Returns what a builtin reads; an error where that would wait for the keyboard.
    pub(in crate::shell) fn input_to_read(
        &self,
        name: &str,
        descriptor: i32,
    ) -> Flow<Option<Input>> {
        let input = self.descriptors.input(descriptor);
        if input.as_ref().is_some_and(Input::is_terminal) {
            return Err(Unwind::unmodelled(format!("{name} waits for the keyboard")));
        }
        Ok(input)
    }

    /// Says whether a descriptor is the operator's terminal.
    pub(in crate::shell) fn is_terminal(&self, descriptor: i32) -> bool {
        matches!(self.descriptors.get(descriptor), Some(Endpoint::Input(input)) if input.is_terminal())
    }
}
