//! `command`, `builtin`, `type`, `hash`: what a name means.

use super::super::Exit;
use super::super::evaluate::{Before, Flow, Shell, Unwind};
use super::find;
use crate::world::FileKind;

const KEYWORDS: &[&str] = &[
    "!", "[[", "]]", "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for",
    "function", "if", "in", "select", "then", "time", "until", "while", "{", "}",
];

/// What a name means.
enum Meaning {
    Keyword,
    Function,
    Builtin,
    /// A program at this path.
    File(String),
    Nothing,
}

impl Shell<'_> {
    /// Says what a name means to `command`, which asks.
    fn meaning_of(&self, command: &str, name: &str) -> Flow<Meaning> {
        let meaning = self.known_meaning_of(name);
        if matches!(meaning, Meaning::Nothing)
            && !name.contains('/')
            && self.kernel.may_be_missing(name)
        {
            return Err(Unwind::unmodelled(format!("{command} {name}")));
        }
        Ok(meaning)
    }

    fn known_meaning_of(&self, name: &str) -> Meaning {
        if KEYWORDS.contains(&name) {
            return Meaning::Keyword;
        }
        if self.state.functions.contains_key(name) {
            return Meaning::Function;
        }
        if find(name).is_some() || name == "kill" {
            return Meaning::Builtin;
        }
        if name.contains('/') {
            let path = self.absolute(name);
            let is_file = self.kernel.kind(&path) == Some(FileKind::File);
            let runs = (is_file && self.kernel.is_executable(&path)) || self.kernel.has(name);
            return if runs { Meaning::File(name.to_owned()) } else { Meaning::Nothing };
        }
        // The programs of a simulated machine live in /usr/bin.
        if self.kernel.has(name) {
            Meaning::File(format!("/usr/bin/{name}"))
        } else {
            Meaning::Nothing
        }
    }

    fn explain(&mut self, command: &str, name: &str) -> Flow<bool> {
        let line = match self.meaning_of(command, name)? {
            Meaning::Keyword => format!("{name} is a shell keyword\n"),
            Meaning::Builtin => format!("{name} is a shell builtin\n"),
            Meaning::File(path) => format!("{name} is {path}\n"),
            Meaning::Function => {
                return Err(Unwind::unmodelled(format!("{command} of the function {name}")));
            }
            Meaning::Nothing => {
                self.complain_of(command, &format!("{name}: not found"));
                return Ok(false);
            }
        };
        self.print_of(command, line.as_bytes());
        Ok(true)
    }
}

pub(super) fn command(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "vVp", "")? else { return Ok(Exit::USAGE) };
    if taken.has('V') {
        return explain_all(shell, "command", taken.rest);
    }
    if taken.has('v') {
        return name_all(shell, taken.rest);
    }
    if taken.rest.is_empty() {
        return Ok(Exit::SUCCESS);
    }
    shell.call_without_functions(taken.rest, &Before::new())
}

/// Names each meaning as `command -v` does; 1 where no name means anything.
fn name_all(shell: &mut Shell<'_>, names: &[String]) -> Flow<Exit> {
    let mut found = false;
    for name in names {
        let line = match shell.meaning_of("command -v", name)? {
            Meaning::Keyword | Meaning::Builtin | Meaning::Function => format!("{name}\n"),
            Meaning::File(path) => format!("{path}\n"),
            Meaning::Nothing => continue,
        };
        found = true;
        shell.print_of("command", line.as_bytes());
    }
    Ok(if found { Exit::SUCCESS } else { Exit::FAILURE })
}

fn explain_all(shell: &mut Shell<'_>, command: &str, names: &[String]) -> Flow<Exit> {
    let mut all = true;
    for name in names {
        all = shell.explain(command, name)? && all;
    }
    Ok(if all { Exit::SUCCESS } else { Exit::FAILURE })
}

pub(super) fn kind(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "t", "afpP")? else { return Ok(Exit::USAGE) };
    if !taken.has('t') {
        return explain_all(shell, "type", taken.rest);
    }
    let mut all = true;
    for name in taken.rest {
        let line = match shell.meaning_of("type", name)? {
            Meaning::Keyword => "keyword\n",
            Meaning::Function => "function\n",
            Meaning::Builtin => "builtin\n",
            Meaning::File(_) => "file\n",
            Meaning::Nothing => {
                all = false;
                continue;
            }
        };
        shell.print_of("type", line.as_bytes());
    }
    Ok(if all { Exit::SUCCESS } else { Exit::FAILURE })
}

pub(super) fn builtin(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "", "")? else { return Ok(Exit::USAGE) };
    let Some(name) = taken.rest.first() else { return Ok(Exit::SUCCESS) };
    match find(name) {
        Some(builtin) => builtin.run(shell, taken.rest),
        None if name == "kill" => shell.call_machine(taken.rest, &Before::new()),
        None => {
            shell.complain_of("builtin", &format!("{name}: not a shell builtin"));
            Ok(Exit::FAILURE)
        }
    }
}

pub(super) fn hash(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "r", "lpdt")? else { return Ok(Exit::USAGE) };
    if taken.rest.is_empty() {
        if !taken.has('r') {
            return Err(Unwind::unmodelled("hash without names"));
        }
        return Ok(Exit::SUCCESS);
    }
    let mut exit = Exit::SUCCESS;
    for name in taken.rest {
        let is_known = find(name).is_some()
            || shell.kernel.has(name)
            || shell.state.functions.contains_key(name);
        if !is_known && shell.kernel.may_be_missing(name) {
            return Err(Unwind::unmodelled(format!("hash {name}")));
        }
        if !is_known {
            shell.complain_of("hash", &format!("{name}: not found"));
            exit = Exit::FAILURE;
        }
    }
    Ok(exit)
}
