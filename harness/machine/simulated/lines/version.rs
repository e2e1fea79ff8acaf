//! The order of versions: numbers inside names count as numbers (`sort -V`, `ls -v`).

use std::cmp::Ordering;

/// Compares two names: the empty one first, then hidden ones, then by what stands before the
/// endings, then whole.
pub(super) fn compare(left: &[u8], right: &[u8]) -> Ordering {
    let class = |name: &[u8]| match name {
        b"" => 0,
        b"." => 1,
        b".." => 2,
        [b'.', ..] => 3,
        _ => 4,
    };
    let by_class = class(left).cmp(&class(right));
    if by_class != Ordering::Equal || class(left) < 3 {
        return by_class;
    }
    let stem = |name: &[u8]| stem(name);
    let (short_left, short_right) = (stem(left), stem(right));
    let is_shortened = short_left < left.len() || short_right < right.len();
    let by_stem = by_parts(&left[..short_left], &right[..short_right]);
    if by_stem == Ordering::Equal && is_shortened { by_parts(left, right) } else { by_stem }
}

/// Returns how long a name is without its endings, such as `.tar.gz`.
fn stem(name: &[u8]) -> usize {
    let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'~';
    let mut end = name.len();
    loop {
        let inside = name[..end].iter().rev().take_while(|byte| is_inside(byte)).count();
        let Some(dot) = (end - inside).checked_sub(1) else { return end };
        let begins =
            name.get(dot + 1).is_some_and(|first| first.is_ascii_alphabetic() || *first == b'~');
        if name[dot] != b'.' || inside == 0 || !begins || dot == 0 {
            return end;
        }
        end = dot;
    }
}

/// Compares texts and numbers by turns.
fn by_parts(mut left: &[u8], mut right: &[u8]) -> Ordering {
    while !left.is_empty() || !right.is_empty() {
        let (text_left, rest_left) = left.split_at(text(left));
        let (text_right, rest_right) = right.split_at(text(right));
        let longest = text_left.len().max(text_right.len());
        let by_text = (0..longest)
            .map(|at| {
                weight(text_left.get(at), rest_left).cmp(&weight(text_right.get(at), rest_right))
            })
            .find(|order| *order != Ordering::Equal);
        if let Some(order) = by_text {
            return order;
        }
        let (number_left, behind_left) = number(rest_left);
        let (number_right, behind_right) = number(rest_right);
        let size = |digits: &[u8]| digits.len();
        let by_number =
            size(number_left).cmp(&size(number_right)).then_with(|| number_left.cmp(number_right));
        if by_number != Ordering::Equal {
            return by_number;
        }
        (left, right) = (behind_left, behind_right);
    }
    Ordering::Equal
}

fn text(from: &[u8]) -> usize {
    from.iter().take_while(|byte| !byte.is_ascii_digit()).count()
}

/// Cuts the number at the beginning off, without its zeros in front.
fn number(from: &[u8]) -> (&[u8], &[u8]) {
    let zeros = from.iter().take_while(|byte| **byte == b'0').count();
    let digits = from[zeros..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    (&from[zeros..zeros + digits], &from[zeros + digits..])
}

/// Weighs a byte of a text: `~` before the end, the end before letters, letters before the rest.
fn weight(byte: Option<&u8>, rest: &[u8]) -> i32 {
    match byte {
        None if rest.is_empty() => -1,
        None => 0,
        Some(b'~') => -2,
        Some(letter) if letter.is_ascii_alphabetic() => i32::from(*letter),
        Some(other) => i32::from(*other) + 256,
    }
}
