//! `env`, `printenv`, `nice`: commands under another environment.
//!
//! Variables are shown in the order of their names, which a real environment does not promise.

use super::super::System;
use super::super::options::{Grammar, Operands, misused};
use super::super::place::place;
use super::super::quoting::{quoted, quoted_plainly};
use super::super::table::Command;
use crate::shell::{Call, Exit, Stop};
use crate::world::{FileError, FileKind};

pub(in super::super) const COMMANDS: &[(&str, Command)] =
    &[("env", env), ("printenv", printenv), ("nice", nice)];

/// The wrapper itself failed.
const ITS_OWN_FAILURE: Exit = Exit(125);

const ENV: Grammar = Grammar {
    short: "C:iS:u:v0",
    long: &[
        ("ignore-environment", "i"),
        ("null", "0"),
        ("unset", "u"),
        ("chdir", "C"),
        ("default-signal", "::"),
        ("ignore-signal", "::"),
        ("block-signal", "::"),
        ("list-signal-handling", ""),
        ("debug", "v"),
        ("split-string", "S"),
    ],
    operands: Operands::Last,
};

fn env(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = ENV.read(call) else { return Ok(ITS_OWN_FAILURE) };
    given.only(call, &["C", "i", "u", "0"])?;
    let mut operands = &given.operands[..];
    let mut environment = call.environment.clone();
    let dash = operands.first().is_some_and(|first| first == "-");
    if given.has("i") || dash {
        environment.clear();
    }
    operands = &operands[usize::from(dash)..];
    for option in given.options.iter().filter(|option| option.name == "u") {
        let name = option.value.as_deref().unwrap_or_default();
        if name.is_empty() || name.contains('=') {
            call.complain(&format!("cannot unset {}: Invalid argument", quoted(name)));
            return Ok(ITS_OWN_FAILURE);
        }
        environment.remove(name);
    }
    while let Some((name, value)) = operands.first().and_then(|word| word.split_once('=')) {
        environment.insert(name.to_owned(), value.to_owned());
        operands = &operands[1..];
    }
    let cwd = match given.value("C").map(|path| (path, directory(system, call, path))) {
        None => call.cwd.to_owned(),
        Some((_, Ok(at))) => at,
        Some((path, Err(error))) => {
            call.complain(&format!("cannot change directory to {}: {error}", quoted(path)));
            return Ok(ITS_OWN_FAILURE);
        }
    };
    let Some(command) = operands.first() else {
        let end = if given.has("0") { "\0" } else { "\n" };
        for (name, value) in &environment {
            call.print(&format!("{name}={value}{end}"));
        }
        return Ok(Exit::SUCCESS);
    };
    let moved = Call {
        argv: call.argv,
        environment: &environment,
        cwd: &cwd,
        stdin: call.stdin.clone(),
        stdout: call.stdout.clone(),
        stderr: call.stderr.clone(),
    };
    let launched = system.run_inner(&moved, operands, &environment)?;
    if let Some(reason) = launched.reason() {
        call.complain(&format!("{}: {reason}", quoted(command)));
    }
    Ok(launched.exit())
}

fn directory(system: &System, call: &Call<'_>, path: &str) -> Result<String, FileError> {
    let at = place(call, path);
    match system.root.facts(&at)?.kind {
        FileKind::Directory => system.root.canonical(&at),
        _ => Err(FileError::NotDirectory),
    }
}

const PRINTENV: Grammar = Grammar { short: "0", long: &[("null", "0")], operands: Operands::Last };

fn printenv(_: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = PRINTENV.read(call) else { return Ok(Exit::USAGE) };
    given.only(call, &["0"])?;
    let end = if given.has("0") { "\0" } else { "\n" };
    if given.operands.is_empty() {
        for (name, value) in call.environment {
            call.print(&format!("{name}={value}{end}"));
        }
        return Ok(Exit::SUCCESS);
    }
    let mut exit = Exit::SUCCESS;
    for name in &given.operands {
        match call.environment.get(name) {
            Some(value) => call.print(&format!("{value}{end}")),
            None => exit = Exit::FAILURE,
        }
    }
    Ok(exit)
}

const NICE: Grammar =
    Grammar { short: "n:", long: &[("adjustment", "n")], operands: Operands::Last };

/// Runs a command as it is: how nice it is changes nothing in virtual time.
fn nice(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = NICE.read(call) else { return Ok(ITS_OWN_FAILURE) };
    given.only(call, &["n"])?;
    if let Some(text) = given.value("n").filter(|text| text.parse::<i32>().is_err()) {
        call.complain(&format!("invalid adjustment {}", quoted_plainly(text)));
        return Ok(ITS_OWN_FAILURE);
    }
    let Some(command) = given.operands.first() else {
        if given.options.is_empty() {
            call.print("0\n");
            return Ok(Exit::SUCCESS);
        }
        let message = "a command must be given with an adjustment";
        return Ok(misused(call, message, ITS_OWN_FAILURE));
    };
    let launched = system.run_inner(call, &given.operands, call.environment)?;
    if let Some(reason) = launched.reason() {
        call.complain(&format!("{}: {reason}", quoted(command)));
    }
    Ok(launched.exit())
}
