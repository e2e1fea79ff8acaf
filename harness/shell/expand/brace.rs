//! Brace expansion: `{a,b}` and `{1..9}`, before everything else.

use super::WORDS_MAX;

/// More words than an expansion may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMany;

/// Expands the braces of a word.
pub(super) fn expand(raw: &str) -> Result<Vec<String>, TooMany> {
    let Some(group) = Group::find(raw)? else {
        return Ok(vec![raw.to_owned()]);
    };
    let mut middles = Vec::new();
    for member in &group.members {
        middles.extend(if group.nests { expand(member)? } else { vec![member.clone()] });
        within_bounds(middles.len())?;
    }
    let tails = expand(&raw[group.end..])?;
    within_bounds(middles.len().saturating_mul(tails.len()))?;
    let head = &raw[..group.start];
    let words = middles
        .iter()
        .flat_map(|middle| tails.iter().map(move |tail| format!("{head}{middle}{tail}")))
        .collect();
    Ok(words)
}

fn within_bounds(words: usize) -> Result<(), TooMany> {
    if words <= WORDS_MAX { Ok(()) } else { Err(TooMany) }
}

/// The first pair of braces that means something.
struct Group {
    start: usize,
    end: usize,
    members: Vec<String>,
    /// Whether the members may have braces of their own.
    nests: bool,
}

impl Group {
    fn find(raw: &str) -> Result<Option<Self>, TooMany> {
        let mut from = 0;
        while let Some(start) = next_opening(raw, from) {
            if let Some(group) = Self::at(raw, start)? {
                return Ok(Some(group));
            }
            from = start + 1;
        }
        Ok(None)
    }

    fn at(raw: &str, start: usize) -> Result<Option<Self>, TooMany> {
        let Some((end, commas)) = closing(raw, start) else { return Ok(None) };
        let inner = &raw[start + 1..end];
        if !commas.is_empty() {
            let edges = std::iter::once(start).chain(commas.iter().copied());
            let ends = commas.iter().copied().chain(std::iter::once(end));
            let members = edges.zip(ends).map(|(from, to)| raw[from + 1..to].to_owned()).collect();
            return Ok(Some(Self { start, end: end + 1, members, nests: true }));
        }
        let members = sequence(inner)?;
        Ok(members.map(|members| Self { start, end: end + 1, members, nests: false }))
    }
}

/// Returns the place of the next unquoted `{` that belongs to no `${`.
fn next_opening(raw: &str, from: usize) -> Option<usize> {
    let mut at = from;
    while at < raw.len() {
        match raw.as_bytes()[at] {
            b'{' => return Some(at),
            _ => at = step(raw, at),
        }
    }
    None
}

/// Returns the place of the brace that closes the one at `start`, and of the commas between.
fn closing(raw: &str, start: usize) -> Option<(usize, Vec<usize>)> {
    let mut commas = Vec::new();
    let mut open = 0_usize;
    let mut at = start + 1;
    while at < raw.len() {
        match raw.as_bytes()[at] {
            b'{' => open += 1,
            b'}' if open == 0 => return Some((at, commas)),
            b'}' => open -= 1,
            b',' if open == 0 => commas.push(at),
            _ => {}
        }
        at = step(raw, at);
    }
    None
}

/// Steps over one character, or over all that is quoted or substituted at `at`.
fn step(raw: &str, at: usize) -> usize {
    let bytes = raw.as_bytes();
    let next = bytes.get(at + 1).copied();
    match (bytes[at], next) {
        (b'\\', Some(_)) => at + 1 + width(raw, at + 1),
        (b'\'', _) => past(raw, at + 1, b'\'', false),
        (b'"', _) => past(raw, at + 1, b'"', true),
        (b'`', _) => past(raw, at + 1, b'`', true),
        (b'$', Some(b'{')) => past_pair(raw, at + 2, b'{', b'}'),
        (b'$', Some(b'(')) => past_pair(raw, at + 2, b'(', b')'),
        (b'$', Some(b'\'')) => past(raw, at + 2, b'\'', true),
        _ => at + width(raw, at),
    }
}

fn width(raw: &str, at: usize) -> usize {
    raw[at..].chars().next().map_or(1, char::len_utf8)
}

fn past(raw: &str, mut at: usize, closer: u8, escapes: bool) -> usize {
    let bytes = raw.as_bytes();
    while at < bytes.len() {
        if bytes[at] == closer {
            return at + 1;
        }
        at += if escapes && bytes[at] == b'\\' && at + 1 < bytes.len() {
            1 + width(raw, at + 1)
        } else {
            width(raw, at)
        };
    }
    at
}

fn past_pair(raw: &str, mut at: usize, opener: u8, closer: u8) -> usize {
    let bytes = raw.as_bytes();
    let mut open = 1_usize;
    while at < bytes.len() {
        if bytes[at] == closer {
            open -= 1;
            if open == 0 {
                return at + 1;
            }
            at += 1;
        } else if bytes[at] == opener {
            open += 1;
            at += 1;
        } else {
            at = quoted_step(raw, at);
        }
    }
    at
}

/// Steps as [`step`] does, but not into further substitutions: their brackets are counted.
fn quoted_step(raw: &str, at: usize) -> usize {
    match raw.as_bytes()[at] {
        b'$' => at + 1,
        _ => step(raw, at),
    }
}

/// Returns the words of `1..9`, `a..e`, `1..9..2`; none where `inner` is no such thing.
fn sequence(inner: &str) -> Result<Option<Vec<String>>, TooMany> {
    let parts: Vec<&str> = inner.split("..").collect();
    let (first, last, step) = match parts.as_slice() {
        [first, last] => (*first, *last, Ok(1)),
        [first, last, step] => (*first, *last, step.parse::<i64>()),
        _ => return Ok(None),
    };
    let Ok(step) = step else { return Ok(None) };
    if let (Ok(from), Ok(to)) = (first.parse::<i64>(), last.parse::<i64>()) {
        let padded = [first, last].iter().any(|text| is_padded(text));
        let digits = if padded { first.len().max(last.len()) } else { 0 };
        let numbers = steps(from, to, step)?;
        return Ok(Some(numbers.into_iter().map(|n| padded_number(n, digits)).collect()));
    }
    let (Some(from), Some(to)) = (letter(first), letter(last)) else { return Ok(None) };
    let letters = steps(i64::from(from), i64::from(to), step)?;
    let shown = |code: i64| u8::try_from(code).ok().map(|code| char::from(code).to_string());
    Ok(letters.into_iter().map(shown).collect())
}

fn steps(from: i64, to: i64, step: i64) -> Result<Vec<i64>, TooMany> {
    let step = step.unsigned_abs().max(1);
    let count = usize::try_from(from.abs_diff(to) / step).map_err(|_| TooMany)?;
    within_bounds(count.saturating_add(1))?;
    let next = |n: &i64| {
        if from <= to { n.checked_add_unsigned(step) } else { n.checked_sub_unsigned(step) }
    };
    Ok(std::iter::successors(Some(from), next).take(count + 1).collect())
}

fn letter(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => Some(*letter),
        _ => None,
    }
}

fn is_padded(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    digits.len() > 1 && digits.starts_with('0')
}

fn padded_number(number: i64, digits: usize) -> String {
    if number < 0 {
        format!("-{:0width$}", number.unsigned_abs(), width = digits.saturating_sub(1))
    } else {
        format!("{number:0digits$}")
    }
}
