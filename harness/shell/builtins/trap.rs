//! `trap`.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell, Unwind};
use super::super::expand::single_quoted;
use super::super::state::Signal;

/// The names of signals by number, from 1.
const SIGNALS: &[&str] = &[
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
];

pub(super) fn trap(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "p", "l")? else { return Ok(Exit::USAGE) };
    if taken.has('p') || taken.rest.is_empty() {
        return list(shell, taken.rest);
    }
    let (action, signals) = match taken.rest {
        [only] => ("-", std::slice::from_ref(only)),
        [first, ..] if first.parse::<u8>().is_ok() => ("-", taken.rest),
        [action, signals @ ..] => (action.as_str(), signals),
        [] => ("-", taken.rest),
    };
    let mut exit = Exit::SUCCESS;
    for name in signals {
        match signal_of(name)? {
            Some(signal) if action == "-" => drop(shell.state.traps.remove(&signal)),
            Some(signal) => drop(shell.state.traps.insert(signal, action.to_owned())),
            None => {
                shell.complain_of("trap", &format!("{name}: invalid signal specification"));
                exit = Exit::FAILURE;
            }
        }
    }
    Ok(exit)
}

fn list(shell: &mut Shell<'_>, names: &[String]) -> Flow<Exit> {
    let mut wanted = Vec::new();
    for name in names {
        wanted.extend(signal_of(name)?);
    }
    let mut traps: Vec<_> = shell.state.traps.iter().collect();
    // Bash lists by number, EXIT being 0 and ERR behind all signals.
    traps.sort_by_key(|(signal, _)| match signal {
        Signal::Exit => 0_u16,
        Signal::Number(number) => u16::from(*number),
        Signal::Err => u16::MAX,
    });
    let lines: Vec<String> = traps
        .into_iter()
        .filter(|(signal, _)| names.is_empty() || wanted.contains(signal))
        .map(|(signal, action)| format!("trap -- {} {}\n", single_quoted(action), shown(*signal)))
        .collect();
    Ok(shell.print_of("trap", lines.concat().as_bytes()))
}

fn signal_of(name: &str) -> Flow<Option<Signal>> {
    let upper = name.to_ascii_uppercase();
    let plain = upper.strip_prefix("SIG").unwrap_or(&upper);
    Ok(match plain {
        "EXIT" | "0" => Some(Signal::Exit),
        "ERR" => Some(Signal::Err),
        "DEBUG" | "RETURN" => return Err(Unwind::unmodelled(format!("trap {name}"))),
        _ => {
            let by_name = SIGNALS.iter().position(|known| *known == plain).map(|at| at + 1);
            let number = by_name.or_else(|| name.parse().ok());
            let in_range = number.filter(|number| (1..=SIGNALS.len()).contains(number));
            in_range.and_then(|number| u8::try_from(number).ok()).map(Signal::Number)
        }
    })
}

fn shown(signal: Signal) -> String {
    match signal {
        Signal::Exit => "EXIT".to_owned(),
        Signal::Err => "ERR".to_owned(),
        Signal::Number(number) => format!("SIG{}", SIGNALS[usize::from(number) - 1]),
    }
}
