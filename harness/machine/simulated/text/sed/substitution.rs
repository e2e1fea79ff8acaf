//! Reads `s` and `y`.

use super::super::regex::{Case, Dialect, Lines};
use super::address;
use super::cursor::{Cursor, Fault};
use super::escapes;
use super::parse::{file_name, target};
use super::script::{Action, Letters, Part, Regex, Substitution};

/// Reads what follows the letter `s`.
pub(super) fn substitute(cursor: &mut Cursor<'_>, dialect: Dialect) -> Result<Action, Fault> {
    let (pattern, replacement) = halves(cursor, b's')?;
    let mut flags = Flags::default();
    flags.read(cursor)?;
    let regex = address::regex(cursor, &pattern, (dialect, flags.case, flags.lines))?;
    let parts = parts(&escapes::in_replacement(&replacement)?);
    if let Regex::Given(pattern) = &regex {
        check_groups(cursor, &parts, pattern.groups())?;
    }
    Ok(Action::Substitute(Box::new(Substitution {
        regex,
        parts,
        first: flags.first.unwrap_or(1),
        all: flags.all,
        print: flags.print,
        target: flags.file.map(|name| target(&name)),
    })))
}

/// Reads what follows the letter `y`.
pub(super) fn translate(cursor: &mut Cursor<'_>) -> Result<Action, Fault> {
    let (from, to) = halves(cursor, b'y')?;
    let (from, to) = (unescaped(cursor, &from)?, unescaped(cursor, &to)?);
    if from.len() != to.len() {
        return Err(cursor.wrong("strings for `y' command are different lengths"));
    }
    let mut table = Box::new([0; 256]);
    for (byte, becomes) in (0..=u8::MAX).zip(table.iter_mut()) {
        *becomes = byte;
    }
    for (from, to) in from.iter().zip(to) {
        table[usize::from(*from)] = to;
    }
    Ok(Action::Translate(table))
}

fn halves(cursor: &mut Cursor<'_>, letter: u8) -> Result<(Vec<u8>, Vec<u8>), Fault> {
    let letter = char::from(letter);
    let unterminated =
        |cursor: &Cursor<'_>| cursor.wrong(&format!("unterminated `{letter}' command"));
    let delimiter = match cursor.take() {
        Some(b'\n' | b'\\') | None => return Err(unterminated(cursor)),
        Some(delimiter) => delimiter,
    };
    let first = cursor.take_until(delimiter, letter == 's').ok_or_else(|| unterminated(cursor))?;
    let second = cursor.take_until(delimiter, false).ok_or_else(|| unterminated(cursor))?;
    Ok((first, second))
}

fn unescaped(cursor: &Cursor<'_>, text: &[u8]) -> Result<Vec<u8>, Fault> {
    let text = escapes::in_replacement(text)?;
    let mut out = Vec::new();
    let mut left = text.iter().copied();
    while let Some(byte) = left.next() {
        match (byte, byte == b'\\') {
            (_, false) => out.push(byte),
            (_, true) => match left.next() {
                Some(b'n') => out.push(b'\n'),
                Some(other @ (b'\\' | b'\n' | b'&')) => out.push(other),
                _ => return Err(cursor.wrong("`y' command strings have different lengths")),
            },
        }
    }
    Ok(out)
}

struct Flags {
    case: Case,
    lines: Lines,
    first: Option<usize>,
    all: bool,
    print: bool,
    file: Option<String>,
}

impl Default for Flags {
    fn default() -> Self {
        Self {
            case: Case::Counts,
            lines: Lines::One,
            first: None,
            all: false,
            print: false,
            file: None,
        }
    }
}

impl Flags {
    fn read(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        loop {
            match cursor.take() {
                Some(b'i' | b'I') => self.case = Case::Ignored,
                Some(b'm' | b'M') => self.lines = Lines::Many,
                Some(b'e') => return Err(Fault::Unmodelled("the flag e of s".to_owned())),
                Some(b'p') if self.print => {
                    return Err(cursor.wrong("multiple `p' options to `s' command"));
                }
                Some(b'p') => self.print = true,
                Some(b'g') if self.all => {
                    return Err(cursor.wrong("multiple `g' options to `s' command"));
                }
                Some(b'g') => self.all = true,
                Some(b'w') => {
                    self.file = Some(file_name(cursor)?);
                    return Ok(());
                }
                digit @ Some(b'0'..=b'9') => self.number(cursor, digit)?,
                end @ Some(b'}' | b'#') => {
                    cursor.back(end);
                    return Ok(());
                }
                Some(b'\n' | b';') | None => return Ok(()),
                Some(b' ' | b'\t') => {}
                Some(_) => return Err(cursor.wrong("unknown option to `s'")),
            }
        }
    }

    fn number(&mut self, cursor: &mut Cursor<'_>, digit: Option<u8>) -> Result<(), Fault> {
        if self.first.is_some() {
            return Err(cursor.wrong("multiple number options to `s' command"));
        }
        cursor.back(digit);
        self.first = cursor.take_number();
        if self.first == Some(0) {
            return Err(cursor.wrong("number option to `s' command may not be zero"));
        }
        Ok(())
    }
}

fn parts(text: &[u8]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = Vec::new();
    let mut left = text.iter().copied();
    while let Some(byte) = left.next() {
        let part = match byte {
            b'&' => Part::Group(0),
            b'\\' => match left.next() {
                Some(digit @ b'0'..=b'9') => Part::Group(usize::from(digit - b'0')),
                Some(b'U') => Part::Case(Letters::Upper),
                Some(b'L') => Part::Case(Letters::Lower),
                Some(b'E') => Part::Case(Letters::Kept),
                Some(b'u') => Part::CaseOnce(Letters::Upper),
                Some(b'l') => Part::CaseOnce(Letters::Lower),
                Some(b'n') => {
                    plain.push(b'\n');
                    continue;
                }
                other => {
                    plain.push(other.unwrap_or(b'\\'));
                    continue;
                }
            },
            other => {
                plain.push(other);
                continue;
            }
        };
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain)));
        }
        parts.push(part);
    }
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

fn check_groups(cursor: &Cursor<'_>, parts: &[Part], groups: usize) -> Result<(), Fault> {
    let highest = parts.iter().filter_map(|part| match part {
        Part::Group(number) => Some(*number),
        _ => None,
    });
    match highest.max() {
        Some(number) if number > groups => {
            Err(cursor.wrong(&format!("invalid reference \\{number} on `s' command's RHS")))
        }
        _ => Ok(()),
    }
}
