//! `pgrep` and `pkill`: processes by pattern. `killall` and `pidof`: processes by name.

use regex::RegexBuilder;

use super::super::options::{Arguments, Grammar, Operands};
use super::super::table::Command;
use super::super::{Process, System};
use super::everyone::everyone;
use super::signals::{Sent, Signal};
use crate::shell::{Call, Exit, Stop};

pub(in super::super) const COMMANDS: &[(&str, Command)] =
    &[("pgrep", pgrep), ("pkill", pkill), ("killall", killall), ("pidof", pidof)];

const PICK: Grammar = Grammar {
    short: "cd:flng:G:inooO:P:s:t:u:U:vwxF:Lr:eaq:AhV",
    long: &[
        ("signal", ":"),
        ("queue", "q"),
        ("echo", "e"),
        ("count", "c"),
        ("delimiter", "d"),
        ("list-name", "l"),
        ("list-full", "a"),
        ("inverse", "v"),
        ("full", "f"),
        ("pgroup", "g"),
        ("group", "G"),
        ("ignore-case", "i"),
        ("newest", "n"),
        ("oldest", "o"),
        ("older", "O"),
        ("parent", "P"),
        ("session", "s"),
        ("terminal", "t"),
        ("euid", "u"),
        ("uid", "U"),
        ("exact", "x"),
        ("pidfile", "F"),
        ("logpidfile", "L"),
        ("runstates", "r"),
        ("ignore-ancestors", "A"),
        ("lightweight", "w"),
        ("cgroup", ":"),
        ("ns", ":"),
        ("nslist", ":"),
    ],
    operands: Operands::Anywhere,
};

/// The longest name that the kernel keeps of a process.
const NAME_MAX: usize = 15;

fn pgrep(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let given = match read(call, call.arguments())? {
        Ok(given) => given,
        Err(exit) => return Ok(exit),
    };
    given.only(call, &["a", "c", "d", "f", "i", "l", "n", "o", "P", "u", "U", "v", "x"])?;
    let found = match picked(system, call, &given)? {
        Ok(found) => found,
        Err(exit) => return Ok(exit),
    };
    if given.has("c") {
        call.print(&format!("{}\n", found.len()));
    } else if !found.is_empty() {
        let lines: Vec<String> = found.iter().map(|process| listed(process, &given)).collect();
        call.print(&format!("{}\n", lines.join(given.value("d").unwrap_or("\n"))));
    }
    Ok(if found.is_empty() { Exit::FAILURE } else { Exit::SUCCESS })
}

fn listed(process: &Process, given: &Arguments) -> String {
    match given.last_of(&["a", "l"]) {
        Some("a") => format!("{} {}", process.pid, process.command),
        Some(_) => format!("{} {}", process.pid, process.name()),
        None => process.pid.to_string(),
    }
}

fn pkill(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let (signal, arguments) = signal_apart(call.arguments());
    let given = match read(call, &arguments)? {
        Ok(given) => given,
        Err(exit) => return Ok(exit),
    };
    given.only(call, &["c", "e", "f", "i", "n", "o", "P", "signal", "u", "U", "x"])?;
    let named = given.value("signal").map(Signal::parse);
    let Some(signal) = named.unwrap_or(signal.or(Some(Signal::TERM))) else {
        return Err(call.unmodelled("with an unknown signal"));
    };
    let found = match picked(system, call, &given)? {
        Ok(found) => found,
        Err(exit) => return Ok(exit),
    };
    let mut killed = 0;
    for process in &found {
        match signal.send(system, call, process)? {
            Sent::Done => {
                killed += 1;
                if given.has("e") {
                    call.print(&format!("{} killed (pid {})\n", process.name(), process.pid));
                }
            }
            Sent::NotPermitted => call
                .complain(&format!("killing pid {} failed: Operation not permitted", process.pid)),
        }
    }
    if given.has("c") {
        call.print(&format!("{}\n", found.len()));
    }
    Ok(if killed == 0 { Exit::FAILURE } else { Exit::SUCCESS })
}

/// Takes a signal such as `-9` or `-HUP` from among the arguments.
fn signal_apart(arguments: &[String]) -> (Option<Signal>, Vec<String>) {
    let signal_of = |argument: &String| argument.strip_prefix('-').and_then(Signal::parse);
    match arguments.iter().position(|argument| signal_of(argument).is_some()) {
        Some(at) => {
            let mut rest = arguments.to_vec();
            let signal = signal_of(&rest.remove(at));
            (signal, rest)
        }
        None => (None, arguments.to_vec()),
    }
}

/// Reads the arguments; an inner error is the exit code of a complaint.
fn read(call: &Call<'_>, arguments: &[String]) -> Result<Result<Arguments, Exit>, Stop> {
    let given = PICK.parse(arguments).map_err(|message| call.unmodelled(&message))?;
    let criteria = ["P", "u", "U"].iter().any(|name| given.has(name));
    let message = match given.operands.len() {
        0 if !criteria => "no matching criteria specified",
        0 | 1 => return Ok(Ok(given)),
        _ => "only one pattern can be provided",
    };
    call.complain(message);
    let advice = format!("Try `{} --help' for more information.\n", call.name());
    call.stderr.write(advice.as_bytes());
    Ok(Err(Exit::USAGE))
}

/// Finds the processes that are asked for; the command itself is never one of them.
fn picked(
    system: &System,
    call: &Call<'_>,
    given: &Arguments,
) -> Result<Result<Vec<Process>, Exit>, Stop> {
    let pattern = given.operands.first().map(String::as_str);
    if let Some(text) = pattern.filter(|text| text.len() > NAME_MAX && !given.has("f")) {
        let plain =
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_. ".contains(&byte));
        if !plain {
            return Err(call.unmodelled(&format!("with the long pattern {text}")));
        }
        call.complain(
            "pattern that searches for process name longer than 15 characters will result in zero \
             matches",
        );
        let advice = format!(
            "Try `{} -f' option to match against the complete command line.\n",
            call.name()
        );
        call.stderr.write(advice.as_bytes());
        return Ok(Err(Exit::FAILURE));
    }
    let matcher = pattern.map(|text| matcher(call, text, given)).transpose()?;
    let parents = numbers(call, given.value("P"))?;
    let user = given.value("u").or(given.value("U"));
    let mut found: Vec<Process> = everyone(system)
        .into_iter()
        .filter(|process| {
            let text = if given.has("f") { &process.command } else { process.name() };
            let fits = matcher.as_ref().is_none_or(|matcher| matcher.is_match(text))
                && parents.as_ref().is_none_or(|parents| parents.contains(&process.parent))
                && user.is_none_or(|user| user.split(',').any(|user| user == process.user));
            fits != given.has("v")
        })
        .collect();
    match given.last_of(&["n", "o"]) {
        Some("n") => found = found.pop().into_iter().collect(),
        Some(_) => found.truncate(1),
        None => {}
    }
    Ok(Ok(found))
}

fn numbers(call: &Call<'_>, list: Option<&str>) -> Result<Option<Vec<u32>>, Stop> {
    let Some(list) = list else { return Ok(None) };
    let numbers: Result<Vec<u32>, _> = list.split(',').map(str::parse).collect();
    numbers.map(Some).map_err(|_| call.unmodelled(&format!("-P {list}")))
}

/// Compiles an extended regular expression. Only those are modelled that mean the same to the
/// crate: no escapes but of marks, no bracket inside a bracket.
fn matcher(call: &Call<'_>, text: &str, given: &Arguments) -> Result<regex::Regex, Stop> {
    let unmodelled = || call.unmodelled(&format!("with the pattern {text}"));
    if !means_the_same(text) {
        return Err(unmodelled());
    }
    let whole = if given.has("x") { format!("^(?:{text})$") } else { text.to_owned() };
    RegexBuilder::new(&whole)
        .case_insensitive(given.has("i"))
        .size_limit(1 << 20)
        .build()
        .map_err(|_| unmodelled())
}

fn means_the_same(text: &str) -> bool {
    let odd = ["(?", "[[", "&&", "--", "~~", "[]", "[^]", "**", "++", "??", "*?", "+?", "}?", "{,"];
    let escapes_marks_only = text
        .match_indices('\\')
        .all(|(at, _)| text[at + 1..].starts_with(|c: char| c.is_ascii_punctuation()));
    let in_bracket = text
        .split('[')
        .skip(1)
        .any(|part| part.split_once(']').is_none_or(|(inside, _)| inside.contains(['\\', '['])));
    !text.is_empty() && escapes_marks_only && !in_bracket && !odd.iter().any(|it| text.contains(it))
}

fn killall(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let (signal, arguments) = signal_apart(call.arguments());
    let quiet = arguments.iter().any(|argument| argument == "-q");
    let verbose = arguments.iter().any(|argument| argument == "-v");
    let names: Vec<&String> =
        arguments.iter().filter(|argument| *argument != "-q" && *argument != "-v").collect();
    if let Some(option) = names.iter().find(|name| name.starts_with('-')) {
        return Err(call.unmodelled(option));
    }
    if names.is_empty() {
        return Err(call.unmodelled("without a name"));
    }
    let killing = Killing { signal: signal.unwrap_or(Signal::TERM), verbose };
    let mut exit = Exit::SUCCESS;
    for name in names {
        if killing.all(system, call, name)? == 0 {
            exit = Exit::FAILURE;
            if !quiet {
                call.stderr.write(format!("{name}: no process found\n").as_bytes());
            }
        }
    }
    Ok(exit)
}

/// What `killall` does to each process.
#[derive(Debug, Clone, Copy)]
struct Killing {
    signal: Signal,
    verbose: bool,
}

impl Killing {
    /// Sends the signal to all processes of a name, and counts those that it reached.
    fn all(self, system: &mut System, call: &Call<'_>, name: &str) -> Result<usize, Stop> {
        let mut killed = 0;
        for process in named(system, name) {
            let pid = process.pid;
            let said = match self.signal.send(system, call, &process)? {
                Sent::NotPermitted => format!("{name}({pid}): Operation not permitted\n"),
                Sent::Done => {
                    killed += 1;
                    self.report(name, pid)
                }
            };
            call.stderr.write(said.as_bytes());
        }
        Ok(killed)
    }

    fn report(self, name: &str, pid: u32) -> String {
        let number = self.signal.0;
        if self.verbose {
            format!("Killed {name}({pid}) with signal {number}\n")
        } else {
            String::new()
        }
    }
}

fn pidof(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let single = call.arguments().iter().any(|argument| argument == "-s");
    let names: Vec<&String> = call.arguments().iter().filter(|name| *name != "-s").collect();
    if let Some(option) = names.iter().find(|name| name.starts_with('-')) {
        return Err(call.unmodelled(option));
    }
    let mut found: Vec<String> = names
        .iter()
        .flat_map(|name| named(system, name).into_iter().rev())
        .map(|process| process.pid.to_string())
        .collect();
    if single {
        found.truncate(1);
    }
    if found.is_empty() {
        return Ok(Exit::FAILURE);
    }
    call.print(&format!("{}\n", found.join(" ")));
    Ok(Exit::SUCCESS)
}

/// Finds processes by the name of their program, or by its path.
fn named(system: &System, name: &str) -> Vec<Process> {
    let program = |process: &Process| {
        let first = process.command.split(' ').next().unwrap_or_default();
        first.strip_prefix('-').unwrap_or(first).to_owned()
    };
    let fits = |process: &Process| {
        let program = program(process);
        program == name
            || program.rsplit('/').next() == Some(name.rsplit('/').next().unwrap_or(name))
    };
    everyone(system).into_iter().filter(fits).collect()
}
