//! `getopts`.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell, is_name};

pub(super) fn getopts(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "", "")? else { return Ok(Exit::USAGE) };
    let [wanted, name, given @ ..] = taken.rest else {
        shell.show_usage("getopts");
        return Ok(Exit::USAGE);
    };
    if !is_name(name) {
        shell.complain_of("getopts", &format!("`{name}': not a valid identifier"));
        return Ok(Exit::FAILURE);
    }
    let arguments = if given.is_empty() { shell.state.arguments.clone() } else { given.to_vec() };
    let step = Step::next(shell, wanted, &arguments);
    shell.state.option_offset = step.offset;
    if let Some(message) = &step.message {
        let line = format!("{}: {message}\n", shell.state.name);
        shell.write(2, line.as_bytes());
    }
    let offset = step.offset;
    shell.assign_text("OPTIND", step.index.to_string())?;
    shell.state.option_offset = offset;
    match step.argument {
        Some(argument) => shell.assign_text("OPTARG", argument)?,
        None => drop(shell.state.variables.unset("OPTARG")),
    }
    shell.assign_text(name, step.letter.to_string())?;
    Ok(if step.is_end { Exit::FAILURE } else { Exit::SUCCESS })
}

/// What one call found.
struct Step {
    letter: char,
    argument: Option<String>,
    message: Option<String>,
    /// The next argument to look at, from 1.
    index: usize,
    /// The letters of it that were read.
    offset: usize,
    is_end: bool,
}

impl Step {
    fn next(shell: &Shell<'_>, wanted: &str, arguments: &[String]) -> Self {
        let index = shell.variable("OPTIND").parse().unwrap_or(1_usize).max(1);
        let offset = shell.state.option_offset;
        let Some(word) = arguments.get(index - 1) else { return Self::end(index) };
        if offset == 0 && (word.len() < 2 || !word.starts_with('-')) {
            return Self::end(index);
        }
        if offset == 0 && word == "--" {
            return Self::end(index + 1);
        }
        let letters: Vec<char> = word.chars().skip(1).collect();
        let Some(letter) = letters.get(offset).copied() else { return Self::end(index + 1) };
        let is_last = offset + 1 == letters.len();
        let (next_index, next_offset) = if is_last { (index + 1, 0) } else { (index, offset + 1) };
        let base = Self {
            letter,
            argument: None,
            message: None,
            index: next_index,
            offset: next_offset,
            is_end: false,
        };
        let (is_silent, known) = match wanted.strip_prefix(':') {
            Some(known) => (true, known),
            None => (false, wanted),
        };
        let at = known.find(letter).filter(|_| letter != ':');
        match at.map(|at| known[at + letter.len_utf8()..].starts_with(':')) {
            None => base.refused(is_silent, '?', "illegal option"),
            Some(false) => base,
            Some(true) if !is_last => {
                let argument: String = letters[offset + 1..].iter().collect();
                Self { argument: Some(argument), index: index + 1, offset: 0, ..base }
            }
            Some(true) => {
                let Some(argument) = arguments.get(index).cloned() else {
                    return base.refused(is_silent, ':', "option requires an argument");
                };
                Self { argument: Some(argument), index: index + 2, offset: 0, ..base }
            }
        }
    }

    fn end(index: usize) -> Self {
        Self { letter: '?', argument: None, message: None, index, offset: 0, is_end: true }
    }

    fn refused(self, is_silent: bool, sign: char, reason: &str) -> Self {
        let letter = self.letter.to_string();
        if is_silent {
            return Self { letter: sign, argument: Some(letter), ..self };
        }
        let message = Some(format!("{reason} -- {letter}"));
        Self { letter: '?', message, ..self }
    }
}
