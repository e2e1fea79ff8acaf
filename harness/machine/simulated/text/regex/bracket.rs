//! Bracket expressions: `[a-z[:digit:]_]`.

use super::set::ByteSet;
use super::wanted::{Dialect, Wanted};

const UNMATCHED: &str = "Unmatched [, [^, [:, [., or [=";

/// Reads the bracket expression that `text` starts with; returns its set and its length.
pub(super) fn parse(text: &[u8], wanted: Wanted) -> Result<(ByteSet, usize), &'static str> {
    let dialect = wanted.dialect;
    let mut reader = Reader { text, at: 1, set: ByteSet::default(), dialect };
    let negated = reader.take(b'^');
    let colon = reader.peek() == Some(b':');
    reader.items()?;
    if colon && !negated && dialect != Dialect::Awk && text[reader.at - 2] == b':' && reader.at > 4
    {
        return Err("character class syntax is [[:space:]], not [:space:]");
    }
    let set = reader.set.in_case(wanted.case);
    let set = if negated { set.complement() } else { set };
    Ok((set, reader.at))
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    set: ByteSet,
    dialect: Dialect,
}

/// One end of a range, or a class that is none.
enum Item {
    Byte(u8),
    Class,
}

impl Reader<'_> {
    fn items(&mut self) -> Result<(), &'static str> {
        let mut first = true;
        loop {
            match self.peek() {
                None => return Err(UNMATCHED),
                Some(b']') if !first => {
                    self.at += 1;
                    return Ok(());
                }
                Some(_) => self.item_or_range(first)?,
            }
            first = false;
        }
    }

    fn item_or_range(&mut self, first: bool) -> Result<(), &'static str> {
        let is_stray = self.peek() == Some(b'-')
            && self.text.get(self.at + 1).is_some_and(|next| *next != b']');
        if is_stray && !first && self.dialect != Dialect::Awk {
            return Err("Invalid range end");
        }
        let low = self.item()?;
        let ends = matches!(self.text.get(self.at + 1), None | Some(b']'));
        if self.peek() != Some(b'-') || ends {
            if let Item::Byte(byte) = low {
                self.set.add(byte);
            }
            return Ok(());
        }
        self.at += 1;
        match (low, self.item()?) {
            (Item::Byte(low), Item::Byte(high)) if low <= high => {
                (low..=high).for_each(|byte| self.set.add(byte));
                Ok(())
            }
            _ => Err("Invalid range end"),
        }
    }

    fn item(&mut self) -> Result<Item, &'static str> {
        let rest = &self.text[self.at..];
        match rest {
            [b'[', kind @ (b':' | b'.' | b'='), after @ ..] => {
                let close = [*kind, b']'];
                let end = after.windows(2).position(|two| two == close).ok_or(UNMATCHED)?;
                self.at += end + 4;
                self.named(*kind, &after[..end])
            }
            [b'\\', byte, ..] if self.dialect == Dialect::Awk => {
                self.at += 2;
                Ok(Item::Byte(*byte))
            }
            [byte, ..] => {
                self.at += 1;
                Ok(Item::Byte(*byte))
            }
            [] => Err(UNMATCHED),
        }
    }

    fn named(&mut self, kind: u8, name: &[u8]) -> Result<Item, &'static str> {
        match (kind, name) {
            (b':', _) => {
                self.set.add_all(class(name).ok_or("Invalid character class name")?);
                Ok(Item::Class)
            }
            (b'=', [byte]) => {
                self.set.add(*byte);
                Ok(Item::Class)
            }
            (b'.', [byte]) => Ok(Item::Byte(*byte)),
            _ => Err("Invalid collation character"),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }
}

/// Returns the set of a class such as `alpha`, in the C locale.
pub(in super::super) fn class(name: &[u8]) -> Option<ByteSet> {
    let holds: fn(u8) -> bool = match name {
        b"alpha" => |byte| byte.is_ascii_alphabetic(),
        b"digit" => |byte| byte.is_ascii_digit(),
        b"alnum" => |byte| byte.is_ascii_alphanumeric(),
        b"upper" => |byte| byte.is_ascii_uppercase(),
        b"lower" => |byte| byte.is_ascii_lowercase(),
        b"space" => is_space,
        b"blank" => |byte| byte == b' ' || byte == b'\t',
        b"punct" => |byte| byte.is_ascii_punctuation(),
        b"print" => |byte| byte == b' ' || byte.is_ascii_graphic(),
        b"graph" => |byte| byte.is_ascii_graphic(),
        b"cntrl" => |byte| byte.is_ascii_control(),
        b"xdigit" => |byte| byte.is_ascii_hexdigit(),
        _ => return None,
    };
    Some(ByteSet::where_byte(holds))
}

/// Says whether a byte is white space in the C locale.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}
