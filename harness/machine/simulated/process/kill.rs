//! `kill`, in the words of bash, whose builtin it is.

use super::super::System;
use super::super::table::Command;
use super::everyone::everyone;
use super::signals::{Sent, Signal};
use crate::shell::{Call, Exit, Stop};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("kill", kill)];

const USAGE: &str =
    "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]";

fn kill(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    if call.name() != "kill" {
        return Err(call.unmodelled("as a program"));
    }
    let (signal, targets) = match request(call)? {
        Ok(found) => found,
        Err(exit) => return Ok(exit),
    };
    if targets.is_empty() {
        call.stderr.write(format!("{USAGE}\n").as_bytes());
        return Ok(Exit::USAGE);
    }
    let mut exit = Exit::SUCCESS;
    for target in targets {
        if !kill_one(system, call, signal, target)? {
            exit = Exit::FAILURE;
        }
    }
    Ok(exit)
}

/// Reads the signal and whom it is for; an inner error is the exit code of a complaint.
fn request<'a>(call: &'a Call<'_>) -> Result<Result<(Signal, &'a [String]), Exit>, Stop> {
    let arguments = call.arguments();
    let Some(first) = arguments.first() else { return Ok(Ok((Signal::TERM, arguments))) };
    let Some(option) = first.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
        return Ok(Ok((Signal::TERM, arguments)));
    };
    let refused = |message: &str| {
        say(call, message);
        Ok(Err(Exit::FAILURE))
    };
    let (text, rest) = match (option, arguments.get(1)) {
        ("-", _) => return Ok(Ok((Signal::TERM, &arguments[1..]))),
        ("l" | "L", _) => return Err(call.unmodelled("-l")),
        ("s" | "n", Some(text)) => (text.as_str(), &arguments[2..]),
        ("s" | "n", None) => return refused(&format!("-{option}: option requires an argument")),
        _ => (option, &arguments[1..]),
    };
    Signal::parse(text).map_or_else(
        || refused(&format!("{text}: invalid signal specification")),
        |signal| Ok(Ok((signal, rest))),
    )
}

/// Sends the signal to one process; says whether it arrived.
fn kill_one(
    system: &mut System,
    call: &Call<'_>,
    signal: Signal,
    target: &str,
) -> Result<bool, Stop> {
    let Ok(number) = target.parse::<i64>() else {
        let message = match target {
            "" => "`': not a pid or valid job spec".to_owned(),
            job if job.starts_with('%') => format!("{job}: no such job"),
            word => format!("{word}: arguments must be process or job IDs"),
        };
        say(call, &message);
        return Ok(false);
    };
    if number <= 0 {
        return Err(call.unmodelled(&format!("{target}: a group of processes")));
    }
    let Some(process) = everyone(system).into_iter().find(|one| i64::from(one.pid) == number)
    else {
        say(call, &format!("({number}) - No such process"));
        return Ok(false);
    };
    match signal.send(system, call, &process)? {
        Sent::Done => Ok(true),
        Sent::NotPermitted => {
            say(call, &format!("({number}) - Operation not permitted"));
            Ok(false)
        }
    }
}

fn say(call: &Call<'_>, message: &str) {
    call.stderr.write(format!("bash: kill: {message}\n").as_bytes());
}
