//! The way through the program.

use std::error::Error as _;
use std::ffi::OsString;
use std::io::{self, Write};

use clap::{CommandFactory as _, Parser as _};

use super::args::{Arguments, Command};
use super::error::{CliError, code};
use super::{drill, explain, lint, list, plan, times};
use crate::machine::real;

/// Runs the program with `arguments` (the first is its name) and returns its exit code.
///
/// Reports go to `out`, everything else to `err`.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let [_, word, plan, ..] = arguments.as_slice()
        && let Some(word) = word.to_str().filter(|word| real::WORDS.contains(word))
    {
        return real::enter(word, plan.as_ref());
    }
    let parsed = match Arguments::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        Err(error) => return show_usage(&error, out, err),
    };
    match carry_out(parsed.command, out, err) {
        Ok(code) => code,
        Err(error) => {
            complain(&error, err);
            error.code()
        }
    }
}

fn carry_out(command: Command, out: &mut dyn Write, err: &mut dyn Write) -> Result<u8, CliError> {
    match command {
        Command::Run(arguments) => drill::run(&arguments, out, err),
        Command::Lint(arguments) => lint::lint(&arguments, out, err),
        Command::Explain(arguments) => explain::explain(&arguments, out),
        Command::List(arguments) => list::list(&arguments, out, err),
        Command::Times(arguments) => times::times(&arguments, out, err),
        Command::Plan(arguments) => plan::plan(&arguments, out, err),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            let mut command = Arguments::command();
            clap_complete::generate(shell, &mut command, "rollback-drill", &mut script);
            write_whole(out, &script)
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Arguments::command())
                .render(&mut page)
                .map_err(CliError::Write)?;
            write_whole(out, &page)
        }
    }
}

/// Writes a report in one go, so that none is ever half there for a reason of ours.
pub(super) fn write_whole(out: &mut dyn Write, bytes: &[u8]) -> Result<u8, CliError> {
    out.write_all(bytes).and_then(|()| out.flush()).map_err(CliError::Write)?;
    Ok(code::PROVEN)
}

fn show_usage(error: &clap::Error, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let text = error.render();
    let shown = if error.use_stderr() {
        write!(err, "{}", text.ansi())
    } else {
        write!(out, "{}", text.ansi()).and_then(|()| out.flush())
    };
    match shown {
        Ok(()) if error.use_stderr() => code::USAGE,
        Ok(()) => code::PROVEN,
        Err(_) => code::NOT_WRITTEN,
    }
}

/// Prints one error with its causes and its advice. A reader that went away hears nothing.
pub(super) fn complain(error: &CliError, err: &mut dyn Write) {
    if matches!(error, CliError::Write(why) if why.kind() == io::ErrorKind::BrokenPipe) {
        return;
    }
    // There is nobody left to tell that this could not be told.
    let _ = writeln!(err, "{}", told(error));
}

/// Returns what is said of an error: itself, its causes and its advice.
pub(super) fn told(error: &CliError) -> String {
    let mut text = match error {
        CliError::NotUnderstood { shown } => shown.trim_end().to_owned(),
        _ => format!("error: {error}"),
    };
    let mut cause = error.source();
    while let Some(source) = cause {
        let said = source.to_string();
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = source.source();
    }
    if let Some(hint) = error.hint() {
        text.push_str("\nhint: ");
        text.push_str(&hint);
    }
    text
}
