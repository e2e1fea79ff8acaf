//! Reports in files: each is written beside its place and then put there, whole or not at all.

use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anstream::adapter::strip_str;
use serde_json::json;

use super::args::{Format, Target};
use super::error::CliError;
use super::run::told;
use crate::report::{FORMAT_VERSION, Report, to_json, to_text};

/// Refuses, before anything runs, places to which no report can go: folders, devices, and one file
/// for two reports.
pub(super) fn check(targets: &[Target]) -> Result<(), CliError> {
    let mut taken: Vec<PathBuf> = Vec::new();
    for Target { path, .. } in targets {
        let shown = || path.display().to_string();
        if fs::metadata(path).is_ok_and(|about| !about.is_file()) || path.file_name().is_none() {
            return Err(CliError::ReportPlace { place: shown() });
        }
        let real = real(path);
        if taken.contains(&real) {
            return Err(CliError::ReportTwice { place: shown() });
        }
        taken.push(real);
    }
    Ok(())
}

/// Writes the report to every file that was asked for, and says which one could not be written.
pub(super) fn write(targets: &[Target], report: &Report<'_>) -> Result<(), CliError> {
    write_each(targets, |format| match format {
        Format::Human => strip_str(&to_text(report)).to_string(),
        Format::Json => to_json(report),
    })
}

/// Writes to every file that was asked for why there is no report.
pub(super) fn write_failure(targets: &[Target], error: &CliError) -> Result<(), CliError> {
    let message = strip_str(&told(error)).to_string();
    write_each(targets, |format| match format {
        Format::Human => format!("{message}\n"),
        Format::Json => {
            let document = json!({
                "format_version": FORMAT_VERSION, "verdict": "inconclusive", "expectation": "open",
                "interrupted": false, "drills": [],
                "error": { "exit_code": error.code(), "message": message },
            });
            format!("{document:#}\n")
        }
    })
}

/// Writes all that can be written, then tells of the first that could not.
fn write_each(targets: &[Target], text: impl Fn(Format) -> String) -> Result<(), CliError> {
    let mut outcome = Ok(());
    for Target { format, path } in targets {
        let written = put(path, text(*format).as_bytes());
        let place = path.display().to_string();
        outcome = outcome.and(written.map_err(|source| CliError::ReportFile { place, source }));
    }
    outcome
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let real = real(path);
    let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    // What the user's umask leaves of it, as of any file that a program writes.
    builder.prefix(".rollback-drill-").permissions(Permissions::from_mode(0o666));
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.persist(&real)?;
    Ok(())
}

/// Returns the file behind links, or the path in its real folder where there is no file yet.
fn real(path: &Path) -> PathBuf {
    let in_folder = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(path.file_name()?))
    };
    fs::canonicalize(path).ok().or_else(in_folder).unwrap_or_else(|| path.to_owned())
}
