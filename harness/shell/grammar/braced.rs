//! Parameters: `$x`, and all that may stand between `${` and `}`.

use super::cursor::Cursor;
use super::word::{End, Quoting, TildeAt, pieces};
use super::{Fault, Match, Operation, Parameter, Piece, Subject, Subscript, When};

/// Reads a parameter without braces, the dollar being behind the cursor.
pub(super) fn plain(cursor: &mut Cursor<'_>) -> Piece {
    let start = cursor.at();
    let subject = match cursor.peek() {
        Some(digit @ '1'..='9') => {
            cursor.bump();
            Subject::Positional(digit.to_digit(10).unwrap_or_default() as usize)
        }
        Some(sign) if "@*#?-$!0".contains(sign) => {
            cursor.bump();
            special(sign)
        }
        _ => {
            let name = cursor.take_name().to_owned();
            if name.is_empty() {
                return Piece::Text("$".to_owned());
            }
            Subject::Variable { name, subscript: None }
        }
    };
    let source = cursor.since(start).to_owned();
    let operation = Operation::Value;
    Piece::Parameter(Box::new(Parameter { subject, indirect: false, operation, source }))
}

fn special(sign: char) -> Subject {
    match sign {
        '@' | '*' => Subject::All { joined: sign == '*' },
        _ => Subject::Special(sign),
    }
}

/// Reads what stands between `${` and `}`, with the brace, the opening being behind the cursor.
pub(super) fn parameter(cursor: &mut Cursor<'_>, quoting: Quoting) -> Result<Piece, Fault> {
    let start = cursor.clone();
    let Some((subject, indirect, operation)) = inside(cursor, quoting)? else {
        *cursor = start.clone();
        return bad(cursor, &start, quoting);
    };
    if cursor.peek() != Some('}') {
        *cursor = start.clone();
        return bad(cursor, &start, quoting);
    }
    let source = cursor.since(start.at()).to_owned();
    cursor.bump();
    Ok(Piece::Parameter(Box::new(Parameter { subject, indirect, operation, source })))
}

/// Steps over something that is no parameter, to its brace.
fn bad(cursor: &mut Cursor<'_>, start: &Cursor<'_>, quoting: Quoting) -> Result<Piece, Fault> {
    operand(cursor, quoting, at_brace)?;
    if cursor.peek().is_none() {
        return Err(Fault::Unclosed { closer: '}', line: start.line() });
    }
    let source = cursor.since(start.at()).to_owned();
    cursor.bump();
    Ok(Piece::Bad(source))
}

type Inside = Option<(Subject, bool, Operation)>;

fn inside(cursor: &mut Cursor<'_>, quoting: Quoting) -> Result<Inside, Fault> {
    if cursor.starts_with("#") && !is_bare_sign(cursor) {
        cursor.bump();
        let subject = subject(cursor, quoting)?;
        return Ok(subject.map(|subject| (subject, false, Operation::Length)));
    }
    if cursor.starts_with("!") && !is_bare_sign(cursor) {
        cursor.bump();
        return indirect(cursor, quoting);
    }
    let Some(subject) = subject(cursor, quoting)? else { return Ok(None) };
    Ok(operation(cursor, quoting)?.map(|operation| (subject, false, operation)))
}

/// Says whether `#` or `!` is here the parameter itself, as in `${#}` or `${!:-x}`.
fn is_bare_sign(cursor: &Cursor<'_>) -> bool {
    match cursor.peek_second() {
        None | Some('}' | ':' | '=' | '+' | '%' | '/' | ',' | '^') => true,
        Some('-' | '?') => !cursor.rest()[2..].starts_with('}'),
        Some(_) => false,
    }
}

fn indirect(cursor: &mut Cursor<'_>, quoting: Quoting) -> Result<Inside, Fault> {
    let start = cursor.clone();
    let name = cursor.take_name().to_owned();
    for (sign, joined) in [('@', false), ('*', true)] {
        if !name.is_empty() && cursor.rest().starts_with(&format!("{sign}}}")) {
            cursor.bump();
            return Ok(Some((Subject::Names { prefix: name, joined }, false, Operation::Value)));
        }
        if !name.is_empty() && cursor.eat(&format!("[{sign}]")) {
            return Ok(Some((Subject::Keys { name, joined }, false, Operation::Value)));
        }
    }
    *cursor = start;
    let Some(subject) = subject(cursor, quoting)? else { return Ok(None) };
    Ok(operation(cursor, quoting)?.map(|operation| (subject, true, operation)))
}

fn subject(cursor: &mut Cursor<'_>, quoting: Quoting) -> Result<Option<Subject>, Fault> {
    let digits = cursor.take_while(|c| c.is_ascii_digit());
    if !digits.is_empty() {
        let number = digits.parse().unwrap_or(usize::MAX);
        return Ok(Some(if number == 0 {
            Subject::Special('0')
        } else {
            Subject::Positional(number)
        }));
    }
    if let Some(sign) = cursor.peek().filter(|sign| "@*#?-$!".contains(*sign)) {
        cursor.bump();
        return Ok(Some(special(sign)));
    }
    let name = cursor.take_name().to_owned();
    if name.is_empty() {
        return Ok(None);
    }
    let subscript = if cursor.peek() == Some('[') { subscript(cursor, quoting)? } else { None };
    Ok(Some(Subject::Variable { name, subscript }))
}

fn subscript(cursor: &mut Cursor<'_>, quoting: Quoting) -> Result<Option<Subscript>, Fault> {
    for (text, joined) in [("[@]", false), ("[*]", true)] {
        if cursor.eat(text) {
            return Ok(Some(Subscript::All { joined }));
        }
    }
    let start = cursor.clone();
    cursor.bump();
    let inner = cursor.nested(|cursor| index(cursor, quoting))?;
    let source = cursor.since(start.at() + 1).to_owned();
    if cursor.eat("]") {
        return Ok(Some(Subscript::One { source, pieces: inner }));
    }
    *cursor = start;
    Ok(None)
}

/// Reads the pieces of a subscript, brackets inside it being in pairs.
fn index(cursor: &mut Cursor<'_>, quoting: Quoting) -> Result<Vec<Piece>, Fault> {
    let mut found = operand(cursor, quoting, |c| matches!(c.peek(), Some('[' | ']')))?;
    while cursor.eat("[") {
        found.push(Piece::Text("[".to_owned()));
        found.extend(cursor.nested(|cursor| index(cursor, quoting))?);
        if cursor.eat("]") {
            found.push(Piece::Text("]".to_owned()));
        }
        found.extend(operand(cursor, quoting, |c| matches!(c.peek(), Some('[' | ']')))?);
    }
    Ok(found)
}

fn at_brace(cursor: &Cursor<'_>) -> bool {
    cursor.peek() == Some('}')
}

/// Reads an operand in the quoting of its place: in double quotes it stays there.
fn operand(cursor: &mut Cursor<'_>, quoting: Quoting, end: End) -> Result<Vec<Piece>, Fault> {
    let inner = if quoting == Quoting::Bare { Quoting::Bare } else { Quoting::Braced };
    let tilde = if inner == Quoting::Bare { TildeAt::Start } else { TildeAt::Nowhere };
    pieces(cursor, inner, tilde, end)
}

/// Reads a pattern: single quotes quote in it wherever it stands.
fn pattern(cursor: &mut Cursor<'_>, end: End) -> Result<Vec<Piece>, Fault> {
    pieces(cursor, Quoting::Bare, TildeAt::Start, end)
}

fn operation(cursor: &mut Cursor<'_>, quoting: Quoting) -> Result<Option<Operation>, Fault> {
    let start = cursor.clone();
    let when = if cursor.eat(":") { When::UnsetOrEmpty } else { When::Unset };
    let sign = cursor.bump();
    let found = match sign {
        Some('-') => Operation::Default(when, operand(cursor, quoting, at_brace)?),
        Some('=') => Operation::Assign(when, operand(cursor, quoting, at_brace)?),
        Some('?') => Operation::Require(when, operand(cursor, quoting, at_brace)?),
        Some('+') => Operation::Alternative(when, operand(cursor, quoting, at_brace)?),
        _ if when == When::UnsetOrEmpty => {
            *cursor = start;
            return slice(cursor);
        }
        Some('}') => {
            *cursor = start;
            Operation::Value
        }
        Some(sign @ ('#' | '%')) => removal(cursor, sign)?,
        Some('/') => replacement(cursor)?,
        Some(sign @ ('^' | ',')) => case(cursor, sign)?,
        Some('@') => match cursor.bump() {
            Some(letter) if "UuLQEPAKak".contains(letter) => Operation::Transform(letter),
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    Ok(Some(found))
}

fn removal(cursor: &mut Cursor<'_>, sign: char) -> Result<Operation, Fault> {
    let longest = cursor.eat(&sign.to_string());
    let pattern = pattern(cursor, at_brace)?;
    Ok(if sign == '#' {
        Operation::RemovePrefix { longest, pattern }
    } else {
        Operation::RemoveSuffix { longest, pattern }
    })
}

fn replacement(cursor: &mut Cursor<'_>) -> Result<Operation, Fault> {
    let place = match cursor.peek() {
        Some('/') => Match::Every,
        Some('#') => Match::Prefix,
        Some('%') => Match::Suffix,
        _ => Match::First,
    };
    if place != Match::First {
        cursor.bump();
    }
    let pattern = pattern(cursor, |c| matches!(c.peek(), Some('/' | '}')))?;
    let text = if cursor.eat("/") { self::pattern(cursor, at_brace)? } else { Vec::new() };
    Ok(Operation::Replace { place, pattern, text })
}

fn case(cursor: &mut Cursor<'_>, sign: char) -> Result<Operation, Fault> {
    let every = cursor.eat(&sign.to_string());
    let pattern = pattern(cursor, at_brace)?;
    let pattern = if pattern.is_empty() { None } else { Some(pattern) };
    Ok(Operation::Case { upper: sign == '^', every, pattern })
}

fn slice(cursor: &mut Cursor<'_>) -> Result<Option<Operation>, Fault> {
    cursor.eat(":");
    let offset = bound(cursor)?;
    let length = if cursor.eat(":") { Some(bound(cursor)?) } else { None };
    Ok(Some(Operation::Slice { offset, length }))
}

/// Reads an offset or a length, round brackets and `? :` inside it being in pairs.
fn bound(cursor: &mut Cursor<'_>) -> Result<Vec<Piece>, Fault> {
    let mut found = Vec::new();
    let mut open = 0_usize;
    loop {
        found.extend(pieces(cursor, Quoting::Arithmetic, TildeAt::Nowhere, |c| {
            matches!(c.peek(), Some('(' | ')' | '?' | ':' | '}'))
        })?);
        match cursor.peek() {
            Some('(' | '?') => open += 1,
            Some(')') => open = open.saturating_sub(1),
            Some(':') if open > 0 => open -= 1,
            _ => return Ok(found),
        }
        let sign = cursor.bump().unwrap_or_default();
        found.push(Piece::Text(sign.to_string()));
    }
}
