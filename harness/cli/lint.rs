//! `rollback-drill lint`: what reading a runbook finds.

use std::io::Write;

use super::args::{Format, LintArguments, Source};
use super::error::{CliError, code};
use super::input::{judge, read_one};
use super::run::write_whole;
use crate::drill::KnownReading;
use crate::lint::{self, ReadAgain};
use crate::report::{lint_to_json, lint_to_text};
use crate::verdict::Expectation;

/// Reads the runbook that the arguments name and writes what the rules find in it.
pub(super) fn lint(
    arguments: &LintArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let source = Source { runbook: arguments.file.clone(), pack: arguments.pack.clone() };
    let book = read_one(&source, arguments.variant.as_deref())?;
    judge(&book, err)?;
    if let Some(level) = lint::left_out(&book.runbook).first() {
        return Err(CliError::TooMuch { place: book.runbook.name.clone(), level: level.number });
    }
    let findings = lint::look(&book.runbook);
    let known = book.known.lint.iter().map(KnownReading::name).collect();
    let compared = ReadAgain::of(&findings, &known);
    let text = match arguments.format {
        Format::Human => lint_to_text(&book.runbook, &findings, &compared),
        Format::Json => lint_to_json(&book.runbook, &findings, &compared),
    };
    write_whole(out, text.as_bytes())?;
    let is_met = compared.expectation() == Expectation::Met;
    Ok(if is_met { code::PROVEN } else { code::REFUTED })
}
