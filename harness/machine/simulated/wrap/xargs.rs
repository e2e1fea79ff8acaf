//! `xargs`: a command with the words that stand on standard input.

use super::super::System;
use super::super::inner::Launch;
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::place::{place, refuse};
use super::super::quoting::quoted_plainly;
use super::super::table::Command;
use super::items::{Line, Unclosed, cut_at, whole_lines, words_of};
use crate::shell::{Call, Exit, Input, Stop};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("xargs", xargs)];

/// A command failed.
const FAILED: Exit = Exit(123);
/// A command ended with 255, which ends the whole run.
const ABORTED: Exit = Exit(124);
/// The most bytes of words that one command is given.
const BATCH_BYTES_MAX: usize = 128 * 1024;

const XARGS: Grammar = Grammar {
    short: "0a:d:E:e::I:i::L:l::n:oP:prs:tx",
    long: &[
        ("null", "0"),
        ("arg-file", "a"),
        ("delimiter", "d"),
        ("eof", "e::"),
        ("replace", "i::"),
        ("max-lines", "l::"),
        ("max-args", "n"),
        ("open-tty", "o"),
        ("max-procs", "P"),
        ("interactive", "p"),
        ("process-slot-var", ":"),
        ("no-run-if-empty", "r"),
        ("max-chars", "s"),
        ("show-limits", ""),
        ("verbose", "t"),
        ("exit", "x"),
    ],
    operands: Operands::Last,
};

/// How many words and lines one command is given at most.
#[derive(Debug, Clone, Copy, Default)]
struct Limits {
    words: Option<usize>,
    lines: Option<usize>,
}

fn xargs(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = XARGS.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["0", "a", "d", "I", "i", "L", "n", "P", "r", "t", "x"])?;
    if given.value("P").is_some_and(|most| most != "1") {
        return Err(call.unmodelled("-P: several commands at once"));
    }
    let mut limits = Limits::default();
    for (name, limit) in [("n", &mut limits.words), ("L", &mut limits.lines)] {
        match number(call, &given, name)? {
            Ok(number) => *limit = number,
            Err(exit) => return Ok(exit),
        }
    }
    let input = match input(system, call, &given)? {
        Ok(input) => input,
        Err(exit) => return Ok(exit),
    };
    let lines = match lines(call, &given, &input)? {
        Ok(lines) => lines,
        Err(unclosed) => {
            let kind = if unclosed == Unclosed::Single { "single" } else { "double" };
            call.complain(&format!(
                "unmatched {kind} quote; by default quotes are special to xargs unless you use the \
                 -0 option"
            ));
            return Ok(Exit::FAILURE);
        }
    };
    let echo = ["echo".to_owned()];
    let command = if given.operands.is_empty() { &echo[..] } else { &given.operands[..] };
    let mut calls = match replaced(&given) {
        Some(mark) => each(command, &lines, mark),
        None => batches(command, &lines, limits),
    };
    if calls.is_empty() && !given.has("r") && replaced(&given).is_none() {
        calls.push(command.to_vec());
    }
    run(system, call, &calls, &given)
}

/// Reads the value of a limit; an inner error is the exit code of a complaint.
fn number(
    call: &Call<'_>,
    given: &Arguments,
    name: &str,
) -> Result<Result<Option<usize>, Exit>, Stop> {
    let Some(text) = given.value(name) else { return Ok(Ok(None)) };
    let message = match text.parse::<usize>() {
        Ok(0) => format!("value 0 for -{name} option should be >= 1"),
        Ok(number) => return Ok(Ok(Some(number))),
        Err(_) if text.starts_with('-') => return Err(call.unmodelled(&format!("-{name} {text}"))),
        Err(_) => format!("invalid number \"{text}\" for -{name} option"),
    };
    Ok(Err(misused(call, &message, Exit::FAILURE)))
}

fn input(
    system: &System,
    call: &Call<'_>,
    given: &Arguments,
) -> Result<Result<String, Exit>, Stop> {
    let bytes = match given.value("a") {
        Some("-") | None if call.stdin.is_terminal() => {
            return Err(call.unmodelled("waits for the keyboard"));
        }
        Some("-") | None => call.stdin.take_all(),
        Some("/dev/null") => Vec::new(),
        Some(path) => match system.root.read(&place(call, path)) {
            Ok(bytes) => bytes,
            Err(error) => {
                let what = format!("Cannot open input file {}", quoted_plainly(path));
                return refuse(call, &what, error).map(Err);
            }
        },
    };
    String::from_utf8(bytes).map(Ok).map_err(|_| call.unmodelled("of names that are no UTF-8"))
}

fn lines(
    call: &Call<'_>,
    given: &Arguments,
    input: &str,
) -> Result<Result<Vec<Line>, Unclosed>, Stop> {
    let mark = match (given.last_of(&["0", "d"]), given.value("d").unwrap_or_default()) {
        (None, _) => None,
        (Some("0"), _) | (_, "\\0") => Some('\0'),
        (_, "\\n") => Some('\n'),
        (_, "\\t") => Some('\t'),
        (_, text) => match text.chars().collect::<Vec<_>>()[..] {
            [mark] if mark != '\\' => Some(mark),
            _ => return Err(call.unmodelled(&format!("-d {text}"))),
        },
    };
    Ok(match mark {
        Some(mark) => Ok(cut_at(input, mark)),
        None if replaced(given).is_some() => whole_lines(input),
        None => words_of(input),
    })
}

/// Returns what `-I` or `-i` replaces.
fn replaced(given: &Arguments) -> Option<&str> {
    match given.last_of(&["I", "i", "L", "n"]) {
        Some("I") => given.value("I"),
        Some("i") => Some(given.value("i").unwrap_or("{}")),
        _ => None,
    }
}

/// One command for each line, in place of the mark.
fn each(command: &[String], lines: &[Line], mark: &str) -> Vec<Vec<String>> {
    let filled = |line: &Line| {
        let text = line.concat();
        let (name, rest) = command.split_first().expect("there is a command");
        let rest = rest.iter().map(|word| word.replace(mark, &text));
        std::iter::once(name.clone()).chain(rest).collect()
    };
    lines.iter().map(filled).collect()
}

/// As many words in each command as the limits allow.
fn batches(command: &[String], lines: &[Line], limits: Limits) -> Vec<Vec<String>> {
    let mut calls: Vec<Vec<String>> = Vec::new();
    let (mut words, mut taken, mut bytes) = (0, 0, 0);
    for line in lines {
        let begins = limits.lines.is_some_and(|most| taken >= most);
        taken = if begins { 1 } else { taken + 1 };
        for (at, word) in line.iter().enumerate() {
            let full = match limits {
                Limits { lines: Some(_), .. } => begins && at == 0,
                Limits { words: Some(most), .. } => words >= most,
                _ => false,
            };
            if calls.is_empty() || full || bytes + word.len() + 1 > BATCH_BYTES_MAX {
                calls.push(command.to_vec());
                (words, bytes) = (0, 0);
            }
            words += 1;
            bytes += word.len() + 1;
            calls.last_mut().expect("one was begun").push(word.clone());
        }
    }
    calls
}

fn run(
    system: &mut System,
    call: &Call<'_>,
    calls: &[Vec<String>],
    given: &Arguments,
) -> Result<Exit, Stop> {
    let quiet = Call {
        argv: call.argv,
        environment: call.environment,
        cwd: call.cwd,
        stdin: Input::empty(),
        stdout: call.stdout.clone(),
        stderr: call.stderr.clone(),
    };
    let mut exit = Exit::SUCCESS;
    for argv in calls {
        if given.has("t") {
            call.stderr.write(format!("{}\n", argv.join(" ")).as_bytes());
        }
        let launched =
            system.as_process(call, |system| system.run_inner(&quiet, argv, call.environment))?;
        match launched {
            Launch::Ran(Exit(0)) => {}
            Launch::Ran(Exit(255)) => {
                call.complain(&format!("{}: exited with status 255; aborting", argv[0]));
                return Ok(ABORTED);
            }
            Launch::Ran(_) => exit = FAILED,
            other => {
                call.complain(&format!("{}: {}", argv[0], other.reason().unwrap_or_default()));
                return Ok(other.exit());
            }
        }
    }
    Ok(exit)
}
