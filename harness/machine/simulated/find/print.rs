//! The formats of `find -printf`.

use super::super::date::{Moment, format};
use super::super::files::{OWNER, shown_mode};
use super::expression::{Candidate, name_of};
use crate::world::FileKind;

/// One file with what its directives need besides.
pub(super) struct Shown<'a> {
    /// The file.
    pub file: Candidate<'a>,
    /// How long the part of its path is that names where the search began.
    pub start: usize,
    /// How deep it lies below that.
    pub depth: usize,
    /// The text of the link that it is.
    pub link: Option<String>,
}

/// Fills a format in; an error names a directive that is not modelled.
pub(super) fn print_as(wanted: &str, shown: &Shown<'_>) -> Result<String, String> {
    let mut text = String::new();
    let mut letters = wanted.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.push(escape(letters.next())?),
            '%' => {
                let directive = letters.next().unwrap_or('%');
                let detail = if directive == 'T' { letters.next() } else { None };
                text.push_str(&field(directive, detail, shown)?);
            }
            other => text.push(other),
        }
    }
    Ok(text)
}

fn escape(letter: Option<char>) -> Result<char, String> {
    match letter {
        Some('n') => Ok('\n'),
        Some('t') => Ok('\t'),
        Some('0') => Ok('\0'),
        Some('\\') => Ok('\\'),
        other => Err(format!("-printf \\{}", other.map(String::from).unwrap_or_default())),
    }
}

fn field(directive: char, detail: Option<char>, shown: &Shown<'_>) -> Result<String, String> {
    let Candidate { path, facts, .. } = shown.file;
    Ok(match (directive, detail) {
        ('%', None) => "%".to_owned(),
        ('p', None) => path.to_owned(),
        ('P', None) => path[shown.start..].trim_start_matches('/').to_owned(),
        ('f', None) => format!("{}{}", name_of(path), slashes_behind(path)),
        ('h', None) => above(path).to_owned(),
        ('s', None) => facts.size.to_string(),
        ('m', None) => format!("{:o}", facts.mode),
        ('M', None) => shown_mode(facts.kind, facts.mode),
        ('d', None) => shown.depth.to_string(),
        ('l', None) => shown.link.clone().unwrap_or_default(),
        ('u' | 'g', None) => OWNER.to_owned(),
        ('y', None) => match facts.kind {
            FileKind::File => "f",
            FileKind::Directory => "d",
            FileKind::Symlink => "l",
        }
        .to_owned(),
        ('T', Some('@')) => at(facts.modified, "%s.%N0")?,
        ('T', Some('S')) => at(facts.modified, "%S.%N0")?,
        ('T', Some('T' | 'X')) => at(facts.modified, "%T.%N0")?,
        ('T', Some('+')) => at(facts.modified, "%F+%T.%N0")?,
        ('T', Some(letter @ ('Y' | 'm' | 'd' | 'H' | 'M' | 'F' | 'j' | 'y' | 'a' | 'b'))) => {
            at(facts.modified, &format!("%{letter}"))?
        }
        (other, detail) => {
            return Err(format!(
                "-printf %{other}{}",
                detail.map(String::from).unwrap_or_default()
            ));
        }
    })
}

fn at(modified: crate::determinism::Tick, wanted: &str) -> Result<String, String> {
    format(wanted, Moment::of(modified))
}

/// Returns the slashes at the end of a path, which `%f` keeps.
fn slashes_behind(path: &str) -> &str {
    &path[path.trim_end_matches('/').len().max(1)..]
}

fn above(path: &str) -> &str {
    match path.trim_end_matches('/').rsplit_once('/') {
        Some(("", _)) => "",
        Some((above, _)) => above,
        None => ".",
    }
}
