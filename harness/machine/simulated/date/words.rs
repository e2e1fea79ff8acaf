//! The words and numbers that a description of a date is made of.

use super::format::MONTHS;

/// One piece of a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A number, as written.
    Number(Number),
    /// A word, in lower case.
    Word(String),
    /// Anything else but blanks.
    Mark(char),
}

/// A number with what its meaning hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    /// Its value, sign included.
    pub value: i64,
    /// How many digits it was written with, before the point.
    pub digits: usize,
    /// Whether a sign stood before it.
    pub signed: bool,
    /// The digits behind its point, in billionths with the sign of the value.
    pub billionths: Option<i64>,
}

/// Cuts a description into pieces; none where a number is too long to count with.
pub(super) fn pieces(text: &str) -> Option<Vec<Piece>> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let rest = &letters[at..];
        at += if let Some((number, length)) = number(rest) {
            found.push(Piece::Number(number?));
            length
        } else if letter.is_ascii_alphabetic() {
            let length = run(rest, |c| c.is_ascii_alphabetic() || c == '.');
            let word: String = rest[..length].iter().filter(|c| **c != '.').collect();
            found.push(Piece::Word(word.to_ascii_lowercase()));
            length
        } else if letter == '(' {
            run(rest, |c| c != ')') + 1
        } else {
            if !letter.is_ascii_whitespace() && !matches!(letter, '+' | '-') {
                found.push(Piece::Mark(letter));
            }
            1
        };
    }
    Some(found)
}

/// Reads a number at the beginning of `rest`: the outer option says whether there is one, the inner
/// one whether it can be counted with.
fn number(rest: &[char]) -> Option<(Option<Number>, usize)> {
    let signed = matches!(rest.first(), Some('+' | '-'));
    let blanks = if signed { run(&rest[1..], |c| c.is_ascii_whitespace()) } else { 0 };
    let start = usize::from(signed) + blanks;
    let digits = run(&rest[start..], |c| c.is_ascii_digit());
    if digits == 0 {
        return None;
    }
    let sign = if rest[0] == '-' { -1 } else { 1 };
    let end = start + digits;
    let pointed = matches!(rest.get(end), Some('.' | ','));
    let behind = if pointed { run(&rest[end + 1..], |c| c.is_ascii_digit()) } else { 0 };
    let fraction = (behind > 0).then(|| billionths(&rest[end + 1..end + 1 + behind]) * sign);
    let length = if behind > 0 { end + 1 + behind } else { end };
    let value: Option<i64> = rest[start..end].iter().collect::<String>().parse().ok();
    let number =
        value.map(|value| Number { value: value * sign, digits, signed, billionths: fraction });
    Some((number, length))
}

fn billionths(digits: &[char]) -> i64 {
    let nine = digits.iter().copied().chain(std::iter::repeat('0')).take(9);
    nine.fold(0, |sum, digit| sum * 10 + i64::from(digit.to_digit(10).unwrap_or(0)))
}

fn run(letters: &[char], wanted: impl Fn(char) -> bool) -> usize {
    letters.iter().take_while(|letter| wanted(**letter)).count()
}

/// Returns the month, 1 to 12, that a word names.
pub(super) fn month(word: &str) -> Option<i64> {
    let at = MONTHS.iter().position(|name| {
        let name = name.to_ascii_lowercase();
        word == name || word == &name[..3] || (word == "sept" && name == "september")
    })?;
    i64::try_from(at + 1).ok()
}

/// Returns the weekday, Sunday being 0, that a word names.
pub(super) fn weekday(word: &str) -> Option<i64> {
    const DAYS: [&[&str]; 7] = [
        &["sunday", "sun"],
        &["monday", "mon"],
        &["tuesday", "tue", "tues"],
        &["wednesday", "wed", "wednes"],
        &["thursday", "thu", "thur", "thurs"],
        &["friday", "fri"],
        &["saturday", "sat"],
    ];
    i64::try_from(DAYS.iter().position(|names| names.contains(&word))?).ok()
}

/// Returns the number that a word counts with: `last`, `this`, `next`, `first`, `third` ..
pub(super) fn ordinal(word: &str) -> Option<i64> {
    const ORDINALS: [&str; 12] = [
        "first", "", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth",
    ];
    match word {
        "last" => Some(-1),
        "this" => Some(0),
        "next" => Some(1),
        _ => i64::try_from(ORDINALS.iter().position(|name| *name == word)? + 1).ok(),
    }
}

/// Says whether a word has a meaning for GNU date, though none that is modelled: other time zones
/// and halves of the day.
pub(super) fn is_known_elsewhere(word: &str) -> bool {
    const NAMES: &str = "am pm dst west wet bst art brt brst nst ndt ast adt clt clst est edt cst \
        cdt mst mdt pst pdt akst akdt hst hast hadt sst wat cet cest met mez mest mesz eet eest \
        cat sast eat msk msd ist sgt kst jst gst nzst nzdt";
    (word.len() == 1 && word != "j") || NAMES.split(' ').any(|name| name == word)
}
