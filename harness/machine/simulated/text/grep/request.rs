//! What one call of grep asks for.

use super::super::super::options::{Arguments, Given, Grammar, Operands};
use super::glob::Globs;
use crate::shell::{Call, Exit, Stop};

/// What is printed of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    /// The selected lines.
    Lines,
    /// Only what matches in them.
    Matches,
    /// How many there are.
    Count,
    /// The file's name, where any line is selected.
    NamesWith,
    /// The file's name, where none is.
    NamesWithout,
    /// Nothing.
    Nothing,
}

/// Whether the file's name stands before each line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// Where there are several files.
    Several,
    /// Always.
    Shown,
    /// Never.
    Hidden,
}

/// What to do with a file that holds zero bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binary {
    /// Say that it matches.
    Named,
    /// Treat it as text.
    Text,
    /// Take it for one that does not match.
    Skipped,
}

/// What to do with a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Directories {
    /// Complain that it is one.
    Read,
    /// Pass it over.
    Skip,
    /// Search all files in it; links inside are not followed.
    Recurse,
    /// Search all files in it, and where links lead.
    RecurseLinks,
}

/// How the lines are printed.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// Whether the line's number stands before it.
    pub(super) numbers: bool,
    /// Whether the offset in bytes stands before it.
    pub(super) offsets: bool,
    /// Whether a zero byte follows the file's name.
    pub(super) zero_after_name: bool,
    /// How many lines before and after a selected one; none where no context was asked for.
    pub(super) context: Option<(usize, usize)>,
    /// What stands between groups of lines that are apart.
    pub(super) separator: Option<String>,
    /// What standard input is called.
    pub(super) stdin_name: String,
}

/// One call, understood.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// What is printed.
    pub(super) output: Output,
    /// How.
    pub(super) layout: Layout,
    /// Whether names stand before lines.
    pub(super) names: Names,
    /// What to do with binary files.
    pub(super) binary: Binary,
    /// What to do with directories.
    pub(super) directories: Directories,
    /// How many selected lines are enough.
    pub(super) enough: Option<usize>,
    /// Which files to leave out.
    pub(super) globs: Globs,
    /// Whether complaints about files are kept back.
    pub(super) is_silent: bool,
}

pub(super) const GRAMMAR: Grammar = Grammar {
    short: "0123456789A:B:C:D:EFGHILPTUVX:abcd:e:f:hilm:noqrRsuvwxyZz",
    long: &[
        ("basic-regexp", "G"),
        ("extended-regexp", "E"),
        ("fixed-regexp", "F"),
        ("fixed-strings", "F"),
        ("perl-regexp", "P"),
        ("after-context", "A"),
        ("before-context", "B"),
        ("binary", "U"),
        ("binary-files", ":"),
        ("byte-offset", "b"),
        ("context", "C"),
        ("color", "::"),
        ("colour", "color::"),
        ("count", "c"),
        ("devices", "D"),
        ("directories", "d"),
        ("exclude", ":"),
        ("exclude-from", ":"),
        ("exclude-dir", ":"),
        ("file", "f"),
        ("files-with-matches", "l"),
        ("files-without-match", "L"),
        ("group-separator", ":"),
        ("no-group-separator", ""),
        ("ignore-case", "i"),
        ("no-ignore-case", ""),
        ("include", ":"),
        ("initial-tab", "T"),
        ("invert-match", "v"),
        ("label", ":"),
        ("line-buffered", ""),
        ("line-number", "n"),
        ("line-regexp", "x"),
        ("max-count", "m"),
        ("no-filename", "h"),
        ("no-messages", "s"),
        ("null", "Z"),
        ("null-data", "z"),
        ("only-matching", "o"),
        ("quiet", "q"),
        ("recursive", "r"),
        ("dereference-recursive", "R"),
        ("regexp", "e"),
        ("with-filename", "H"),
        ("silent", "q"),
        ("text", "a"),
        ("unix-byte-offsets", "u"),
        ("word-regexp", "w"),
    ],
    operands: Operands::Anywhere,
};

const UNMODELLED: &[&str] = &["D", "T", "V", "X", "u", "z", "exclude-from", "help", "version"];

/// Understands the options. The inner error is the exit code of a call that was refused.
pub(super) fn understand(
    call: &Call<'_>,
    arguments: &Arguments,
) -> Result<Result<Request, Exit>, Stop> {
    for given in &arguments.options {
        let colored = given.name == "color"
            && matches!(given.value.as_deref(), Some("always" | "yes" | "force"));
        if UNMODELLED.contains(&given.name) || colored {
            return Err(call.unmodelled(&given.spelling()));
        }
    }
    let layout = match layout(arguments) {
        Ok(layout) => layout,
        Err(message) => return Ok(Err(refuse(call, &message))),
    };
    let (Some(binary), Some(directories), Ok(enough)) =
        (binary(arguments), directories(arguments), enough(arguments))
    else {
        return refuse_value(call, arguments).map(Err);
    };
    Ok(Ok(Request {
        output: output(arguments),
        layout,
        names: match arguments.last_of(&["H", "h"]) {
            Some("H") => Names::Shown,
            Some(_) => Names::Hidden,
            None => Names::Several,
        },
        binary,
        directories,
        enough,
        globs: Globs::understand(call, arguments)?,
        is_silent: arguments.has("s"),
    }))
}

/// Prints the two lines with which grep ends after a wrong option.
pub(super) fn usage(call: &Call<'_>) -> Exit {
    call.stderr.write(b"Usage: grep [OPTION]... PATTERNS [FILE]...\n");
    call.stderr.write(b"Try 'grep --help' for more information.\n");
    Exit::USAGE
}

/// Complains under the name of grep, whatever it was called as.
pub(super) fn refuse(call: &Call<'_>, message: &str) -> Exit {
    call.stderr.write(format!("grep: {message}\n").as_bytes());
    Exit::USAGE
}

fn refuse_value(call: &Call<'_>, arguments: &Arguments) -> Result<Exit, Stop> {
    if enough(arguments).is_err() {
        return Ok(refuse(call, "invalid max count"));
    }
    if binary(arguments).is_none() {
        return Ok(refuse(call, "unknown binary-files type"));
    }
    Err(call.unmodelled("-d with another action than read, skip or recurse"))
}

fn output(arguments: &Arguments) -> Output {
    let names = arguments.last_of(&["l", "L"]);
    match (arguments.has("q"), names, arguments.has("c"), arguments.has("o")) {
        (true, ..) => Output::Nothing,
        (_, Some("l"), ..) => Output::NamesWith,
        (_, Some(_), ..) => Output::NamesWithout,
        (_, _, true, _) => Output::Count,
        (.., true) => Output::Matches,
        _ => Output::Lines,
    }
}

fn layout(arguments: &Arguments) -> Result<Layout, String> {
    let separator = match arguments.last_of(&["group-separator", "no-group-separator"]) {
        Some("no-group-separator") => None,
        Some(_) => arguments.value("group-separator").map(str::to_owned),
        None => Some("--".to_owned()),
    };
    Ok(Layout {
        numbers: arguments.has("n"),
        offsets: arguments.has("b"),
        zero_after_name: arguments.has("Z"),
        context: context(arguments)?,
        separator,
        stdin_name: arguments.value("label").unwrap_or("(standard input)").to_owned(),
    })
}

fn context(arguments: &Arguments) -> Result<Option<(usize, usize)>, String> {
    let both = match digits(&arguments.options).as_deref().or(arguments.value("C")) {
        Some(both) => Some(lines_of(both)?),
        None => None,
    };
    let side = |name| arguments.value(name).map(lines_of).transpose();
    let (before, after) = (side("B")?.or(both), side("A")?.or(both));
    let any = before.is_some() || after.is_some();
    Ok(any.then(|| (before.unwrap_or(0), after.unwrap_or(0))))
}

/// Joins the digits of an option such as `-15`.
fn digits(options: &[Given]) -> Option<String> {
    let is_digit = |given: &&Given| given.name.bytes().all(|byte| byte.is_ascii_digit());
    let digits: String = options.iter().filter(is_digit).map(|given| given.name).collect();
    (!digits.is_empty()).then_some(digits)
}

fn lines_of(value: &str) -> Result<usize, String> {
    value.parse().map_err(|_| format!("{value}: invalid context length argument"))
}

fn enough(arguments: &Arguments) -> Result<Option<usize>, ()> {
    match arguments.value("m").map(str::parse::<i64>) {
        None => Ok(None),
        Some(Ok(count)) => Ok(usize::try_from(count).ok()),
        Some(Err(_)) => Err(()),
    }
}

fn binary(arguments: &Arguments) -> Option<Binary> {
    match arguments.last_of(&["a", "I", "binary-files"]) {
        None => Some(Binary::Named),
        Some("a") => Some(Binary::Text),
        Some("I") => Some(Binary::Skipped),
        Some(_) => match arguments.value("binary-files") {
            Some("binary") => Some(Binary::Named),
            Some("text") => Some(Binary::Text),
            Some("without-match") => Some(Binary::Skipped),
            _ => None,
        },
    }
}

fn directories(arguments: &Arguments) -> Option<Directories> {
    match arguments.last_of(&["r", "R", "d"]) {
        None => Some(Directories::Read),
        Some("r") => Some(Directories::Recurse),
        Some("R") => Some(Directories::RecurseLinks),
        Some(_) => match arguments.value("d") {
            Some("read") => Some(Directories::Read),
            Some("skip") => Some(Directories::Skip),
            Some("recurse") => Some(Directories::Recurse),
            _ => None,
        },
    }
}
