//! Where a value of a YAML file stands.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use super::PackFiles;
use super::pack::read_text;

/// The pieces of a YAML file with their places, and nothing of the values.
#[derive(Debug)]
enum Piece {
    Map(BTreeMap<String, Spanned<Piece>>),
    List(Vec<Spanned<Piece>>),
    Value,
}

/// Returns how a person finds the value at `keys` of a file of a pack: `pack.yaml:104:14`. Numbers
/// count items of lists from 0. Without the line where the file has no such value.
pub(super) fn place_of(files: &dyn PackFiles, file: &str, keys: &[&str]) -> String {
    let place = files.place(file);
    let found = read_text(files, file).ok().and_then(|text| line_of(&text, keys));
    found.map_or(place.clone(), |(line, column)| format!("{place}:{line}:{column}"))
}

fn line_of(text: &str, keys: &[&str]) -> Option<(u64, u64)> {
    let mut at: &Spanned<Piece> = &serde_saphyr::from_str(text).ok()?;
    for key in keys {
        at = match &at.value {
            Piece::Map(map) => map.get(*key)?,
            Piece::List(items) => items.get(key.parse::<usize>().ok()?)?,
            Piece::Value => return None,
        };
    }
    Some((at.referenced.line(), at.referenced.column()))
}

impl<'de> Deserialize<'de> for Piece {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PieceVisitor)
    }
}

struct PieceVisitor;

impl<'de> Visitor<'de> for PieceVisitor {
    type Value = Piece;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any YAML")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Piece, A::Error> {
        let mut pieces = BTreeMap::new();
        while let Some((key, value)) = map.next_entry::<String, Spanned<Piece>>()? {
            pieces.insert(key, value);
        }
        Ok(Piece::Map(pieces))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Piece, A::Error> {
        let mut pieces = Vec::new();
        while let Some(item) = items.next_element()? {
            pieces.push(item);
        }
        Ok(Piece::List(pieces))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Piece, E> {
        Ok(Piece::Value)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Piece, E> {
        Ok(Piece::Value)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Piece, E> {
        Ok(Piece::Value)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Piece, E> {
        Ok(Piece::Value)
    }

    fn visit_str<E>(self, _: &str) -> Result<Piece, E> {
        Ok(Piece::Value)
    }

    fn visit_unit<E>(self) -> Result<Piece, E> {
        Ok(Piece::Value)
    }

    fn visit_none<E>(self) -> Result<Piece, E> {
        Ok(Piece::Value)
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Piece, D::Error> {
        IgnoredAny::deserialize(inner).map(|_| Piece::Value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_its_keys_at_its_own_line() {
        let text = "a: 1\nlevels:\n  1:\n    checks: [x, 'y']\n    more: ~\n";
        let table = [
            ("a", Some((1, 4))),
            ("levels.1.checks.1", Some((4, 17))),
            ("levels.1.checks", Some((4, 13))),
            ("levels.2", None),
            ("a.b", None),
        ];
        for (keys, place) in table {
            let split: Vec<&str> = keys.split('.').collect();
            assert_eq!(line_of(text, &split), place, "{keys}");
        }
    }
}
