//! A text, one complete command after the other.

use std::borrow::Cow;

use super::super::Exit;
use super::super::grammar::{Complete, Fault, Reader, Unended, parse};
use super::super::state::Kind;
use super::{Flow, Shell, Unwind};

/// What a syntax error in a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::shell) enum Ending {
    /// The text is the whole shell.
    Shell,
    /// The text is the argument of `eval`.
    Eval,
    /// The text is a sourced file.
    Sourced,
    /// The text is a substitution or a trap.
    Part,
}

/// The longest text that is read, in bytes.
const TEXT_BYTES_MAX: usize = 1024 * 1024;

impl Shell<'_> {
    /// Runs `text`, whose first line is `line`, and returns the exit code of its last command.
    pub(in crate::shell) fn run_text(
        &mut self,
        text: &str,
        line: usize,
        ending: Ending,
    ) -> Flow<Exit> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(Unwind::unmodelled("a text of more than 1 MiB"));
        }
        if ending == Ending::Shell {
            return self.run_commands(text, line, ending);
        }
        self.indirection += 1;
        let result = self.deeper(2, |shell| shell.run_commands(text, line, ending));
        self.indirection -= 1;
        result
    }

    fn run_commands(&mut self, text: &str, line: usize, ending: Ending) -> Flow<Exit> {
        // The end of a text ends its last line.
        let whole = if text.ends_with('\n') {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(format!("{text}\n"))
        };
        let mut reader = Reader::new(&whole, line);
        let mut exit = if ending == Ending::Shell { self.state.last_exit } else { Exit::SUCCESS };
        loop {
            reader.set_extended_patterns(self.state.shopts.has("extglob"));
            exit = match reader.next_command() {
                Ok(Some(complete)) => self.run_complete(&complete)?,
                Ok(None) => return Ok(exit),
                Err(fault) if self.goes_on_after(&fault, ending) => {
                    let exit = self.refuse(&fault, &reader, ending)?;
                    reader.give_up_line();
                    exit
                }
                Err(fault) => return self.refuse(&fault, &reader, ending),
            };
        }
    }

    /// Runs a complete command; what abandons it ends here, but for a subshell, which it ends.
    fn run_complete(&mut self, complete: &Complete) -> Flow<Exit> {
        for unended in &complete.unended {
            self.warn_unended(unended);
        }
        let program = parse(&complete.tokens)?;
        match self.run_program(&program) {
            Err(Unwind::Abandon(code)) if self.subshells == 0 => {
                self.state.last_exit = code;
                Ok(code)
            }
            other => other,
        }
    }

    /// Says whether the lines behind a syntax error still run: those that an operator types do.
    fn goes_on_after(&self, fault: &Fault, ending: Ending) -> bool {
        self.state.is_interactive()
            && ending == Ending::Shell
            && matches!(fault, Fault::Unexpected { .. } | Fault::OddCondition { .. })
    }

    fn run_program(&mut self, program: &brush_parser::ast::Program) -> Flow<Exit> {
        let mut exit = self.state.last_exit;
        for list in &program.complete_commands {
            exit = self.run_list(list)?;
        }
        Ok(exit)
    }

    /// Says what bash says of a text that it cannot read.
    fn refuse(&mut self, fault: &Fault, reader: &Reader<'_>, ending: Ending) -> Flow<Exit> {
        let (line, message) = match fault {
            Fault::Unmodelled(what) => return Err(Unwind::unmodelled(what.clone())),
            Fault::Unclosed { closer, line } => {
                (*line, format!("unexpected EOF while looking for matching `{closer}'"))
            }
            Fault::UnexpectedEnd { line } => {
                (*line, "syntax error: unexpected end of file".to_owned())
            }
            Fault::Unexpected { token, line } => {
                (*line, format!("syntax error near unexpected token `{token}'"))
            }
            Fault::OddCondition { message, line } => (*line, message.clone()),
        };
        self.line = line;
        let prefix = self.syntax_prefix(ending);
        if !message.is_empty() {
            self.write(2, format!("{prefix}{message}\n").as_bytes());
        }
        if matches!(fault, Fault::Unexpected { .. }) && !self.state.is_interactive() {
            let source = reader.source_line(line);
            self.write(2, format!("{prefix}`{source}'\n").as_bytes());
        }
        // Bash leaves `$?` alone after an odd condition, and after an open quote if it is an error.
        let exit = match fault {
            Fault::OddCondition { .. } => self.state.last_exit,
            Fault::Unclosed { .. } if !self.state.is_interactive() => match self.state.last_exit {
                Exit::SUCCESS => Exit::USAGE,
                failed => failed,
            },
            _ => Exit::USAGE,
        };
        self.state.last_exit = exit;
        match (ending, &self.state.kind) {
            (Ending::Shell, Kind::Script | Kind::CommandString) => Err(Unwind::Exit(exit)),
            _ => Ok(exit),
        }
    }

    fn syntax_prefix(&self, ending: Ending) -> String {
        if self.state.kind == Kind::CommandString && ending == Ending::Shell {
            return format!("{}: -c: line {}: ", self.state.name, self.line);
        }
        if ending == Ending::Eval && !self.state.is_interactive() {
            return self.prefix().replacen(": line ", ": eval: line ", 1);
        }
        self.prefix()
    }

    /// Runs a sourced file.
    pub(in crate::shell) fn run_sourced(&mut self, name: &str, text: &str) -> Flow<Exit> {
        let before = (self.source.replace(name.to_owned()), self.line);
        self.sourced += 1;
        let result = self.run_text(text, 1, Ending::Sourced);
        self.sourced -= 1;
        (self.source, self.line) = before;
        match result {
            Err(Unwind::Return(exit)) => Ok(exit),
            other => other,
        }
    }

    fn warn_unended(&mut self, unended: &Unended) {
        self.line = unended.line;
        self.complain(&format!(
            "warning: here-document at line {} delimited by end-of-file (wanted `{}')",
            unended.announced, unended.delimiter
        ));
    }
}
