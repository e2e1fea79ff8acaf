//! `read` and `mapfile`.

use super::super::evaluate::{Flow, Shell, Unwind, is_name};
use super::super::expand::split_for_read;
use super::super::state::{Refusal, Value};
use super::super::{Exit, Input};

/// How a line is to be read.
struct Wanted {
    keeps_backslashes: bool,
    delimiter: u8,
    most: Option<usize>,
    descriptor: i32,
    array: Option<String>,
    names: Vec<String>,
}

pub(super) fn read(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(wanted) = wanted(shell, argv)? else { return Ok(Exit::USAGE) };
    for name in &wanted.names {
        if !is_name(name) {
            shell.complain_of("read", &format!("`{name}': not a valid identifier"));
            return Ok(Exit::FAILURE);
        }
    }
    let Some(input) = shell.input_to_read("read", wanted.descriptor)? else {
        let message =
            format!("{}: invalid file descriptor: Bad file descriptor", wanted.descriptor);
        shell.complain_of("read", &message);
        return Ok(Exit::FAILURE);
    };
    let (letters, is_whole) = take(&input, &wanted)?;
    assign(shell, &wanted, &letters)?;
    Ok(if is_whole { Exit::SUCCESS } else { Exit::FAILURE })
}

fn wanted(shell: &Shell<'_>, argv: &[String]) -> Flow<Option<Wanted>> {
    let mut wanted = Wanted {
        keeps_backslashes: false,
        delimiter: b'\n',
        most: None,
        descriptor: 0,
        array: None,
        names: Vec::new(),
    };
    let mut rest = &argv[1..];
    while let Some((word, after)) = rest.split_first() {
        let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            break;
        };
        rest = after;
        if letters == "-" {
            break;
        }
        if let Err(message) = take_letters(&mut wanted, letters, &mut rest)? {
            shell.complain_of("read", &message);
            shell.show_usage("read");
            return Ok(None);
        }
    }
    wanted.names.extend_from_slice(rest);
    Ok(Some(wanted))
}

/// Takes a group of options, the last of which may have its value in the next word; a message
/// where bash refuses one.
fn take_letters(
    wanted: &mut Wanted,
    letters: &str,
    rest: &mut &[String],
) -> Flow<Result<(), String>> {
    for (at, letter) in letters.char_indices() {
        match letter {
            'r' => wanted.keeps_backslashes = true,
            's' | 'e' => {}
            'a' | 'd' | 'n' | 'p' | 'u' => {
                let attached = &letters[at + 1..];
                if !attached.is_empty() {
                    take_option(wanted, letter, attached)?;
                    return Ok(Ok(()));
                }
                let Some((value, after)) = rest.split_first() else {
                    return Ok(Err(format!("-{letter}: option requires an argument")));
                };
                *rest = after;
                take_option(wanted, letter, value)?;
            }
            'i' | 'N' | 't' => return Err(Unwind::unmodelled(format!("read -{letter}"))),
            _ => return Ok(Err(format!("-{letter}: invalid option"))),
        }
    }
    Ok(Ok(()))
}

fn take_option(wanted: &mut Wanted, letter: char, value: &str) -> Flow<()> {
    let number = || Unwind::unmodelled(format!("read -{letter} {value}"));
    match letter {
        'a' => wanted.array = Some(value.to_owned()),
        'd' => wanted.delimiter = value.bytes().next().unwrap_or(0),
        'n' => wanted.most = Some(value.parse().map_err(|_| number())?),
        'u' => wanted.descriptor = value.parse().map_err(|_| number())?,
        // A prompt is only shown to a terminal, and nobody types there.
        _ => {}
    }
    Ok(())
}

/// Letters, each with whether a backslash stood before it.
type Letters = Vec<(char, bool)>;

/// Takes a line; false where the input ended before the delimiter.
fn take(input: &Input, wanted: &Wanted) -> Flow<(Letters, bool)> {
    let mut letters = Letters::new();
    loop {
        let (bytes, ended) = match wanted.most {
            Some(most) => take_few(input, wanted.delimiter, most),
            None => take_until(input, wanted.delimiter),
        };
        let text = String::from_utf8(bytes)
            .map_err(|_| Unwind::unmodelled("read of bytes that are not UTF-8"))?;
        if wanted.keeps_backslashes {
            letters.extend(text.chars().filter(|c| *c != '\0').map(|letter| (letter, false)));
            return Ok((letters, ended));
        }
        let joins = unescape(&text, &mut letters);
        if !joins || !ended {
            return Ok((letters, ended));
        }
    }
}

fn take_until(input: &Input, delimiter: u8) -> (Vec<u8>, bool) {
    let mut bytes = input.take_until(delimiter).unwrap_or_default();
    let ended = bytes.last() == Some(&delimiter);
    if ended {
        bytes.pop();
    }
    (bytes, ended)
}

/// Takes up to `most` characters.
fn take_few(input: &Input, delimiter: u8, most: usize) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let mut count = 0;
    while count < most {
        let Some(byte) = input.take_byte() else { return (bytes, false) };
        if byte == delimiter {
            break;
        }
        bytes.push(byte);
        count += usize::from(std::str::from_utf8(&bytes).is_ok());
    }
    (bytes, true)
}

/// Removes backslashes; true where the last one joins the next line.
fn unescape(text: &str, into: &mut Letters) -> bool {
    let mut rest = text.chars().filter(|c| *c != '\0');
    while let Some(next) = rest.next() {
        if next != '\\' {
            into.push((next, false));
            continue;
        }
        match rest.next() {
            Some(escaped) => into.push((escaped, true)),
            None => return true,
        }
    }
    false
}

fn assign(shell: &mut Shell<'_>, wanted: &Wanted, letters: &[(char, bool)]) -> Flow<()> {
    let separators = shell.state.separators().to_owned();
    if let Some(array) = &wanted.array {
        let words = split_for_read(letters, &separators, usize::MAX);
        shell.put_list(array, words);
        return Ok(());
    }
    if wanted.names.is_empty() {
        let line: String = letters.iter().map(|(letter, _)| *letter).collect();
        return put(shell, "REPLY", line);
    }
    let mut words = split_for_read(letters, &separators, wanted.names.len()).into_iter();
    for name in &wanted.names {
        put(shell, name, words.next().unwrap_or_default())?;
    }
    Ok(())
}

fn put(shell: &mut Shell<'_>, name: &str, value: String) -> Flow<()> {
    if let Err(Refusal::Readonly) = shell.try_assign(name, value)? {
        shell.complain(&format!("{name}: readonly variable"));
    }
    Ok(())
}

impl Shell<'_> {
    fn put_list(&mut self, name: &str, words: Vec<String>) {
        match self.state.variables.entry(name) {
            Ok(variable) => variable.value = Value::List((0..).zip(words).collect()),
            Err(Refusal::Readonly) => self.complain(&format!("{name}: readonly variable")),
        }
    }
}

pub(super) fn mapfile(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "t", "dnOsuCc")? else { return Ok(Exit::USAGE) };
    let name = taken.rest.first().map_or("MAPFILE", String::as_str);
    if !is_name(name) {
        shell.complain_of(&argv[0], &format!("`{name}': not a valid identifier"));
        return Ok(Exit::FAILURE);
    }
    let input = shell.input_to_read(&argv[0], 0)?;
    let mut lines = Vec::new();
    while let Some(line) = input.as_ref().and_then(Input::take_line) {
        let mut line = String::from_utf8(line)
            .map_err(|_| Unwind::unmodelled(format!("{} of bytes that are not UTF-8", argv[0])))?;
        if taken.has('t') && line.ends_with('\n') {
            line.pop();
        }
        lines.push(line);
    }
    shell.put_list(name, lines);
    Ok(Exit::SUCCESS)
}
