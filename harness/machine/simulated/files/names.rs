//! Commands that only say how a file is called: `basename`, `dirname`, `readlink`, `realpath`, `pwd`.

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::place::place;
use super::super::quoting::{quoted, quoted_plainly};
use super::super::table::Command;
use crate::shell::{Call, Exit, Stop};
use crate::throwaway::Root;
use crate::world::{FileError, FileKind};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[
    ("basename", basename),
    ("dirname", dirname),
    ("readlink", readlink),
    ("realpath", realpath),
    ("pwd", pwd),
];

const BASENAME: Grammar = Grammar {
    short: "as:z",
    long: &[("multiple", "a"), ("suffix", "s"), ("zero", "z")],
    operands: Operands::Last,
};

fn basename(_: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = BASENAME.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["a", "s", "z"])?;
    let several = given.has("a") || given.has("s");
    let operands = &given.operands;
    if operands.is_empty() {
        return Ok(misused(call, "missing operand", Exit::FAILURE));
    }
    if let Some(extra) = operands.get(2).filter(|_| !several) {
        let message = format!("extra operand {}", quoted_plainly(extra));
        return Ok(misused(call, &message, Exit::FAILURE));
    }
    let suffix = if several { given.value("s") } else { operands.get(1).map(String::as_str) };
    let names = if several { &operands[..] } else { &operands[..1] };
    for path in names {
        call.print(&format!("{}{}", base(path, suffix.unwrap_or_default()), end(&given)));
    }
    Ok(Exit::SUCCESS)
}

const DIRNAME: Grammar = Grammar { short: "z", long: &[("zero", "z")], operands: Operands::Last };

fn dirname(_: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = DIRNAME.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["z"])?;
    if given.operands.is_empty() {
        return Ok(misused(call, "missing operand", Exit::FAILURE));
    }
    for path in &given.operands {
        call.print(&format!("{}{}", directory(path), end(&given)));
    }
    Ok(Exit::SUCCESS)
}

const READLINK: Grammar = Grammar {
    short: "efmnqsvz",
    long: &[
        ("canonicalize", "f"),
        ("canonicalize-existing", "e"),
        ("canonicalize-missing", "m"),
        ("no-newline", "n"),
        ("quiet", "q"),
        ("silent", "s"),
        ("verbose", "v"),
        ("zero", "z"),
    ],
    operands: Operands::Anywhere,
};

fn readlink(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = READLINK.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["e", "f", "n", "q", "s", "v", "z"])?;
    if given.operands.is_empty() {
        return Ok(misused(call, "missing operand", Exit::FAILURE));
    }
    let alone = given.operands.len() == 1;
    if given.has("n") && !alone {
        call.complain("ignoring --no-newline with multiple arguments");
    }
    let end = if given.has("n") && alone { "" } else { end(&given) };
    let mut exit = Exit::SUCCESS;
    for path in &given.operands {
        let at = place(call, path);
        let found = match given.last_of(&["e", "f"]) {
            None => system.root.read_link(&at),
            Some(which) => canonical(&system.root, &at, which == "e"),
        };
        match found {
            Ok(target) => call.print(&format!("{target}{end}")),
            Err(error) => {
                exit = Exit::FAILURE;
                if given.last_of(&["q", "s", "v"]) == Some("v") {
                    call.complain(&format!("{}: {error}", quoted_colon(path)));
                }
            }
        }
    }
    Ok(exit)
}

const REALPATH: Grammar = Grammar {
    short: "eLmPqsz",
    long: &[
        ("canonicalize-existing", "e"),
        ("canonicalize-missing", "m"),
        ("relative-to", ":"),
        ("relative-base", ":"),
        ("quiet", "q"),
        ("strip", "s"),
        ("no-symlinks", "s"),
        ("zero", "z"),
        ("logical", "L"),
        ("physical", "P"),
    ],
    operands: Operands::Anywhere,
};

fn realpath(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = REALPATH.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["e", "P", "q", "z", "relative-to"])?;
    if given.operands.is_empty() {
        return Ok(misused(call, "missing operand", Exit::FAILURE));
    }
    let whole = given.has("e");
    let base = given.value("relative-to").map(|base| (base, place(call, base)));
    let base = match base.map(|(name, at)| (name, canonical(&system.root, &at, whole))) {
        Some((name, Err(error))) => {
            call.complain(&format!("{}: {error}", quoted_colon(name)));
            return Ok(Exit::FAILURE);
        }
        Some((_, Ok(base))) => Some(base),
        None => None,
    };
    let mut exit = Exit::SUCCESS;
    for path in &given.operands {
        match canonical(&system.root, &place(call, path), whole) {
            Ok(real) => {
                let shown = base.as_ref().map_or(real.clone(), |base| relative(&real, base));
                call.print(&format!("{shown}{}", end(&given)));
            }
            Err(error) => {
                exit = Exit::FAILURE;
                if !given.has("q") {
                    call.complain(&format!("{}: {error}", quoted_colon(path)));
                }
            }
        }
    }
    Ok(exit)
}

const PWD: Grammar = Grammar {
    short: "LP",
    long: &[("logical", "L"), ("physical", "P")],
    operands: Operands::Anywhere,
};

fn pwd(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = PWD.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["L", "P"])?;
    if !given.operands.is_empty() {
        call.complain("ignoring non-option arguments");
    }
    if given.last_of(&["L", "P"]) == Some("L") {
        call.print(&format!("{}\n", call.cwd));
        return Ok(Exit::SUCCESS);
    }
    match canonical(&system.root, call.cwd, true) {
        Ok(real) => call.print(&format!("{real}\n")),
        Err(error) => {
            call.complain(&format!(
                "couldn't find directory entry in '..' with matching i-node: {error}"
            ));
            return Ok(Exit::FAILURE);
        }
    }
    Ok(Exit::SUCCESS)
}

fn end(given: &Arguments) -> &'static str {
    if given.has("z") { "\0" } else { "\n" }
}

/// Returns the last part of `path` without `suffix`; a name that is all suffix stays.
fn base<'a>(path: &'a str, suffix: &str) -> &'a str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return &path[..path.len().min(1)];
    }
    let name = trimmed.rsplit_once('/').map_or(trimmed, |(_, name)| name);
    name.strip_suffix(suffix).filter(|kept| !kept.is_empty()).unwrap_or(name)
}

fn directory(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit_once('/') {
        None if trimmed.is_empty() && !path.is_empty() => "/",
        None => ".",
        Some((above, _)) => match above.trim_end_matches('/') {
            "" => "/",
            above => above,
        },
    }
}

/// Returns the path without links and dots; the last part may be missing unless `whole`.
fn canonical(root: &Root, path: &str, whole: bool) -> Result<String, FileError> {
    let real = root.canonical(path)?;
    match root.kind_of_link(&real) {
        None if whole => Err(FileError::NotFound),
        Some(kind) if path.ends_with('/') && kind != FileKind::Directory => {
            Err(FileError::NotDirectory)
        }
        _ => Ok(real),
    }
}

fn relative(path: &str, base: &str) -> String {
    let parts = |text: &str| -> Vec<String> {
        text.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (path, base) = (parts(path), parts(base));
    let shared = path.iter().zip(&base).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..".to_owned(), base.len() - shared);
    let steps: Vec<String> = up.chain(path[shared..].iter().cloned()).collect();
    if steps.is_empty() { ".".to_owned() } else { steps.join("/") }
}

/// Quotes a name only where it needs it, as messages do in which a colon follows the name.
fn quoted_colon(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"%+,-./:@]_".contains(&b);
    if !name.is_empty() && name.bytes().all(plain) { name.to_owned() } else { quoted(name) }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::Bench;

    #[test]
    fn names_of_paths_are_cut_as_coreutils_cuts_them() {
        let table = [
            ("basename /", "/\n"),
            ("basename //", "/\n"),
            ("basename a/b/", "b\n"),
            ("basename ''", "\n"),
            ("basename .c .c", ".c\n"),
            ("basename x.c .c", "x\n"),
            ("basename -s .c a.c d/b.c", "a\nb\n"),
            ("basename -a a/b c/d", "b\nd\n"),
            ("dirname a a/b /a / // a/b/ a// ''", ".\na\n/\n/\n/\na\n.\n.\n"),
            ("dirname -z a/b", "a\0"),
            ("/bin/pwd", "/srv/app\n"),
        ];
        for (line, expected) in table {
            assert_eq!(Bench::with(&[]).output(line), expected, "{line}");
        }
    }

    #[test]
    fn links_are_followed_to_where_they_lead() {
        let mut bench = Bench::with(&[("d/e/", ""), ("f", "x")]);
        bench.system.root.symlink("d/e", "/srv/app/l").expect("a link");
        bench.system.root.symlink("nope", "/srv/app/bad").expect("a link");
        let table = [
            ("realpath l d/../d l/.. bad", "/srv/app/d/e\n/srv/app/d\n/srv/app/d\n/srv/app/nope\n"),
            ("realpath --relative-to=d l f d", "e\n../f\n.\n"),
            ("readlink l bad", "d/e\nnope\n"),
            ("readlink -f l nope bad/", "/srv/app/d/e\n/srv/app/nope\n/srv/app/nope\n"),
            ("readlink -fn l", "/srv/app/d/e"),
        ];
        for (line, expected) in table {
            assert_eq!(bench.output(line), expected, "{line}");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_said_as_coreutils_says_it() {
        let mut bench = Bench::with(&[("f", "x"), ("d/", "")]);
        let table = [
            (
                "basename",
                "basename: missing operand\nTry 'basename --help' for more information.\n",
            ),
            (
                "basename a b c",
                "basename: extra operand 'c'\nTry 'basename --help' for more information.\n",
            ),
            ("realpath nope/x", "realpath: nope/x: No such file or directory\n"),
            ("realpath ''", "realpath: '': No such file or directory\n"),
            ("realpath f/", "realpath: f/: Not a directory\n"),
            ("realpath f/x", "realpath: f/x: Not a directory\n"),
            ("readlink d", ""),
            ("readlink -v d", "readlink: d: Invalid argument\n"),
            ("readlink -f f/", ""),
            ("readlink -e nope", ""),
        ];
        for (line, expected) in table {
            let ran = bench.run(line);
            assert_eq!((ran.exit, ran.stderr.as_str()), (1, expected), "{line}");
        }
        assert_eq!(bench.unmodelled("realpath -m x"), "realpath -m");
        assert_eq!(bench.read("f").as_deref(), Some("x"), "naming a file leaves it as it is");
    }
}
