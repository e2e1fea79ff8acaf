//! Commands that only answer: who, where, true or false; and those that are builtins of the shell
//! but programs too, for `env`, `xargs` and their kin.

use super::super::System;
use super::super::files::{OWNER, OWNER_ID};
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::place::{place, refuse};
use super::super::quoting::quoted_plainly;
use super::super::table::Command;
use crate::shell::{Call, Exit, Stop, Streams, Terminal};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[
    ("true", succeed),
    ("false", fail),
    ("echo", builtin),
    ("printf", builtin),
    ("test", builtin),
    ("[", builtin),
    ("tee", tee),
    ("id", id),
    ("whoami", whoami),
    ("hostname", hostname),
    ("uname", uname),
    ("yes", yes),
];

/// The name of the simulated machine.
pub(in super::super) const HOST: &str = crate::machine::HOST_NAME;

#[expect(clippy::unnecessary_wraps, reason = "every command has this shape")]
fn succeed(_: &mut System, _: &Call<'_>) -> Result<Exit, Stop> {
    Ok(Exit::SUCCESS)
}

#[expect(clippy::unnecessary_wraps, reason = "every command has this shape")]
fn fail(_: &mut System, _: &Call<'_>) -> Result<Exit, Stop> {
    Ok(Exit::FAILURE)
}

/// Lets the shell's builtin of this name do what the program does.
fn builtin(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let name = call.name().rsplit('/').next().unwrap_or_default();
    if matches!(call.arguments(), [only] if only == "--help" || only == "--version") {
        return Err(call.unmodelled(&call.arguments()[0]));
    }
    let (environment, arguments) = (call.environment.clone(), call.arguments().to_vec());
    let mut terminal = Terminal::command_string(call.cwd, environment, name, arguments);
    let streams = Streams {
        stdin: call.stdin.clone(),
        stdout: call.stdout.clone(),
        stderr: call.stderr.clone(),
    };
    system.deeper(|system| terminal.run(&format!("{name} \"$@\""), system, streams))
}

fn yes(_: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    Err(call.unmodelled("never ends"))
}

const TEE: Grammar = Grammar {
    short: "aip",
    long: &[("append", "a"), ("ignore-interrupts", "i"), ("output-error", "::")],
    operands: Operands::Anywhere,
};

fn tee(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = TEE.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["a", "i", "p"])?;
    if call.stdin.is_terminal() {
        return Err(call.unmodelled("waits for the keyboard"));
    }
    let bytes = call.stdin.take_all();
    let mut exit = Exit::SUCCESS;
    for path in &given.operands {
        let at = place(call, path);
        let written = match path.as_str() {
            "/dev/null" => Ok(()),
            "/dev/stderr" => {
                call.stderr.write(&bytes);
                Ok(())
            }
            _ if path.starts_with("/dev/") => return Err(call.unmodelled(path)),
            _ if given.has("a") => system.root.append(&at, &bytes),
            _ => system.root.write(&at, &bytes),
        };
        if let Err(error) = written {
            exit = refuse(call, path, error)?;
        }
    }
    call.stdout.write(&bytes);
    Ok(exit)
}

const ID: Grammar = Grammar {
    short: "agGnruzZ",
    long: &[
        ("context", "Z"),
        ("group", "g"),
        ("groups", "G"),
        ("name", "n"),
        ("real", "r"),
        ("user", "u"),
        ("zero", "z"),
    ],
    operands: Operands::Anywhere,
};

fn id(_: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = ID.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["a", "g", "G", "n", "r", "u"])?;
    if let Some(stranger) = given.operands.iter().find(|name| *name != OWNER) {
        if matches!(stranger.as_str(), "root" | "0") {
            return Err(call.unmodelled(stranger));
        }
        call.complain(&format!("{}: no such user", quoted_plainly(stranger)));
        return Ok(Exit::FAILURE);
    }
    let one = ["g", "G", "u"].iter().any(|name| given.has(name));
    if !one && (given.has("n") || given.has("r")) {
        call.complain("cannot print only names or real IDs in default format");
        return Ok(Exit::FAILURE);
    }
    call.print(&match (one, given.has("n")) {
        (false, _) => {
            let both = format!("{OWNER_ID}({OWNER})");
            format!("uid={both} gid={both} groups={both}\n")
        }
        (true, true) => format!("{OWNER}\n"),
        (true, false) => format!("{OWNER_ID}\n"),
    });
    Ok(Exit::SUCCESS)
}

const PLAIN: Grammar = Grammar { short: "", long: &[], operands: Operands::Anywhere };

fn whoami(_: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = PLAIN.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &[])?;
    if let Some(exit) = refuse_operands(call, &given) {
        return Ok(exit);
    }
    call.print(&format!("{OWNER}\n"));
    Ok(Exit::SUCCESS)
}

fn hostname(_: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    match call.arguments() {
        [] => {}
        [only] if only == "-s" || only == "--short" => {}
        [first, ..] => return Err(call.unmodelled(first)),
    }
    call.print(&format!("{HOST}\n"));
    Ok(Exit::SUCCESS)
}

const UNAME: Grammar = Grammar {
    short: "asnrvmpio",
    long: &[
        ("all", "a"),
        ("kernel-name", "s"),
        ("nodename", "n"),
        ("kernel-release", "r"),
        ("kernel-version", "v"),
        ("machine", "m"),
        ("processor", "p"),
        ("hardware-platform", "i"),
        ("operating-system", "o"),
    ],
    operands: Operands::Anywhere,
};

fn uname(_: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = UNAME.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["m", "n", "o", "s"])?;
    if let Some(exit) = refuse_operands(call, &given) {
        return Ok(exit);
    }
    let answers = [("s", "Linux"), ("n", HOST), ("m", "x86_64"), ("o", "GNU/Linux")];
    let asked = |name: &str| given.has(name) || (given.options.is_empty() && name == "s");
    let shown: Vec<&str> =
        answers.iter().filter(|(name, _)| asked(name)).map(|(_, answer)| *answer).collect();
    call.print(&format!("{}\n", shown.join(" ")));
    Ok(Exit::SUCCESS)
}

fn refuse_operands(call: &Call<'_>, given: &Arguments) -> Option<Exit> {
    let extra = quoted_plainly(given.operands.first()?);
    Some(misused(call, &format!("extra operand {extra}"), Exit::FAILURE))
}
