//! Builtins that decide what runs next.

use super::super::Exit;
use super::super::evaluate::{Before, Ending, Flow, Shell, Unwind};
use super::super::state::Kind;
use crate::world::FileKind;

/// The code of `break` with something that is no number.
const BAD_LOOP_COUNT: Exit = Exit(128);

pub(super) fn succeed(_: &mut Shell<'_>, _: &[String]) -> Exit {
    Exit::SUCCESS
}

pub(super) fn fail(_: &mut Shell<'_>, _: &[String]) -> Exit {
    Exit::FAILURE
}

pub(super) fn exit(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    if shell.state.is_interactive() && shell.subshells == 0 {
        shell.write(2, b"exit\n");
    }
    match code(shell, argv) {
        Code::Given(exit) => Err(Unwind::Exit(exit)),
        Code::TooMany if shell.state.kind == Kind::CommandString => {
            Err(Unwind::Exit(Exit::FAILURE))
        }
        Code::TooMany => Err(Unwind::Abandon(Exit::FAILURE)),
    }
}

pub(super) fn leave_function(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let exit = match code(shell, argv) {
        Code::Given(exit) => exit,
        Code::TooMany => return Ok(Exit::FAILURE),
    };
    if shell.state.variables.in_function() || shell.sourced > 0 {
        return Err(Unwind::Return(exit));
    }
    shell.complain_of("return", "can only `return' from a function or sourced script");
    Ok(Exit::USAGE)
}

enum Code {
    Given(Exit),
    TooMany,
}

/// Reads the code that `exit` and `return` are given.
fn code(shell: &Shell<'_>, argv: &[String]) -> Code {
    let Some(text) = argv.get(1) else { return Code::Given(shell.state.last_exit) };
    let Ok(number) = text.trim().parse::<i64>() else {
        shell.complain_of(&argv[0], &format!("{text}: numeric argument required"));
        return Code::Given(Exit::USAGE);
    };
    if argv.len() > 2 {
        shell.complain_of(&argv[0], "too many arguments");
        return Code::TooMany;
    }
    Code::Given(Exit(number.to_le_bytes()[0]))
}

pub(super) fn leave_loops(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    loops(shell, argv, |loops| Unwind::Break(loops, Exit::SUCCESS))
}

pub(super) fn next_round(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    loops(shell, argv, Unwind::Continue)
}

fn loops(shell: &Shell<'_>, argv: &[String], unwind: fn(u32) -> Unwind) -> Flow<Exit> {
    if shell.loops == 0 {
        shell.complain_of(&argv[0], "only meaningful in a `for', `while', or `until' loop");
        return Ok(Exit::SUCCESS);
    }
    let Some(text) = argv.get(1) else { return Err(unwind(1)) };
    let Ok(count) = text.parse::<i64>() else {
        shell.complain_of(&argv[0], &format!("{text}: numeric argument required"));
        return Err(if shell.state.is_interactive() {
            Unwind::Abandon(BAD_LOOP_COUNT)
        } else {
            Unwind::Exit(BAD_LOOP_COUNT)
        });
    };
    if argv.len() > 2 {
        shell.complain_of(&argv[0], "too many arguments");
        return Err(Unwind::Break(shell.loops, Exit::FAILURE));
    }
    if count < 1 {
        shell.complain_of(&argv[0], &format!("{text}: loop count out of range"));
        return Err(Unwind::Break(shell.loops, Exit::FAILURE));
    }
    Err(unwind(u32::try_from(count).unwrap_or(u32::MAX).min(shell.loops)))
}

pub(super) fn eval(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "", "")? else { return Ok(Exit::USAGE) };
    let text = taken.rest.join(" ");
    let line = shell.line;
    shell.run_text(&text, line, Ending::Eval)
}

pub(super) fn source(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "", "")? else { return Ok(Exit::USAGE) };
    let Some(name) = taken.rest.first() else {
        shell.complain_of(&argv[0], "filename argument required");
        shell.show_usage(&argv[0]);
        return Ok(Exit::USAGE);
    };
    let path = found_in_path(shell, name).unwrap_or_else(|| shell.absolute(name));
    let text = match shell.kernel.read(&path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| {
            Unwind::unmodelled(format!("{} of {name}, which is not UTF-8", argv[0]))
        })?,
        Err(error) => {
            let shown = error.to_string();
            let is_directory = shell.kernel.kind(&path) == Some(FileKind::Directory);
            let shown = if is_directory { "is a directory" } else { &shown };
            let by = if is_directory { format!("{}: ", argv[0]) } else { String::new() };
            shell.complain(&format!("{by}{name}: {shown}"));
            return Ok(Exit::FAILURE);
        }
    };
    let arguments = &taken.rest[1..];
    let before = (!arguments.is_empty())
        .then(|| std::mem::replace(&mut shell.state.arguments, arguments.to_vec()));
    let result = shell.run_sourced(name, &text);
    if let Some(before) = before {
        shell.state.arguments = before;
    }
    result
}

/// Returns the file that `source` finds along `PATH`.
fn found_in_path(shell: &Shell<'_>, name: &str) -> Option<String> {
    if name.contains('/') {
        return None;
    }
    let candidates = shell.variable("PATH").split(':').map(|directory| {
        let directory = if directory.is_empty() { "." } else { directory };
        shell.absolute(&format!("{directory}/{name}"))
    });
    let mut files = candidates.filter(|path| shell.kernel.kind(path) == Some(FileKind::File));
    let found = files.next();
    // The system's own directories hold programs, not files to read commands from.
    shell.kernel.take_unknown();
    found
}

pub(super) fn exec(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "", "cla")? else { return Ok(Exit::USAGE) };
    let Some(name) = taken.rest.first() else { return Ok(Exit::SUCCESS) };
    if !name.contains('/') && !shell.kernel.has(name) {
        if shell.kernel.may_be_missing(name) {
            return Err(Unwind::unmodelled(name.clone()));
        }
        shell.complain_of("exec", &format!("{name}: not found"));
        if shell.state.is_interactive() {
            return Ok(Exit::NOT_FOUND);
        }
        return Err(Unwind::Exit(Exit::NOT_FOUND));
    }
    let exit = shell.call_machine(taken.rest, &Before::new())?;
    shell.flush()?;
    Err(Unwind::Exit(exit))
}

pub(super) fn shift(shell: &mut Shell<'_>, argv: &[String]) -> Exit {
    let text = argv.get(1).map_or("1", String::as_str);
    let Ok(count) = text.parse::<i64>() else {
        shell.complain_of("shift", &format!("{text}: numeric argument required"));
        return Exit::FAILURE;
    };
    if argv.len() > 2 {
        shell.complain_of("shift", "too many arguments");
        return Exit::FAILURE;
    }
    let Ok(count) = usize::try_from(count) else {
        shell.complain_of("shift", &format!("{count}: shift count out of range"));
        return Exit::FAILURE;
    };
    if count > shell.state.arguments.len() {
        return Exit::FAILURE;
    }
    shell.state.arguments.drain(..count);
    Exit::SUCCESS
}

pub(super) fn compute(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    if argv.len() < 2 {
        shell.complain_of("let", "expression expected");
        return Ok(Exit::FAILURE);
    }
    let mut last = 0;
    for expression in &argv[1..] {
        match shell.arithmetic_quietly("let", expression)? {
            Some(value) => last = value,
            None => return Ok(Exit::FAILURE),
        }
    }
    Ok(if last == 0 { Exit::FAILURE } else { Exit::SUCCESS })
}
