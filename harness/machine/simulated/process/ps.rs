//! `ps`, in the forms that runbooks use. What a process takes of the machine is shown as 0.

use super::super::date::{Moment, format};
use super::super::table::Command;
use super::super::{Process, System};
use super::everyone::{everyone, is_of_terminal};
use crate::determinism::Tick;
use crate::shell::{Call, Exit, Kernel as _, Stop};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("ps", ps)];

/// What is asked for.
struct Request {
    columns: Vec<Column>,
    headers: bool,
    choice: Choice,
}

/// Which processes are shown.
enum Choice {
    /// Those of the operator's terminal.
    Terminal,
    /// All.
    Everyone,
    /// Those with these numbers.
    Numbers(Vec<u32>),
    /// Those of these users.
    Users(Vec<String>),
    /// Those with these names.
    Names(Vec<String>),
}

/// One column: which field, under which header.
struct Column {
    field: &'static Field,
    header: String,
}

/// What a column can show.
struct Field {
    names: &'static [&'static str],
    header: &'static str,
    side: Side,
    shows: Shows,
}

/// At which side of its column a text stands, and how wide the column is.
#[derive(Clone, Copy)]
enum Side {
    Left(usize),
    Right(usize),
}

/// What of a process is shown.
#[derive(Clone, Copy)]
enum Shows {
    Pid,
    Parent,
    User,
    Name,
    Command,
    Terminal,
    State,
    StateLetter,
    Started,
    Elapsed,
    Began,
    /// What a process takes of the machine: nothing, in these words.
    Nothing(&'static str),
}

/// One process, with what its fields hang on.
struct Shown<'a> {
    process: &'a Process,
    now: Tick,
    in_terminal: bool,
    is_itself: bool,
}

/// Every column that is modelled: its names, header, width, side and what it shows.
const FIELDS: &[Field] = &[
    field(&["pid"], "PID", Side::Right(7), Shows::Pid),
    field(&["ppid"], "PPID", Side::Right(7), Shows::Parent),
    field(&["user", "euser", "uname"], "USER", Side::Left(8), Shows::User),
    field(&["UID"], "UID", Side::Left(8), Shows::User),
    field(&["comm", "ucmd", "ucomm"], "COMMAND", Side::Left(15), Shows::Name),
    field(&["CMD"], "CMD", Side::Left(15), Shows::Name),
    field(&["args", "command"], "COMMAND", Side::Left(27), Shows::Command),
    field(&["cmd"], "CMD", Side::Left(27), Shows::Command),
    field(&["tty", "tname"], "TTY", Side::Left(8), Shows::Terminal),
    field(&["tt"], "TT", Side::Left(8), Shows::Terminal),
    field(&["stat"], "STAT", Side::Left(4), Shows::State),
    field(&["s", "state"], "S", Side::Left(1), Shows::StateLetter),
    field(&["lstart"], "STARTED", Side::Right(24), Shows::Started),
    field(&["etime"], "ELAPSED", Side::Right(11), Shows::Elapsed),
    field(&["time", "cputime"], "TIME", Side::Right(8), Shows::Nothing("00:00:00")),
    field(&["TIME"], "TIME", Side::Right(6), Shows::Nothing("0:00")),
    field(&["pcpu", "%cpu"], "%CPU", Side::Right(4), Shows::Nothing("0.0")),
    field(&["pmem", "%mem"], "%MEM", Side::Right(4), Shows::Nothing("0.0")),
    field(&["vsz"], "VSZ", Side::Right(6), Shows::Nothing("0")),
    field(&["rss"], "RSS", Side::Right(5), Shows::Nothing("0")),
    field(&["C"], "C", Side::Right(2), Shows::Nothing("0")),
    field(&["start", "STIME"], "STIME", Side::Left(5), Shows::Began),
    field(&["START"], "START", Side::Left(5), Shows::Began),
];

const fn field(
    names: &'static [&'static str],
    header: &'static str,
    side: Side,
    shows: Shows,
) -> Field {
    Field { names, header, side, shows }
}

const SHORT: &[&str] = &["pid", "tty", "time", "CMD"];
const FULL: &[&str] = &["UID", "pid", "ppid", "C", "STIME", "tty", "time", "cmd"];
const USER: &[&str] =
    &["user", "pid", "%cpu", "%mem", "vsz", "rss", "tty", "stat", "START", "TIME", "command"];

fn ps(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let request = request(call)?;
    let own = system.as_process(call, |system| Ok(rows(system, &request)))?;
    call.print(&own.0);
    Ok(if own.1 == 0 { Exit::FAILURE } else { Exit::SUCCESS })
}

fn request(call: &Call<'_>) -> Result<Request, Stop> {
    let mut request = Request { columns: columns(SHORT), headers: true, choice: Choice::Terminal };
    let mut arguments = call.arguments().iter();
    let mut chosen = Vec::new();
    while let Some(argument) = arguments.next() {
        let unmodelled = || call.unmodelled(argument);
        match argument.as_str() {
            "aux" | "-aux" | "auxw" | "auxww" | "axu" => {
                request.columns = columns(USER);
                request.choice = Choice::Everyone;
            }
            "-e" | "-A" => request.choice = Choice::Everyone,
            "-ef" | "-Af" | "-efww" | "-eF" if argument != "-eF" => {
                request.columns = columns(FULL);
                request.choice = Choice::Everyone;
            }
            "-f" => request.columns = columns(FULL),
            "-w" | "-ww" | "ww" => {}
            "--no-headers" | "--no-heading" => request.headers = false,
            "-eo" | "-Ao" | "-o" | "axo" | "-axo" | "--format" => {
                if argument != "-o" && argument != "--format" {
                    request.choice = Choice::Everyone;
                }
                chosen.extend(
                    asked(arguments.next().ok_or_else(unmodelled)?).ok_or_else(unmodelled)?,
                );
            }
            "-p" | "--pid" => {
                let list = arguments.next().ok_or_else(unmodelled)?;
                let numbers: Result<Vec<u32>, _> = list.split(',').map(str::parse).collect();
                request.choice = Choice::Numbers(numbers.map_err(|_| unmodelled())?);
            }
            "-u" | "-U" | "--user" => {
                request.choice = Choice::Users(list(&mut arguments, &unmodelled)?);
            }
            "-C" => request.choice = Choice::Names(list(&mut arguments, &unmodelled)?),
            _ => return Err(unmodelled()),
        }
    }
    if !chosen.is_empty() {
        request.columns = chosen;
    }
    Ok(request)
}

fn list<'a>(
    arguments: &mut impl Iterator<Item = &'a String>,
    unmodelled: &impl Fn() -> Stop,
) -> Result<Vec<String>, Stop> {
    let list = arguments.next().ok_or_else(unmodelled)?;
    Ok(list.split(',').map(str::to_owned).collect())
}

fn columns(names: &[&str]) -> Vec<Column> {
    names.iter().filter_map(|name| column(name, None)).collect()
}

fn column(name: &str, header: Option<&str>) -> Option<Column> {
    let field = FIELDS.iter().find(|field| field.names.contains(&name))?;
    Some(Column { field, header: header.unwrap_or(field.header).to_owned() })
}

/// Reads the columns of `-o`: `pid,cmd`, or `pid=,command=` without headers.
fn asked(list: &str) -> Option<Vec<Column>> {
    list.split(',')
        .map(|part| match part.split_once('=') {
            Some((name, header)) => column(name, Some(header)),
            None => column(part, None),
        })
        .collect()
}

/// Writes the rows and counts the processes in them.
fn rows(system: &System, request: &Request) -> (String, usize) {
    let itself = system.foreground.last().copied();
    let everyone = everyone(system);
    let chosen: Vec<Shown<'_>> = everyone
        .iter()
        .filter(|process| request.choice.takes(system, process))
        .map(|process| Shown {
            process,
            now: system.now(),
            in_terminal: is_of_terminal(system, process.pid),
            is_itself: itself == Some(process.pid),
        })
        .collect();
    let mut text = String::new();
    if request.headers && request.columns.iter().any(|column| !column.header.is_empty()) {
        text.push_str(&row(&request.columns, |column| column.header.clone()));
    }
    for shown in &chosen {
        text.push_str(&row(&request.columns, |column| shown.text(column.field.shows)));
    }
    (text, chosen.len())
}

fn row(columns: &[Column], cell: impl Fn(&Column) -> String) -> String {
    let mut cells = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let text = cell(column);
        cells.push(match column.field.side {
            Side::Right(width) => format!("{text:>width$}"),
            Side::Left(_) if at + 1 == columns.len() => text,
            Side::Left(width) => format!("{text:<width$}"),
        });
    }
    format!("{}\n", cells.join(" "))
}

impl Choice {
    fn takes(&self, system: &System, process: &Process) -> bool {
        match self {
            Self::Terminal => is_of_terminal(system, process.pid),
            Self::Everyone => true,
            Self::Numbers(numbers) => numbers.contains(&process.pid),
            Self::Users(users) => users.contains(&process.user),
            Self::Names(names) => names.iter().any(|name| name == process.name()),
        }
    }
}

impl Shown<'_> {
    fn text(&self, shows: Shows) -> String {
        match shows {
            Shows::Pid => self.process.pid.to_string(),
            Shows::Parent => self.process.parent.to_string(),
            Shows::User => self.process.user.clone(),
            Shows::Name => self.process.name().to_owned(),
            Shows::Command => self.process.command.clone(),
            Shows::Terminal => self.terminal().to_owned(),
            Shows::State => self.state().to_owned(),
            Shows::StateLetter => self.state()[..1].to_owned(),
            Shows::Started => self.started("%a %b %e %T %Y"),
            Shows::Elapsed => self.elapsed(),
            Shows::Began => self.began(),
            Shows::Nothing(words) => words.to_owned(),
        }
    }

    fn terminal(&self) -> &'static str {
        if self.in_terminal { "pts/0" } else { "?" }
    }

    fn state(&self) -> &'static str {
        match (self.is_itself, self.process.parent <= 1) {
            (true, _) => "R+",
            (false, true) => "Ss",
            (false, false) => "S",
        }
    }

    fn started(&self, wanted: &str) -> String {
        format(wanted, Moment::of(self.process.started)).unwrap_or_default()
    }

    /// The hour where the process began today, else the day.
    fn began(&self) -> String {
        let age = self.now.since(self.process.started).as_secs();
        self.started(if age < 24 * 60 * 60 { "%H:%M" } else { "%b%d" })
    }

    fn elapsed(&self) -> String {
        let seconds = self.now.since(self.process.started).as_secs();
        let (minutes, hours, days) = (seconds / 60 % 60, seconds / 3600 % 24, seconds / 86_400);
        let seconds = seconds % 60;
        match (days, hours) {
            (0, 0) => format!("{minutes:02}:{seconds:02}"),
            (0, _) => format!("{hours:02}:{minutes:02}:{seconds:02}"),
            _ => format!("{days}-{hours:02}:{minutes:02}:{seconds:02}"),
        }
    }
}
