//! Brace expansion: `{a,b}` and `{1..9}`, before everything else.

use std::collections::BTreeMap;

use super::super::grammar::length_of_piece;
use super::WORDS_MAX;

/// How deep braces may stand in braces.
const DEPTH_MAX: usize = 25;

/// Why braces are not expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// They make more words than an expansion may.
    Words,
    /// They nest too deep.
    Depth,
}

impl Refusal {
    /// Says what is not modelled.
    pub(super) fn what(self) -> String {
        match self {
            Self::Words => format!("more than {WORDS_MAX} words from braces"),
            Self::Depth => format!("more than {DEPTH_MAX} braces inside each other"),
        }
    }
}

/// Expands the braces of a word.
pub(super) fn expand(raw: &str) -> Result<Vec<String>, Refusal> {
    let pairs = Pairs::find(raw)?;
    if pairs.0.is_empty() {
        return Ok(vec![raw.to_owned()]);
    }
    pairs.expand(raw, 0, raw.len())
}

fn within_bounds(words: usize) -> Result<(), Refusal> {
    if words <= WORDS_MAX { Ok(()) } else { Err(Refusal::Words) }
}

/// The braces of a word that are in pairs, by where they open.
struct Pairs(BTreeMap<usize, Pair>);

struct Pair {
    end: usize,
    commas: Vec<usize>,
}

impl Pairs {
    fn find(raw: &str) -> Result<Self, Refusal> {
        let mut pairs = BTreeMap::new();
        let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut at = 0;
        while at < raw.len() {
            match raw.as_bytes()[at] {
                b'{' => open.push((at, Vec::new())),
                b',' => open.last_mut().into_iter().for_each(|(_, commas)| commas.push(at)),
                b'}' => pairs
                    .extend(open.pop().map(|(start, commas)| (start, Pair { end: at, commas }))),
                _ => {}
            }
            at = step(raw, at);
        }
        let pairs = Self(pairs);
        if pairs.depth() > DEPTH_MAX { Err(Refusal::Depth) } else { Ok(pairs) }
    }

    fn depth(&self) -> usize {
        let mut ends: Vec<usize> = Vec::new();
        let mut deepest = 0;
        for (start, pair) in &self.0 {
            while ends.last().is_some_and(|end| end < start) {
                ends.pop();
            }
            ends.push(pair.end);
            deepest = deepest.max(ends.len());
        }
        deepest
    }

    /// Expands the part of a word from `start` to `end`.
    fn expand(&self, raw: &str, start: usize, end: usize) -> Result<Vec<String>, Refusal> {
        let mut words = vec![String::new()];
        let mut at = start;
        for (open, pair) in self.0.range(start..end) {
            if *open < at || pair.end >= end {
                continue;
            }
            let Some(members) = self.members(raw, *open, pair)? else { continue };
            within_bounds(words.len().saturating_mul(members.len()))?;
            let text = &raw[at..*open];
            let longer = |word: &String| {
                members.iter().map(move |m| format!("{word}{text}{m}")).collect::<Vec<_>>()
            };
            words = words.iter().flat_map(longer).collect();
            at = pair.end + 1;
        }
        for word in &mut words {
            word.push_str(&raw[at..end]);
        }
        Ok(words)
    }

    /// Returns the words that a pair stands for; none where it means nothing.
    fn members(&self, raw: &str, open: usize, pair: &Pair) -> Result<Option<Vec<String>>, Refusal> {
        if pair.commas.is_empty() {
            return sequence(&raw[open + 1..pair.end]);
        }
        let starts = std::iter::once(open).chain(pair.commas.iter().copied());
        let ends = pair.commas.iter().copied().chain(std::iter::once(pair.end));
        let mut members = Vec::new();
        for (start, end) in starts.zip(ends) {
            members.extend(self.expand(raw, start + 1, end)?);
            within_bounds(members.len())?;
        }
        Ok(Some(members))
    }
}

/// Steps over one character, or over all that is quoted or substituted at `at`.
fn step(raw: &str, at: usize) -> usize {
    let rest = &raw[at..];
    if rest.starts_with(['\\', '\'', '"', '`', '$']) {
        return at + length_of_piece(rest);
    }
    at + rest.chars().next().map_or(1, char::len_utf8)
}

/// Returns the words of `1..9`, `a..e`, `1..9..2`; none where `inner` is no such thing.
fn sequence(inner: &str) -> Result<Option<Vec<String>>, Refusal> {
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

fn steps(from: i64, to: i64, step: i64) -> Result<Vec<i64>, Refusal> {
    let step = step.unsigned_abs().max(1);
    let count = usize::try_from(from.abs_diff(to) / step).map_err(|_| Refusal::Words)?;
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
