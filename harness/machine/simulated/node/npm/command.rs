//! The command line of `npm`.

use super::known::{self, hint};
use super::project::{self, NoProject, Project};
use super::run::{Wanted, run};
use crate::machine::simulated::{System, node::command::error_of_json, table::Command};
use crate::shell::{Call, Exit, Stop};
use crate::world::{FileError, join};

/// The version that is modelled.
const VERSION: &str = "11.19.1";

/// What npm exits with where a file is missing: the error number 2, negative, in a byte.
const ENOENT: Exit = Exit(254);

/// The commands of this family.
pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] =
    &[("npm", npm), ("npx", npx)];

/// A command line, read.
#[derive(Debug, Default)]
struct Line {
    words: Vec<String>,
    silent: bool,
    if_present: bool,
    prefix: Option<String>,
    version: bool,
}

fn npx(_system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    Err(call.unmodelled("(it may fetch packages)"))
}

fn npm(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let line = read(call)?;
    if line.version {
        call.print(&format!("{VERSION}\n"));
        return Ok(Exit::SUCCESS);
    }
    let Some((command, rest)) = line.words.split_first() else {
        return Err(call.unmodelled("without a command"));
    };
    match command.as_str() {
        "run" | "run-script" | "rum" | "urn" => match rest.split_first() {
            Some((name, arguments)) => script(system, call, &line, ("run", name, arguments)),
            None => list(system, call, &line),
        },
        "test" | "t" | "tst" => script(system, call, &line, ("test", "test", rest)),
        "start" | "stop" => script(system, call, &line, (command, command, rest)),
        name if known::COMMANDS.iter().any(|(known, _)| *known == name) => {
            Err(call.unmodelled(name))
        }
        name => Err(call.unmodelled(&format!("{name} (it may be another name of a command)"))),
    }
}

/// Reads the options that are modelled; what stands behind `--` belongs to the script.
fn read(call: &Call<'_>) -> Result<Line, Stop> {
    let mut line = Line::default();
    let mut left = call.arguments().iter();
    while let Some(word) = left.next() {
        match word.as_str() {
            "-s" | "--silent" | "--loglevel=silent" => line.silent = true,
            "--if-present" => line.if_present = true,
            "-v" | "--version" if line.words.is_empty() => line.version = true,
            "--prefix" => line.prefix = left.next().cloned(),
            "--" => line.words.extend(left.by_ref().cloned()),
            option if option.starts_with("--prefix=") => {
                line.prefix = option.split_once('=').map(|(_, path)| path.to_owned());
            }
            option if option.len() > 1 && option.starts_with('-') => {
                return Err(call.unmodelled(option));
            }
            _ => line.words.push(word.clone()),
        }
    }
    Ok(line)
}

fn open(system: &mut System, call: &Call<'_>, line: &Line) -> Result<Result<Project, Exit>, Stop> {
    let directory = match &line.prefix {
        Some(prefix) => join(call.cwd, prefix),
        None => project::directory(&system.root, call.cwd),
    };
    match Project::read(&system.root, &directory) {
        Ok(project) => Ok(Ok(project)),
        Err(why) => refuse(system, call, line, (&directory, &why)).map(Err),
    }
}

/// Says why there is no project, and returns the exit code.
fn refuse(
    system: &mut System,
    call: &Call<'_>,
    line: &Line,
    (directory, why): (&str, &NoProject),
) -> Result<Exit, Stop> {
    let path = join(directory, "package.json");
    let (lines, exit) = match why {
        NoProject::Unreadable(FileError::NotFound) => (missing_manifest(&path), ENOENT),
        NoProject::Unreadable(error) => {
            return Err(call.unmodelled(&format!("with '{path}': {error}")));
        }
        NoProject::NoJson(text) => {
            (bad_manifest(&error_of_json(system, call, text)?), Exit::FAILURE)
        }
    };
    complain(call, line, &lines);
    Ok(exit)
}

fn missing_manifest(path: &str) -> String {
    format!(
        "code ENOENT\nsyscall open\npath {path}\nerrno -2\n\
         enoent Could not read package.json: \
         Error: ENOENT: no such file or directory, open '{path}'\n\
         enoent This is related to npm not being able to find a file.\nenoent"
    )
}

fn bad_manifest(message: &str) -> String {
    format!(
        "code EJSONPARSE\nJSON.parse Invalid package.json: JSONParseError: {message}\n\
         JSON.parse Failed to parse JSON data.\n\
         JSON.parse Note: package.json must be actual JSON, not just JavaScript."
    )
}

fn complain(call: &Call<'_>, line: &Line, lines: &str) {
    if line.silent {
        return;
    }
    for text in lines.split('\n') {
        let text = format!("npm error {text}");
        call.stderr.write(format!("{}\n", text.trim_end()).as_bytes());
    }
}

fn script(
    system: &mut System,
    call: &Call<'_>,
    line: &Line,
    (command, name, arguments): (&str, &str, &[String]),
) -> Result<Exit, Stop> {
    let project = match open(system, call, line)? {
        Ok(project) => project,
        Err(exit) => return Ok(exit),
    };
    if project.script(name).is_none() {
        let has_default = matches!(name, "restart" | "env")
            || (name == "start"
                && system.root.kind(&join(&project.directory, "server.js")).is_some());
        if has_default {
            return Err(call.unmodelled(&format!("run {name} without such a script")));
        }
        if line.if_present {
            return Ok(Exit::SUCCESS);
        }
        let hint = hint(&project, name);
        let text = format!(
            "Missing script: \"{name}\"{hint}\n\nTo see a list of scripts, run:\n  npm run"
        );
        complain(call, line, &text);
        return Ok(Exit::FAILURE);
    }
    let (before, after) = (format!("pre{name}"), format!("post{name}"));
    for (event, arguments) in [(before.as_str(), &[][..]), (name, arguments), (&after, &[])] {
        let wanted = Wanted { command, event, arguments, silent: line.silent };
        let exit = run(system, call, &project, &wanted)?;
        if !exit.is_success() {
            return Ok(exit);
        }
    }
    Ok(Exit::SUCCESS)
}

/// The scripts that npm itself runs at some time; a list names them first.
const LIFECYCLE: &[&str] = &[
    "prepare",
    "prepublishOnly",
    "prepack",
    "postpack",
    "dependencies",
    "preinstall",
    "install",
    "postinstall",
    "prepublish",
    "publish",
    "postpublish",
    "prerestart",
    "restart",
    "postrestart",
    "prestart",
    "start",
    "poststart",
    "prestop",
    "stop",
    "poststop",
    "pretest",
    "test",
    "posttest",
    "preuninstall",
    "uninstall",
    "postuninstall",
    "preversion",
    "version",
    "postversion",
];

fn list(system: &mut System, call: &Call<'_>, line: &Line) -> Result<Exit, Stop> {
    let project = match open(system, call, line)? {
        Ok(project) => project,
        Err(exit) => return Ok(exit),
    };
    if line.silent {
        return Ok(Exit::SUCCESS);
    }
    let (first, others): (Vec<_>, Vec<_>) =
        project.scripts.iter().partition(|(name, _)| LIFECYCLE.contains(&name.as_str()));
    let package = project.id().or_else(|| project.name.clone());
    let package = package.as_deref().unwrap_or("undefined");
    let heads = [
        (&first, format!("Lifecycle scripts included in {package}:\n")),
        (&others, head_of_others(package, first.is_empty())),
    ];
    for (scripts, head) in heads.into_iter().filter(|(scripts, _)| !scripts.is_empty()) {
        call.print(&head);
        for (name, script) in scripts {
            call.print(&format!("  {name}\n    {script}\n"));
        }
    }
    Ok(Exit::SUCCESS)
}

fn head_of_others(package: &str, is_alone: bool) -> String {
    if is_alone {
        format!("Scripts available in {package} via `npm run`:\n")
    } else {
        "available via `npm run`:\n".to_owned()
    }
}
