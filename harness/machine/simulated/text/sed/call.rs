//! The command as a whole: options, script, files.

use super::super::super::System;
use super::super::super::options::{Arguments, Grammar, Operands};
use super::super::super::place::place;
use super::super::super::table::Command;
use super::super::input;
use super::super::regex::Dialect;
use super::cursor::{Fault, Origin};
use super::machine::Machine;
use super::parse;
use super::script::{Action, Script, Target};
use super::sink::WrittenFiles;
use super::source::Source;
use crate::shell::{Call, Exit, Stop};
use crate::world::{FileKind, name_of, parent_of};

/// The names of this family.
pub(in super::super::super) const COMMANDS: &[(&str, Command)] = &[("sed", sed)];

const GRAMMAR: Grammar = Grammar {
    short: "bsnrzuEe:f:l:i::V:",
    long: &[
        ("binary", "b"),
        ("regexp-extended", "r"),
        ("debug", ""),
        ("in-place", "i"),
        ("expression", "e"),
        ("file", "f"),
        ("line-length", "l"),
        ("null-data", "z"),
        ("zero-terminated", "z"),
        ("quiet", "n"),
        ("posix", ""),
        ("silent", "n"),
        ("sandbox", ""),
        ("separate", "s"),
        ("unbuffered", "u"),
        ("follow-symlinks", ""),
    ],
    operands: Operands::Anywhere,
};

const MODELLED: &[&str] = &["s", "n", "r", "z", "u", "E", "e", "f", "l", "i"];

/// How the files of a call belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Files {
    /// They are read as one.
    Joined,
    /// Each counts its lines from 1 and has a last line.
    Separate,
    /// Each is edited, and so must be a regular file.
    Edited,
}

/// What happens to the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edit {
    /// They are only read.
    No,
    /// Each is replaced by what was written, the old one kept where a suffix is given.
    InPlace {
        /// Added to the name of the old file; `*` in it stands for the name.
        suffix: String,
    },
}

/// How a script is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    /// Whether only what is asked for is printed.
    pub(super) is_quiet: bool,
    /// What ends a line.
    pub(super) delimiter: u8,
    /// How wide the lines of `l` are.
    pub(super) width: usize,
    /// How the files belong together.
    pub(super) files: Files,
    /// What happens to them.
    pub(super) edit: Edit,
}

impl Settings {
    /// Returns whether each file is on its own.
    pub(super) fn separates(&self) -> bool {
        self.files != Files::Joined
    }

    fn of(arguments: &Arguments) -> Self {
        let edit = if arguments.has("i") {
            Edit::InPlace { suffix: arguments.value("i").unwrap_or_default().to_owned() }
        } else {
            Edit::No
        };
        let files = match (&edit, arguments.has("s")) {
            (Edit::InPlace { .. }, _) => Files::Edited,
            (Edit::No, true) => Files::Separate,
            (Edit::No, false) => Files::Joined,
        };
        Self {
            is_quiet: arguments.has("n"),
            delimiter: if arguments.has("z") { 0 } else { b'\n' },
            width: arguments.value("l").and_then(|width| width.parse().ok()).unwrap_or(70),
            files,
            edit,
        }
    }
}

impl Edit {
    /// Replaces the file `name` with `text`. A link is replaced itself, as a rename does.
    pub(super) fn replace(
        &self,
        system: &System,
        call: &Call<'_>,
        name: &str,
        text: &[u8],
    ) -> Result<(), Stop> {
        let Self::InPlace { suffix } = self else {
            return Ok(());
        };
        let path = place(call, name);
        let root = &system.root;
        let mode = root.mode(&path);
        let replaced = || {
            let is_link = root.kind_of_link(&path) == Some(FileKind::Symlink);
            if !suffix.is_empty() {
                root.rename(&path, &backup(&path, suffix))?;
            } else if is_link {
                root.remove_file(&path)?;
            }
            root.write(&path, text)?;
            mode.map_or(Ok(()), |mode| root.set_mode(&path, mode))
        };
        replaced().map_err(|error| call.unmodelled(&format!("-i on {name}: {error}")))
    }
}

/// Returns where the old file goes: beside it, or into the directory that the suffix names.
fn backup(path: &str, suffix: &str) -> String {
    let (directory, name) = (parent_of(path), name_of(path));
    let file =
        if suffix.contains('*') { suffix.replace('*', name) } else { format!("{name}{suffix}") };
    format!("{directory}/{file}")
}

fn sed(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let arguments = match GRAMMAR.parse(call.arguments()) {
        Ok(arguments) => arguments,
        Err(message) => return Err(call.unmodelled(&format!("({message})"))),
    };
    arguments.only(call, MODELLED)?;
    let mut operands = arguments.operands.clone();
    let pieces = match pieces(system, call, &arguments, &mut operands)? {
        Ok(pieces) => pieces,
        Err(message) => return Ok(refuse(call, &message, 4)),
    };
    let dialect = if arguments.has("E") || arguments.has("r") {
        Dialect::SedExtended
    } else {
        Dialect::SedBasic
    };
    let script = match parse::parse(&pieces, dialect) {
        Ok(script) => script,
        Err(Fault::Wrong(message, code)) => return Ok(refuse(call, &message, code)),
        Err(Fault::Unmodelled(what)) => return Err(call.unmodelled(&what)),
    };
    let mut settings = Settings::of(&arguments);
    settings.is_quiet |= script.is_quiet;
    if settings.edit != Edit::No && operands.is_empty() {
        return Ok(refuse(call, "no input files", 4));
    }
    run(system, call, &script, settings, &operands)
}

fn run(
    system: &System,
    call: &Call<'_>,
    script: &Script,
    settings: Settings,
    names: &[String],
) -> Result<Exit, Stop> {
    let written = match WrittenFiles::create(system, call, (targets(script), settings.delimiter)) {
        Ok(written) => written,
        Err((name, error)) => {
            return Ok(refuse(call, &format!("couldn't open file {name}: {error}"), 4));
        }
    };
    let source = Source::new(system, call, names, (settings.files, settings.delimiter));
    Machine::new((system, call), script, settings, source, written).run().map(Exit)
}

fn targets(script: &Script) -> impl Iterator<Item = &Target> {
    script.commands.iter().filter_map(|command| match &command.action {
        Action::Write(target) | Action::WriteFirst(target) => Some(target),
        Action::Substitute(substitution) => substitution.target.as_ref(),
        _ => None,
    })
}

/// The pieces of a script, or the message of a call that was refused.
type Pieces = Result<Vec<(Origin, Vec<u8>)>, String>;

/// Collects the pieces of the script: `-e` and `-f` in order, or else the first operand.
fn pieces(
    system: &System,
    call: &Call<'_>,
    arguments: &Arguments,
    operands: &mut Vec<String>,
) -> Result<Pieces, Stop> {
    let mut pieces = Vec::new();
    let mut expressions = 0;
    for given in &arguments.options {
        match (given.name, given.value.as_deref()) {
            ("e", Some(text)) => {
                expressions += 1;
                pieces.push((Origin::Expression(expressions), text.as_bytes().to_vec()));
            }
            ("f", Some(name)) => match input::read(system, call, name)? {
                Ok(text) => pieces.push((Origin::File(name.to_owned()), text)),
                Err(error) => return Ok(Err(format!("couldn't open file {name}: {error}"))),
            },
            _ => {}
        }
    }
    if pieces.is_empty() {
        if operands.is_empty() {
            return Err(call.unmodelled("without a script"));
        }
        pieces.push((Origin::Expression(1), operands.remove(0).into_bytes()));
    }
    Ok(Ok(pieces))
}

fn refuse(call: &Call<'_>, message: &str, code: u8) -> Exit {
    call.stderr.write(format!("sed: {message}\n").as_bytes());
    Exit(code)
}
