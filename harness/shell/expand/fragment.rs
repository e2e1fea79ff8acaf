//! What the pieces of a word become, before it is split.

use super::super::evaluate::{Flow, Shell, Unwind};
use super::super::grammar::Piece;
use super::EXPANSION_BYTES_MAX;

/// A part of an expanded word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fragment {
    /// It was quoted: nothing more happens to it, and it makes a word even when it is empty.
    Quoted(String),
    /// It was written unquoted: patterns count.
    Literal(String),
    /// It came from an unquoted expansion: it is split, and patterns count.
    Expanded(String),
    /// Here one word ends and the next begins, as between the words of `"$@"`.
    Break,
}

/// Where pieces stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a word.
    Word,
    /// In an unquoted `${x:-...}`: its own text is split too.
    Operand,
    /// Between double quotes.
    Quoted,
}

impl Place {
    /// Returns text of an expansion as it counts here.
    pub(super) fn expanded(self, text: String) -> Fragment {
        if self == Self::Quoted { Fragment::Quoted(text) } else { Fragment::Expanded(text) }
    }
}

impl Shell<'_> {
    /// Expands pieces into fragments.
    pub(super) fn fragments(
        &mut self,
        pieces: &[Piece],
        place: Place,
        into: &mut Vec<Fragment>,
    ) -> Flow<()> {
        for piece in pieces {
            self.fragment(piece, place, into)?;
        }
        let size: usize = into.iter().map(Fragment::len).sum();
        if size > EXPANSION_BYTES_MAX {
            return Err(Unwind::unmodelled("an expansion of more than 16 MiB"));
        }
        Ok(())
    }

    fn fragment(&mut self, piece: &Piece, place: Place, into: &mut Vec<Fragment>) -> Flow<()> {
        match piece {
            Piece::Text(text) => into.push(match place {
                Place::Word => Fragment::Literal(text.clone()),
                Place::Operand => Fragment::Expanded(text.clone()),
                Place::Quoted => Fragment::Quoted(text.clone()),
            }),
            Piece::Quoted(text) => into.push(Fragment::Quoted(text.clone())),
            Piece::Double(inner) if inner.is_empty() => {
                into.push(Fragment::Quoted(String::new()));
            }
            Piece::Double(inner) => self.fragments(inner, Place::Quoted, into)?,
            Piece::Tilde(name) => {
                let home = self.home_of(name)?;
                into.push(Fragment::Quoted(home));
            }
            Piece::Parameter(parameter) => self.expand_parameter(parameter, place, into)?,
            Piece::Bad(source) => {
                return self.abandon(&format!("${{{source}}}: bad substitution"));
            }
            Piece::Command(text, line) => {
                let output = self.substitute(text, *line)?;
                into.push(place.expanded(output));
            }
            Piece::Arithmetic(inner) => {
                let expression = self.joined(inner, Place::Quoted)?;
                let value = self.arithmetic_or_abandon(&expression)?;
                into.push(place.expanded(value.to_string()));
            }
        }
        Ok(())
    }

    /// Expands pieces into one text, neither split nor matched against files.
    pub(super) fn joined(&mut self, pieces: &[Piece], place: Place) -> Flow<String> {
        let mut fragments = Vec::new();
        self.fragments(pieces, place, &mut fragments)?;
        Ok(fragments.iter().map(Fragment::as_text).collect())
    }

    fn home_of(&self, name: &str) -> Flow<String> {
        let variable = match name {
            "" => "HOME",
            "+" => "PWD",
            "-" => "OLDPWD",
            "root" => return Ok("/root".to_owned()),
            other => return Err(Unwind::unmodelled(format!("~{other}"))),
        };
        match self.state.variables.text(variable) {
            Some(home) => Ok(home.to_owned()),
            None if name.is_empty() => Err(Unwind::unmodelled("~ without HOME")),
            None => Ok(format!("~{name}")),
        }
    }
}

impl Fragment {
    /// Returns its text where nothing is split.
    pub(super) fn as_text(&self) -> &str {
        match self {
            Self::Quoted(text) | Self::Literal(text) | Self::Expanded(text) => text,
            Self::Break => " ",
        }
    }

    fn len(&self) -> usize {
        self.as_text().len()
    }
}
