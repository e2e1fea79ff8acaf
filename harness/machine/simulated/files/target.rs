//! Where `cp`, `mv` and `ln` put things: into a directory, or under a new name.

use super::super::System;
use super::super::options::{Arguments, misused};
use super::super::place::{inside, last_part, place, refuse};
use super::super::quoting::{quoted, quoted_plainly};
use crate::shell::{Call, Exit, Stop};
use crate::world::{FileError, FileKind};

/// Where the operands go.
pub(super) enum Target {
    /// Into this directory, each under its own last name.
    Into(String),
    /// To this very path.
    To(String),
}

impl Target {
    /// Returns the path that `source` goes to.
    pub(super) fn of(&self, source: &str) -> String {
        match self {
            Self::To(path) => path.clone(),
            Self::Into(directory) if last_part(source) == ".." => directory.clone(),
            Self::Into(directory) => inside(directory, last_part(source)),
        }
    }
}

/// Tells sources and target apart; an inner error is the exit code of a complaint.
///
/// The letters `t` and `T` mean the same for all three tools.
pub(super) fn target(
    system: &System,
    call: &Call<'_>,
    given: &Arguments,
) -> Result<Result<(Vec<String>, Target), Exit>, Stop> {
    let operands = &given.operands;
    let into = given.value("t");
    let usage = |message: &str| Ok(Err(misused(call, message, Exit::FAILURE)));
    if let Some(directory) = into.filter(|_| !operands.is_empty()) {
        if let Err(error) = directory_at(system, call, directory) {
            let what = format!("target directory {}", quoted(directory));
            return refuse(call, &what, error).map(Err);
        }
        return Ok(Ok((operands.clone(), Target::Into(directory.to_owned()))));
    }
    let (last, sources) = match operands.split_last() {
        None => return usage("missing file operand"),
        Some((only, [])) => {
            return usage(&format!("missing destination file operand after {}", quoted(only)));
        }
        Some((last, sources)) => (last, sources.to_vec()),
    };
    if given.has("T") {
        return match operands.get(2) {
            Some(extra) => usage(&format!("extra operand {}", quoted_plainly(extra))),
            None => Ok(Ok((sources, Target::To(last.clone())))),
        };
    }
    match directory_at(system, call, last) {
        Ok(()) => Ok(Ok((sources, Target::Into(last.clone())))),
        Err(_) if sources.len() == 1 => Ok(Ok((sources, Target::To(last.clone())))),
        Err(error) => refuse(call, &format!("target {}", quoted(last)), error).map(Err),
    }
}

fn directory_at(system: &System, call: &Call<'_>, path: &str) -> Result<(), FileError> {
    match system.root.facts(&place(call, path))?.kind {
        FileKind::Directory => Ok(()),
        _ => Err(FileError::NotDirectory),
    }
}
