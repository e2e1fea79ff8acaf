//! `sleep`, and `timeout`, which waits no longer than it is told to.

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::quoting::{quoted, quoted_plainly};
use super::super::table::Command;
use super::signals::Signal;
use super::span::Span;
use crate::shell::{Call, Exit, Kernel as _, Stop};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("sleep", sleep), ("timeout", timeout)];

/// `timeout` itself failed.
const ITS_OWN_FAILURE: Exit = Exit(125);
/// The time was over before the command was.
const TIMED_OUT: Exit = Exit(124);

const SLEEP: Grammar = Grammar { short: "", long: &[], operands: Operands::Anywhere };

fn sleep(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = SLEEP.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &[])?;
    if given.operands.is_empty() {
        return Ok(misused(call, "missing operand", Exit::FAILURE));
    }
    let mut spans = Vec::new();
    let mut wrong = Vec::new();
    for text in &given.operands {
        match Span::parse(text) {
            Some(span) => spans.push(span),
            None => wrong.push(format!("invalid time interval {}", quoted_plainly(text))),
        }
    }
    if let Some((last, others)) = wrong.split_last() {
        for message in others {
            call.complain(message);
        }
        return Ok(misused(call, last, Exit::FAILURE));
    }
    for span in spans {
        match (span, system.deadline()) {
            (Span::Of(span), _) => system.pass(span)?,
            (Span::Endless, Some(deadline)) => system.pass(deadline.since(system.now()))?,
            (Span::Endless, None) => return Err(call.unmodelled("never ends")),
        }
    }
    Ok(Exit::SUCCESS)
}

const TIMEOUT: Grammar = Grammar {
    short: "k:s:v",
    long: &[
        ("foreground", ""),
        ("kill-after", "k"),
        ("preserve-status", ""),
        ("signal", "s"),
        ("verbose", "v"),
    ],
    operands: Operands::Last,
};

fn timeout(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = TIMEOUT.read(call) else { return Ok(ITS_OWN_FAILURE) };
    given.only(call, &["foreground", "k", "preserve-status", "s", "v"])?;
    let Some((text, argv)) = given.operands.split_first().filter(|(_, argv)| !argv.is_empty())
    else {
        let advice = format!("Try '{} --help' for more information.\n", call.name());
        call.stderr.write(advice.as_bytes());
        return Ok(ITS_OWN_FAILURE);
    };
    for text in [Some(text.as_str()), given.value("k")].into_iter().flatten() {
        if Span::parse(text).is_none() {
            let message = format!("invalid time interval {}", quoted_plainly(text));
            return Ok(misused(call, &message, ITS_OWN_FAILURE));
        }
    }
    let signal = match given.value("s").map(|text| (text, Signal::parse(text))) {
        None => Signal::TERM,
        Some((_, Some(signal))) => signal,
        Some((text, None)) => {
            let message = format!("{}: invalid signal", quoted_plainly(text));
            return Ok(misused(call, &message, ITS_OWN_FAILURE));
        }
    };
    match Span::parse(text) {
        Some(Span::Of(span)) if !span.is_zero() => {
            let outer = system.deadline();
            let own = system.now() + span;
            let comes_first = outer.is_none_or(|outer| own < outer);
            if comes_first {
                system.set_deadline(Some(own));
            }
            let outcome = launch(system, call, argv);
            system.set_deadline(outer);
            let is_over = comes_first && system.now() >= own;
            match outcome {
                Err(Stop::Interrupted) if comes_first => Ok(over(call, &given, signal, &argv[0])),
                Ok(_) if is_over => Ok(over(call, &given, signal, &argv[0])),
                outcome => outcome,
            }
        }
        _ => launch(system, call, argv),
    }
}

fn launch(system: &mut System, call: &Call<'_>, argv: &[String]) -> Result<Exit, Stop> {
    let launched =
        system.as_process(call, |system| system.run_inner(call, argv, call.environment))?;
    if let Some(reason) = launched.reason() {
        call.complain(&format!("failed to run command {}: {reason}", quoted(&argv[0])));
    }
    Ok(launched.exit())
}

/// The time is over: the command is sent the signal.
fn over(call: &Call<'_>, given: &Arguments, signal: Signal, command: &str) -> Exit {
    if given.has("v") {
        let command = quoted(command);
        call.complain(&format!("sending signal {} to command {command}", signal.name()));
    }
    let by_signal = Exit(128 + signal.0);
    if given.has("preserve-status") || signal.name() == "KILL" { by_signal } else { TIMED_OUT }
}
