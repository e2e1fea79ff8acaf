//! Makes substitutions.

use super::super::regex::{Found, Pattern, Trouble};
use super::script::{Letters, Part, Substitution};

/// Replaces matches in `text`; none where nothing was replaced.
pub(super) fn replace(
    text: &[u8],
    pattern: &Pattern,
    substitution: &Substitution,
) -> Result<Option<Vec<u8>>, Trouble> {
    let mut out = Vec::new();
    let (mut at, mut count, mut replaced) = (0, 0, false);
    let mut last_end = None;
    while at <= text.len() {
        let Some(found) = pattern.find_at(text, at)? else {
            break;
        };
        let (start, end) = (found.start(), found.end());
        out.extend(&text[at..start]);
        let is_fresh = start < end || last_end != Some(start);
        count += usize::from(is_fresh);
        if is_fresh && count >= substitution.first {
            replaced = true;
            fill(&mut out, text, &found, &substitution.parts);
        } else {
            out.extend(&text[start..end]);
        }
        last_end = Some(end);
        at = end;
        if start == end {
            out.extend(text.get(end));
            at += 1;
        }
        if replaced && !substitution.all {
            break;
        }
    }
    out.extend(text.get(at..).unwrap_or_default());
    Ok(replaced.then_some(out))
}

/// Writes a replacement.
fn fill(out: &mut Vec<u8>, text: &[u8], found: &Found, parts: &[Part]) {
    let mut letters = Letters::Kept;
    let mut once = Letters::Kept;
    for part in parts {
        let piece: &[u8] = match part {
            Part::Text(piece) => piece,
            Part::Group(number) => {
                found.group(*number).map_or(&[][..], |(start, end)| &text[start..end])
            }
            Part::Case(case) => {
                (letters, once) = (*case, Letters::Kept);
                continue;
            }
            Part::CaseOnce(case) => {
                once = *case;
                continue;
            }
        };
        let Some((first, rest)) = piece.split_first() else {
            continue;
        };
        let case = std::mem::replace(&mut once, Letters::Kept);
        out.push(changed(*first, if case == Letters::Kept { letters } else { case }));
        out.extend(rest.iter().map(|byte| changed(*byte, letters)));
    }
}

fn changed(byte: u8, letters: Letters) -> u8 {
    match letters {
        Letters::Kept => byte,
        Letters::Upper => byte.to_ascii_uppercase(),
        Letters::Lower => byte.to_ascii_lowercase(),
    }
}
