//! The command as a whole.

use std::rc::Rc;

use jaq_core::{Ctx, Vars};

use super::super::System;
use super::super::table::Command;
use super::super::text::input;
use super::host::{Data, Host, Jq};
use super::inputs::{self, Inputs, Item, Segment, Unopened};
use super::options::{Feeding, Options, Place, Printing, Reading, Refusal};
use super::program::Program;
use super::refusal;
use super::review::{Missing, Objection};
use super::value::Value;
use super::write;
use crate::shell::{Call, Exit, Kernel as _, Stop};
use crate::world::FileError;

/// The names of this family.
pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("jq", jq)];

/// The exit codes that jq has besides 0 and 1.
const SYSTEM: u8 = 2;
const COMPILE: u8 = 3;
const NO_OUTPUT: u8 = 4;
const FAILED: u8 = 5;

fn jq(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let options = match Options::read(call.arguments()) {
        Ok(options) => options,
        Err(Refusal::Usage(message)) => return Ok(misused(call, &message)),
        Err(Refusal::Unmodelled(what)) => return Err(call.unmodelled(&what)),
    };
    let run = match prepare(system, call, options)? {
        Ok(run) => run,
        Err(exit) => return Ok(exit),
    };
    let _ = refusal::take();
    run.all()
}

/// Complains about a wrong call, with the lines that point to the manual.
fn misused(call: &Call<'_>, message: &str) -> Exit {
    let advice = "Use jq --help for help with command-line options,\n\
                  or see the jq manpage, or online docs  at https://stedolan.github.io/jq\n";
    call.stderr.write(format!("jq: {message}\n{advice}").as_bytes());
    Exit(SYSTEM)
}

fn prepare<'c>(
    system: &mut System,
    call: &'c Call<'c>,
    mut options: Options,
) -> Result<Result<Run<'c>, Exit>, Stop> {
    if options.program.is_none() {
        if call.stdin.is_terminal() {
            return Err(call.unmodelled("without a program"));
        }
        options.program = Some(".".to_owned());
    }
    for variable in std::mem::take(&mut options.from_files) {
        let name = &variable.file;
        let value = match input::read_file(system, call, name)? {
            Ok(text) if variable.is_raw => Value::text(String::from_utf8_lossy(&text).into_owned()),
            Ok(text) => match slurped(&inputs::parse(&text)) {
                Ok(all) => all,
                Err(_) => return Err(call.unmodelled("--slurpfile with broken JSON")),
            },
            Err(error) => {
                let option = if variable.is_raw { "rawfile" } else { "slurpfile" };
                let variable = &variable.name;
                call.complain(&format!(
                    "Bad JSON in --{option} {variable} {name}: Could not open {name}: {error}"
                ));
                return Ok(Err(Exit(SYSTEM)));
            }
        };
        options.named.push((variable.name, value));
    }
    let text = match program_text(system, call, &options)? {
        Ok(text) => text,
        Err(exit) => return Ok(Err(exit)),
    };
    let environment = environment(call);
    let (names, values): (Vec<_>, Vec<_>) = variables(&options, &environment).into_iter().unzip();
    let program = match system.jq.program(&text, &names) {
        Ok(program) => program,
        Err(Objection::Unmodelled(what)) => return Err(call.unmodelled(&what)),
        Err(Objection::Wrong(missing)) => return Ok(Err(not_compiled(call, &text, &missing))),
    };
    let inputs = read_inputs(system, call, &options)?;
    let host = Host::new(inputs, environment, system.now(), call.stderr.clone());
    Ok(Ok(Run { call, options, program, values, host }))
}

fn program_text(
    system: &System,
    call: &Call<'_>,
    options: &Options,
) -> Result<Result<String, Exit>, Stop> {
    let program = options.program.clone().unwrap_or_default();
    if options.place == Place::Argument {
        return Ok(Ok(program));
    }
    match input::read_file(system, call, &program)? {
        Ok(text) => String::from_utf8(text)
            .map(Ok)
            .map_err(|_| call.unmodelled("-f with a program that is no UTF-8")),
        Err(FileError::IsDirectory) => {
            call.complain(&format!("Could not open {program}: It's a directory"));
            Ok(Err(Exit(SYSTEM)))
        }
        Err(error) => {
            call.complain(&format!("Could not open {program}: {error}"));
            Ok(Err(Exit(SYSTEM)))
        }
    }
}

fn environment(call: &Call<'_>) -> Value {
    let entry =
        |(name, value): (&String, &String)| (Rc::from(name.as_str()), Value::text(value.as_str()));
    Value::Object(Rc::new(call.environment.iter().map(entry).collect()))
}

/// Returns the variables that are set outside of the program.
fn variables(options: &Options, environment: &Value) -> Vec<(String, Value)> {
    let named = options.named.iter().map(|(name, value)| (Rc::from(name.as_str()), value.clone()));
    let arguments = [
        ("positional".into(), Value::array(options.positional.clone())),
        ("named".into(), Value::Object(Rc::new(named.collect()))),
    ];
    let mut variables = vec![
        ("$ENV".to_owned(), environment.clone()),
        ("$ARGS".to_owned(), Value::Object(Rc::new(arguments.into_iter().collect()))),
    ];
    let own = options.named.iter().map(|(name, value)| (format!("${name}"), value.clone()));
    variables.extend(own);
    variables
}

/// Complains about what is not defined, each with its line.
fn not_compiled(call: &Call<'_>, text: &str, missing: &[Missing]) -> Exit {
    for one in missing {
        let before = &text[..one.at];
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..].lines().next().unwrap_or_default();
        let number = before.matches('\n').count() + 1;
        let margin = " ".repeat(one.at - start);
        let what = &one.what;
        let message = format!("error: {what} at <top-level>, line {number}:\n{line}{margin}");
        call.complain(&message);
    }
    let count = missing.len();
    let errors = if count == 1 { "error" } else { "errors" };
    call.complain(&format!("{count} compile {errors}"));
    Exit(COMPILE)
}

fn read_inputs(system: &mut System, call: &Call<'_>, options: &Options) -> Result<Inputs, Stop> {
    let mut text = Vec::new();
    let mut segments = Vec::new();
    let mut unopened = Vec::new();
    let waits = options.feeding == Feeding::OnRequest && call.stdin.is_terminal();
    if options.files.is_empty() && !waits {
        text = input::standard_input(call)?;
        segments.push(Segment { name: "<stdin>".into(), end: text.len() });
    }
    for name in &options.files {
        match input::read(system, call, name)? {
            Ok(more) => {
                text.extend(more);
                let name = if name == "-" { "<stdin>" } else { name.as_str() };
                segments.push(Segment { name: name.into(), end: text.len() });
            }
            Err(FileError::IsDirectory) => {
                return Err(call.unmodelled("on a directory"));
            }
            Err(error) => {
                let complaint = format!("jq: error: Could not open file {name}: {error}\n");
                unopened.push(Unopened { start: text.len(), name: name.clone(), complaint });
            }
        }
    }
    let parsed = match (options.reading, options.slurps) {
        (Reading::Json, false) => system.jq.values(&text),
        (Reading::Lines, false) => inputs::lines(&text),
        (Reading::Json, true) => match slurped(&system.jq.values(&text)) {
            Ok(all) => [(Item::Value(all), text.len())].into(),
            Err(message) => [(Item::Broken(message), text.len())].into(),
        },
        (Reading::Lines, true) => {
            let whole = Value::text(String::from_utf8_lossy(&text).into_owned());
            [(Item::Value(whole), text.len())].into()
        }
    };
    Ok(Inputs::new(&text, &parsed, segments, unopened))
}

/// Puts all values into one array; the error is what is wrong with the JSON.
fn slurped(parsed: &[(Item, usize)]) -> Result<Value, String> {
    let value = |(item, _): &(Item, usize)| match item {
        Item::Value(value) => Ok(value.clone()),
        Item::Broken(message) => Err(message.clone()),
    };
    Ok(Value::array(parsed.iter().map(value).collect::<Result<_, _>>()?))
}

/// The last output of one input, for `-e`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    False,
    True,
}

/// What came of one input.
enum Outcome {
    Done(Last),
    Failed,
    Halted(u8),
}

/// One call that is ready to run.
struct Run<'c> {
    call: &'c Call<'c>,
    options: Options,
    program: Rc<Program>,
    values: Vec<Value>,
    host: Host,
}

impl Run<'_> {
    fn all(self) -> Result<Exit, Stop> {
        if self.options.feeding == Feeding::OnRequest {
            let outcome = self.one(Value::Null)?;
            return Ok(self.exit(&outcome));
        }
        let mut outcome = Outcome::Done(Last::True);
        while self.host.inputs.borrow().failures == 0 && !matches!(outcome, Outcome::Halted(_)) {
            let next = self.host.inputs.borrow_mut().next(&self.host.errors);
            match next {
                None => break,
                Some(Item::Value(value)) => outcome = self.one(value)?,
                Some(Item::Broken(message)) => {
                    self.call.stderr.write(format!("parse error: {message}\n").as_bytes());
                    return Ok(Exit(NO_OUTPUT));
                }
            }
        }
        Ok(self.exit(&outcome))
    }

    /// Returns the exit code after the last input. With `-e` it tells of that input alone: this is
    /// where jq 1.7 differs, which looks for the last output of all.
    fn exit(&self, outcome: &Outcome) -> Exit {
        if self.host.inputs.borrow().failures > 0 {
            return Exit(SYSTEM);
        }
        match (outcome, self.options.exit_status) {
            (Outcome::Failed, _) => Exit(FAILED),
            (Outcome::Halted(code), _) => Exit(*code),
            (Outcome::Done(Last::Nothing), true) => Exit(NO_OUTPUT),
            (Outcome::Done(Last::False), true) => Exit(1),
            (Outcome::Done(_), _) => Exit::SUCCESS,
        }
    }

    /// Runs the program on one input.
    fn one(&self, value: Value) -> Result<Outcome, Stop> {
        if let Some(direct) = &self.program.direct {
            return match direct.run(&value) {
                Ok(Some(output)) => self.print(&output).map(Outcome::Done),
                Ok(None) => Ok(Outcome::Done(Last::Nothing)),
                Err(error) => self.failed(error),
            };
        }
        let filter = &self.program.filter;
        let data = Data { lut: &filter.lut, host: &self.host };
        let context = Ctx::<Jq>::new(data, Vars::new(self.values.iter().cloned()));
        let mut last = Last::Nothing;
        for output in filter.id.run((context, value)) {
            if let Some(reason) = refusal::take() {
                return Err(self.call.unmodelled(&reason));
            }
            match output {
                Ok(value) => last = self.print(&value)?,
                Err(ended) => return self.ended(ended),
            }
        }
        match refusal::take() {
            Some(reason) => Err(self.call.unmodelled(&reason)),
            None => Ok(Outcome::Done(last)),
        }
    }

    fn print(&self, value: &Value) -> Result<Last, Stop> {
        let is_raw = self.options.printing != Printing::Json;
        let (mut text, mut last) = match value {
            Value::Text(text) if is_raw && !self.options.style.ascii => {
                (text.to_string(), Last::True)
            }
            other => (write::to_string(other, &self.options.style), Last::True),
        };
        if !value.holds() {
            last = Last::False;
        }
        if self.options.printing != Printing::Joined {
            text.push('\n');
        }
        if let Some(reason) = refusal::take() {
            return Err(self.call.unmodelled(&reason));
        }
        self.call.print(&text);
        Ok(last)
    }

    /// Tells of an error that the program did not catch, or of its own end.
    fn ended(&self, ended: jaq_core::Exn<'_, Value>) -> Result<Outcome, Stop> {
        match ended.get_err() {
            Ok(error) => self.failed(error),
            Err(ended) => {
                let code = ended.get_halt().unwrap_or(i32::from(FAILED));
                Ok(Outcome::Halted(u8::try_from(code & 0xff).unwrap_or(FAILED)))
            }
        }
    }

    fn failed(&self, error: jaq_core::Error<Value>) -> Result<Outcome, Stop> {
        if self.program.catches {
            let what = "an error behind ? or try, where versions of jq differ";
            return Err(self.call.unmodelled(what));
        }
        let place = self.host.inputs.borrow().place();
        let message = match error.into_val() {
            Value::Text(text) => format!("jq: error (at {place}): {text}\n"),
            other => format!("jq: error (at {place}) (not a string): {}\n", other.to_json()),
        };
        if let Some(reason) = refusal::take() {
            return Err(self.call.unmodelled(&reason));
        }
        self.call.stderr.write(message.as_bytes());
        Ok(Outcome::Failed)
    }
}
