//! Words into pieces: quotes, escapes, tildes, and everything that starts with a dollar.

use super::cursor::Cursor;
use super::escape::{Escapes, decode};
use super::{Fault, Piece, braced, reader};

/// Which characters quote where a piece is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// Outside of quotes: all of them.
    Bare,
    /// Between double quotes.
    Double,
    /// An operand of `${...}` that stands between double quotes: double quotes may open again,
    /// single ones are plain text.
    Braced,
    /// A here-document: only `$`, backquote and backslash.
    Here,
    /// An arithmetic expression: as in double quotes, and double quotes themselves vanish.
    Arithmetic,
}

/// Where the reading of pieces ends.
pub(super) type End = fn(&Cursor<'_>) -> bool;

/// Reads a whole word of a command.
pub(in crate::shell) fn word(text: &str, line: usize) -> Result<Vec<Piece>, Fault> {
    whole(text, line, Quoting::Bare, TildeAt::Start)
}

/// Reads the value of an assignment, in which a tilde counts behind every colon too.
pub(in crate::shell) fn value(text: &str, line: usize) -> Result<Vec<Piece>, Fault> {
    whole(text, line, Quoting::Bare, TildeAt::StartAndColons)
}

/// Returns how long the piece at the start of an unquoted text is, at least one character.
pub(in crate::shell) fn length_of_piece(text: &str) -> usize {
    let mut cursor = Cursor::new(text, 1);
    let read = piece(&mut cursor, Quoting::Bare);
    let first = text.chars().next().map_or(1, char::len_utf8);
    if read.is_ok() { cursor.at().max(first) } else { first }
}

/// Reads the body of a here-document.
pub(in crate::shell) fn here_document(text: &str, line: usize) -> Result<Vec<Piece>, Fault> {
    whole(text, line, Quoting::Here, TildeAt::Nowhere)
}

/// Reads an arithmetic expression.
pub(in crate::shell) fn arithmetic(text: &str, line: usize) -> Result<Vec<Piece>, Fault> {
    whole(text, line, Quoting::Arithmetic, TildeAt::Nowhere)
}

fn whole(text: &str, line: usize, quoting: Quoting, tilde: TildeAt) -> Result<Vec<Piece>, Fault> {
    let mut cursor = Cursor::new(text, line);
    pieces(&mut cursor, quoting, tilde, |_| false)
}

/// Where an unquoted tilde stands for a home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TildeAt {
    Start,
    StartAndColons,
    Nowhere,
}

/// Reads pieces until `end` says so or the text is over.
pub(super) fn pieces(
    cursor: &mut Cursor<'_>,
    quoting: Quoting,
    tilde: TildeAt,
    end: End,
) -> Result<Vec<Piece>, Fault> {
    let mut found = Vec::new();
    let mut at_start = tilde != TildeAt::Nowhere;
    while let Some(next) = cursor.peek() {
        if end(cursor) {
            break;
        }
        if at_start && next == '~' {
            found.push(tilde_prefix(cursor, tilde, end));
        } else if let Some(piece) = piece(cursor, quoting)? {
            push(&mut found, piece);
        }
        at_start = tilde == TildeAt::StartAndColons && next == ':';
    }
    Ok(found)
}

/// Adds a piece; text beside text becomes one.
fn push(found: &mut Vec<Piece>, piece: Piece) {
    match (found.last_mut(), piece) {
        (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(&text),
        (_, piece) => found.push(piece),
    }
}

fn tilde_prefix(cursor: &mut Cursor<'_>, tilde: TildeAt, end: End) -> Piece {
    let start = cursor.clone();
    cursor.bump();
    let name = cursor.take_while(|c| c.is_ascii_alphanumeric() || "._-+".contains(c)).to_owned();
    let ends_here = match cursor.peek() {
        None | Some('/') => true,
        Some(':') => tilde == TildeAt::StartAndColons,
        Some(_) => end(cursor),
    };
    if ends_here {
        return Piece::Tilde(name);
    }
    *cursor = start;
    cursor.bump();
    Piece::Text("~".to_owned())
}

/// Reads one piece; none where the text says nothing, such as a joined line.
fn piece(cursor: &mut Cursor<'_>, quoting: Quoting) -> Result<Option<Piece>, Fault> {
    let next = cursor.peek().unwrap_or_default();
    match next {
        '\\' => return Ok(escaped(cursor, quoting)),
        '$' => return cursor.nested(|cursor| dollar(cursor, quoting)).map(Some),
        '`' => return backquoted(cursor, quoting).map(Some),
        '"' if quoting == Quoting::Arithmetic => {
            cursor.bump();
            return Ok(None);
        }
        '"' if matches!(quoting, Quoting::Bare | Quoting::Braced) => {
            cursor.bump();
            return cursor.nested(double_quoted).map(Some);
        }
        '\'' if quoting == Quoting::Braced => {
            cursor.bump();
            return cursor.nested(apostrophes).map(Some);
        }
        '\'' if quoting == Quoting::Bare => {
            cursor.bump();
            return Ok(Some(Piece::Quoted(cursor.take_raw('\'', false)?.to_owned())));
        }
        _ => {}
    }
    let plain = cursor.take_while(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    if !plain.is_empty() {
        return Ok(Some(Piece::Text(plain.to_owned())));
    }
    cursor.bump();
    Ok(Some(Piece::Text(next.to_string())))
}

fn escaped(cursor: &mut Cursor<'_>, quoting: Quoting) -> Option<Piece> {
    cursor.bump();
    let Some(next) = cursor.peek() else {
        return Some(Piece::Text("\\".to_owned()));
    };
    if next == '\n' {
        cursor.bump();
        return None;
    }
    let escapes = match quoting {
        Quoting::Bare => true,
        Quoting::Double => "$`\"\\".contains(next),
        Quoting::Braced => "$`\"\\}".contains(next),
        Quoting::Here | Quoting::Arithmetic => "$`\\".contains(next),
    };
    if escapes {
        cursor.bump();
        return Some(Piece::Quoted(next.to_string()));
    }
    Some(Piece::Text("\\".to_owned()))
}

fn double_quoted(cursor: &mut Cursor<'_>) -> Result<Piece, Fault> {
    let line = cursor.line();
    let inner = pieces(cursor, Quoting::Double, TildeAt::Nowhere, |c| c.peek() == Some('"'))?;
    if cursor.eat("\"") {
        return Ok(Piece::Double(inner));
    }
    Err(Fault::Unclosed { closer: '"', line })
}

/// Reads text between apostrophes that quote nothing but still have to be in pairs.
fn apostrophes(cursor: &mut Cursor<'_>) -> Result<Piece, Fault> {
    let line = cursor.line();
    let mut inner = vec![Piece::Text("'".to_owned())];
    let end = |c: &Cursor<'_>| c.peek() == Some('\'');
    inner.extend(pieces(cursor, Quoting::Here, TildeAt::Nowhere, end)?);
    inner.push(Piece::Text("'".to_owned()));
    if cursor.eat("'") {
        return Ok(Piece::Double(inner));
    }
    Err(Fault::Unclosed { closer: '\'', line })
}

fn backquoted(cursor: &mut Cursor<'_>, quoting: Quoting) -> Result<Piece, Fault> {
    let line = cursor.line();
    cursor.bump();
    let raw = cursor.take_raw('`', true)?;
    let mut text = String::new();
    let mut rest = raw.chars().peekable();
    while let Some(next) = rest.next() {
        let after = rest.peek().copied();
        let drops = next == '\\'
            && after
                .is_some_and(|c| "$`\\".contains(c) || (c == '"' && quoting == Quoting::Double));
        if !drops {
            text.push(next);
        } else if let Some(kept) = rest.next() {
            text.push(kept);
        }
    }
    Ok(Piece::Command(text, line))
}

/// Reads what starts with a dollar.
fn dollar(cursor: &mut Cursor<'_>, quoting: Quoting) -> Result<Piece, Fault> {
    let line = cursor.line();
    cursor.bump();
    match cursor.peek() {
        Some('(') => {
            cursor.bump();
            parenthesis(cursor, line)
        }
        Some('{') => {
            cursor.bump();
            braced::parameter(cursor, quoting)
        }
        Some('[') => {
            cursor.bump();
            let start = cursor.clone();
            let expression = cursor.take_brackets()?;
            expression_pieces(expression, &start).map(Piece::Arithmetic)
        }
        Some('\'') if quoting == Quoting::Bare => {
            cursor.bump();
            let raw = cursor.take_raw('\'', true)?;
            let text = decode(raw, Escapes::AnsiC).text();
            text.map(Piece::Quoted)
                .ok_or_else(|| Fault::Unmodelled("$'...' that is not UTF-8".to_owned()))
        }
        Some('"') if quoting == Quoting::Bare => {
            cursor.bump();
            double_quoted(cursor)
        }
        _ => Ok(braced::plain(cursor)),
    }
}

fn parenthesis(cursor: &mut Cursor<'_>, line: usize) -> Result<Piece, Fault> {
    if cursor.starts_with("(") {
        let start = cursor.clone();
        cursor.bump();
        if let Some(expression) = cursor.take_arithmetic()? {
            let inner = expression_pieces(expression, &start)?;
            return Ok(Piece::Arithmetic(inner));
        }
        *cursor = start;
    }
    let start = cursor.at();
    reader::step_over_substitution(cursor)?;
    let inside = cursor.since(start);
    Ok(Piece::Command(inside[..inside.len() - 1].to_owned(), line))
}

fn expression_pieces(expression: &str, outer: &Cursor<'_>) -> Result<Vec<Piece>, Fault> {
    let mut inner = outer.inside(expression);
    pieces(&mut inner, Quoting::Arithmetic, TildeAt::Nowhere, |_| false)
}
