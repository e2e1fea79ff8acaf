//! The sets of `tr`: `a-z`, `[:digit:]`, `[x*5]`, `\n`, in the order in which they are written.

/// One member of a set.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// From a byte to a byte.
    Range(u8, u8),
    /// A class by its name.
    Class(Class),
    /// A byte so many times; none where it fills the set up.
    Repeat(u8, Option<usize>),
}

/// A class of bytes in the C locale.
#[derive(Debug, Clone, Copy)]
pub(super) struct Class {
    pub(super) name: &'static str,
    holds: fn(u8) -> bool,
}

/// A set as it was read, with what is to be warned of.
#[derive(Debug, Clone)]
pub(super) struct Set {
    pub(super) parts: Vec<Part>,
    pub(super) warnings: Vec<String>,
}

/// Why a text is no set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The real tool refuses it, in these words.
    Refused(String),
    /// It is not modelled.
    Unmodelled(&'static str),
}

const CLASSES: [Class; 12] = [
    Class { name: "alnum", holds: |byte| byte.is_ascii_alphanumeric() },
    Class { name: "alpha", holds: |byte| byte.is_ascii_alphabetic() },
    Class { name: "blank", holds: |byte| matches!(byte, b' ' | b'\t') },
    Class { name: "cntrl", holds: |byte| byte.is_ascii_control() },
    Class { name: "digit", holds: |byte| byte.is_ascii_digit() },
    Class { name: "graph", holds: |byte| byte.is_ascii_graphic() },
    Class { name: "lower", holds: |byte| byte.is_ascii_lowercase() },
    Class { name: "print", holds: |byte| matches!(byte, b' '..=b'~') },
    Class { name: "punct", holds: |byte| byte.is_ascii_punctuation() },
    Class { name: "space", holds: |byte| byte.is_ascii_whitespace() || byte == 0x0b },
    Class { name: "upper", holds: |byte| byte.is_ascii_uppercase() },
    Class { name: "xdigit", holds: |byte| byte.is_ascii_hexdigit() },
];

/// The most bytes that one set holds.
const BYTES_MAX: usize = 1 << 16;

impl Class {
    /// Returns whether it is `[:lower:]` or `[:upper:]`, which change into each other.
    pub(super) fn is_case(self) -> bool {
        ["lower", "upper"].contains(&self.name)
    }
}

impl Part {
    /// Returns the bytes of this part in their order; a repeat that fills up gives none.
    pub(super) fn bytes(&self) -> Vec<u8> {
        match *self {
            Self::Range(from, to) => (from..=to).collect(),
            Self::Class(class) => (0..=255).filter(|byte| (class.holds)(*byte)).collect(),
            Self::Repeat(byte, times) => vec![byte; times.unwrap_or(0)],
        }
    }
}

impl Set {
    /// Reads a set.
    pub(super) fn parse(text: &str) -> Result<Self, Wrong> {
        let mut warnings = Vec::new();
        let letters = unescaped(text.as_bytes(), &mut warnings)?;
        let mut parts = Vec::new();
        let mut at = 0;
        let mut room = BYTES_MAX;
        while at < letters.len() {
            let (part, length) = part(&letters[at..])?;
            room = room
                .checked_sub(if let Part::Repeat(_, Some(times)) = part { times } else { 0 })
                .ok_or(Wrong::Unmodelled("with a set of more than 64 Ki bytes"))?;
            parts.push(part);
            at += length;
        }
        Ok(Self { parts, warnings })
    }

    /// Returns all bytes in their order.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.parts.iter().flat_map(Part::bytes).collect()
    }
}

/// A byte, and whether a backslash stood before it: then it has no other meaning.
type Letter = (u8, bool);

fn part(letters: &[Letter]) -> Result<(Part, usize), Wrong> {
    if let [(b'[', false), (mark @ (b':' | b'='), false), rest @ ..] = letters
        && let Some(end) = rest.windows(2).position(|pair| pair == [(*mark, false), (b']', false)])
        && let Some(found) = named(*mark, &rest[..end])?
    {
        return Ok((found, end + 4));
    }
    if let Some(found) = repeat(letters)? {
        return Ok(found);
    }
    match letters {
        [(from, _), (b'-', false), (to, _), ..] if from <= to => Ok((Part::Range(*from, *to), 3)),
        [(from, _), (b'-', false), (to, _), ..] => Err(Wrong::Refused(format!(
            "range-endpoints of '{}-{}' are in reverse collating sequence order",
            shown(*from),
            shown(*to)
        ))),
        letters => Ok((Part::Range(letters[0].0, letters[0].0), 1)),
    }
}

/// Reads what stands inside `[:..:]` or `[=..=]`.
fn named(mark: u8, inside: &[Letter]) -> Result<Option<Part>, Wrong> {
    let name: Vec<u8> = inside.iter().map(|(byte, _)| *byte).collect();
    let shown: String = name.iter().map(|byte| shown(*byte)).collect();
    if mark == b'=' {
        return match name[..] {
            [] => Err(Wrong::Refused("missing equivalence class character '[==]'".to_owned())),
            [byte] => Ok(Some(Part::Range(byte, byte))),
            _ => Err(Wrong::Refused(format!(
                "{shown}: equivalence class operand must be a single character"
            ))),
        };
    }
    if name.is_empty() {
        return Err(Wrong::Refused("missing character class name '[::]'".to_owned()));
    }
    let class = CLASSES.iter().find(|class| class.name.as_bytes() == name);
    let unknown = || Wrong::Refused(format!("invalid character class '{shown}'"));
    class.map(|class| Some(Part::Class(*class))).ok_or_else(unknown)
}

/// Reads `[c*]` and `[c*5]`, if that is what stands there.
fn repeat(letters: &[Letter]) -> Result<Option<(Part, usize)>, Wrong> {
    let [(b'[', false), (byte, _), (b'*', false), rest @ ..] = letters else { return Ok(None) };
    let Some(end) = rest.iter().position(|letter| *letter == (b']', false)) else {
        return Ok(None);
    };
    let digits: String = rest[..end].iter().map(|(byte, _)| char::from(*byte)).collect();
    let length = end + 4;
    if digits.is_empty() {
        return Ok(Some((Part::Repeat(*byte, None), length)));
    }
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let base = if digits.starts_with('0') { 8 } else { 10 };
    match usize::from_str_radix(&digits, base) {
        Ok(0) => Ok(Some((Part::Repeat(*byte, None), length))),
        Ok(times) if is_plain => Ok(Some((Part::Repeat(*byte, Some(times)), length))),
        _ => Err(Wrong::Refused(format!("invalid repeat count '{digits}' in [c*n] construct"))),
    }
}

fn unescaped(text: &[u8], warnings: &mut Vec<String>) -> Result<Vec<Letter>, Wrong> {
    let mut letters = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if text[at] != b'\\' {
            letters.push((text[at], false));
            at += 1;
            continue;
        }
        let Some(next) = text.get(at + 1) else {
            warnings.push("an unescaped backslash at end of string is not portable".to_owned());
            letters.push((b'\\', false));
            break;
        };
        let octal = text[at + 1..].iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte));
        let digits = octal.count();
        let value = |digits: usize| {
            let digits = text[at + 1..at + 1 + digits].iter();
            digits.fold(0_u32, |value, digit| value * 8 + u32::from(digit - b'0'))
        };
        if value(digits) > 255 {
            return Err(Wrong::Unmodelled("with an octal escape above \\377"));
        }
        let byte = match next {
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'0'..=b'7' => u8::try_from(value(digits)).unwrap_or(u8::MAX),
            other => *other,
        };
        letters.push((byte, true));
        at += 1 + digits.max(1);
    }
    Ok(letters)
}

/// Writes a byte as it is shown in messages.
fn shown(byte: u8) -> String {
    match byte {
        b'\\' => "\\\\".to_owned(),
        b' '..=b'~' => char::from(byte).to_string(),
        7 => "\\a".to_owned(),
        8 => "\\b".to_owned(),
        9 => "\\t".to_owned(),
        10 => "\\n".to_owned(),
        11 => "\\v".to_owned(),
        12 => "\\f".to_owned(),
        13 => "\\r".to_owned(),
        other => format!("\\{other:03o}"),
    }
}
