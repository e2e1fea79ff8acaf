//! What `tar` is asked to do: its arguments, in order, for `-C` and `--exclude` act from where they
//! stand.

use super::super::options::{Given, Grammar, Operands};
use crate::shell::{Call, Stop};

/// What is done with an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    /// Write one.
    Create,
    /// Show the names of its members.
    List,
    /// Take members out of it.
    Extract,
}

/// One word behind the operation, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Look for what follows in this directory.
    Directory(String),
    /// Leave out what matches this pattern.
    Exclude(String),
    /// A file or member.
    Member(String),
}

/// One call of `tar`.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// What to do.
    pub operation: Operation,
    /// The archive; none for standard input or output.
    pub archive: Option<String>,
    /// Whether gzip is asked for.
    pub gzip: bool,
    /// How often `-v` was given.
    pub verbosity: usize,
    /// How many leading parts of member names are cut off.
    pub strip: usize,
    /// What to do in order.
    pub steps: Vec<Step>,
    /// The switches that were given, by letter or long name.
    pub switches: Vec<&'static str>,
}

/// Why a call is none.
pub(super) enum Misuse {
    /// The real tool refuses it with this message and exit code, and points to its help.
    Refused(String, u8),
    /// It is not modelled.
    Stopped(Stop),
}

const TAR: Grammar = Grammar {
    short: "AcdrtuxGnSkUWOmpsMBiajJzZhPlRvwoC:T:X:f:F:L:b:H:V:I:K:N:g:",
    long: LONG,
    operands: Operands::Last,
};

const LONG: &[(&str, &str)] = &[
    ("catenate", "A"),
    ("concatenate", "A"),
    ("create", "c"),
    ("delete", ""),
    ("diff", "d"),
    ("compare", "d"),
    ("append", "r"),
    ("test-label", ""),
    ("list", "t"),
    ("update", "u"),
    ("extract", "x"),
    ("get", "x"),
    ("ignore-failed-read", ""),
    ("directory", "C"),
    ("exclude", ":"),
    ("exclude-backups", ""),
    ("exclude-caches", ""),
    ("exclude-from", "X"),
    ("exclude-ignore", ":"),
    ("exclude-tag", ":"),
    ("exclude-vcs", ""),
    ("exclude-vcs-ignores", ""),
    ("files-from", "T"),
    ("no-recursion", ""),
    ("recursion", ""),
    ("null", ""),
    ("anchored", ""),
    ("no-anchored", ""),
    ("ignore-case", ""),
    ("wildcards", ""),
    ("no-wildcards", ""),
    ("wildcards-match-slash", ""),
    ("keep-directory-symlink", ""),
    ("keep-newer-files", ""),
    ("keep-old-files", "k"),
    ("skip-old-files", ""),
    ("overwrite", ""),
    ("overwrite-dir", ""),
    ("no-overwrite-dir", ""),
    ("one-top-level", "::"),
    ("recursive-unlink", ""),
    ("remove-files", ""),
    ("unlink-first", "U"),
    ("verify", "W"),
    ("to-stdout", "O"),
    ("to-command", ":"),
    ("atime-preserve", "::"),
    ("group", ":"),
    ("owner", ":"),
    ("mode", ":"),
    ("mtime", ":"),
    ("touch", "m"),
    ("no-same-owner", "o"),
    ("no-same-permissions", ""),
    ("numeric-owner", ""),
    ("preserve-permissions", "p"),
    ("same-permissions", "p"),
    ("same-owner", ""),
    ("sort", ":"),
    ("acls", ""),
    ("selinux", ""),
    ("xattrs", ""),
    ("force-local", ""),
    ("file", "f"),
    ("multi-volume", "M"),
    ("blocking-factor", "b"),
    ("ignore-zeros", "i"),
    ("format", "H"),
    ("label", "V"),
    ("auto-compress", "a"),
    ("no-auto-compress", ""),
    ("use-compress-program", "I"),
    ("bzip2", "j"),
    ("xz", "J"),
    ("lzma", ""),
    ("zstd", ""),
    ("gzip", "z"),
    ("gunzip", "z"),
    ("ungzip", "z"),
    ("compress", "Z"),
    ("dereference", "h"),
    ("hard-dereference", ""),
    ("newer", "N"),
    ("one-file-system", ""),
    ("absolute-names", "P"),
    ("strip-components", ":"),
    ("transform", ":"),
    ("xform", ":"),
    ("checkpoint", "::"),
    ("full-time", ""),
    ("totals", "::"),
    ("utc", ""),
    ("verbose", "v"),
    ("warning", ":"),
    ("interactive", "w"),
    ("confirmation", "w"),
    ("usage", ""),
];

/// Switches that change nothing in a world of one user, or that are modelled.
const SWITCHES: &[&str] =
    &["k", "m", "o", "O", "p", "P", "overwrite", "same-owner", "no-same-permissions", "utc"];

/// Reads a call's arguments.
pub(super) fn read(call: &Call<'_>) -> Result<Request, Misuse> {
    let mut operations = Vec::new();
    let mut request = Request {
        operation: Operation::List,
        archive: None,
        gzip: false,
        verbosity: 0,
        strip: 0,
        steps: Vec::new(),
        switches: Vec::new(),
    };
    let mut named = false;
    let mut automatic = false;
    for word in words(call.arguments())? {
        let given = match word {
            Ok(given) => given,
            Err(operand) => {
                request.steps.push(Step::Member(operand));
                continue;
            }
        };
        let value = given.value.clone().unwrap_or_default();
        match given.name {
            "c" => operations.push(Operation::Create),
            "t" => operations.push(Operation::List),
            "x" => operations.push(Operation::Extract),
            "f" => {
                named = true;
                request.archive = Some(value).filter(|value| value != "-");
            }
            "z" => request.gzip = true,
            "a" => automatic = true,
            "v" => request.verbosity += 1,
            "C" => request.steps.push(Step::Directory(value)),
            "exclude" => request.steps.push(Step::Exclude(value)),
            "strip-components" => {
                let message = || Misuse::Refused(format!("{value}: Invalid number of elements"), 2);
                request.strip = value.parse().map_err(|_| message())?;
            }
            name if SWITCHES.contains(&name) => request.switches.push(name),
            _ => return Err(Misuse::Stopped(call.unmodelled(&given.spelling()))),
        }
    }
    request.operation = only_one(&operations)?;
    if automatic && request.operation == Operation::Create {
        request.gzip |= asks_for_gzip(call, request.archive.as_deref().unwrap_or_default())?;
    }
    let has_members = request.steps.iter().any(|step| matches!(step, Step::Member(_)));
    if !named && (has_members || request.operation != Operation::Create) {
        return Err(Misuse::Stopped(call.unmodelled("without -f")));
    }
    Ok(request)
}

fn only_one(operations: &[Operation]) -> Result<Operation, Misuse> {
    const CHOICE: &str = "'-Acdtrux', '--delete' or ";
    match operations {
        [first, rest @ ..] if rest.iter().all(|other| other == first) => Ok(*first),
        [] => Err(Misuse::Refused(
            format!("You must specify one of the {CHOICE}'--test-label' options"),
            2,
        )),
        _ => Err(Misuse::Refused(
            format!("You may not specify more than one {CHOICE} '--test-label' option"),
            2,
        )),
    }
}

/// Says whether the archive's name asks for gzip, as `-a` reads it.
fn asks_for_gzip(call: &Call<'_>, name: &str) -> Result<bool, Misuse> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let others =
        [".bz2", ".tbz", ".tbz2", ".tz2", ".xz", ".txz", ".zst", ".tzst", ".lz", ".lzma", ".Z"];
    if ends(&others) {
        return Err(Misuse::Stopped(call.unmodelled(&format!("-a {name}"))));
    }
    Ok(ends(&[".gz", ".tgz", ".taz"]))
}

/// Cuts the arguments into options and operands, in order.
fn words(arguments: &[String]) -> Result<Vec<Result<Given, String>>, Misuse> {
    let mut left = with_dashes(arguments)?;
    let mut found = Vec::new();
    while !left.is_empty() {
        let parsed = TAR.parse(&left).map_err(|message| Misuse::Refused(message, 64))?;
        found.extend(parsed.options.into_iter().map(Ok));
        let mut operands = parsed.operands.into_iter();
        found.extend(operands.next().map(Err));
        left = operands.collect();
    }
    Ok(found)
}

/// Writes the old style, `tar czf FILE`, as the new one: a first word without a dash is a cluster
/// of letters, whose values follow it in their order.
fn with_dashes(arguments: &[String]) -> Result<Vec<String>, Misuse> {
    let Some((cluster, rest)) = arguments.split_first().filter(|(one, _)| !one.starts_with('-'))
    else {
        return Ok(arguments.to_vec());
    };
    let mut rest = rest.iter().cloned();
    let mut found = Vec::new();
    for letter in cluster.chars() {
        found.push(format!("-{letter}"));
        let takes_value = TAR.short.contains(&format!("{letter}:"));
        if takes_value {
            let missing =
                || Misuse::Refused(format!("Old option '{letter}' requires an argument."), 2);
            found.push(rest.next().ok_or_else(missing)?);
        }
    }
    found.extend(rest);
    Ok(found)
}
