//! The command line of `node`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::engine::Engine;
use super::host::{Output, Setting, Telling};
use super::memo::{self, Answers, Start, Told};
use super::script::Program;
use super::tap::Tap;
use super::{search, suite};
use crate::machine::simulated::{System, table::Command};
use crate::shell::{Call, Exit, Input, Kernel as _, Sink, Stop};
use crate::world::join;

/// The version that is modelled.
const VERSION: &str = "v20.20.2";

/// The exit code of a command line that node does not accept.
const BAD_OPTION: Exit = Exit(9);

/// The commands of this family.
pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] = &[("node", node)];

/// What a command line asks for.
enum Asked {
    Version,
    Run { program: Program, arguments: Vec<String>, options: Vec<String> },
    Test { named: Vec<String> },
    Refuse(String),
}

fn node(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    match asked(call)? {
        Asked::Version => {
            call.print(&format!("{VERSION}\n"));
            Ok(Exit::SUCCESS)
        }
        Asked::Test { named } => test(system, call, &named),
        Asked::Refuse(message) => {
            call.complain(&message);
            Ok(BAD_OPTION)
        }
        Asked::Run { program, arguments, options } => {
            let setting = Setting {
                cwd: call.cwd.to_owned(),
                environment: call.environment.clone(),
                arguments,
                options,
                stdin: call.stdin.clone(),
                output: Output::Streams {
                    stdout: call.stdout.clone(),
                    stderr: call.stderr.clone(),
                },
                telling: Telling::AsProgram,
            };
            run_program(system, setting, &program).map(Exit)
        }
    }
}

/// Runs a program, or prints again what it printed where nothing that it asks for has changed.
fn run_program(system: &mut System, setting: Setting, program: &Program) -> Result<u8, Stop> {
    let start = Start::of(program, &setting, system.shell_pid());
    let mut known = BTreeMap::new();
    let answers = Answers::of(&system.root, &setting.environment, &mut known);
    if let Some(told) = memo::recall(&start, answers) {
        setting.output.repeat(&told.events);
        return Ok(told.code);
    }
    let mut engine = Engine::start(system, setting)?;
    let code = engine.run(program)?;
    if let Some(asked) = engine.host.trace.take().into_asked() {
        let events = engine.host.events.take();
        memo::keep(start, asked, &Arc::new(Told { events, code }));
    }
    Ok(code)
}

fn asked(call: &Call<'_>) -> Result<Asked, Stop> {
    let arguments = call.arguments();
    let Some(first) = arguments.first() else { return from_stdin(call, &[]) };
    let rest = &arguments[1..];
    match first.as_str() {
        "-v" | "--version" => Ok(Asked::Version),
        "-" => from_stdin(call, rest),
        "-e" | "--eval" | "-p" | "--print" | "-pe" => from_text(call, first, rest),
        "-c" | "--check" => match rest {
            [file] => Ok(run(Program::Check(file.clone()), Vec::new(), Vec::new())),
            _ => Err(call.unmodelled("--check without one file")),
        },
        "--test" => Ok(Asked::Test { named: named_tests(call, rest)? }),
        option if option.starts_with('-') => Err(call.unmodelled(option)),
        file => {
            let path = join(call.cwd, file);
            let mut arguments = vec![path];
            arguments.extend_from_slice(rest);
            Ok(run(Program::File(file.to_owned()), arguments, Vec::new()))
        }
    }
}

fn named_tests(call: &Call<'_>, rest: &[String]) -> Result<Vec<String>, Stop> {
    match rest.iter().find(|word| word.starts_with('-')) {
        Some(option) => Err(call.unmodelled(&format!("--test {option}"))),
        None => Ok(rest.to_vec()),
    }
}

/// Runs test files and prints their report.
fn test(system: &mut System, call: &Call<'_>, named: &[String]) -> Result<Exit, Stop> {
    let paths = match search::test_files(&system.root, call.cwd, named) {
        Ok(paths) => paths,
        Err(missing) => {
            call.stderr.write(format!("Could not find '{missing}'\n").as_bytes());
            return Ok(Exit::FAILURE);
        }
    };
    let started = system.now();
    let runs = suite::run_files(system, call.cwd, call.environment, &paths)?;
    let mut tap = Tap::default();
    for (at, run) in runs.iter().enumerate() {
        for event in &run.told.events {
            call.print(&tap.told(event));
        }
        if let Some(whole) = run.as_test() {
            call.print(&tap.told_file(at + 1, &whole));
        }
    }
    let (passed, failed) = tap.counts();
    system.tell_of_tests(call.cwd, passed, failed);
    let spent = system.now().since(started);
    call.print(&tap.ended(u64::try_from(spent.as_millis()).unwrap_or(u64::MAX)));
    Ok(if tap.has_failed() { Exit::FAILURE } else { Exit::SUCCESS })
}

fn run(program: Program, arguments: Vec<String>, options: Vec<String>) -> Asked {
    Asked::Run { program, arguments, options }
}

fn from_stdin(call: &Call<'_>, rest: &[String]) -> Result<Asked, Stop> {
    let mut arguments = vec!["-".to_owned()];
    arguments.extend_from_slice(rest);
    Ok(run(typed(call, false)?, arguments, Vec::new()))
}

/// Takes standard input as the program.
fn typed(call: &Call<'_>, print: bool) -> Result<Program, Stop> {
    if call.stdin.is_terminal() {
        return Err(call.unmodelled("waits for the keyboard"));
    }
    let text = String::from_utf8_lossy(&call.stdin.take_all()).into_owned();
    Ok(Program::Text { name: "[stdin]", text, print })
}

fn from_text(call: &Call<'_>, option: &str, rest: &[String]) -> Result<Asked, Stop> {
    let print = matches!(option, "-p" | "--print" | "-pe");
    let Some((text, rest)) = rest.split_first() else {
        if print && option != "-pe" {
            return Ok(run(typed(call, true)?, Vec::new(), Vec::new()));
        }
        return Ok(Asked::Refuse(format!("{option} requires an argument")));
    };
    let (before, behind) = match rest.iter().position(|word| word == "--") {
        Some(at) => (&rest[..at], &rest[at + 1..]),
        None => (rest, &[][..]),
    };
    if let Some(further) = before.iter().find(|word| word.starts_with('-')) {
        return Err(call.unmodelled(further));
    }
    let program = Program::Text { name: "[eval]", text: text.clone(), print };
    let options = vec![option.to_owned(), text.clone()];
    Ok(run(program, [before, behind].concat(), options))
}

/// Says in V8's words, and npm's, why `text` is no JSON.
pub(super) fn error_of_json(
    system: &mut System,
    call: &Call<'_>,
    text: &str,
) -> Result<String, Stop> {
    let printed = Sink::new();
    let setting = Setting {
        cwd: call.cwd.to_owned(),
        environment: BTreeMap::new(),
        arguments: vec![text.to_owned()],
        options: Vec::new(),
        stdin: Input::empty(),
        output: Output::Streams { stdout: printed.clone(), stderr: printed.clone() },
        telling: Telling::AsProgram,
    };
    let program = Program::Text {
        name: "[eval]",
        text: include_str!("npm/json_error.js").to_owned(),
        print: false,
    };
    Engine::start(system, setting)?.run(&program)?;
    Ok(String::from_utf8_lossy(&printed.take()).into_owned())
}
