//! Reading the pack and the runbooks that the arguments name.

use std::fs;
use std::io::{self, Read as _, Write};
use std::path::Path;

use super::args::Source;
use super::error::CliError;
use crate::drill::{Condition, EmbeddedPack, FolderPack, KnownFindings, Pack, PackFiles};
use crate::runbook::{Coloring, Diagnostic, Runbook, Severity, parse};

/// The most bytes of a runbook.
const RUNBOOK_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The most remarks on a runbook that are shown at once; the JSON report holds the others too.
const SHOWN_MAX: usize = 20;

/// The variant that is read where one runbook is asked for and none is named.
const DOCUMENTED: &str = "documented";

/// A pack and some runbooks, read and understood.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) files: Box<dyn PackFiles>,
    pub(super) pack: Pack,
    pub(super) books: Vec<Book>,
}

/// A runbook, read and understood.
#[derive(Debug)]
pub(super) struct Book {
    /// The name under which its drills run.
    pub(super) variant: String,
    pub(super) runbook: Runbook,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What is known to be wrong with it; of a user's file nothing.
    pub(super) known: KnownFindings,
    owner: Owner,
}

/// Whose runbook it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// One of the pack's.
    Pack,
    /// A file that the user named.
    User,
}

/// Reads one runbook: the user's file, or the `variant` of the pack, or its documented one.
pub(super) fn read_one(source: &Source, variant: Option<&str>) -> Result<Book, CliError> {
    let (files, pack) = read_pack(source)?;
    if let Some(variant) = variant {
        known_variant(&pack, variant)?;
    }
    match &source.runbook {
        Some(path) => own_book(path),
        None => pack_book(files.as_ref(), &pack, variant.unwrap_or(DOCUMENTED)),
    }
}

/// Reads the conditions of the pack that `source` names.
pub(super) fn read_conditions(source: &Source) -> Result<Vec<Condition>, CliError> {
    let (files, pack) = read_pack(source)?;
    Ok(pack.conditions(files.as_ref())?)
}

/// Reads the pack and the runbooks to be drilled: the user's file alone, or those of the pack that
/// `variants` names, or all that it has.
pub(super) fn read_all(source: &Source, variants: &[String]) -> Result<Read, CliError> {
    let (files, pack) = read_pack(source)?;
    variants.iter().try_for_each(|variant| known_variant(&pack, variant))?;
    let is_wanted = |variant: &&String| variants.is_empty() || variants.contains(variant);
    let books = if let Some(path) = &source.runbook {
        vec![own_book(path)?]
    } else {
        let wanted = pack.runbooks.keys().filter(is_wanted);
        let read = wanted.map(|variant| pack_book(files.as_ref(), &pack, variant));
        read.collect::<Result<_, _>>()?
    };
    Ok(Read { files, pack, books })
}

fn known_variant(pack: &Pack, variant: &str) -> Result<(), CliError> {
    if pack.runbooks.contains_key(variant) {
        return Ok(());
    }
    let known = pack.runbooks.keys().cloned().collect::<Vec<_>>().join(", ");
    Err(CliError::NoVariant { variant: variant.to_owned(), known })
}

fn read_pack(source: &Source) -> Result<(Box<dyn PackFiles>, Pack), CliError> {
    let files: Box<dyn PackFiles> = match &source.pack {
        None => Box::new(EmbeddedPack),
        Some(folder) => Box::new(FolderPack::at(folder)),
    };
    let pack = Pack::read(files.as_ref())?;
    Ok((files, pack))
}

fn own_book(path: &Path) -> Result<Book, CliError> {
    let parsed = parse(&read_runbook(path)?, &path.display().to_string());
    Ok(Book {
        variant: variant_of(path),
        runbook: parsed.runbook,
        diagnostics: parsed.diagnostics,
        known: KnownFindings::default(),
        owner: Owner::User,
    })
}

fn pack_book(files: &dyn PackFiles, pack: &Pack, variant: &str) -> Result<Book, CliError> {
    let (name, text) = pack.runbook(files, variant)?;
    let parsed = parse(&text, &name);
    Ok(Book {
        variant: variant.to_owned(),
        runbook: parsed.runbook,
        diagnostics: parsed.diagnostics,
        known: pack.known_findings(files, variant)?,
        owner: Owner::Pack,
    })
}

/// Shows what was not understood; an error among it ends the command. Warnings and notes are shown
/// for a runbook of the user's only: those of the pack are known.
pub(super) fn judge(book: &Book, err: &mut dyn Write) -> Result<(), CliError> {
    let shown = |wanted: &dyn Fn(Severity) -> bool| -> String {
        let chosen = || book.diagnostics.iter().filter(|diagnostic| wanted(diagnostic.severity));
        let (text, name) = (&book.runbook.source, &book.runbook.name);
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
    if book.owner == Owner::User {
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
