//! Reads which lines a command is for.

use std::rc::Rc;

use super::super::regex::{Around, Case, Dialect, Lines, Pattern, Wanted};
use super::cursor::{Cursor, Fault};
use super::escapes;
use super::script::{Guard, Pick, RangeEnd, Regex};

/// Reads the addresses before a command, and the `!`; returns the command's letter too.
pub(super) fn guard(
    cursor: &mut Cursor<'_>,
    first: u8,
    dialect: Dialect,
) -> Result<(Guard, Option<u8>), Fault> {
    if matches!(first, b'+' | b'~') {
        cursor.skip_blanks();
        cursor.take_number();
        return Err(cursor.wrong("invalid usage of +N or ~N as first address"));
    }
    let mut guard = Guard { start: pick(cursor, Some(first), dialect)?, ..Guard::default() };
    let mut letter = Some(first);
    if guard.start.is_some() {
        letter = cursor.take_nonblank();
        if letter == Some(b',') {
            guard.end = Some(range_end(cursor, dialect)?);
            letter = cursor.take_nonblank();
        }
        let to_pattern = matches!(guard.end, Some(RangeEnd::At(Pick::Matching(_))));
        if matches!(guard.start, Some(Pick::Number(0))) && !to_pattern {
            return Err(cursor.wrong("invalid usage of line address 0"));
        }
    }
    if letter == Some(b'!') {
        guard.is_negated = true;
        letter = cursor.take_nonblank();
        if letter == Some(b'!') {
            return Err(cursor.wrong("multiple `!'s"));
        }
    }
    Ok((guard, letter))
}

fn range_end(cursor: &mut Cursor<'_>, dialect: Dialect) -> Result<RangeEnd, Fault> {
    let first = cursor.take_nonblank();
    if let Some(sign @ (b'+' | b'~')) = first {
        cursor.skip_blanks();
        let count = cursor.take_number().unwrap_or(0);
        return Ok(if sign == b'+' { RangeEnd::Plus(count) } else { RangeEnd::Multiple(count) });
    }
    match pick(cursor, first, dialect)? {
        Some(pick) => Ok(RangeEnd::At(pick)),
        None => Err(cursor.wrong("unexpected `,'")),
    }
}

fn pick(
    cursor: &mut Cursor<'_>,
    first: Option<u8>,
    dialect: Dialect,
) -> Result<Option<Pick>, Fault> {
    Ok(match first {
        Some(b'$') => Some(Pick::Last),
        Some(b'/') => Some(matching(cursor, b'/', dialect)?),
        Some(b'\\') => {
            let delimiter = cursor.take();
            let unterminated = || cursor.wrong("unterminated address regex");
            let delimiter = delimiter.filter(|byte| *byte != b'\n').ok_or_else(unterminated)?;
            Some(matching(cursor, delimiter, dialect)?)
        }
        Some(digit) if digit.is_ascii_digit() => {
            cursor.back(first);
            Some(numbered(cursor))
        }
        _ => None,
    })
}

fn numbered(cursor: &mut Cursor<'_>) -> Pick {
    let first = cursor.take_number().unwrap_or(0);
    cursor.skip_blanks();
    if cursor.peek() != Some(b'~') {
        return Pick::Number(first);
    }
    cursor.take();
    cursor.skip_blanks();
    match cursor.take_number().unwrap_or(0) {
        0 => Pick::Number(first),
        step => Pick::Step { first, step },
    }
}

fn matching(cursor: &mut Cursor<'_>, delimiter: u8, dialect: Dialect) -> Result<Pick, Fault> {
    let text = cursor
        .take_until(delimiter, true)
        .ok_or_else(|| cursor.wrong("unterminated address regex"))?;
    let (mut case, mut lines) = (Case::Counts, Lines::One);
    loop {
        match cursor.take_nonblank() {
            Some(b'I') => case = Case::Ignored,
            Some(b'M') => lines = Lines::Many,
            other => {
                cursor.back(other);
                return Ok(Pick::Matching(regex(cursor, &text, (dialect, case, lines))?));
            }
        }
    }
}

/// Compiles a pattern that was read from the script.
pub(super) fn regex(
    cursor: &Cursor<'_>,
    text: &[u8],
    (dialect, case, lines): (Dialect, Case, Lines),
) -> Result<Regex, Fault> {
    if text.is_empty() {
        if case == Case::Ignored || lines == Lines::Many {
            return Err(cursor.wrong("no previous regular expression"));
        }
        return Ok(Regex::LastUsed);
    }
    let text = escapes::in_pattern(text)?;
    let wanted = Wanted { dialect, case, lines, around: Around::Anything };
    Pattern::compile(&text, wanted)
        .map(|pattern| Regex::Given(Rc::new(pattern)))
        .map_err(|trouble| cursor.bad_pattern(&text, &trouble))
}
