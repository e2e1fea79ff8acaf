//! Runs a script over the lines.

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::rc::Rc;

use super::super::super::System;
use super::super::regex::{Pattern, Trouble};
use super::call::{Edit, Settings};
use super::range::Range;
use super::replace::replace;
use super::script::{Action, Command, Script, Substitution, When};
use super::sink::{Output, WrittenFiles};
use super::source::{Line, Source};
use crate::shell::{Call, Stop};

/// The most jumps of one run.
const JUMPS_MAX: usize = 200_000;
/// The longest pattern or hold space in bytes.
const SPACE_MAX: usize = 64 * 1024 * 1024;

/// What is printed at the end of the cycle.
#[derive(Debug)]
pub(super) enum Queued {
    /// Text as it stands.
    Text(Rc<[u8]>),
    /// A file, read when it is printed.
    File(String),
}

/// Where the cycle goes on.
enum Flow {
    /// At the next command.
    Next,
    /// At the command of this number.
    Jump(usize),
    /// Behind the last command.
    End,
    /// At the next cycle, without printing.
    Drop,
    /// At the first command, with what is left of the pattern space.
    Again,
    /// Nowhere, after printing.
    Quit(u8),
    /// Nowhere.
    QuitSilently(u8),
}

/// Why a run ends before its script does.
pub(super) enum Halt {
    /// `//` before any other pattern was used.
    NoRegex,
    /// The drill stops here.
    Stopped(Stop),
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

/// One run of a script.
#[derive(Debug)]
pub(super) struct Machine<'s> {
    pub(super) system: &'s System,
    pub(super) call: &'s Call<'s>,
    pub(super) script: &'s Script,
    pub(super) settings: Settings,
    pub(super) source: Source<'s>,
    pub(super) output: Output,
    pub(super) written: WrittenFiles<'s>,
    pub(super) ranges: Vec<Range>,
    pub(super) space: Line,
    pub(super) hold: Line,
    pub(super) queue: VecDeque<Queued>,
    pub(super) read_lines: BTreeMap<String, VecDeque<Rc<[u8]>>>,
    pub(super) substituted: bool,
    pub(super) last_regex: Option<Rc<Pattern>>,
    pub(super) jumps: usize,
}

impl<'s> Machine<'s> {
    /// Sets a run up.
    pub(super) fn new(
        (system, call): (&'s System, &'s Call<'s>),
        script: &'s Script,
        settings: Settings,
        source: Source<'s>,
        written: WrittenFiles<'s>,
    ) -> Self {
        let output = match settings.edit {
            Edit::No => Output::to_stream(call.stdout.clone(), settings.delimiter),
            Edit::InPlace { .. } => Output::in_memory(settings.delimiter),
        };
        let mut machine = Self {
            system,
            call,
            script,
            settings,
            source,
            output,
            written,
            ranges: Vec::new(),
            space: Line::default(),
            hold: Line { has_end: true, ..Line::default() },
            queue: VecDeque::new(),
            read_lines: BTreeMap::new(),
            substituted: false,
            last_regex: None,
            jumps: 0,
        };
        machine.reset_ranges();
        machine
    }

    /// Runs the script and returns the exit code.
    pub(super) fn run(mut self) -> Result<u8, Stop> {
        let code = match self.all_cycles() {
            Ok(code) => code,
            Err(Halt::NoRegex) => {
                let message = &self.script.no_regex;
                self.call.stderr.write(format!("sed: {message}\n").as_bytes());
                1
            }
            Err(Halt::Stopped(stop)) => return Err(stop),
        };
        self.written.save()?;
        Ok(code)
    }

    fn all_cycles(&mut self) -> Result<u8, Halt> {
        let mut code = None;
        let mut keeps_space = false;
        while code.is_none() && (keeps_space || self.read(false)?) {
            keeps_space = false;
            let end = self.cycle()?;
            let prints = !self.settings.is_quiet && matches!(end, Flow::End | Flow::Quit(_));
            if prints {
                self.print_space();
            }
            match end {
                Flow::Quit(quit) => {
                    self.output.complete();
                    code = Some(quit);
                }
                Flow::QuitSilently(quit) => {
                    self.queue.clear();
                    code = Some(quit);
                }
                Flow::Again => {
                    self.flush_queue()?;
                    self.count_jump()?;
                    keeps_space = true;
                }
                _ => {}
            }
        }
        self.flush_queue()?;
        self.save_edited()?;
        Ok(code.filter(|code| *code != 0).unwrap_or(self.source.failure))
    }

    /// Reads the next line into the pattern space, or behind what is in it.
    fn read(&mut self, appends: bool) -> Result<bool, Halt> {
        self.flush_queue()?;
        self.substituted = false;
        let line = loop {
            if let Some(line) = self.source.take_line() {
                break line;
            }
            self.save_edited()?;
            let number = self.source.number;
            if !self.source.open_next()? {
                return Ok(false);
            }
            if self.source.number < number || self.settings.separates() {
                self.reset_ranges();
                self.read_lines.clear();
                self.hold.text.clear();
            }
        };
        if appends {
            self.space.text.push(self.settings.delimiter);
            self.space.text.extend(line.text);
            self.space.has_end = line.has_end;
        } else {
            self.space = line;
        }
        self.check_size()?;
        Ok(true)
    }

    fn cycle(&mut self) -> Result<Flow, Halt> {
        let script = self.script;
        let mut at = 0;
        while let Some(command) = script.commands.get(at) {
            let flow = if self.applies(at, &command.guard)? {
                self.execute(at, command)?
            } else if let Action::Open(end) = command.action {
                Flow::Jump(end)
            } else {
                Flow::Next
            };
            at = match flow {
                Flow::Next => at + 1,
                Flow::Jump(target) => target,
                end => return Ok(end),
            };
        }
        Ok(Flow::End)
    }

    fn execute(&mut self, at: usize, command: &Command) -> Result<Flow, Halt> {
        match &command.action {
            Action::Open(_) | Action::Nothing => {}
            Action::Append(text) => self.queue.push_back(Queued::Text(Rc::clone(text))),
            Action::Insert(text) => self.insert(text),
            Action::Change(text) => {
                let is_over = command.guard.end.is_none() || self.ranges[at] == Range::Closed;
                if is_over {
                    self.insert(text);
                }
                return Ok(Flow::Drop);
            }
            Action::Branch(when, target) => return self.branch(*when, *target),
            Action::Delete => return Ok(Flow::Drop),
            Action::DeleteFirst => return Ok(self.delete_first()),
            Action::Next | Action::AppendNext => return self.next(&command.action),
            Action::Quit(code) => return Ok(Flow::Quit(*code)),
            Action::QuitSilently(code) => return Ok(Flow::QuitSilently(*code)),
            Action::Get => self.space.clone_from(&self.hold),
            Action::Hold => self.hold.clone_from(&self.space),
            Action::Exchange => std::mem::swap(&mut self.space, &mut self.hold),
            Action::GetMore => append(&mut self.space, &self.hold, self.settings.delimiter),
            Action::HoldMore => append(&mut self.hold, &self.space, self.settings.delimiter),
            Action::Zap => self.space.text.clear(),
            Action::Translate(table) => {
                for byte in &mut self.space.text {
                    *byte = table[usize::from(*byte)];
                }
            }
            Action::Substitute(substitution) => self.substitute(substitution)?,
            Action::ReadFile(name) => self.queue.push_back(Queued::File(name.clone())),
            Action::ReadLine(name) => self.read_line(name)?,
            output => self.print(output),
        }
        self.check_size()?;
        Ok(Flow::Next)
    }

    fn branch(&mut self, when: When, target: Option<usize>) -> Result<Flow, Halt> {
        let goes = match when {
            When::Always => true,
            When::Substituted => std::mem::take(&mut self.substituted),
            When::NotSubstituted => !std::mem::take(&mut self.substituted),
        };
        if !goes {
            return Ok(Flow::Next);
        }
        self.count_jump()?;
        Ok(target.map_or(Flow::End, Flow::Jump))
    }

    fn delete_first(&mut self) -> Flow {
        let delimiter = self.settings.delimiter;
        match self.space.text.iter().position(|byte| *byte == delimiter) {
            None => Flow::Drop,
            Some(end) => {
                self.space.text.drain(..=end);
                Flow::Again
            }
        }
    }

    /// Goes to the next line; without one the cycle ends as if the script did.
    fn next(&mut self, action: &Action) -> Result<Flow, Halt> {
        if self.source.is_last()? {
            return Ok(Flow::End);
        }
        let appends = matches!(action, Action::AppendNext);
        if !appends && !self.settings.is_quiet {
            self.print_space();
        }
        Ok(if self.read(appends)? { Flow::Next } else { Flow::Drop })
    }

    fn substitute(&mut self, substitution: &Substitution) -> Result<(), Halt> {
        let pattern = self.pattern(&substitution.regex)?;
        let replaced = replace(&self.space.text, &pattern, substitution)
            .map_err(|trouble| self.too_hard(&trouble))?;
        let Some(text) = replaced else {
            return Ok(());
        };
        self.space.text = text;
        self.substituted = true;
        if substitution.print {
            self.print_space();
        }
        if let Some(target) = &substitution.target {
            self.written.line(target, &self.space);
        }
        Ok(())
    }

    /// Puts what was written in place of the file that was read.
    fn save_edited(&mut self) -> Result<(), Halt> {
        let Some(open) = self.source.close() else {
            return Ok(());
        };
        match &self.settings.edit {
            Edit::No => Ok(()),
            edit @ Edit::InPlace { .. } => {
                Ok(edit.replace(self.system, self.call, &open.name, &self.output.take())?)
            }
        }
    }

    fn count_jump(&mut self) -> Result<(), Halt> {
        self.jumps += 1;
        if self.jumps > JUMPS_MAX {
            return Err(Stop::unmodelled("sed script does not end").into());
        }
        Ok(())
    }

    fn check_size(&self) -> Result<(), Halt> {
        if self.space.text.len().max(self.hold.text.len()).max(self.output.len()) > SPACE_MAX {
            return Err(self.call.unmodelled("on a line longer than 64 MiB").into());
        }
        Ok(())
    }

    /// Says that a pattern takes too long.
    pub(super) fn too_hard(&self, _: &Trouble) -> Halt {
        self.call.unmodelled("a pattern that takes too long").into()
    }
}

fn append(to: &mut Line, from: &Line, delimiter: u8) {
    to.text.push(delimiter);
    to.text.extend(&from.text);
    to.has_end = from.has_end;
}
