//! `bash` and `sh`, and scripts that are called by their path.
//!
//! Both are read as bash reads them; what `sh`, which is dash, would read otherwise is not
//! modelled (`dash`).

use super::super::System;
use super::super::inner::Launch;
use super::super::place::place;
use super::super::table::Command;
use super::dash::bash_only;
use crate::shell::{Call, Exit, Stop, Streams, Terminal};
use crate::world::FileError;

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("bash", shell), ("sh", shell)];

/// Found, but not to be executed.
const NOT_EXECUTABLE: Exit = Exit(126);

/// Where a shell finds what it runs.
enum Source {
    /// In an argument (`-c`), which is followed by `$0` and the parameters.
    Text,
    /// In the file that the first operand names.
    File,
    /// On standard input.
    Input,
}

/// What a shell was called with.
struct Request<'a> {
    source: Source,
    /// Options for `set`, as words.
    options: Vec<String>,
    operands: &'a [String],
}

fn shell(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let request = request(call)?;
    let environment = || call.environment.clone();
    match (&request.source, request.operands) {
        (Source::Text, []) => {
            let dash = is_dash(call);
            call.complain(if dash {
                "0: -c requires an argument"
            } else {
                "-c: option requires an argument"
            });
            Ok(Exit::USAGE)
        }
        (Source::Text, [text, rest @ ..]) => {
            let (name, arguments) = match rest {
                [name, arguments @ ..] => (name.as_str(), arguments),
                [] => (call.name(), rest),
            };
            let arguments = arguments.to_vec();
            let terminal = Terminal::command_string(call.cwd, environment(), name, arguments);
            run(system, call, terminal, &request.prefixed(text))
        }
        (Source::File, [path, arguments @ ..]) => file(system, call, &request, path, arguments),
        (_, arguments) => {
            if call.stdin.is_terminal() {
                return Err(call.unmodelled("waits for the keyboard"));
            }
            let text = text_of(call, call.stdin.take_all())?;
            let arguments = arguments.to_vec();
            let terminal = Terminal::script(call.cwd, environment(), call.name(), arguments);
            run(system, call, terminal, &request.prefixed(&text))
        }
    }
}

/// Reads options, and finds where the text comes from.
fn request<'a>(call: &'a Call<'_>) -> Result<Request<'a>, Stop> {
    let arguments = call.arguments();
    let mut request = Request { source: Source::File, options: Vec::new(), operands: arguments };
    let mut at = 0;
    while let Some(argument) = arguments.get(at) {
        let is_cluster = argument.starts_with(['-', '+']) && argument.len() > 1;
        match argument.as_str() {
            "-" | "--" => {
                at += 1;
                break;
            }
            "--login" | "--norc" | "--noprofile" if !is_dash(call) => {}
            _ if argument.starts_with("--") => return Err(call.unmodelled(argument)),
            _ if is_cluster => at += cluster(call, argument, arguments.get(at + 1), &mut request)?,
            _ => break,
        }
        at += 1;
    }
    request.operands = &arguments[at.min(arguments.len())..];
    if matches!(request.source, Source::File) && request.operands.is_empty() {
        request.source = Source::Input;
    }
    Ok(request)
}

/// Reads one cluster such as `-ec` or `-euo`; returns how many words it took besides.
fn cluster(
    call: &Call<'_>,
    cluster: &str,
    next: Option<&String>,
    request: &mut Request<'_>,
) -> Result<usize, Stop> {
    let (sign, letters) = cluster.split_at(1);
    let mut taken = 0;
    for letter in letters.chars() {
        match letter {
            'c' => request.source = Source::Text,
            's' => request.source = Source::Input,
            'l' => {}
            'e' | 'u' | 'x' | 'f' | 'C' => request.options.push(format!("{sign}{letter}")),
            'o' if taken == 0 && !is_dash(call) => {
                let name = next.ok_or_else(|| call.unmodelled(cluster))?;
                request.options.extend([format!("{sign}o"), name.clone()]);
                taken = 1;
            }
            _ => return Err(call.unmodelled(cluster)),
        }
    }
    Ok(taken)
}

impl Request<'_> {
    /// Puts the options before the text, on its first line, so that lines keep their numbers.
    fn prefixed(&self, text: &str) -> String {
        if self.options.is_empty() {
            return text.to_owned();
        }
        format!("set {}; {text}", self.options.join(" "))
    }
}

fn file(
    system: &mut System,
    call: &Call<'_>,
    request: &Request<'_>,
    path: &str,
    arguments: &[String],
) -> Result<Exit, Stop> {
    let bytes = match system.root.read(&place(call, path)) {
        Ok(bytes) => bytes,
        Err(error) => return refuse(call, path, &error),
    };
    let text = text_of(call, bytes)?;
    let environment = call.environment.clone();
    let terminal = Terminal::script(call.cwd, environment, path, arguments.to_vec());
    run(system, call, terminal, &request.prefixed(&text))
}

fn refuse(call: &Call<'_>, path: &str, error: &FileError) -> Result<Exit, Stop> {
    if let FileError::Harness(what) = error {
        return Err(Stop::Harness { what: what.clone() });
    }
    match (is_dash(call), error) {
        (true, FileError::NotFound) => {
            call.complain(&format!("0: cannot open {path}: No such file"));
            Ok(Exit::USAGE)
        }
        (true, _) => Err(call.unmodelled(&format!("{path}: {error}"))),
        (false, FileError::IsDirectory) => {
            call.stderr.write(format!("{path}: {path}: {error}\n").as_bytes());
            Ok(NOT_EXECUTABLE)
        }
        (false, _) => {
            call.complain(&format!("{path}: {error}"));
            let missing = *error == FileError::NotFound;
            Ok(if missing { Exit::NOT_FOUND } else { NOT_EXECUTABLE })
        }
    }
}

fn text_of(call: &Call<'_>, bytes: Vec<u8>) -> Result<String, Stop> {
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text),
        _ => Err(call.unmodelled("of a file that is no text")),
    }
}

/// Says whether the shell is called as `sh`, which is dash on Debian.
fn is_dash(call: &Call<'_>) -> bool {
    call.name().rsplit('/').next() == Some("sh")
}

fn run(
    system: &mut System,
    call: &Call<'_>,
    mut terminal: Terminal,
    text: &str,
) -> Result<Exit, Stop> {
    if let Some(syntax) = bash_only(text).filter(|_| is_dash(call)) {
        return Err(call.unmodelled(&format!("with what only bash reads: {syntax}")));
    }
    let streams = Streams {
        stdin: call.stdin.clone(),
        stdout: call.stdout.clone(),
        stderr: call.stderr.clone(),
    };
    system.as_process(call, |system| system.deeper(|system| terminal.run(text, system, streams)))
}

/// Runs a text as `sh -c` does, for commands that hand one to a shell.
pub(in super::super) fn run_text(
    system: &mut System,
    call: &Call<'_>,
    text: &str,
    streams: Streams,
) -> Result<Exit, Stop> {
    let argv = ["sh".to_owned(), "-c".to_owned(), text.to_owned()];
    let inner = Call {
        argv: &argv,
        environment: call.environment,
        cwd: call.cwd,
        stdin: streams.stdin,
        stdout: streams.stdout,
        stderr: streams.stderr,
    };
    shell(system, &inner)
}

/// Runs an executable file: by the interpreter that its first line names, else as a script.
pub(in super::super) fn run_file(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let path = call.name();
    let bytes = match system.root.read(&place(call, path)) {
        Ok(bytes) => bytes,
        Err(error) => {
            call.stderr.write(format!("bash: {path}: {error}\n").as_bytes());
            let missing = error == FileError::NotFound;
            return Ok(if missing { Exit::NOT_FOUND } else { NOT_EXECUTABLE });
        }
    };
    let text = text_of(call, bytes)?;
    let first = text.lines().next().unwrap_or_default();
    let Some(interpreter) = first.strip_prefix("#!") else {
        let request = Request { source: Source::File, options: Vec::new(), operands: &[] };
        return file(system, call, &request, path, call.arguments());
    };
    let (program, argument) = match interpreter.trim().split_once([' ', '\t']) {
        Some((program, argument)) => (program, Some(argument.trim().to_owned())),
        None => (interpreter.trim(), None),
    };
    let mut argv = vec![program.to_owned()];
    argv.extend(argument);
    argv.extend(call.argv.iter().cloned());
    match system.run_inner(call, &argv, call.environment)? {
        Launch::Ran(exit) => Ok(exit),
        Launch::Missing | Launch::Denied => {
            let message = format!("bash: {path}: cannot execute: required file not found\n");
            call.stderr.write(message.as_bytes());
            Ok(Exit::NOT_FOUND)
        }
    }
}
