//! `watch`: a command again and again, until the operator presses Ctrl-C.
//!
//! What is printed is the screen as it stood at the end, 80 columns by 24 rows; lines that a
//! terminal would wrap stay whole.

use std::time::Duration;

use super::super::System;
use super::super::date::{Moment, format};
use super::super::options::{Grammar, Operands};
use super::super::table::Command;
use super::super::wrap::{HOST, run_text};
use crate::shell::{Call, Exit, Input, Kernel as _, Sink, Stop, Streams};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("watch", watch)];

const COLUMNS: usize = 80;
const ROWS: usize = 24;

/// The most rounds of one watch.
const ROUNDS_MAX: u32 = 100_000;

/// The shortest interval that the real tool allows.
const SECONDS_MIN: f64 = 0.1;

const WATCH: Grammar = Grammar {
    short: "bcd::eghn:pq:tvwx",
    long: &[
        ("beep", "b"),
        ("color", "c"),
        ("differences", "d"),
        ("errexit", "e"),
        ("chgexit", "g"),
        ("equexit", "q"),
        ("interval", "n"),
        ("precise", "p"),
        ("no-title", "t"),
        ("no-wrap", "w"),
        ("exec", "x"),
    ],
    operands: Operands::Last,
};

fn watch(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let given = WATCH.parse(call.arguments()).map_err(|message| call.unmodelled(&message))?;
    given.only(call, &["d", "g", "n", "t", "w"])?;
    if given.operands.is_empty() {
        return Err(call.unmodelled("without a command"));
    }
    let seconds = match given.value("n").map(str::parse::<f64>) {
        None => 2.0,
        Some(Ok(seconds)) if seconds.is_finite() => seconds.max(SECONDS_MIN),
        Some(_) => return Err(call.unmodelled("with an interval that is no number")),
    };
    if system.deadline().is_none() && !given.has("g") {
        return Err(call.unmodelled("never ends"));
    }
    let command = given.operands.join(" ");
    let mut screen = String::new();
    let mut first = None;
    for _ in 0..ROUNDS_MAX {
        match round(system, call, &command) {
            Ok(output) => {
                let title = title(system, seconds, &command);
                let rows = if given.has("t") { ROWS } else { ROWS - 2 };
                let shown = top(&output, rows);
                screen = if given.has("t") { shown } else { format!("{title}\n\n{shown}") };
                let before = first.get_or_insert_with(|| output.clone());
                if given.has("g") && *before != output {
                    break;
                }
            }
            Err(Stop::Interrupted) => break,
            Err(stop) => return Err(stop),
        }
        match system.pass(Duration::from_secs_f64(seconds)) {
            Ok(()) => {}
            Err(Stop::Interrupted) => break,
            Err(stop) => return Err(stop),
        }
    }
    call.print(&screen);
    Ok(Exit::SUCCESS)
}

/// Runs the command once and returns what it prints and complains of.
fn round(system: &mut System, call: &Call<'_>, command: &str) -> Result<String, Stop> {
    let sink = Sink::new();
    let streams = Streams { stdin: Input::empty(), stdout: sink.clone(), stderr: sink.clone() };
    system.as_process(call, |system| run_text(system, call, command, streams))?;
    Ok(String::from_utf8_lossy(&sink.take()).into_owned())
}

/// Keeps as many lines as fit on so many rows of the screen.
fn top(output: &str, rows: usize) -> String {
    let mut left = rows;
    let mut text = String::new();
    for line in output.lines() {
        let takes = line.chars().count().div_ceil(COLUMNS).max(1);
        if takes > left {
            break;
        }
        left -= takes;
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// Writes the line at the top: interval and command at the left, host and time at the right.
fn title(system: &System, seconds: f64, command: &str) -> String {
    let left = format!("Every {seconds:.1}s: ");
    let now = format("%a %b %e %T %Y", Moment::of(system.now())).unwrap_or_default();
    let right = format!(" {HOST}: {now}");
    let room = COLUMNS.saturating_sub(left.len() + right.len());
    let shown: String = if command.chars().count() <= room {
        command.to_owned()
    } else {
        let cut: String = command.chars().take(room.saturating_sub(4)).collect();
        format!("{cut}... ")
    };
    let width = COLUMNS - right.len();
    format!("{:<width$}{right}", format!("{left}{shown}"))
}
