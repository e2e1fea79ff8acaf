//! Reads a script, piece by piece.

use std::collections::BTreeMap;

use super::super::regex::Dialect;
use super::address;
use super::cursor::{Cursor, Fault, Origin};
use super::escapes;
use super::script::{Action, Command, Guard, Script, Target, When};
use super::substitution;

/// The most commands of one script.
const COMMANDS_MAX: usize = 10_000;

/// Reads the pieces of a script into one.
pub(super) fn parse(pieces: &[(Origin, Vec<u8>)], dialect: Dialect) -> Result<Script, Fault> {
    let mut builder = Builder { dialect, ..Builder::default() };
    for (number, (origin, text)) in pieces.iter().enumerate() {
        let mut cursor = Cursor::new(text, origin);
        if number == 0 {
            builder.quiet_mark(&mut cursor);
        }
        if builder.waits_for_text {
            builder.continue_text(&mut cursor)?;
        }
        builder.commands(&mut cursor)?;
        builder.script.no_regex = cursor.overall("no previous regular expression");
    }
    builder.finish()
}

struct Builder {
    dialect: Dialect,
    script: Script,
    /// The open blocks, each with what is wrong if it stays open.
    blocks: Vec<(usize, Fault)>,
    labels: BTreeMap<Vec<u8>, usize>,
    jumps: Vec<(usize, Vec<u8>)>,
    waits_for_text: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            dialect: Dialect::SedBasic,
            script: Script::default(),
            blocks: Vec::new(),
            labels: BTreeMap::new(),
            jumps: Vec::new(),
            waits_for_text: false,
        }
    }
}

impl Builder {
    fn commands(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        loop {
            match cursor.take() {
                None => return Ok(()),
                Some(b';' | b' ' | b'\t' | b'\n' | b'\r' | 11 | 12) => {}
                Some(first) => {
                    let (guard, letter) = address::guard(cursor, first, self.dialect)?;
                    self.command(cursor, guard, letter)?;
                }
            }
            if self.script.commands.len() > COMMANDS_MAX {
                return Err(Fault::Unmodelled("a script this long".to_owned()));
            }
        }
    }

    /// Takes `#n` at the very beginning for `-n`.
    fn quiet_mark(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.peek() == Some(b'#') {
            self.script.is_quiet = cursor.take_while(|byte| byte != b'\n').starts_with(b"#n");
        }
    }

    fn command(
        &mut self,
        cursor: &mut Cursor<'_>,
        guard: Guard,
        letter: Option<u8>,
    ) -> Result<(), Fault> {
        let number = self.script.commands.len();
        let action = match letter {
            None => return Err(cursor.wrong("missing command")),
            Some(b'#') if guard.start.is_some() => {
                return Err(cursor.wrong("comments don't accept any addresses"));
            }
            Some(b'#') => {
                cursor.take_while(|byte| byte != b'\n');
                return Ok(());
            }
            Some(b':') if guard.start.is_some() => {
                return Err(cursor.wrong(": doesn't want any addresses"));
            }
            Some(b':') => self.label(cursor, number)?,
            Some(b'{') => {
                self.blocks.push((number, cursor.wrong_overall("unmatched `{'")));
                Action::Open(0)
            }
            Some(b'}') => self.close(cursor, &guard, number)?,
            Some(letter @ (b'b' | b't' | b'T')) => self.branch(cursor, letter, number),
            Some(letter @ (b'a' | b'i' | b'c')) => {
                let text = self.text(cursor)?.into();
                match letter {
                    b'a' => Action::Append(text),
                    b'i' => Action::Insert(text),
                    _ => Action::Change(text),
                }
            }
            Some(b's') => substitution::substitute(cursor, self.dialect)?,
            Some(b'y') => {
                let action = substitution::translate(cursor)?;
                end_of_command(cursor)?;
                action
            }
            Some(letter) => plain(cursor, &guard, letter)?,
        };
        self.script.commands.push(Command { guard, action });
        Ok(())
    }

    fn label(&mut self, cursor: &mut Cursor<'_>, number: usize) -> Result<Action, Fault> {
        cursor.skip_blanks();
        let label = cursor.take_while(|byte| !byte.is_ascii_whitespace() && byte != b';');
        if label.is_empty() {
            return Err(cursor.wrong("\":\" lacks a label"));
        }
        self.labels.entry(label.to_vec()).or_insert(number);
        Ok(Action::Nothing)
    }

    fn branch(&mut self, cursor: &mut Cursor<'_>, letter: u8, number: usize) -> Action {
        cursor.skip_blanks();
        let label = cursor
            .take_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b';' | b'}'))
            .to_vec();
        if !label.is_empty() {
            self.jumps.push((number, label));
        }
        let when = match letter {
            b'b' => When::Always,
            b't' => When::Substituted,
            _ => When::NotSubstituted,
        };
        Action::Branch(when, None)
    }

    fn close(
        &mut self,
        cursor: &mut Cursor<'_>,
        guard: &Guard,
        number: usize,
    ) -> Result<Action, Fault> {
        let Some((open, _)) = self.blocks.pop() else {
            return Err(cursor.wrong("unexpected `}'"));
        };
        if guard.start.is_some() {
            return Err(cursor.wrong("`}' doesn't want any addresses"));
        }
        end_of_command(cursor)?;
        self.script.commands[open].action = Action::Open(number);
        Ok(Action::Nothing)
    }

    /// Reads the text of `a`, `i` or `c`: on the same line, or behind a backslash on the next.
    fn text(&mut self, cursor: &mut Cursor<'_>) -> Result<Vec<u8>, Fault> {
        cursor.skip_blanks();
        match cursor.take() {
            None => return Err(cursor.wrong("expected \\ after `a', `c' or `i'")),
            Some(b'\\') => {
                let mut rest = *cursor;
                rest.skip_blanks();
                if rest.peek() == Some(b'\n') {
                    rest.take();
                    *cursor = rest;
                } else if rest.peek().is_none() {
                    *cursor = rest;
                    self.waits_for_text = true;
                    return Ok(Vec::new());
                }
            }
            other => cursor.back(other),
        }
        text_lines(cursor)
    }

    /// Gives the last command the text that an earlier `-e 'a\'` left open.
    fn continue_text(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        self.waits_for_text = false;
        let text = text_lines(cursor)?.into();
        if let Some(Command {
            action: Action::Append(old) | Action::Insert(old) | Action::Change(old),
            ..
        }) = self.script.commands.last_mut()
        {
            *old = text;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Script, Fault> {
        if let Some((_, fault)) = self.blocks.pop() {
            return Err(fault);
        }
        for (number, label) in &self.jumps {
            let Some(target) = self.labels.get(label) else {
                let label = String::from_utf8_lossy(label);
                return Err(Fault::Wrong(format!("can't find label for jump to `{label}'"), 4));
            };
            if let Action::Branch(_, to) = &mut self.script.commands[*number].action {
                *to = Some(*target);
            }
        }
        Ok(self.script)
    }
}

/// Reads a command that has at most a number or a file name behind it.
fn plain(cursor: &mut Cursor<'_>, guard: &Guard, letter: u8) -> Result<Action, Fault> {
    let action = match letter {
        b'd' => Action::Delete,
        b'D' => Action::DeleteFirst,
        b'p' => Action::Print,
        b'P' => Action::PrintFirst,
        b'n' => Action::Next,
        b'N' => Action::AppendNext,
        b'g' => Action::Get,
        b'G' => Action::GetMore,
        b'h' => Action::Hold,
        b'H' => Action::HoldMore,
        b'x' => Action::Exchange,
        b'=' => Action::PrintNumber,
        b'F' => Action::PrintFileName,
        b'z' => Action::Zap,
        b'q' | b'Q' => {
            if guard.end.is_some() {
                return Err(cursor.wrong("command only uses one address"));
            }
            cursor.skip_blanks();
            let code = u8::try_from(cursor.take_number().unwrap_or(0) & 0xff).unwrap_or(0);
            if letter == b'q' { Action::Quit(code) } else { Action::QuitSilently(code) }
        }
        b'l' => {
            cursor.skip_blanks();
            Action::Show(cursor.take_number())
        }
        b'r' => return Ok(Action::ReadFile(file_name(cursor)?)),
        b'R' => return Ok(Action::ReadLine(file_name(cursor)?)),
        b'w' => return Ok(Action::Write(target(&file_name(cursor)?))),
        b'W' => return Ok(Action::WriteFirst(target(&file_name(cursor)?))),
        b'e' => return Err(Fault::Unmodelled("the command e".to_owned())),
        b'v' => {
            cursor.skip_blanks();
            let version = cursor.take_while(|byte| !byte.is_ascii_whitespace() && byte != b';');
            if !matches!(version, [] | [b'4', b'.', b'0'..=b'9']) {
                return Err(Fault::Unmodelled("the command v with another version".to_owned()));
            }
            return Ok(Action::Nothing);
        }
        other => {
            return Err(cursor.wrong(&format!("unknown command: `{}'", char::from(other))));
        }
    };
    end_of_command(cursor)?;
    Ok(action)
}

/// Makes sure that nothing but the next command follows.
fn end_of_command(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    match cursor.take_nonblank() {
        None | Some(b'\n' | b';') => Ok(()),
        end @ Some(b'}' | b'#') => {
            cursor.back(end);
            Ok(())
        }
        Some(_) => Err(cursor.wrong("extra characters after command")),
    }
}

/// Reads lines of text up to one that does not end in a backslash.
fn text_lines(cursor: &mut Cursor<'_>) -> Result<Vec<u8>, Fault> {
    let mut text = Vec::new();
    while let Some(byte) = cursor.take() {
        match byte {
            b'\n' => break,
            b'\\' => {
                text.extend(cursor.take().into_iter().flat_map(|next| [b'\\', next]));
            }
            other => text.push(other),
        }
    }
    let mut text = escapes::in_text(&text)?;
    text.push(b'\n');
    Ok(text)
}

/// Reads the file name that takes up the rest of the line.
pub(super) fn file_name(cursor: &mut Cursor<'_>) -> Result<String, Fault> {
    cursor.skip_blanks();
    let name = cursor.take_while(|byte| byte != b'\n');
    if name.is_empty() {
        return Err(cursor.wrong("missing filename in r/R/w/W commands"));
    }
    String::from_utf8(name.to_vec())
        .map_err(|_| Fault::Unmodelled("a file name that is no UTF-8".to_owned()))
}

/// Says where a `w` writes to.
pub(super) fn target(name: &str) -> Target {
    match name {
        "/dev/stdout" => Target::Output,
        "/dev/stderr" => Target::Error,
        name => Target::File(name.to_owned()),
    }
}
