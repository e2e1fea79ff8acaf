//! Counts with suffixes, as GNU tools read them: `10`, `1K`, `2kB`, `1MiB`.

/// Why a text is no count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It is no number, or its suffix is unknown.
    Invalid,
    /// It is a number beyond all that can be counted.
    TooLarge,
}

/// Reads a count.
pub(super) fn counted(text: &str) -> Result<usize, Wrong> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, suffix) = text.split_at(digits);
    if number.is_empty() {
        return Err(Wrong::Invalid);
    }
    let (base, power) = factor(suffix).ok_or(Wrong::Invalid)?;
    let number: usize = number.parse().map_err(|_| Wrong::TooLarge)?;
    let factor = base.checked_pow(power);
    factor.and_then(|factor| number.checked_mul(factor)).ok_or(Wrong::TooLarge)
}

/// Returns what a suffix multiplies by: a base and its power.
fn factor(suffix: &str) -> Option<(usize, u32)> {
    let mut letters = suffix.chars();
    let base = match (letters.next(), letters.as_str()) {
        (None, _) => return Some((1, 1)),
        (Some('b'), "") => return Some((512, 1)),
        (Some('b'), _) => return None,
        (Some(_), "" | "iB") => 1024,
        (Some(_), "B") => 1000,
        _ => return None,
    };
    let power = match suffix.chars().next()? {
        'k' | 'K' => 1,
        'm' | 'M' => 2,
        'G' => 3,
        'T' => 4,
        'P' => 5,
        'E' => 6,
        'Z' => 7,
        'Y' => 8,
        _ => return None,
    };
    Some((base, power))
}
