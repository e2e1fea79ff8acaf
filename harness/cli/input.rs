//! Reading the pack and the runbook that the arguments name.

use std::fs;
use std::io::{self, Read as _, Write};
use std::path::Path;

use super::args::Source;
use super::error::CliError;
use crate::drill::{EmbeddedPack, FolderPack, Pack, PackFiles};
use crate::runbook::{Coloring, Diagnostic, Runbook, Severity, parse};

/// The most bytes of a runbook.
const RUNBOOK_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The most remarks on a runbook that are shown at once; the JSON report holds the others too.
const SHOWN_MAX: usize = 20;

/// The variant that is drilled where the user gives no runbook.
const DOCUMENTED: &str = "documented";

/// A pack and a runbook, read and understood.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) files: Box<dyn PackFiles>,
    pub(super) pack: Pack,
    pub(super) runbook: Runbook,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The name under which drills of this runbook run.
    pub(super) variant: String,
}

/// Reads what `source` names: the built-in pack and its documented runbook where it names nothing.
pub(super) fn read(source: &Source) -> Result<Read, CliError> {
    let files: Box<dyn PackFiles> = match &source.pack {
        None => Box::new(EmbeddedPack),
        Some(folder) => Box::new(FolderPack::at(folder)),
    };
    let pack = Pack::read(files.as_ref())?;
    let (variant, name, text) = if let Some(path) = &source.runbook {
        (variant_of(path), path.display().to_string(), read_runbook(path)?)
    } else {
        let (name, text) = pack.runbook(files.as_ref(), DOCUMENTED)?;
        (DOCUMENTED.to_owned(), name, text)
    };
    let parsed = parse(&text, &name);
    Ok(Read { files, pack, runbook: parsed.runbook, diagnostics: parsed.diagnostics, variant })
}

/// Shows what was not understood; an error among it ends the command. Warnings and notes are shown
/// for a runbook of the user's only: those of the pack are known.
pub(super) fn judge(read: &Read, source: &Source, err: &mut dyn Write) -> Result<(), CliError> {
    let shown = |wanted: &dyn Fn(Severity) -> bool| -> String {
        let chosen = || read.diagnostics.iter().filter(|diagnostic| wanted(diagnostic.severity));
        let (text, name) = (&read.runbook.source, &read.runbook.name);
        let rendered = chosen()
            .take(SHOWN_MAX)
            .map(|diagnostic| format!("{}\n", diagnostic.render(text, name, Coloring::Ansi)));
        let rendered: String = rendered.collect();
        match chosen().count().saturating_sub(SHOWN_MAX) {
            0 => rendered,
            more => format!("{rendered}and {more} more of this kind are not shown\n"),
        }
    };
    let errors = shown(&|severity| severity == Severity::Error);
    if !errors.is_empty() {
        return Err(CliError::NotUnderstood { shown: errors });
    }
    if source.runbook.is_some() {
        let warnings = shown(&|severity| severity == Severity::Warning);
        write!(err, "{warnings}").map_err(CliError::Write)?;
    }
    Ok(())
}

fn read_runbook(path: &Path) -> Result<String, CliError> {
    let place = path.display().to_string();
    let refused = |source: io::Error| CliError::Runbook { place: place.clone(), source };
    // Opening a pipe or a device may wait for ever.
    let kind = fs::metadata(path).map_err(refused)?.file_type();
    if !kind.is_file() && !kind.is_dir() {
        return Err(CliError::NotRegular { place });
    }
    let file = fs::File::open(path).map_err(refused)?;
    let mut bytes = Vec::new();
    file.take(RUNBOOK_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > RUNBOOK_BYTES_MAX {
        return Err(CliError::TooLarge { place });
    }
    if let Some(offset) = bytes.iter().position(|byte| *byte == 0) {
        return Err(CliError::NotText { place, offset });
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        CliError::NotText { place: place.clone(), offset }
    })
}

/// The name of a user's runbook in the names of drills: its file's, in plain characters.
fn variant_of(path: &Path) -> String {
    let stem =
        path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let name: String = stem.chars().take(60).map(plain).collect();
    if name.trim_matches('-').is_empty() { "runbook".to_owned() } else { name }
}
